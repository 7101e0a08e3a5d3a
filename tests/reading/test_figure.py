"""A figure as a value: its ends, and its line of JSON and back."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.reading import Figure, read

TEXTS = [
    "2031年，望云镇新建冷库3座，总投资1200万元。",
    "慰问困难户120户，发放慰问金6万—8万元。",
    "全年完成税收8600.5万元，同比增长7.5%，增速居全县第三位。",
    "用水量下降3.2%。",
    "低保户40户（城镇2户、农村38户）。",
]


def the(text: str) -> Figure:
    return read(text, year=2031)[-1]


def test_one_number_is_both_ends_of_itself() -> None:
    found = the("新建冷库3座。")
    assert not found.is_range
    assert found.low == found.high == found.low_si == found.high_si == 3


def test_a_range_has_a_lower_and_an_upper_end_as_written_and_in_base_units() -> None:
    found = the("发放慰问金6万—8万元。")
    assert found.is_range
    assert (found.low, found.high) == (6, 8)
    assert (found.low_si, found.high_si) == (60_000, 80_000)


@pytest.mark.parametrize("text", TEXTS)
def test_a_line_of_json_reads_back_as_the_same_figure(text: str) -> None:
    for found in read(text, doc="d", year=2031):
        again = Figure.from_json(json.loads(json.dumps(found.as_json())))
        assert again == found
        assert again.as_json() == found.as_json()


def test_what_else_stands_in_a_line_is_passed_over() -> None:
    found = the("新建冷库3座。")
    assert Figure.from_json({**found.as_json(), "place": {"page": 2}, "chosen": True}) == found


def test_a_line_of_an_older_reader_lacks_what_is_optional() -> None:
    line = the("新建冷库3座。").as_json()
    for name in ("compare", "rank", "parent", "opt", "approx", "indicator", "confidence", "period_src"):
        del line[name]
    found = Figure.from_json(line)
    assert (found.compare, found.rank, found.approx, found.runners_up) == (None, None, "exact", ())


def test_a_line_without_its_value_is_refused() -> None:
    line = the("新建冷库3座。").as_json()
    del line["value"]
    with pytest.raises(KeyError):
        Figure.from_json(line)


@given(st.decimals(min_value=0, max_value=10**9, places=3))
def test_the_digits_of_a_number_are_kept_by_its_line(number: Decimal) -> None:
    line = {**the("新建冷库3座。").as_json(), "value": float(number), "value_si": float(number)}
    assert Figure.from_json(line).low == Decimal(str(float(number)))
