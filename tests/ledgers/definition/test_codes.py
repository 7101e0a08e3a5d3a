"""Codes that are proposed for titles: always snake_case ASCII, unique and readable back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhenyu.ledgers.definition.checks import RESERVED_NAMES
from zhenyu.ledgers.definition.codes import choice_codes, field_name, ledger_code, slug, unique
from zhenyu.ledgers.definition.ledger_definition import FieldType
from zhenyu.workbooks.header_text import plain
from zhenyu.workbooks.heading_lexicon import hint_of

CODE = re.compile(r"[a-z][a-z0-9_]{0,47}")
TITLES = st.text(st.characters(categories=["Lo", "Nd", "Lu", "Ll", "Po"]), min_size=1, max_size=15)


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("农村改厕台账", "nong_cun_gai_ce"),
        ("路灯登记表", "lu_deng"),
        ("台账", "ledger"),
        ("2026年清单", "ledger_2026_nian"),
    ],
)
def test_a_ledger_is_coded_by_the_pinyin_of_its_title(title: str, code: str) -> None:
    assert ledger_code(title) == code


def test_a_taken_code_gets_a_number() -> None:
    assert unique("cost", set()) == "cost"
    assert unique("cost", {"cost"}) == "cost_2"
    assert unique("cost", {"cost", "cost_2", "cost_3"}) == "cost_4"


def test_choices_of_like_sound_get_codes_of_their_own() -> None:
    codes = choice_codes(["是", "事", "甲", "乙"])
    assert list(codes.values()) == ["是", "事", "甲", "乙"]
    assert len(codes) == 4


@pytest.mark.parametrize("text", ["", "……", "  "])
def test_what_gives_no_code_falls_back(text: str) -> None:
    assert slug(text, "option") == "option"


@settings(max_examples=50)
@given(TITLES)
def test_every_title_gives_a_code(title: str) -> None:
    assert CODE.fullmatch(slug(title, "field"))
    assert CODE.fullmatch(ledger_code(title))
    assert all(CODE.fullmatch(code) for code in choice_codes([title]))


@settings(max_examples=50)
@given(TITLES, st.sampled_from([FieldType.TEXT, FieldType.DATE, FieldType.MONTH, FieldType.MONEY]))
def test_every_title_names_a_field_that_is_free(title: str, kind: FieldType) -> None:
    hint = hint_of(plain(title))
    name = field_name(title, hint, kind, set())
    assert CODE.fullmatch(name)
    assert name not in RESERVED_NAMES
    assert field_name(title, hint, kind, {name}) != name
