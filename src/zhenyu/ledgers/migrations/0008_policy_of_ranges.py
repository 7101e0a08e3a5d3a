"""The policy that compares instead of testing prefixes, for ledgers that stand already. Nothing is rewritten."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def renew(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Each ledger as its present version declares it."""
    from zhenyu.core.database.row_security import protect
    from zhenyu.ledgers.redefinition.migration_support import existing_definitions

    for definition in existing_definitions(apps):
        with editor.connection.cursor() as cursor:
            protect(cursor, definition.table, definition.domain)


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0007_pinyin_order")]
    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
