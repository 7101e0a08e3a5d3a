"""Filters and sorting of a list of rows: what may be asked, turned into Django conditions. Pure: builds ``Q`` objects only.

Lists page by key: a cursor holds the sort value and the id of the row at the edge, and the next page begins after them.
Blanks come last in both directions.
"""

from __future__ import annotations

import base64
import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.expressions import OrderBy

from zhenyu.core.area_codes import AreaCode
from zhenyu.core.clock import CHINA
from zhenyu.core.errors import UsageError
from zhenyu.ledgers.cell_problems import CellProblem
from zhenyu.ledgers.days import read_day
from zhenyu.ledgers.definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.lookups import Surroundings
from zhenyu.ledgers.searching import has_pairs, says, searched_fields
from zhenyu.ledgers.types import FILTER_OPERATORS, Filter
from zhenyu.ledgers.values import read_value

OWN_COLUMNS: Final[Mapping[str, str]] = {
    "id": "编号", "area": "区划", "state": "状态", "owner": "责任人", "due": "到期日", "created_at": "登记时间",
    "created_by": "登记人", "updated_at": "更新时间", "updated_by": "更新人", "batch": "批次",
}  # fmt: skip
_TEXTS: Final = frozenset({"owner", "created_by", "updated_by"})
_UNSORTED: Final = frozenset({FieldType.CHOICES, FieldType.ATTACHMENT, FieldType.POINT})
_TEXT_TYPES: Final = frozenset(
    {FieldType.TEXT, FieldType.LONG_TEXT, FieldType.PERSON_NAME, FieldType.PHONE, FieldType.USER, FieldType.OFFICE}
    | {FieldType.ID_NUMBER, FieldType.USCC, FieldType.BANK_ACCOUNT, FieldType.AREA}
)
_LARGEST_ID: Final = 2**63 - 1
_NEVER_BLANK: Final = frozenset({"area", "owner", "created_at", "created_by", "updated_at", "updated_by"})


def condition(definition: LedgerDefinition, filters: Iterable[Filter], surroundings: Surroundings) -> Q:
    """All filters together.

    Raises:
        UsageError: an unknown column or operator, or a value that is none of the column's.
    """
    together = Q()
    for item in filters:
        together &= _one(definition, item, surroundings)
    return together


def area_range(area: AreaCode | None, definition: LedgerDefinition) -> Q:
    """Rows below an area; at the ledger's own level an equality, which the (area, id) index serves in order."""
    if area is None:
        return Q()
    if area.level == definition.level:
        return Q(area=str(area))
    return Q(area__gte=str(area), area__lt=area.upper_bound)


def _one(definition: LedgerDefinition, item: Filter, surroundings: Surroundings) -> Q:
    if item.op not in FILTER_OPERATORS:
        raise UsageError(f"没有“{item.op}”这种筛选", f"可用的有：{'、'.join(FILTER_OPERATORS)}")
    field = definition.by_name.get(item.field)
    if field is None and item.field not in OWN_COLUMNS:
        raise UsageError(f"不能按“{item.field}”筛选", _nearest(item.field, definition))
    if item.op in ("blank", "not_blank"):
        blank = Q(owner="") if item.field == "owner" else Q(**{f"{item.field}__isnull": True})
        return blank if item.op == "blank" else ~blank
    if item.op in ("contains", "not_contains", "starts"):
        return _part(item, field, definition, surroundings)
    if item.op in ("gte", "lte") and field is not None and field.effective_privacy == "sensitive":
        raise UsageError(f"“{field.title}”是敏感信息，只能按完整内容查找", "请用“等于”")
    if item.op in ("in", "not_in"):
        values = (
            item.value if isinstance(item.value, list | tuple | set) else str(item.value).replace("，", ",").split(",")
        )
        read = [_value(item.field, field, value, definition, surroundings) for value in values]
        return _any(item.field, field, read) if item.op == "in" else ~_any(item.field, field, read)
    value = _value(item.field, field, item.value, definition, surroundings)
    if value is None:
        return Q(**{f"{item.field}__isnull": item.op != "ne"})
    return _compared(item, field, value)


