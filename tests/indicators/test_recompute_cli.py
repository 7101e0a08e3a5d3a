"""``zhenyu recompute``: what a tampered cell looks like, and that it is put right."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tests.indicators.conftest import VILLAGE
from tests.indicators.test_cli import run
from zhenyu.core.errors import NotFound
from zhenyu.indicators.checking import check_cells

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
    assert (difference["indicator"], difference["stored"][1], difference["recomputed"][1]) == ("renovated", "7", "1")


def test_without_check_the_cell_is_put_right(tampered: None) -> None:
    done = run("recompute")
    assert done.exit_code == 0
    assert "已改为重算的数" in done.output
    assert check_cells("toilets") == []


def test_an_unknown_ledger_is_named(toilet: Save) -> None:
    with pytest.raises(NotFound, match="没有代码为“nowhere”的台账"):
        run("recompute", "nowhere")
