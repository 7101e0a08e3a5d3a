"""Reads of ledgers, always on behalf of a reader; the caller is already inside ``reading_as(reader)``.

Every query names the range of its area itself; row-level security is the second net. Private values leave here masked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection
from django.db.models import Count, QuerySet, Sum
from psycopg import sql

from zhenyu.areas.queries import names as area_names
from zhenyu.core import clock
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.errors import NotFound, UsageError
from zhenyu.core.models import Change
from zhenyu.ledgers import histories
from zhenyu.ledgers.conditions import Cursor, Sort, area_range, condition
from zhenyu.ledgers.deadlines import horizon
from zhenyu.ledgers.definition import SUMMABLE, FieldType, LedgerDefinition
from zhenyu.ledgers.registry import Entry, entry, ledgers
from zhenyu.ledgers.types import (
    DeadlineCount,
    Filter,
    HistoryEntry,
    LedgerSummary,
    Row,
    RowPage,
    StateCount,
)
from zhenyu.ledgers.values import Surroundings, mask
from zhenyu.people.types import Reader

COUNT_CAP: Final = 10_000
LARGEST_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows of a ledger that are asked for; used by lists and exports alike."""

    area: AreaCode | None = None
    filters: tuple[Filter, ...] = ()
    state: str | None = None
    overdue: bool = False


def page(
    reader: Reader,
    code: str,
    *,
    area: AreaCode | None = None,
    filters: Iterable[Filter] = (),
    sort: str | None = None,
    after: str | None = None,
    before: str | None = None,
    size: int = 50,
    state: str | None = None,
    overdue: bool = False,
    with_totals: bool = False,
) -> RowPage:
    """A page of rows, by key and never by offset.

    Arguments:
        sort: ``field`` or ``-field``, default in order of registration; blanks come last.
        after, before: cursors of another page with the same sort.
        with_totals: also sum the numeric fields over everything filtered.

    Raises:
        NotFound: no such ledger. UsageError: a filter, sort or cursor that makes no sense.
    """
    book = entry(code)
    chosen = Selection(area, tuple(filters), state, overdue)
    rows = selected(reader, book, chosen)
    order = Sort.parse(sort, book.definition)
    size = max(1, min(size, LARGEST_PAGE))
    records, more = _edge_of(rows, book.definition, order, after, before, size)
    counted = rows[: COUNT_CAP + 1].count()
    forwards = before is None
    has_next = more if forwards else True
    has_previous = (after is not None) if forwards else more
    return RowPage(
        rows=_rows(book.definition, records),
        next=_token(records[-1], order) if records and has_next else None,
        previous=_token(records[0], order) if records and has_previous else None,
        total=min(counted, COUNT_CAP),
        total_capped=counted > COUNT_CAP,
        sums=_sums(book.definition, rows) if with_totals else {},
        states=_state_counts(reader, book, chosen),
    )


def row(reader: Reader, code: str, id: int) -> Row:
    """One row that stands; NotFound when it does not exist for this reader."""
    found = rows_by_ids(reader, code, [id])
    if not found:
        raise NotFound(f"没有编号为 {id} 的记录", "可能已删除，或不在您的权限范围内")
    return found[0]


def rows_by_ids(reader: Reader, code: str, ids: Sequence[int]) -> tuple[Row, ...]:
    """The rows of these ids that the reader may see, in this order."""
    book = entry(code)
    records = {record["id"]: record for record in standing(book).filter(id__in=list(ids)).values()}
    return _rows(book.definition, [records[id] for id in ids if id in records])


def history(reader: Reader, code: str, id: int) -> tuple[HistoryEntry, ...]:
    """What happened to a row, newest first; a deleted row keeps its history. NotFound when nothing is visible."""
    book = entry(code)
    model: Any = book.model
    now = model.objects.filter(id=id).values().first()
    changes = list(Change.objects.filter(ledger=code, row_id=id).order_by("at", "id"))
    if now is None and not changes:
        raise NotFound(f"没有编号为 {id} 的记录", "可能不在您的权限范围内")
    codes = {image["area"] for image in (now, *(change.before for change in changes)) if image}
    return histories.entries(book.definition, now, changes, area_names(codes))


