"""Which rows a list, an export or a count is about: where to look, what is asked, what still stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from zhenyu.core import clock
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.errors import UsageError
from zhenyu.ledgers.conditions import area_range, condition
from zhenyu.ledgers.definition import FieldType, LedgerDefinition
from zhenyu.ledgers.lookups import Surroundings
from zhenyu.ledgers.registry import Entry
from zhenyu.ledgers.types import Filter
from zhenyu.people.types import Reader


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows of a ledger that are asked for; used by lists and exports alike.

    ``today`` is the day lateness is judged by, None for the present one.
    """

    area: AreaCode | None = None
    filters: tuple[Filter, ...] = ()
    state: str | None = None
    overdue: bool = False
    today: date | None = None


def selected(reader: Reader, book: Entry, chosen: Selection, *, any_state: bool = False) -> QuerySet[Any]:
    """The standing rows of a selection."""
    definition = book.definition
    rows = standing(book).filter(area_range(narrowed(reader, chosen.area, definition), definition))
    surroundings = _named_records(definition, chosen.filters)
    rows = rows.filter(condition(definition, chosen.filters, surroundings))
    if chosen.state and not any_state:
        if chosen.state not in definition.states:
            known = "、".join(f"{code}（{title}）" for code, title in definition.states.items())
            raise UsageError(f"没有“{chosen.state}”这个状态", f"可用的有：{known}" if known else "这个台账没有状态")
        rows = rows.filter(state=chosen.state)
    return rows.filter(due__lt=chosen.today or clock.today()) if chosen.overdue else rows


def narrowed(reader: Reader, area: AreaCode | None, definition: LedgerDefinition) -> AreaCode | None:
    """The area to name in a query: as asked, or the reader's own inside it, so that an index finds the rows.

    What may be seen is decided by row security; this is only where to look. None looks everywhere.
    """
    if reader.unlimited:
        return area
    own = [grant.area for grant in reader.grants if grant.domain in (None, definition.domain)]
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


def standing(book: Entry) -> QuerySet[Any]:
    """Rows that are not deleted."""
    model: Any = book.model
    rows: QuerySet[Any] = model.objects.filter(deleted_at=None)
    return rows


def _named_records(definition: LedgerDefinition, filters: Iterable[Filter]) -> Surroundings:
    """Rows of other ledgers that filters may name; nothing is read unless a filter needs it."""
    types = {definition.by_name[item.field].type for item in filters if item.field in definition.by_name}
    if FieldType.RECORD not in types:
        return Surroundings()
    from zhenyu.ledgers.loading import record_keys

    return Surroundings(records=record_keys(definition))
