"""Reads of ledgers, always on behalf of a reader; the caller is already inside ``reading_as(reader)``.

Every query names the range of its area itself; row-level security is the second net. Private values leave
here masked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet, Sum

from zhenyu.areas.queries import names as area_names
from zhenyu.core import clock
from zhenyu.core.changelog.images import image_of
from zhenyu.core.errors import NotFound
from zhenyu.core.models import Change
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import SUMMABLE, Field, FieldType, LedgerDefinition
from zhenyu.ledgers.rows import record_links, row_history
from zhenyu.ledgers.rows.conditions import area_range
from zhenyu.ledgers.rows.counts import Extent, capped_count, count, counted_records
from zhenyu.ledgers.rows.order import Cursor, Sort
from zhenyu.ledgers.rows.selection import Selection, in_state, narrowed, selected, whole_place
from zhenyu.ledgers.rows.town_bounds import from_its_edge
from zhenyu.ledgers.schema.deadlines import horizon
from zhenyu.ledgers.schema.registry import LoadedLedger, active_rows, loaded_ledger
from zhenyu.ledgers.types import Counted, Counts, DeletedPage, DeletedRow, Filter, HistoryEntry, Row, RowPage
from zhenyu.ledgers.values.shown_values import mask
from zhenyu.people.types import Reader

LARGEST_PAGE: Final = 500


def page(
    reader: Reader,
    code: str,
    *,
    area: AreaCode | None = None,
    filters: Iterable[Filter] = (),
    sort: str | None = None,
    after: str | None = None,
    before: str | None = None,
    at: str | None = None,
    last: bool = False,
    size: int = 50,
    state: str | None = None,
    overdue: bool = False,
    words: str = "",
    counted: Extent = Extent.FURTHER,
    with_totals: bool = False,
) -> RowPage:
    """A page of rows, by key and never by offset.

    Arguments:
        sort: ``field`` or ``-field``, default in order of registration; blanks come last.
        after, before: cursors of another page with the same sort.
        at: a value of the sort column to begin with. last: the last page.
        words: what any searched field holds.
        counted: how far to count the rows asked for, those of each state and those past their day.
        with_totals: also sum the numeric fields over everything filtered.

    Raises:
        NotFound: no such ledger. UsageError: a filter, sort or cursor that makes no sense.
    """
    loaded = loaded_ledger(code)
    definition = loaded.definition
    chosen = Selection(area, tuple(filters), state, overdue, words.strip())
    any_state = selected(reader, loaded, chosen, any_state=True)
    rows = in_state(any_state, definition, state)
    order = Sort.parse(sort, definition)
    size = max(1, min(size, LARGEST_PAGE))
    token = before or after
    edge = Cursor.read(token, order, definition) if token else order.at(at, definition) if at else None
    backwards = last or before is not None
    if (
        edge is None
        and order.name == "id"
        and chosen.whole
        and (whole := whole_place(reader, area, definition))
    ):
        rows = rows.filter(from_its_edge(whole, definition, descending=order.descending != backwards))
    records, more = _edge_of(rows, order, edge, backwards, size)
    has_next = more if not backwards else edge is not None
    has_previous = more if backwards else edge is not None
    return RowPage(
        rows=shown_rows(definition, records),
        next=_token(records[-1], order) if records and has_next else None,
        previous=_token(records[0], order) if records and has_previous else None,
        counts=_counts(records, any_state, chosen, definition, counted, whole=not more and edge is None),
        sums=_sums(definition, rows) if with_totals else {},
    )


def counts(reader: Reader, code: str, chosen: Selection, extent: Extent) -> Counts:
    """Only the counts of a page, further than the page itself counted.

    Raises:
        NotFound: no such ledger. UsageError: a filter or state that makes no sense.
    """
    loaded = loaded_ledger(code)
    any_state = selected(reader, loaded, chosen, any_state=True)
    in_state(any_state, loaded.definition, chosen.state)
    return count(any_state, chosen, loaded.definition, extent)


def row_count(
    reader: Reader,
    code: str,
    *,
    area: AreaCode | None,
    filters: Iterable[Filter] = (),
    overdue: bool = False,
    words: str = "",
) -> Counted:
    """Rows asked for, up to 10,000."""
    chosen = Selection(area, tuple(filters), overdue=overdue, words=words.strip())
    return capped_count(selected(reader, loaded_ledger(code), chosen))


def row(reader: Reader, code: str, id: int) -> Row:
    """One active row; NotFound when it does not exist for this reader."""
    found = rows_by_ids(reader, code, [id])
    if not found:
        raise NotFound(f"没有编号为 {id} 的记录", "可能已删除，或不在您的权限范围内")
    return found[0]


def rows_by_ids(reader: Reader, code: str, ids: Sequence[int]) -> tuple[Row, ...]:
    """The rows of these ids that the reader may see, in this order."""
    loaded = loaded_ledger(code)
    records = {record["id"]: record for record in active_rows(loaded).filter(id__in=list(ids)).values()}
    return shown_rows(loaded.definition, [records[id] for id in ids if id in records])


def is_deleted(reader: Reader, code: str, id: int) -> bool:
    """Whether a row the reader may see was deleted."""
    model: Any = loaded_ledger(code).model
    found: bool = model.objects.filter(id=id, deleted_at__isnull=False).exists()
    return found


def deleted_row(reader: Reader, code: str, id: int) -> DeletedRow:
    """A deleted row; NotFound when there is none the reader may see."""
    loaded = loaded_ledger(code)
    model: Any = loaded.model
    found = _deleted(loaded, list(model.objects.filter(id=id, deleted_at__isnull=False).values()))
    if not found:
        raise NotFound(f"没有编号为 {id} 的已删除记录", "可能已经恢复，或不在您的权限范围内")
    return found[0]


def deleted_rows(
    reader: Reader, code: str, *, area: AreaCode | None = None, after: str | None = None, size: int = 50
) -> DeletedPage:
    """Deleted rows below an area, the newest deletion first.

    Raises:
        UsageError: a cursor that makes no sense.
    """
    loaded = loaded_ledger(code)
    model: Any = loaded.model
    whole = narrowed(reader, area, loaded.definition)
    rows = model.objects.filter(area_range(whole, loaded.definition), deleted_at__isnull=False)
    order = Sort("deleted_at", descending=True)
    edge = Cursor.read(after, order, loaded.definition) if after is not None else None
    records, more = _edge_of(rows, order, edge, False, size)
    return DeletedPage(_deleted(loaded, records), _token(records[-1], order) if more else None)


def _deleted(loaded: LoadedLedger, records: Sequence[Mapping[str, Any]]) -> tuple[DeletedRow, ...]:
    """With the reason of the last deletion, from the change log."""
    ids = [record["id"] for record in records]
    logged = Change.objects.filter(
        ledger=loaded.definition.code, row_id__in=ids, action__in=("delete", "undo")
    )
    reasons = dict(logged.order_by("version").values_list("row_id", "why"))
    return tuple(
        DeletedRow(row, record["deleted_at"].astimezone(clock.CHINA), row.updated_by, reasons.get(row.id, ""))
        for row, record in zip(shown_rows(loaded.definition, records), records, strict=True)
    )


def history(reader: Reader, code: str, id: int) -> tuple[HistoryEntry, ...]:
    """What happened to a row, newest first; a deleted row keeps its history. NotFound when nothing is
    visible."""
    loaded = loaded_ledger(code)
    model: Any = loaded.model
    now = model.objects.filter(id=id).values().first()
    changes = list(Change.objects.filter(ledger=code, row_id=id).order_by("at", "id"))
    if now is None and not changes:
        raise NotFound(f"没有编号为 {id} 的记录", "可能不在您的权限范围内")
    images = [image_of(change) for change in changes]
    codes = {image["area"] for image in (now, *images) if image}
    return row_history.entries(
        loaded.definition, now, list(zip(changes, images, strict=True)), area_names(codes)
    )


def _counts(
    records: Sequence[Mapping[str, Any]],
    any_state: QuerySet[Any],
    chosen: Selection,
    definition: LedgerDefinition,
    extent: Extent,
    *,
    whole: bool,
) -> Counts | None:
    """As asked; where the page holds everything found, in any state, it is its records that are counted."""
    if extent is Extent.NONE:
        return None
    if whole and not chosen.state:
        return counted_records(records, definition)
    return count(any_state, chosen, definition, extent)


# --- a page ---------------------------------------------------------------------------------------


def _edge_of(
    rows: QuerySet[Any], order: Sort, edge: Cursor | None, backwards: bool, size: int
) -> tuple[list[dict[str, Any]], bool]:
    """The records of a page in reading order, and whether there are more in the direction read."""
    records: list[dict[str, Any]] = []
    for leg in order.legs(edge, backwards=backwards):
        wanted = size + 1 - len(records)
        if wanted:
            records += rows.filter(leg.where).order_by(*leg.order).values()[:wanted]
    more = len(records) > size
    records = records[:size]
    return (records[::-1] if backwards else records), more


def _token(record: Mapping[str, Any], order: Sort) -> str:
    return Cursor(record[order.name], record["id"]).token(order)


def _sums(definition: LedgerDefinition, rows: QuerySet[Any]) -> dict[str, Any]:
    numeric = [field.name for field in definition.fields if field.type in SUMMABLE]
    found = rows.aggregate(**{f"sum_{name}": Sum(name) for name in numeric}) if numeric else {}
    return {name.removeprefix("sum_"): value for name, value in found.items()}


def shown_rows(
    definition: LedgerDefinition, records: Sequence[Mapping[str, Any]], *, today: date | None = None
) -> tuple[Row, ...]:
    """Records as their reader sees them; ``today`` is the day lateness is judged by where it is not the
    present one."""
    names = area_names({record["area"] for record in records}) if records else {}
    today = today or clock.today()
    private = [field for field in definition.fields if field.private]
    lists = [field.name for field in definition.fields if field.type is FieldType.CHOICES]
    rows = tuple(_row(definition, record, names, today, private, lists) for record in records)
    return record_links.labelled(definition, rows)


def _row(
    definition: LedgerDefinition,
    record: Mapping[str, Any],
    names: Mapping[str, str],
    today: date,
    private: Iterable[Field],
    lists: Iterable[str],
) -> Row:
    """A record as its reader sees it: the fields named ``private`` masked, those of ``lists`` as tuples."""
    values = {name: record[name] for name in definition.by_name}
    for name in lists:
        values[name] = tuple(values[name]) if isinstance(values[name], list) else values[name]
    hidden = [field for field in private if values[field.name] is not None]
    values |= {field.name: mask(field, values[field.name]) for field in hidden}
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
        masked=frozenset(field.name for field in hidden),
        owner=record["owner"],
        batch=record["batch"],
        due_soon=bool(due and deadline and today <= due <= horizon(today, deadline.warn)),
    )