def ledger_summaries(reader: Reader, area: AreaCode | None = None) -> tuple[LedgerSummary, ...]:
    """Every ledger with its row count (capped) and late rows below an area. Two statements.

    ``updated_at`` is the last change of the newest row. Ledgers of domains the reader has no part in are left out.
    """
    wanted = [each for each in ledgers() if reader.unlimited or _part_of(reader, each)]
    piece = sql.SQL(
        "SELECT (SELECT count(*) FROM (SELECT FROM {table} WHERE {within} LIMIT {cap}) counted),"
        " (SELECT count(*) FROM (SELECT FROM {table} WHERE {within} AND due < %(today)s LIMIT {cap}) late),"
        " (SELECT updated_at FROM {table} WHERE {within} ORDER BY id DESC LIMIT 1)"
    )
    rows = _for_each(reader, wanted, area, piece, {"cap": sql.Literal(COUNT_CAP + 1)})
    return tuple(
        LedgerSummary(
            each.code, each.title, each.domain, each.office, each.basis, str(each.level),
            min(count, COUNT_CAP), count > COUNT_CAP, late, updated,
        )
        for each, (count, late, updated) in zip(wanted, rows, strict=True)
    )  # fmt: skip


def deadline_counts(reader: Reader, area: AreaCode | None = None) -> tuple[DeadlineCount, ...]:
    """Late rows and rows in their warning time, for each ledger with deadlines. Two statements."""
    wanted = [each for each in ledgers() if each.deadlines and (reader.unlimited or _part_of(reader, each))]
    today = clock.today()
    piece = sql.SQL(
        "SELECT count(*) FILTER (WHERE due < %(today)s), count(*) FILTER (WHERE due >= %(today)s AND {soon})"
        " FROM {table} WHERE due IS NOT NULL AND {within}"
    )
    rows = _for_each(reader, wanted, area, piece, {}, lambda each: {"soon": _soon(each, today)})
    return tuple(DeadlineCount(each.code, each.title, *counts) for each, counts in zip(wanted, rows, strict=True))


# --- shared with exports ---------------------------------------------------------------------------------------------


def selected(reader: Reader, book: Entry, chosen: Selection, *, any_state: bool = False) -> QuerySet[Any]:
    """The standing rows of a selection."""
    definition = book.definition
    rows = standing(book).filter(area_range(_narrowed(reader, chosen.area, definition), definition))
    surroundings = _named_records(definition, chosen.filters)
    rows = rows.filter(condition(definition, chosen.filters, surroundings))
    if chosen.state and not any_state:
        if chosen.state not in definition.states:
            known = "、".join(f"{code}（{title}）" for code, title in definition.states.items())
            raise UsageError(f"没有“{chosen.state}”这个状态", f"可用的有：{known}" if known else "这个台账没有状态")
        rows = rows.filter(state=chosen.state)
    return rows.filter(due__lt=clock.today()) if chosen.overdue else rows


def _narrowed(reader: Reader, area: AreaCode | None, definition: LedgerDefinition) -> AreaCode | None:
    """The area to name in a query: as asked, or the reader's own inside it, so that an index finds the rows.

    What may be seen is decided by row security; this is only where to look. None looks everywhere.
    """
    if reader.unlimited:
        return area
    own = [grant.area for grant in reader.grants if grant.domain in (None, definition.domain)]
    asked = area if area is not None else _common(own)
    inside = [each for each in own if asked is None or asked.contains(each)]
    if asked is None or any(each.contains(asked) for each in own) or not inside:
        return asked
    return _common(inside)


def _common(areas: Sequence[AreaCode]) -> AreaCode | None:
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


def masked_values(definition: LedgerDefinition, record: Mapping[str, Any]) -> tuple[dict[str, Any], frozenset[str]]:
    """The declared values of a record with private ones masked, and the names of those."""
    values: dict[str, Any] = {}
    hidden = set()
    for field in definition.fields:
        value = record[field.name]
        if value is not None and field.private:
            value = mask(field, value)
            hidden.add(field.name)
        values[field.name] = tuple(value) if isinstance(value, list) and field.type is FieldType.CHOICES else value
    return values, frozenset(hidden)


# --- a page ----------------------------------------------------------------------------------------------------------


def _edge_of(
    rows: QuerySet[Any], definition: LedgerDefinition, order: Sort, after: str | None, before: str | None, size: int
) -> tuple[list[dict[str, Any]], bool]:
    """The records of a page in reading order, and whether there are more in the direction read."""
    token = before if before is not None else after
    backwards = before is not None
    if token is not None:
        rows = rows.filter(order.beyond(Cursor.read(token, order, definition), backwards=backwards))
    records = list(rows.order_by(*order.order(backwards=backwards)).values()[: size + 1])
    more = len(records) > size
    records = records[:size]
    return (records[::-1] if backwards else records), more


def _token(record: Mapping[str, Any], order: Sort) -> str:
    return Cursor(record[order.name], record["id"]).token(order)