def _compared(item: Filter, field: Field | None, value: Any) -> Q:
    if item.field == "area" or (field is not None and field.type is FieldType.AREA):
        within = Q(**{f"{item.field}__gte": str(value), f"{item.field}__lt": AreaCode(value).upper_bound})
        return ~within if item.op == "ne" else within
    if item.op in ("eq", "ne") and isinstance(value, datetime):
        raise UsageError(f"“{OWN_COLUMNS[item.field]}”要按起止筛选", "请用“不早于”和“不晚于”")
    if item.op in ("gte", "lte"):
        if isinstance(value, datetime) and item.op == "lte":
            value = datetime.combine(value.date(), time.max, CHINA)
        return Q(**{f"{item.field}__{item.op}": value})
    same = Q(**{f"{item.field}__contains": list(value)}) if isinstance(value, tuple) else Q(**{item.field: value})
    return ~same if item.op == "ne" else same


def _any(name: str, field: Field | None, values: list[Any]) -> Q:
    if field is not None and field.type is FieldType.CHOICES:
        return Q(**{f"{name}__overlap": [code for value in values if value for code in value]})
    if name == "area" or (field is not None and field.type is FieldType.AREA):
        together = Q(pk__in=[])
        for value in filter(None, values):
            together |= Q(**{f"{name}__gte": str(value), f"{name}__lt": AreaCode(value).upper_bound})
        return together
    return Q(**{f"{name}__in": [value for value in values if value is not None]})


def _part(item: Filter, field: Field | None, definition: LedgerDefinition, surroundings: Surroundings) -> Q:
    text = str(item.value or "").strip()
    if field is not None and field.effective_privacy == "sensitive":
        raise UsageError(f"“{field.title}”是敏感信息，只能按完整内容查找", "请用“等于”")
    if (field is not None and field.type not in _TEXT_TYPES) or (field is None and item.field not in _TEXTS):
        title = field.title if field else OWN_COLUMNS[item.field]
        raise UsageError(f"“{title}”不是文字，不能按部分内容查找", "请用“等于”“不小于”“不大于”")
    if item.op == "starts":
        return Q(**{f"{item.field}__startswith": text})
    if item.op == "not_contains":
        return ~says(item.field, text) | Q(**{f"{item.field}__isnull": True})
    indexed = surroundings.searchable and field in searched_fields(definition)
    return (has_pairs(definition, text) & says(item.field, text)) if indexed else says(item.field, text)


def _value(name: str, field: Field | None, raw: Any, definition: LedgerDefinition, surroundings: Surroundings) -> Any:
    if field is not None and field.type is not FieldType.AREA:
        value = read_value(field, raw, surroundings)
        if isinstance(value, CellProblem):
            raise UsageError(f"筛选“{field.title}”：{value.message}", value.hint)
        return value
    if raw in (None, ""):
        return None
    if name == "state":
        by_title = {title: code for code, title in definition.states.items()}
        return by_title.get(str(raw), str(raw))
    if name in ("id", "batch"):
        return _whole(raw)
    if name in ("due", "created_at", "updated_at"):
        day = read_day(raw)
        if isinstance(day, CellProblem):
            raise UsageError(f"筛选“{OWN_COLUMNS[name]}”：{day.message}", day.hint)
        return day if name == "due" else datetime.combine(day, time.min, CHINA)
    return AreaCode(str(raw)) if name == "area" or field is not None else str(raw)


def _whole(raw: Any) -> int:
    try:
        return int(raw)
    except (TypeError, ValueError):
        raise UsageError(f"“{raw}”不是编号", "编号是整数") from None


def _nearest(name: str, definition: LedgerDefinition) -> str:
    near = difflib.get_close_matches(name, [*definition.by_name, *OWN_COLUMNS], n=1)
    return f"是不是“{near[0]}”？" if near else f"可用的有：{'、'.join(definition.by_name)}"


