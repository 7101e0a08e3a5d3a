"""Headers of a clerk's sheet find their fields: by title, code and synonym, each field once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.ledgers.samples import toilets
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.values.header_match import match_headers

LEDGER = read_definition(toilets())


def matched(*headers: str | Sequence[str]) -> dict[int, str]:
    forms = {
        position: [header] if isinstance(header, str) else list(header)
        for position, header in enumerate(headers)
    }
    return match_headers(forms, LEDGER)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("户编号", "household_no"),
        ("户 编 号", "household_no"),
        ("household_no", "household_no"),
        ("HOUSEHOLD_NO", "household_no"),
        ("造价", "cost"),
        ("改造费用", "cost"),
        ("造价（元）", "cost"),
        ("所在村", "area"),
        ("区划代码", "area"),
        ("村", "area"),
        ("责任人", "owner"),
        ("状态", "state"),
    ],
)
def test_a_header_finds_its_field(header: str, name: str) -> None:
    assert matched(header) == {0: name}


def test_a_header_nobody_knows_stays_without_a_field() -> None:
    assert matched("天气", "户编号") == {1: "household_no"}


def test_a_field_is_taken_once_and_the_exact_title_wins() -> None:
    assert matched("改造费用（元）", "造价") == {1: "cost"}


def test_of_two_equal_headers_the_first_is_taken() -> None:
    assert matched("造价", "造价") == {0: "cost"}


def test_the_fullest_form_of_a_header_is_tried_first() -> None:
    assert matched(["改厕/造价", "造价"], ["户编号"]) == {0: "cost", 1: "household_no"}


def test_a_ledger_without_states_has_no_column_of_states() -> None:
    plain = read_definition(toilets(lifecycle=None, deadlines=[], measures=[]))
    assert match_headers({0: ["状态"]}, plain) == {}


def test_files_are_no_column() -> None:
    raw = toilets()
    raw["fields"].append({"name": "photos", "title": "照片", "type": "attachment"})
    assert match_headers({0: ["照片"]}, read_definition(raw)) == {}


def test_no_headers_match_nothing() -> None:
    assert match_headers({}, LEDGER) == {}
