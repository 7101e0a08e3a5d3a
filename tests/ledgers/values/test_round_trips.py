"""For every type of field: what is shown reads back as the same value, and an image gives it back."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhenyu.ledgers.definition.ledger_definition import Field, FieldType
from zhenyu.ledgers.values.references import References
from zhenyu.ledgers.values.shown_values import is_mask, mask, show_value
from zhenyu.ledgers.values.stored_values import from_json
from zhenyu.ledgers.values.typed_values import FILLERS, read_value

VILLAGES = {"990101100201": "东柳村", "990101100202": "西柳村"}
KNOWN = References(
    VILLAGES, {name: code for code, name in VILLAGES.items()}, records={"x": {f"#{n}": n for n in range(50)}}
)
WORDS = st.text(st.characters(categories=["Lo", "Ll", "Lu", "Nd"]), min_size=1, max_size=20)
NAMES = st.text("张王李赵柳阿依古丽", min_size=1, max_size=6)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
NUMBERS = st.decimals(-(10**12), 10**12, places=3)
CHOICES = {"one": "甲类", "two": "乙类", "three": "丙类"}

VALUES: dict[FieldType, st.SearchStrategy[Any]] = {
    FieldType.TEXT: WORDS,
    FieldType.LONG_TEXT: st.lists(WORDS, min_size=1, max_size=4).map("\n".join),
    FieldType.INTEGER: st.integers(-(2**63) + 1, 2**63 - 1),
    FieldType.DECIMAL: NUMBERS,
    FieldType.MONEY: NUMBERS,
    FieldType.PERCENT: NUMBERS,
    FieldType.MU: NUMBERS,
    FieldType.LENGTH: NUMBERS,
    FieldType.DATE: DAYS,
    FieldType.MONTH: DAYS.map(lambda day: day.replace(day=1)),
    FieldType.BOOLEAN: st.booleans(),
    FieldType.CHOICE: st.sampled_from(list(CHOICES)),
    FieldType.CHOICES: st.sets(st.sampled_from(list(CHOICES)), min_size=1).map(
        lambda chosen: tuple(code for code in CHOICES if code in chosen)
    ),
    FieldType.PERSON_NAME: NAMES,
    FieldType.USER: NAMES,
    FieldType.OFFICE: NAMES,
    FieldType.ID_NUMBER: st.just("11010519491231002X"),
    FieldType.USCC: st.just("91350100M000100Y43"),
    FieldType.PHONE: st.integers(10**8, 10**9 - 1).map(lambda n: f"13{n}"),
    FieldType.BANK_ACCOUNT: st.just("6222020200112230123"),
    FieldType.AREA: st.sampled_from(list(VILLAGES)),
    FieldType.RECORD: st.integers(0, 49),
    FieldType.POINT: st.tuples(st.decimals(-180, 180, places=4), st.decimals(-90, 90, places=4)).map(
        lambda pair: {"lon": float(pair[0]), "lat": float(pair[1])}
    ),
}
"""Type → its values; files are uploaded, never read from a text."""


def declared(kind: FieldType, **more: Any) -> Field:
    if kind in (FieldType.CHOICE, FieldType.CHOICES):
        more["choices"] = CHOICES
    if kind is FieldType.RECORD:
        more["record"] = "x"
    return Field.model_validate({"name": "it", "title": "它", "type": kind.value, **more})


def test_every_type_but_files_has_values_here() -> None:
    assert set(FieldType) - set(VALUES) == {FieldType.ATTACHMENT}


@pytest.mark.parametrize("kind", VALUES, ids=str)
@settings(max_examples=25)
@given(data=st.data())
def test_a_value_shown_reads_back(kind: FieldType, data: st.DataObject) -> None:
    value = data.draw(VALUES[kind])
    field = declared(kind)
    assert read_value(field, show_value(field, value), KNOWN) == value


@pytest.mark.parametrize("kind", VALUES, ids=str)
@settings(max_examples=25)
@given(data=st.data())
def test_a_value_reads_as_itself(kind: FieldType, data: st.DataObject) -> None:
    """What the grid sends back unchanged changes nothing."""
    value = data.draw(VALUES[kind])
    assert read_value(declared(kind), value, KNOWN) == value


@pytest.mark.parametrize("kind", VALUES, ids=str)
@settings(max_examples=25)
@given(data=st.data())
def test_a_value_survives_the_image_of_its_row(kind: FieldType, data: st.DataObject) -> None:
    value = data.draw(VALUES[kind])
    stored = json.loads(json.dumps(value, default=str))
    if isinstance(stored, float):
        stored = value
    assert from_json(declared(kind), stored) == value


@pytest.mark.parametrize("kind", [kind for kind in VALUES if kind is not FieldType.BOOLEAN], ids=str)
@settings(max_examples=25)
@given(data=st.data())
def test_a_masked_value_does_not_show_the_whole(kind: FieldType, data: st.DataObject) -> None:
    value = data.draw(VALUES[kind])
    field = declared(kind, privacy="sensitive")
    masked = mask(field, value)
    assert is_mask(field, masked)
    assert len(show_value(field, value)) == 1 or show_value(field, value) not in masked


@pytest.mark.parametrize("filler", sorted(FILLERS))
def test_a_filler_is_no_number_and_no_day(filler: str) -> None:
    """Whether it means blank is the import's to say; by itself it is never a value."""
    assert not isinstance(read_value(declared(FieldType.DATE), filler, KNOWN), date)
