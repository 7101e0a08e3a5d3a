"""What a request asks for: its area, and the conditions of a list as they stand in the page's address.

A condition is written as a person would type it into the box under a header: ``张``, ``=flush``, ``>=1000``,
``100..200``, ``2026-10``, ``空``, ``非空``. ``?f.cost=>=1000&state=accepted&sort=-cost`` is a view one can send on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from zhenyu.areas.queries import search
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.errors import UsageError
from zhenyu.core.periods import Period
from zhenyu.ledgers.definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.types import Filter
from zhenyu.people.requests import PlacedRequest

FILTER_PREFIX: Final = "f."
PLACE: Final = ("area", "period")
PAGE_ROWS: Final = 60
MOST_PLACES: Final = 500
_COMPARED: Final = re.compile(r"(>=|<=|≥|≤|>|<|=)\s*(.+)")
_RANGE: Final = re.compile(r"(\S+?)\s*(?:\.\.|~|～|至|—)\s*(\S+)")
_WORDS: Final = {"空": "blank", "（空）": "blank", "非空": "not_blank"}
_EXACT_TYPES: Final = frozenset(
    {FieldType.CHOICE, FieldType.BOOLEAN, FieldType.ID_NUMBER, FieldType.BANK_ACCOUNT, FieldType.RECORD}
)
_DAY_TYPES: Final = frozenset({FieldType.DATE, FieldType.MONTH})


@dataclass(frozen=True, slots=True)
class Question:
    """What a list is asked for, ready for :func:`zhenyu.ledgers.queries.page`."""

    area: AreaCode
    filters: tuple[Filter, ...]
    state: str | None
    overdue: bool
    sort: str
    typed: Mapping[str, str]
    """The conditions as typed, field → text."""
    words: str = ""
    """What is looked for in all searched fields."""


def place_query(request: HttpRequest) -> str:
    """``?area=…&period=…`` as in this request's address, to be kept by links; empty when the address has neither."""
    kept = [f"{name}={request.GET[name]}" for name in PLACE if request.GET.get(name)]
    return f"?{'&'.join(kept)}" if kept else ""


def question_of(request: PlacedRequest, definition: LedgerDefinition) -> Question:
    """Read the conditions of a list from an address.

    Raises:
        UsageError: a condition on a field the ledger does not have.
    """
    query = request.GET
    area = request.area
    typed = {
        name.removeprefix(FILTER_PREFIX): str(text).strip()
        for name, text in query.items()
        if name.startswith(FILTER_PREFIX) and str(text).strip()
    }
    filters = tuple(condition for name, text in typed.items() for condition in conditions(definition, name, text, area))
    return Question(
        area, filters, query.get("state") or None, query.get("overdue") == "1", query.get("sort", ""), typed,
        query.get("q", "").strip(),
    )  # fmt: skip


def conditions(definition: LedgerDefinition, name: str, text: str, area: AreaCode) -> Iterator[Filter]:
    """The filters a typed condition on a column stands for.

    Raises:
        UsageError: the ledger has no such column.
    """
    if name == "area":
        yield _place("area", text, area)
        return
    if name in ("due", "updated_at", "batch"):
        yield from _typed(name, FieldType.DATE if name != "batch" else FieldType.CHOICE, text)
        return
    field = definition.by_name.get(name)
    if field is None:
        raise UsageError(f"“{definition.title}”没有栏目“{name}”，不能按它筛选", "请清除筛选后重新选择")
    if field.type is FieldType.AREA and text not in _WORDS:
        yield _place(name, text, area)
        return
    yield from _typed(name, field.type, _coded(field, text))


def _place(name: str, text: str, area: AreaCode) -> Filter:
    """Areas whose code, name or pinyin has the text."""
    return Filter(name, "in", [found.code for found in search(text, area, limit=MOST_PLACES)])


def _typed(name: str, kind: FieldType, text: str) -> Iterator[Filter]:
    """The filters a typed condition stands for."""
    if text in _WORDS:
        yield Filter(name, _WORDS[text])
        return
    compared = _COMPARED.fullmatch(text)
    if compared:
        yield from _comparison(name, compared[1], compared[2])
        return
    between = _RANGE.fullmatch(text)
    if between and kind not in (FieldType.TEXT, FieldType.LONG_TEXT):
        yield Filter(name, "gte", _start(kind, between[1]))
        yield Filter(name, "lte", _end(kind, between[2]))
        return
    if kind in _DAY_TYPES:
        yield Filter(name, "gte", _start(kind, text))
        yield Filter(name, "lte", _end(kind, text))
        return
    yield Filter(name, "eq" if kind in _EXACT_TYPES or _is_number(kind) else "contains", text)


def _comparison(name: str, sign: str, text: str) -> Iterator[Filter]:
    if sign == "=":
        yield Filter(name, "eq", text)
        return
    yield Filter(name, "gte" if sign in (">", ">=", "≥") else "lte", text)
    if sign in ("<", ">"):
        yield Filter(name, "ne", text)


def _start(kind: FieldType, text: str) -> str:
    """The first day a text like ``2026`` or ``2026-10`` means; other texts stay."""
    period = _period(text) if kind in _DAY_TYPES else None
    return period.start.isoformat() if period else text


def _end(kind: FieldType, text: str) -> str:
    period = _period(text) if kind in _DAY_TYPES else None
    return period.end.isoformat() if period else text


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except UsageError:
        return None


def _coded(field: Field, text: str) -> str:
    """The code of a choice given by its title, so that ``三格化粪池`` and ``=three_tank`` find the same rows."""
    plain = text.removeprefix("=").strip()
    codes = {title: code for code, title in field.choices.items()}
    if field.type is FieldType.BOOLEAN and plain in ("是", "否", "true", "false"):
        return "=true" if plain in ("是", "true") else "=false"
    return f"={codes[plain]}" if plain in codes else text


def _is_number(kind: FieldType) -> bool:
    return kind in (
        FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT, FieldType.MU, FieldType.LENGTH,
    )  # fmt: skip
