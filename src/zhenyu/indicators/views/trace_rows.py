"""Rows and cells behind a number, as the trace panel lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from zhenyu.areas.queries import names
from zhenyu.core.errors import NotFound
from zhenyu.indicators.measures.measure import CompiledMeasure
from zhenyu.indicators.measures.registry import current_feeds
from zhenyu.indicators.trace_types import Trace, TraceRow
from zhenyu.ledgers.definition.ledger_definition import FieldType, LedgerDefinition
from zhenyu.ledgers.schema.registry import ledger
from zhenyu.ledgers.values.shown_values import show_value

PLACE: Final = ("area", "period")
_NAMING: Final = (FieldType.TEXT, FieldType.PERSON_NAME)
_TELLING: Final = (FieldType.CHOICE,)
_PARTS: Final = {"numerator": "分子", "denominator": "分母"}


def rows_shown(trace: Trace, query: Mapping[str, str]) -> list[dict[str, Any]]:
    """A line for each row: what it is called, where, in which state, what it contributes, and its record
    page."""
    suffix = _suffix(query)
    dated = _dated_by(trace)
    return [
        {
            "title": " ".join(_words(row, _NAMING, 2)) or f"第{row.id}号",
            "subtitle": " · ".join(_about(row, dated, several=len(dated) > 1)),
            "url": f"/ledgers/{row.ledger}/{row.id}/{suffix}",
            "state": row.state_title,
            "contributes": row.contributes,
        }
        for row in trace.rows
    ]


def cells_shown(trace: Trace) -> list[dict[str, Any]]:
    """The cells with the names of their areas."""
    named = names(cell.area for cell in trace.cells)
    return [
        {
            "area_name": named.get(cell.area, cell.area),
            "month": cell.month,
            "value": cell.value,
            "rows": cell.rows,
        }
        for cell in trace.cells
    ]


def next_page(trace: Trace, query: Mapping[str, str]) -> str:
    """The address of the following rows; empty at the end."""
    return (
        f"/trace/{trace.address}{_suffix({**query, 'after': trace.next}, ('after',))}" if trace.next else ""
    )


def _dated_by(trace: Trace) -> dict[str, str]:
    """Ledger → the field that says in which month its rows count (empty: the day they were recorded)."""
    behind = _measures(trace.address.indicator)
    return {measure.ledger: measure.on.name if measure.on else "" for measure in behind}


def _measures(code: str) -> Iterator[CompiledMeasure]:
    feeds = current_feeds()
    definition = feeds.catalogue[code]
    for part in filter(None, (definition.numerator, definition.denominator, code)):
        yield from feeds.of(part)


def _about(row: TraceRow, dated: Mapping[str, str], *, several: bool) -> Iterator[str]:
    """Part, place, ledger (where several feed the number), the date that decides its month, its kind."""
    definition = _definition(row)
    if row.part in _PARTS:
        yield _PARTS[row.part]
    yield row.area_name
    if definition is None:
        return
    if several:
        yield definition.title
    field = definition.by_name.get(dated.get(row.ledger, ""))
    if field and row.values.get(field.name):
        yield f"{field.title} {show_value(field, row.values[field.name])}"
    yield from _words(row, _TELLING, 1)


def _words(row: TraceRow, types: tuple[FieldType, ...], at_most: int) -> list[str]:
    """The first values of some types that are not blank, keys first."""
    definition = _definition(row)
    if definition is None:
        return []
    fitting = [field for field in definition.fields if field.type in types]
    fields = sorted(fitting, key=lambda field: field.name not in definition.key)
    said = (show_value(field, row.values.get(field.name)) for field in fields)
    return [text for text in said if text][:at_most]


def _definition(row: TraceRow) -> LedgerDefinition | None:
    try:
        return ledger(row.ledger)
    except NotFound:
        return None


def _suffix(query: Mapping[str, Any], more: tuple[str, ...] = ()) -> str:
    kept = {name: str(query[name]) for name in (*PLACE, *more) if query.get(name)}
    return f"?{urlencode(kept)}" if kept else ""
