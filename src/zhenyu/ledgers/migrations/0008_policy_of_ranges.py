"""The policy that compares instead of testing prefixes, for ledgers that stand already. Nothing is rewritten."""

import json

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F


def renew(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Each ledger as its present version declares it."""
    from zhenyu.core.db import protect
    from zhenyu.ledgers.definition import LedgerDefinition

    versions = apps.get_model("ledgers", "LedgerVersion").objects.filter(version=F("ledger__version"))
    for version in versions:
        definition = LedgerDefinition.from_raw(json.loads(version.raw), source=f"台账 {version.ledger_id}")
        with editor.connection.cursor() as cursor:
            protect(cursor, definition.table, definition.domain)


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0007_pinyin_order")]
    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
