"""A chart of any two columns: rows grouped by one, counted, summed or averaged by the other, in the database.

Private columns are neither grouped by nor added up: a bar of one row would show what is masked elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import Left, TruncMonth, TruncYear

from zhenyu.areas.queries import names as area_names
from zhenyu.core.errors import UsageError
from zhenyu.core.values.area_codes import AreaCode, AreaLevel
from zhenyu.core.values.rounding import round_half_up
from zhenyu.ledgers.definition.ledger_definition import SUMMABLE, Field, FieldType, LedgerDefinition
from zhenyu.ledgers.rows.selection import Selection, selected
from zhenyu.ledgers.schema.registry import loaded_ledger
from zhenyu.people.types import Reader

MOST_BARS: Final = 20
MOST_MONTHS: Final = 36
_DAYS: Final = frozenset({FieldType.DATE, FieldType.MONTH})
_NAMED: Final = frozenset({FieldType.CHOICE, FieldType.BOOLEAN, FieldType.OFFICE, FieldType.AREA})
_PARTS: Final[Mapping[str, Callable[[str], Any]]] = {"month": TruncMonth, "year": TruncYear}
_PART_TITLES: Final = {"month": "月份", "year": "年份"}
_AGGREGATES: Final = {"sum": "合计", "mean": "平均"}


@dataclass(frozen=True, slots=True)
class Choice:
    """What one may group by or measure: its text in the address, and its title."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A group of rows. ``value`` None where no row has one; ``conditions`` of an address find its rows, None
    for the rest."""

    label: str
    value: Decimal | int | None
    rows: int
    conditions: Mapping[str, str] | None
    drawn: bool = True
    """False for what would hide the others or has no day: it is in the table only."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars in order: time forwards, everything else the largest first, what is left over last."""

    by: Choice
    measure: Choice
    unit: str
    bars: tuple[Bar, ...]
    in_time: bool
    rows: int
    total: Decimal | int | None


def groupings(definition: LedgerDefinition) -> list[Choice]:
    """What rows of a ledger may be grouped by."""
    found = [Choice("state", "状态")] if definition.states else []
    found.append(Choice("area", "区划"))
    for field in definition.fields:
        if field.private:
            continue
        if field.type in _NAMED:
            found.append(Choice(field.name, field.title))
        elif field.type in _DAYS:
            found += [
                Choice(f"{field.name}:{part}", f"{field.title}（{_PART_TITLES[part]}）") for part in _PARTS
            ]
    return found


def measures(definition: LedgerDefinition) -> list[Choice]:
    """What may be counted, added up or averaged; rates are neither (they are never added or averaged)."""
    numeric = [field for field in definition.fields if field.type in SUMMABLE and not field.private]
    return [Choice("count", "行数")] + [
        Choice(f"{how}:{field.name}", f"{field.title}{title}")
        for field in numeric
        for how, title in _AGGREGATES.items()
    ]


def chart(reader: Reader, code: str, chosen: Selection, *, by: str, measure: str) -> Chart:
    """Group the rows of a selection. Two statements.

    Raises:
        UsageError: a grouping or measure the ledger does not offer.
    """
    definition = loaded_ledger(code).definition
    grouping = _picked(by, groupings(definition), "分组")
    measured = _picked(measure, measures(definition), "数值")
    how, _, name = measured.code.partition(":")
    rows = selected(reader, loaded_ledger(code), chosen)
    groups = _grouped(rows, _bucket(definition, grouping.code, chosen.area), name)
    in_time = ":" in grouping.code
    kept, rest = _kept(groups, how, in_time)
    label = _labels(definition, grouping.code, kept)
    bars = [
        Bar(
            label(group.bucket),
            group.value(how),
            group.rows,
            _conditions(definition, grouping.code, group.bucket),
            drawn=not (in_time and group.bucket is None),
        )
        for group in kept
    ]
    if rest:
        others = _together(rest)
        title = "更早" if in_time else f"其余 {len(rest)} 组"
        bars.insert(
            0 if in_time else len(bars), Bar(title, others.value(how), others.rows, None, drawn=False)
        )
    field = definition.by_name.get(name)
    whole = _together(groups)
    return Chart(
        grouping,
        measured,
        (field.kept_unit or "") if field else "行",
        tuple(bars),
        in_time,
        whole.rows,
        whole.value(how),
    )


