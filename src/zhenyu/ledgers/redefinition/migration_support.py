"""What migrations share that bring the tables of existing ledgers up to date."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.db.migrations.state import StateApps
from django.db.models import F

from zhenyu.ledgers.definition.checks import read_kept_definition
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition


def existing_definitions(apps: StateApps) -> Iterator[LedgerDefinition]:
    """Each ledger as its present version declares it."""
    for version in apps.get_model("ledgers", "LedgerVersion").objects.filter(version=F("ledger__version")):
        yield read_kept_definition(json.loads(version.raw), source=f"台账 {version.ledger_id}")