# --- sorting and cursors ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort column (``id`` when nothing is asked) and its direction; ties go by id in the same direction."""

    name: str = "id"
    descending: bool = False

    @classmethod
    def parse(cls, text: str | None, definition: LedgerDefinition) -> Sort:
        """Read ``cost`` or ``-cost``; UsageError for a column that has no order."""
        name = (text or "id").removeprefix("-")
        field = definition.by_name.get(name)
        if field is not None and field.type in _UNSORTED:
            raise UsageError(f"“{field.title}”没有先后，不能按它排序", "换一个栏目排序")
        if field is None and name not in OWN_COLUMNS:
            raise UsageError(f"不能按“{name}”排序", _nearest(name, definition))
        return cls(name, (text or "").startswith("-"))

    def __str__(self) -> str:
        return f"{'-' if self.descending else ''}{self.name}"

    def at(self, text: str, definition: LedgerDefinition) -> Cursor:
        """A place in this order: just before the first row with this value, or with the next one that there is.

        Raises:
            UsageError: not a value of the column.
        """
        value = _value(self.name, definition.by_name.get(self.name), text, definition, Surroundings())
        return Cursor(value, _LARGEST_ID if self.descending else 0)

    def legs(self, cursor: Cursor | None, *, backwards: bool) -> list[Leg]:
        """The stretches a page is read from, one after the other: rows with a value, then blanks (reversed backwards).

        Apart, each is a walk of one index in either direction; together, ``NULLS LAST`` would sort every row.
        """
        descending = self.descending != backwards
        by_id = OrderBy(F("id"), descending=descending)
        if self.name == "id":
            return [Leg(_beyond(("id",), cursor, below=descending), (by_id,))]
        ordered = (OrderBy(F(self.name), descending=descending), by_id)
        beyond = _beyond((self.name, "id"), cursor, below=descending)
        if self.name in _NEVER_BLANK:
            return [Leg(beyond, ordered)]
        blank, has_value = Q(**{f"{self.name}__isnull": True}), Q(**{f"{self.name}__isnull": False})
        if cursor is not None and cursor.value is None:
            within = Leg(blank & _beyond(("id",), cursor, below=descending), (by_id,))
            return [within, Leg(has_value, ordered)] if backwards else [within]
        filled = Leg(has_value & beyond, ordered)
        if cursor is not None and backwards:
            return [filled]
        return [Leg(blank, (by_id,)), filled] if backwards else [filled, Leg(blank, (by_id,))]


@dataclass(frozen=True, slots=True)
class Leg:
    """One stretch of an order."""

    where: Q
    order: tuple[OrderBy, ...]


def _beyond(names: Sequence[str], cursor: Cursor | None, *, below: bool) -> Q:
    """Rows past the cursor's: ``(cost, id) > (…, …)`` compared as one, which an index answers without reading ties."""
    if cursor is None:
        return Q()
    values = [cursor.id] if names == ("id",) else [cursor.value, cursor.id]
    columns, edge = _Together(*map(F, names)), _Together(*map(Value, values))
    return Q(_Compared(columns, edge, arg_joiner=" < " if below else " > "))


class _Together(Func):
    """``(a, b)``"""

    template = "(%(expressions)s)"
    output_field = BooleanField()  # never read: only compared


class _Compared(Func):
    """``(a, b) < (x, y)``"""

    template = "%(expressions)s"
    output_field = BooleanField()


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row at the edge of a page: its sort value and id."""

    value: Any
    id: int

    def token(self, sort: Sort) -> str:
        """Opaque text for a link."""
        text = json.dumps([str(sort), _plain(self.value), self.id], ensure_ascii=False)
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, token: str, sort: Sort, definition: LedgerDefinition) -> Cursor:
        """Read a token; UsageError when it is not one or belongs to another order."""
        try:
            order, value, row_id = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
            if order != str(sort) or not isinstance(row_id, int):
                raise ValueError(order)
            return cls(_typed(value, sort.name, definition), row_id)
        except (ValueError, TypeError, ArithmeticError):
            raise UsageError("翻页标记无效或已过时", "请回到第一页重新翻") from None


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str | bool) else (
        value.isoformat() if isinstance(value, date) else str(value)
    )  # fmt: skip


def _typed(value: Any, name: str, definition: LedgerDefinition) -> Any:
    field = definition.by_name.get(name)
    if value is None:
        return None
    if name in ("created_at", "updated_at", "deleted_at"):
        return datetime.fromisoformat(value)
    if name == "due" or (field is not None and field.type in (FieldType.DATE, FieldType.MONTH)):
        return date.fromisoformat(value)
    if field is not None and field.numeric and field.type is not FieldType.INTEGER:
        return Decimal(value)
    return value
