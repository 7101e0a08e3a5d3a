"""Search, sort (by pinyin, too) and state indexes for ledgers that stand already, without holding up writers."""

import json

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F


def bring(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Each ledger as its present version declares it."""
    from zhenyu.ledgers.definition import LedgerDefinition
    from zhenyu.ledgers.indexes import bring_without_locks

    for version in apps.get_model("ledgers", "LedgerVersion").objects.filter(version=F("ledger__version")):
        bring_without_locks(LedgerDefinition.from_raw(json.loads(version.raw), source=f"台账 {version.ledger_id}"))


class Migration(migrations.Migration):
    atomic = False  # CREATE INDEX CONCURRENTLY
    dependencies = [("ledgers", "0006_escalations"), ("core", "0007_pinyin_order")]
    operations = [migrations.RunPython(bring, migrations.RunPython.noop)]
