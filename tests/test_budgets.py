"""The budgets of statements themselves: they refuse what is over, and learn only when told to."""

from pathlib import Path

import pytest
from django.db import connection

from tests.budgets import assert_query_budget, budgets_of


def _ask(times: int) -> None:
    with connection.cursor() as cursor:
        for _ in range(times):
            cursor.execute("SELECT 42")


@pytest.fixture
def rooms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("ZHENYU_UPDATE_BUDGETS", raising=False)
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "query_counts.json").write_text('{"page": 2}')
    return tmp_path


def test_as_many_statements_as_allowed_or_fewer_pass(db: None, rooms: Path) -> None:
    for times in (0, 1, 2):
        with assert_query_budget("page", "shop", rooms):
            _ask(times)


def test_one_statement_over_the_budget_fails_and_is_shown(db: None, rooms: Path) -> None:
    with (
        pytest.raises(AssertionError, match=r"“page” sent 3 statements, allowed are 2:[^$]*SELECT 42"),
        assert_query_budget("page", "shop", rooms),
    ):
        _ask(3)


def test_a_budget_nobody_set_fails_with_the_way_to_set_it(db: None, rooms: Path) -> None:
    with (
        pytest.raises(AssertionError, match="no budget “list” of shop: .*ZHENYU_UPDATE_BUDGETS=1"),
        assert_query_budget("list", "shop", rooms),
    ):
        _ask(1)


def test_told_to_update_the_file_keeps_what_was_sent_and_the_other_numbers(
    db: None, rooms: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHENYU_UPDATE_BUDGETS", "1")
    with assert_query_budget("list", "shop", rooms):
        _ask(5)
    assert budgets_of("shop", rooms) == {"list": 5, "page": 2}


def test_a_failure_inside_is_told_as_itself_and_not_as_a_budget(db: None, rooms: Path) -> None:
    with pytest.raises(ZeroDivisionError), assert_query_budget("page", "shop", rooms):
        raise ZeroDivisionError
