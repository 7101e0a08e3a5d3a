"""Search, sort (by pinyin, too) and state indexes for ledgers that stand already, without holding up writers."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def bring(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Each ledger as its present version declares it. What a definition declares only the code of the day knows, so
    this alone is not frozen."""
    from zhenyu.ledgers.redefinition.migration_support import existing_definitions
    from zhenyu.ledgers.schema.indexes import bring_without_locks

    for definition in existing_definitions(apps):
        bring_without_locks(definition)


class Migration(migrations.Migration):
    atomic = False  # CREATE INDEX CONCURRENTLY
    dependencies = [("ledgers", "0006_escalations"), ("core", "0007_pinyin_order")]
    operations = [migrations.RunPython(bring, migrations.RunPython.noop)]
