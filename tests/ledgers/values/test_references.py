"""Words that refer to something else: choices by title, areas by name or code."""

from __future__ import annotations

import pytest

from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.values.references import References, choice_code, read_area, squeezed

CHOICES = {"flush": "水冲式", "three_tank": "三格化粪池", "dry": "旱 厕"}
VILLAGES = {"990101100201": "东柳村", "990101100202": "西柳村民委员会"}
KNOWN = References(
    VILLAGES,
    {"东柳村": "990101100201", "西柳村": "990101100202"},
    frozenset({"新村"}),
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("flush", "flush"),
        ("水冲式", "flush"),
        ("水 冲 式", "flush"),
        ("旱厕", "dry"),
        ("ｆｌｕｓｈ", "flush"),
    ],
)
def test_a_choice_is_found_by_code_or_title(text: str, code: str) -> None:
    assert choice_code(CHOICES, text) == code


def test_a_choice_nearly_written_is_suggested() -> None:
    assert choice_code(CHOICES, "三格化粪") == CellProblem(
        "choice",
        "没有“三格化粪”这个选项",
        "是不是“三格化粪池”？可以填：水冲式、三格化粪池、旱 厕",
    )


def test_a_choice_that_is_none_lists_those_there_are() -> None:
    found = choice_code(CHOICES, "xyz")
    assert isinstance(found, CellProblem)
    assert found.hint == "可以填：水冲式、三格化粪池、旱 厕"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("东柳村", "990101100201"),
        ("东 柳 村", "990101100201"),
        ("990101100201", "990101100201"),
        ("９９０１０１１００２０１", "990101100201"),
        ("西柳村", "990101100202"),
    ],
)
def test_an_area_is_found_by_name_or_code(text: str, code: str) -> None:
    assert read_area(text, KNOWN) == code


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("新村", "有几个地方都叫“新村”", "请改填区划代码"),
        (
            "东柳",
            "本次范围内没有叫“东柳”的地方",
            "是不是“东柳村”？请填辖区内的村（社区）全称或区划代码",
        ),
        ("火星", "本次范围内没有叫“火星”的地方", "请填辖区内的村（社区）全称或区划代码"),
        (
            "990101100299",
            "区划代码 990101100299 不在本次范围内",
            "请核对代码，或换成能管这个地方的账号",
        ),
    ],
)
def test_an_area_that_is_none_is_refused_with_a_remedy(text: str, message: str, hint: str) -> None:
    assert read_area(text, KNOWN) == CellProblem("area", message, hint)


def test_a_number_that_is_no_area_code_says_what_a_code_is() -> None:
    found = read_area("12345678901234567890", KNOWN)
    assert isinstance(found, CellProblem)
    assert found.rule == "area"
    assert found.hint


def test_squeezing_takes_white_space_and_full_width_forms_away() -> None:
    assert squeezed(" Ａ　1\t村\n") == "A1村"
