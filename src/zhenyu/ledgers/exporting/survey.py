"""What must be known of the rows before they leave: how many, of which areas, and what their kind of file
could not hold.

One statement for all of it; a pass for each question took a tenth of the whole export.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import models
from django.db.models import Aggregate, Count, F, Func, IntegerField, Max, Min

from zhenyu.ledgers.definition.ledger_definition import Field, FieldType

EXCEL_DIGITS: Final = 15
EXCEL_FIRST_DAY: Final = date(1900, 3, 1)
"""Before it Excel counts a day that never was."""
_DIGITS: Final = (
    "CASE WHEN length(%(expressions)s::text) > 15"
    " THEN length(ltrim(replace(trim_scale(abs(%(expressions)s)::numeric)::text, '.', ''), '0')) END"
)


@dataclass(frozen=True, slots=True)
class Survey:
    """The rows as a whole.

    Arguments:
        areas: codes that occur.
        long, early: columns with a number of more digits, or with an earlier day, than Excel knows.
        digits: decimal field → the most decimal places.
    """

    total: int
    areas: frozenset[str]
    long: tuple[str, ...] = ()
    early: tuple[str, ...] = ()
    digits: Mapping[str, int | None] = field(default_factory=dict)


def surveyed(rows: models.QuerySet[Any], fields: Sequence[Field], *, full: bool, for_people: bool) -> Survey:
    """Look the rows over, area by area.

    Arguments:
        full: values of private fields leave unmasked. for_people: as Excel has values; else as they are kept.
    """
    bare = [each for each in fields if full or not each.private]
    numbers = [each.name for each in bare if each.numeric]
    days = ["due", *(each.name for each in bare if each.type is FieldType.DATE)]
    exact = [each.name for each in bare if each.numeric and each.type is not FieldType.INTEGER]
    asked: dict[str, Aggregate] = (
        {
            **{
                f"_long_{name}": Max(Func(F(name), template=_DIGITS, output_field=IntegerField()))
                for name in numbers
            },
            **{f"_early_{name}": Min(name) for name in days},
        }
        if for_people
        else {
            f"_scale_{name}": Max(Func(F(name), function="scale", output_field=IntegerField()))
            for name in exact
        }
    )
    found = list(rows.order_by().values("area").annotate(_rows=Count("*"), **asked))
    return Survey(
        sum(each["_rows"] for each in found),
        frozenset(each["area"] for each in found),
        tuple(n for n in numbers if for_people and (_most(found, f"_long_{n}") or 0) > EXCEL_DIGITS),
        tuple(n for n in days if for_people and (_least(found, f"_early_{n}") or date.max) < EXCEL_FIRST_DAY),
        {} if for_people else {name: _most(found, f"_scale_{name}") for name in exact},
    )


def _most(found: Iterable[Mapping[str, Any]], name: str) -> int | None:
    return max((each[name] for each in found if each[name] is not None), default=None)


def _least(found: Iterable[Mapping[str, Any]], name: str) -> date | None:
    return min((each[name] for each in found if each[name] is not None), default=None)
