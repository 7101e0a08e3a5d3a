"""The township pack's catalogue and ledgers fit each other: every measure compiles, computes and can be
traced."""

from pathlib import Path

import pytest

import zhenyu.packs
from tests.indicators.conftest import TOWN
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.indicators.actions.recompute import recompute
from zhenyu.indicators.catalogue.indicator_definition import IndicatorKind
from zhenyu.indicators.cells.verification import check_cells
from zhenyu.indicators.figures.queries import feeds, figures, trace
from zhenyu.indicators.measures.registry import indicators
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.packs.loader import load
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM


@pytest.mark.usefixtures("county")
def test_every_indicator_of_the_pack_can_be_asked_and_traced() -> None:
    pack = load(Path(zhenyu.packs.__path__[0]) / "township")
    with reading_as(SYSTEM):
        define_indicators([item.raw for item in pack.indicators], by=SYSTEM)
        for ledger in pack.ledgers:
            code = define_ledger(ledger.raw, by=SYSTEM).code
            recompute(code)
            assert check_cells(code) == []
        found = figures(SYSTEM, [f"{definition.code}@{TOWN}/2025" for definition in indicators()])
        assert all(figure.value is None for figure in found)
        for definition in indicators():
            trace(SYSTEM, f"{definition.code}@{TOWN}/2025")
            computed = definition.kind not in (IndicatorKind.EXTERNAL, IndicatorKind.RATIO)
            assert bool(feeds(definition.code)) >= computed, f"no ledger feeds {definition.code}"
