"""The simpler policy for ledgers that stand already. Their indexes follow in 0007, as they are declared since."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def bring(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Each ledger as its present version declares it."""
    from zhenyu.core.database.row_security import protect
    from zhenyu.ledgers.redefinition.migration_support import existing_definitions

    for definition in existing_definitions(apps):
        with editor.connection.cursor() as cursor:
            protect(cursor, definition.table, definition.domain)


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0002_versions_say_why_and_packs"), ("core", "0003_settled_scope_bigrams")]
    operations = [migrations.RunPython(bring, migrations.RunPython.noop)]
