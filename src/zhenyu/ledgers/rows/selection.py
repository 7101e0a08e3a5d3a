"""Which rows a list, an export or a count is about: the areas, the conditions, the rows that are not
deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from zhenyu.core import clock
from zhenyu.core.errors import UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import FieldType, LedgerDefinition
from zhenyu.ledgers.rows.conditions import area_range, condition
from zhenyu.ledgers.rows.record_links import records_named
from zhenyu.ledgers.schema.indexes import serves_searches
from zhenyu.ledgers.schema.registry import LoadedLedger, active_rows
from zhenyu.ledgers.schema.search_terms import has_pairs, says_anywhere
from zhenyu.ledgers.types import Filter
from zhenyu.ledgers.values.references import References
from zhenyu.people.types import Reader


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows of a ledger that are asked for; used by lists and exports alike."""

    area: AreaCode | None = None
    filters: tuple[Filter, ...] = ()
    state: str | None = None
    overdue: bool = False
    words: str = ""
    """Words that any searched field holds."""
    today: date | None = None
    """The day lateness is judged by, None for the present one."""

    @property
    def whole(self) -> bool:
        """Whether everything in the area is asked for, whatever its state."""
        return not (self.filters or self.overdue or self.words)


def selected(
    reader: Reader, loaded: LoadedLedger, chosen: Selection, *, any_state: bool = False
) -> QuerySet[Any]:
    """The active rows of a selection."""
    definition = loaded.definition
    rows = active_rows(loaded).filter(_places(reader, chosen.area, definition))
    references = _references(definition, chosen)
    rows = rows.filter(condition(definition, chosen.filters, references))
    if chosen.words:
        rows = rows.filter(says_anywhere(definition, chosen.words))
        if references.searchable:
            rows = rows.filter(has_pairs(definition, chosen.words))
    if chosen.overdue:
        rows = rows.filter(due__lt=chosen.today or clock.today())
    return rows if any_state else in_state(rows, definition, chosen.state)


def in_state(rows: QuerySet[Any], definition: LedgerDefinition, state: str | None) -> QuerySet[Any]:
    """The rows in a state; all of them where none is asked for.

    Raises:
        UsageError: the ledger has no such state.
    """
    if not state:
        return rows
    if state not in definition.states:
        known = "、".join(f"{code}（{title}）" for code, title in definition.states.items())
        raise UsageError(f"没有“{state}”这个状态", f"可用的有：{known}" if known else "这个台账没有状态")
    return rows.filter(state=state)


def _places(reader: Reader, area: AreaCode | None, definition: LedgerDefinition) -> Q:
    """The ranges to look in: the area asked for, or each of the reader's own inside it."""
    if whole := whole_place(reader, area, definition):
        return area_range(whole, definition)
    hull = narrowed(reader, area, definition)
    if hull is None:
        return Q()
    within = [each for each in _own(reader, definition) if hull.contains(each)]
    return (
        reduce(or_, (area_range(each, definition) for each in within), Q())
        if within
        else area_range(hull, definition)
    )


def whole_place(reader: Reader, area: AreaCode | None, definition: LedgerDefinition) -> AreaCode | None:
    """The area a query names, where the reader holds all of it."""
    hull = narrowed(reader, area, definition)
    if hull is None or reader.unlimited or any(each.contains(hull) for each in _own(reader, definition)):
        return hull
    return None


def _own(reader: Reader, definition: LedgerDefinition) -> list[AreaCode]:
    return [grant.area for grant in reader.grants if grant.domain in (None, definition.domain)]


def narrowed(reader: Reader, area: AreaCode | None, definition: LedgerDefinition) -> AreaCode | None:
    """The area to name in a query: as asked, or the reader's own inside it, so that an index finds the rows.

    What may be seen is decided by row security; this is only where to look. None looks everywhere.
    """
    if reader.unlimited:
        return area
    own = _own(reader, definition)
    asked = area if area is not None else common_area(own)
    inside = [each for each in own if asked is None or asked.contains(each)]
    if asked is None or any(each.contains(asked) for each in own) or not inside:
        return asked
    return common_area(inside)


def common_area(areas: Sequence[AreaCode]) -> AreaCode | None:
    """The smallest area that holds all of these; None for none, or where they share no province."""
    if not areas:
        return None
    chain = (*areas[0].ancestors, areas[0])
    return next((area for area in reversed(chain) if all(area.contains(other) for other in areas)), None)


def _references(definition: LedgerDefinition, chosen: Selection) -> References:
    """What the conditions need to know from outside; nothing is read unless one of them needs it."""
    searches = chosen.words or any(item.op == "contains" for item in chosen.filters)
    return References(
        records=_named_records(definition, chosen.filters),
        searchable=bool(searches) and serves_searches(definition),
    )


def _named_records(
    definition: LedgerDefinition, filters: Iterable[Filter]
) -> Mapping[str, Mapping[str, int]]:
    """Rows of other ledgers that filters name."""
    named = [(item.field, item.value) for item in filters if item.field in definition.by_name]
    if all(definition.by_name[name].type is not FieldType.RECORD for name, _ in named):
        return {}
    return records_named(definition, named)
