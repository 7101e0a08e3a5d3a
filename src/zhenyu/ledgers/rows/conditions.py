"""Filters of a list of rows: what may be asked, turned into Django conditions. Pure: builds ``Q`` objects
only."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any, Final

from django.db.models import Q

from zhenyu.core.clock import CHINA
from zhenyu.core.errors import UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.schema.pinyin_sort import has_key_of
from zhenyu.ledgers.schema.search_terms import has_pairs, says, searched_fields
from zhenyu.ledgers.types import FILTER_OPERATORS, Filter
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.values.days import read_day
from zhenyu.ledgers.values.references import References
from zhenyu.ledgers.values.typed_values import read_value

OWN_COLUMNS: Final[Mapping[str, str]] = {
    "id": "编号",
    "area": "区划",
    "state": "状态",
    "owner": "责任人",
    "due": "到期日",
    "created_at": "登记时间",
    "created_by": "登记人",
    "updated_at": "更新时间",
    "updated_by": "更新人",
    "batch": "批次",
}
_TEXTS: Final = frozenset({"owner", "created_by", "updated_by"})
_TEXT_TYPES: Final = frozenset(
    {
        FieldType.TEXT,
        FieldType.LONG_TEXT,
        FieldType.PERSON_NAME,
        FieldType.PHONE,
        FieldType.USER,
        FieldType.OFFICE,
    }
    | {FieldType.ID_NUMBER, FieldType.USCC, FieldType.BANK_ACCOUNT, FieldType.AREA}
)


def condition(definition: LedgerDefinition, filters: Iterable[Filter], references: References) -> Q:
    """All filters together.

    Raises:
        UsageError: an unknown column or operator, or a value that is none of the column's.
    """
    combined = Q()
    for item in filters:
        combined &= _one(definition, item, references)
    return combined


def area_range(area: AreaCode | None, definition: LedgerDefinition) -> Q:
    """Rows below an area; at the ledger's own level an equality, which the (area, id) index serves in
    order."""
    if area is None:
        return Q()
    if area.level == definition.level:
        return Q(area=str(area))
    return Q(area__gte=str(area), area__lt=area.upper_bound)


def _one(definition: LedgerDefinition, item: Filter, references: References) -> Q:
    if item.op not in FILTER_OPERATORS:
        raise UsageError(f"没有“{item.op}”这种筛选", f"可用的有：{'、'.join(FILTER_OPERATORS)}")
    field = definition.by_name.get(item.field)
    if field is None and item.field not in OWN_COLUMNS:
        raise UsageError(f"不能按“{item.field}”筛选", nearest(item.field, definition))
    if item.op in ("blank", "not_blank"):
        blank = Q(owner="") if item.field == "owner" else Q(**{f"{item.field}__isnull": True})
        return blank if item.op == "blank" else ~blank
    if item.op in ("contains", "not_contains", "starts"):
        return _part(item, field, definition, references)
    if item.op in ("gte", "lte") and field is not None and field.effective_privacy == "sensitive":
        raise UsageError(f"“{field.title}”是敏感信息，只能按完整内容查找", "请用“等于”")
    if item.op in ("in", "not_in"):
        values = (
            item.value
            if isinstance(item.value, list | tuple | set)
            else str(item.value).replace("，", ",").split(",")
        )
        read = [value_of(item.field, field, value, definition, references) for value in values]
        one = _any(item.field, field, read)
        return one & has_key_of(definition, item.field, filter(None, read)) if item.op == "in" else ~one
    value = value_of(item.field, field, item.value, definition, references)
    if value is None:
        return Q(**{f"{item.field}__isnull": item.op != "ne"})
    found = _compared(item, field, value)
    return found & has_key_of(definition, item.field, [value]) if item.op == "eq" else found


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
    same = (
        Q(**{f"{item.field}__contains": list(value)})
        if isinstance(value, tuple)
        else Q(**{item.field: value})
    )
    return ~same if item.op == "ne" else same


def _any(name: str, field: Field | None, values: list[Any]) -> Q:
    if field is not None and field.type is FieldType.CHOICES:
        return Q(**{f"{name}__overlap": [code for value in values if value for code in value]})
    if name == "area" or (field is not None and field.type is FieldType.AREA):
        combined = Q(pk__in=[])
        for value in filter(None, values):
            combined |= Q(**{f"{name}__gte": str(value), f"{name}__lt": AreaCode(value).upper_bound})
        return combined
    return Q(**{f"{name}__in": [value for value in values if value is not None]})


def _part(item: Filter, field: Field | None, definition: LedgerDefinition, references: References) -> Q:
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
    indexed = references.searchable and field in searched_fields(definition)
    return (has_pairs(definition, text) & says(item.field, text)) if indexed else says(item.field, text)


def value_of(
    name: str, field: Field | None, raw: Any, definition: LedgerDefinition, references: References
) -> Any:
    if field is not None and field.type is not FieldType.AREA:
        value = read_value(field, raw, references)
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


def nearest(name: str, definition: LedgerDefinition) -> str:
    near = difflib.get_close_matches(name, [*definition.by_name, *OWN_COLUMNS], n=1)
    return f"是不是“{near[0]}”？" if near else f"可用的有：{'、'.join(definition.by_name)}"
