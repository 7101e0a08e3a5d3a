"""Ledgers as tests use them: the sample ledger with its table, made fresh in the test's transaction."""

from collections.abc import Iterator

import pytest

from tests.ledgers.samples import toilets
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM


@pytest.fixture
def ledger(county: None) -> Iterator[LedgerDefinition]:
    """The toilets ledger; the test runs as the system until it enters another reader."""
    with reading_as(SYSTEM):
        yield define_ledger(toilets(), by=SYSTEM)