def _sums(definition: LedgerDefinition, rows: QuerySet[Any]) -> dict[str, Any]:
    numeric = [field.name for field in definition.fields if field.type in SUMMABLE]
    found = rows.aggregate(**{f"sum_{name}": Sum(name) for name in numeric}) if numeric else {}
    return {name.removeprefix("sum_"): value for name, value in found.items()}


def _state_counts(reader: Reader, book: Entry, chosen: Selection) -> tuple[StateCount, ...]:
    """Rows in each state, whatever state is chosen: the tabs above a list."""
    states = book.definition.states
    if not states:
        return ()
    rows = selected(reader, book, chosen, any_state=True).order_by()
    counts = dict(rows.values_list("state").annotate(Count("id")))
    return tuple(StateCount(state, title, counts.get(state, 0)) for state, title in states.items())


def _rows(definition: LedgerDefinition, records: Sequence[Mapping[str, Any]]) -> tuple[Row, ...]:
    names = area_names({record["area"] for record in records}) if records else {}
    today = clock.today()
    return tuple(_row(definition, record, names, today) for record in records)


def _row(definition: LedgerDefinition, record: Mapping[str, Any], names: Mapping[str, str], today: date) -> Row:
    values, hidden = masked_values(definition, record)
    deadline = definition.deadline_of(record["state"])
    due = record["due"]
    return Row(
        id=record["id"],
        area=record["area"],
        area_name=names.get(record["area"], record["area"]),
        state=record["state"],
        state_title=definition.states.get(record["state"] or "", ""),
        version=record["version"],
        due=due,
        overdue=due is not None and due < today,
        created_at=record["created_at"].astimezone(clock.CHINA),
        created_by=record["created_by"],
        updated_at=record["updated_at"].astimezone(clock.CHINA),
        updated_by=record["updated_by"],
        values=values,
        masked=hidden,
        owner=record["owner"],
        batch=record["batch"],
        due_soon=bool(due and deadline and today <= due <= horizon(today, deadline.warn)),
    )


def _named_records(definition: LedgerDefinition, filters: Iterable[Filter]) -> Surroundings:
    """Rows of other ledgers that filters may name; nothing is read unless a filter needs it."""
    types = {definition.by_name[item.field].type for item in filters if item.field in definition.by_name}
    if FieldType.RECORD not in types:
        return Surroundings()
    from zhenyu.ledgers.loading import record_keys

    return Surroundings(records=record_keys(definition))


# --- one statement over many ledgers ---------------------------------------------------------------------------------


def _part_of(reader: Reader, definition: LedgerDefinition) -> bool:
    return any(grant.domain in (None, definition.domain) for grant in reader.grants)


def _soon(definition: LedgerDefinition, today: date) -> sql.Composable:
    if definition.lifecycle is None:
        return sql.SQL("due <= {}").format(sql.Literal(horizon(today, definition.deadlines[0].warn).isoformat()))
    parts = [
        sql.SQL("(state = ANY({}) AND due <= {})").format(
            sql.Literal(list(deadline.while_)), sql.Literal(horizon(today, deadline.warn).isoformat())
        )
        for deadline in definition.deadlines
    ]
    return sql.SQL("({})").format(sql.SQL(" OR ").join(parts))


def _for_each(
    reader: Reader, wanted: Sequence[LedgerDefinition], area: AreaCode | None, piece: sql.SQL,
    shared: Mapping[str, sql.Composable], own: Callable[[LedgerDefinition], Mapping[str, sql.Composable]] = lambda _: {},
) -> list[tuple[Any, ...]]:  # fmt: skip
    """Run one piece of SQL over many ledgers in a single statement; one result row each, in order."""
    if not wanted:
        return []
    pieces = [
        sql.SQL("SELECT {place} AS place, each.* FROM ({piece}) each").format(
            place=sql.Literal(place),
            piece=piece.format(
                table=sql.Identifier(each.table), within=_within(_narrowed(reader, area, each)), **shared, **own(each)
            ),
        )
        for place, each in enumerate(wanted)
    ]
    statement = sql.SQL("{} ORDER BY place").format(sql.SQL(" UNION ALL ").join(pieces))
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(None), {"today": clock.today()})
        return [found[1:] for found in cursor.fetchall()]


def _within(area: AreaCode | None) -> sql.Composable:
    if area is None:
        return sql.SQL("deleted_at IS NULL")
    return sql.SQL("deleted_at IS NULL AND area >= {} AND area < {}").format(
        sql.Literal(str(area)), sql.Literal(area.upper_bound)
    )
