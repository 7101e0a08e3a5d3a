"""``zhenyu recompute``: what a tampered cell looks like, and that it is put right."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connection

from tests.indicators.cli.test_cli import run
from tests.indicators.conftest import FAR, INDICATORS, NEIGHBOUR, TODAY, TOILETS, TOWN, VILLAGE
from zhenyu.core.errors import NotFound
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.indicators.actions.recompute import repair
from zhenyu.indicators.cells.verification import check_cells
from zhenyu.indicators.models import Cell
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.actions.rows import save_rows
from zhenyu.ledgers.types import RowEdit
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM

Save = Callable[..., Any]


@pytest.fixture
def tampered(toilet: Save) -> None:
    toilet("001", accepted="2025-03-05")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE indicators_cell SET total = 7 WHERE indicator = 'renovated'")


def test_cells_that_agree_are_said_to(toilet: Save) -> None:
    toilet("001", accepted="2025-03-05")
    done = run("recompute", "--check")
    assert done.exit_code == 0
    assert "一致" in done.output


def test_a_check_names_the_cell_and_changes_nothing(tampered: None) -> None:
    done = run("recompute", "toilets", "--check")
    assert done.exit_code == 1
    assert f"renovated@{VILLAGE}/2025-03" in done.output
    again = json.loads(run("recompute", "--check", "--json").output)
    (difference,) = again["differences"]
    assert (difference["indicator"], difference["stored"][1], difference["recomputed"][1]) == (
        "renovated",
        "7",
        "1",
    )


def test_without_check_the_cell_is_put_right(tampered: None) -> None:
    done = run("recompute")
    assert done.exit_code == 0
    assert "已改为重算的数" in done.output
    assert check_cells("toilets") == []


def test_a_town_cell_a_cell_too_many_and_one_missing_are_put_right_and_the_rest_is_left(toilet: Save) -> None:
    for number, area in enumerate((VILLAGE, NEIGHBOUR, FAR)):
        toilet(str(number), area=area, accepted="2025-03-05", cost="0.1")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE indicators_town_cell SET rows = 9 WHERE indicator = 'renovated' AND area = %s", [TOWN]
        )
        cursor.execute("DELETE FROM indicators_cell WHERE indicator = 'paid' AND area = %s", [NEIGHBOUR])
        cursor.execute(
            "INSERT INTO indicators_cell (indicator, area, month, ledger, level, total, divisor, rows, stated, moves,"
            " computed_at) SELECT indicator, area, '2019-01-01', ledger, level, total, divisor, rows, stated, moves,"
            " computed_at FROM indicators_cell WHERE indicator = 'renovated' AND area = %s",
            [VILLAGE],
        )
        cursor.execute("UPDATE indicators_cell SET computed_at = '2020-01-01' WHERE area = %s", [FAR])
    found = check_cells("toilets")
    assert [(each.indicator, each.area, each.stored is None, each.recomputed is None) for each in found] == [
        ("paid", NEIGHBOUR, True, False),
        ("renovated", VILLAGE, False, True),
        ("renovated", TOWN, False, False),
    ]
    assert repair("toilets", found) == 1
    assert check_cells("toilets") == []
    assert {cell.computed_at.year for cell in Cell.objects.filter(area=FAR)} == {2020}


@pytest.mark.django_db(transaction=True)
def test_while_a_ledger_is_checked_and_another_town_repaired_writers_do_not_wait(
    county: None, settings: Any
) -> None:
    settings.ZHENYU_TODAY = TODAY.isoformat()
    with reading_as(SYSTEM):
        define_indicators(INDICATORS, by=SYSTEM)
        define_ledger(TOILETS, by=SYSTEM)
        edits = [
            RowEdit({"household": "1", "accepted_on": "2025-03-05"}, area=area) for area in (VILLAGE, FAR)
        ]
        save_rows("toilets", edits, by=SYSTEM)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE indicators_cell SET total = 7 WHERE area = %s AND indicator = 'builders'", [FAR]
            )
            cursor.execute("UPDATE indicators_cell SET rows = 7 WHERE area = %s AND indicator = ''", [FAR])
    writing, written = Event(), Event()

    def write() -> None:
        with reading_as(SYSTEM):
            save_rows("toilets", [RowEdit({"household": "2"}, area=VILLAGE)], by=SYSTEM)
            writing.set()
            written.wait(30)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write)
        assert writing.wait(30)
        done = run("recompute", "toilets")
        assert not writer.done()
        written.set()
        writer.result(30)
    assert "已改为重算的数" in done.output
    assert check_cells("toilets") == []


def test_an_unknown_ledger_is_named(toilet: Save) -> None:
    with pytest.raises(NotFound, match="没有代码为“nowhere”的台账"):
        run("recompute", "nowhere")