@dataclass(frozen=True, slots=True)
class _Group:
    bucket: Any
    rows: int
    total: Decimal | int | None
    filled: int

    def value(self, how: str) -> Decimal | int | None:
        if how == "count":
            return self.rows
        if how == "sum" or self.total is None:
            return self.total
        return round_half_up(Decimal(self.total) / self.filled, 2)


def _grouped(rows: QuerySet[Any], bucket: Any, name: str) -> list[_Group]:
    asked: dict[str, Any] = {"rows": Count("id")}
    if name:
        asked |= {"total": Sum(name), "filled": Count(name)}
    found = rows.order_by().annotate(bucket=bucket).values("bucket").annotate(**asked)
    return [_Group(each["bucket"], each["rows"], each.get("total"), each.get("filled", 0)) for each in found]


def _kept(groups: Sequence[_Group], how: str, in_time: bool) -> tuple[list[_Group], list[_Group]]:
    """The groups that get a bar, and those put together into one; rows without a value of the grouping come
    last."""
    if in_time:
        dated = sorted(
            (group for group in groups if group.bucket is not None), key=lambda group: group.bucket
        )
        undated = [group for group in groups if group.bucket is None]
        return dated[-MOST_MONTHS:] + undated, dated[:-MOST_MONTHS]
    ordered = sorted(
        groups, key=lambda group: (group.value(how) is None, -(group.value(how) or 0), -group.rows)
    )
    return ordered[:MOST_BARS], ordered[MOST_BARS:]


def _together(groups: Sequence[_Group]) -> _Group:
    totals = [group.total for group in groups if group.total is not None]
    return _Group(
        None,
        sum(group.rows for group in groups),
        sum(totals) if totals else None,
        sum(group.filled for group in groups),
    )


# --- buckets --------------------------------------------------------------------------------------


def _bucket(definition: LedgerDefinition, by: str, area: AreaCode | None) -> Any:
    name, _, part = by.partition(":")
    if part:
        return _PARTS[part](name)
    if name == "area":
        return Left("area", _digits_below(area, definition.level))
    return F(name)


def _digits_below(area: AreaCode | None, level: AreaLevel) -> int:
    """The length of the codes right below an area, never beyond the level rows belong to."""
    present = area.level.digits if area is not None else 0
    below = [each.digits for each in AreaLevel if present < each.digits <= level.digits]
    return min(below, default=level.digits)


def _labels(definition: LedgerDefinition, by: str, groups: Sequence[_Group]) -> Callable[[Any], str]:
    name, _, part = by.partition(":")
    field = definition.by_name.get(name)
    names: Mapping[str, str] = {}
    if name == "area" or (field is not None and field.type is FieldType.AREA):
        names = area_names(group.bucket for group in groups if group.bucket)

    def label(bucket: Any) -> str:
        if bucket is None or bucket == "":
            return "（空）"
        if isinstance(bucket, date):
            return f"{bucket:%Y-%m}" if part == "month" else f"{bucket.year}年"
        if isinstance(bucket, bool):
            return "是" if bucket else "否"
        known: Mapping[str, str] = definition.states if name == "state" else field.choices if field else {}
        return known.get(bucket) or names.get(bucket) or str(bucket)

    return label


def _conditions(definition: LedgerDefinition, by: str, bucket: Any) -> dict[str, str]:
    """The conditions of an address that find the rows of a group."""
    name, _, part = by.partition(":")
    if name == "state":
        return {"state": bucket or ""}
    if name == "area":
        return {"area": bucket}
    if bucket is None or bucket == "":
        return {f"f.{name}": "空"}
    if isinstance(bucket, date):
        return {f"f.{name}": f"{bucket:%Y-%m}" if part == "month" else str(bucket.year)}
    if isinstance(bucket, bool):
        return {f"f.{name}": "=true" if bucket else "=false"}
    field: Field = definition.by_name[name]
    return {f"f.{name}": bucket if field.type is FieldType.AREA else f"={bucket}"}


def _picked(code: str, choices: Sequence[Choice], word: str) -> Choice:
    found = next((choice for choice in choices if choice.code == code), None)
    if found is None:
        raise UsageError(
            f"不能用“{code}”作{word}", f"可用的有：{'、'.join(choice.title for choice in choices[:12])}"
        )
    return found
