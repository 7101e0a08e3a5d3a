"""A ledger as it was at the end of a day: another :class:`Entry`, whose model reads the past instead of the table.

Each image of a row holds from its ``updated_at`` until the change that logged it. So the rows of a day are the rows written
last before it ended, and of the log the images written before and logged after. No row stands in both, and each image is seen
by who may see the area it had then: row security decides, as always.

The definition is the one of that day, with its columns and states. What Django builds for the model (filters, order, counts,
sums) therefore works unchanged; only the table's name stands for a ``WITH`` query.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db import connection, models
from django.db.models.sql.query import Query
from psycopg import sql

from zhenyu.core import clock
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.errors import UsageError
from zhenyu.core.images import MOMENT, Layout, layouts
from zhenyu.ledgers import past_types
from zhenyu.ledgers.columns import make_model, sql_type, system_columns
from zhenyu.ledgers.counted import Counted, Counts
from zhenyu.ledgers.definition import Field, LedgerDefinition
from zhenyu.ledgers.queries import LARGEST_PAGE, shown_rows
from zhenyu.ledgers.registry import Entry, definition_before, entry
from zhenyu.ledgers.selecting import Selection, selected, standing
from zhenyu.ledgers.sorting import Cursor, Sort
from zhenyu.ledgers.types import Filter, RowPage
from zhenyu.people.types import Reader

_TABLE: Final = "past_rows"
_SYSTEM_TYPES: Final[Mapping[str, str]] = {
    "state": "text", "created_at": MOMENT, "created_by": "text", "updated_by": "text", "batch": "bigint", "owner": "text",
    "due": "date", "deleted_at": MOMENT, "extra": "jsonb",
}  # fmt: skip
_CAST: Final = sql.SQL("({0})::{1}")
_ITEMS: Final = "CASE WHEN jsonb_typeof({0}) = 'array' THEN ARRAY(SELECT jsonb_array_elements_text({0})) END"
_PACKED: Final = {
    MOMENT: sql.SQL("zhenyu_moment({0})"), "text[]": sql.SQL(_ITEMS.replace("{0}", "({0})::jsonb")),
}  # fmt: skip
_NAMED: Final = {
    MOMENT: sql.SQL("(c.before ->> {0})::timestamptz"), "jsonb": sql.SQL("nullif(c.before -> {0}, 'null')"),
    "text[]": sql.SQL(_ITEMS.replace("{0}", "c.before -> {0}")),
}  # fmt: skip
"""How a value is read where a cast of its text does not do."""
_SINCE: Final = sql.SQL("coalesce(c.since, (c.before ->> 'updated_at')::timestamptz)")
_LOGGED: Final[Mapping[str, sql.Composable]] = {
    "id": sql.SQL("c.row_id"), "area": sql.SQL("c.area"), "version": sql.SQL("c.version"), "updated_at": _SINCE,
}  # fmt: skip
"""What the change itself has of the row; an image that is not packed has its moment inside."""


def entry_as_of(code: str, day: date) -> Entry:
    """The ledger as it was defined and filled at the end of ``day`` (China).

    Raises:
        NotFound: no such ledger. UsageError: the day has not ended yet.
    """
    book = entry(code)
    if day >= clock.today():
        raise UsageError(f"{day} 还没有过完，看不了当日终了的账", "请选今天以前的日子，或直接看现在的台账")
    end = datetime.combine(day + timedelta(days=1), time.min, clock.CHINA)
    then = definition_before(book, end)
    return Entry(book.stamp, then[0], then[1], _model(then[1], _relation(book.definition, then[1], end)))


def page_as_of(
    reader: Reader,
    code: str,
    day: date,
    *,
    area: AreaCode | None = None,
    filters: Iterable[Filter] = (),
    sort: str | None = None,
    after: str | None = None,
    before: str | None = None,
    size: int = 50,
    state: str | None = None,
    overdue: bool = False,
) -> RowPage:
    """A page of the ledger as it was at the end of ``day``, as :func:`zhenyu.ledgers.queries.page` gives the present one.

    The total is told where all rows stand on one page; to count further, or by state, would read the whole log.
    """
    book = entry_as_of(code, day)
    rows = selected(reader, book, Selection(area, tuple(filters), state, overdue, today=day))
    order = Sort.parse(sort, book.definition)
    size = max(1, min(size, LARGEST_PAGE))
    backwards = before is not None
    token = before if backwards else after
    edge = Cursor.read(token, order, book.definition) if token is not None else None
    find = _by_id if order.name == "id" else _by_value
    records = find(book, rows, order, edge, backwards, size + 1)
    more = len(records) > size
    records = records[:size][::-1] if backwards else records[:size]
    on_one_page = token is None and not more

    def token_of(place: int, there: bool) -> str | None:
        return Cursor(records[place][order.name], records[place]["id"]).token(order) if records and there else None

    return RowPage(
        rows=shown_rows(book.definition, records, today=day),
        next=token_of(-1, more or backwards),
        previous=token_of(0, more if backwards else token is not None),
        counts=Counts(Counted(len(records)), Counted(len(records))) if on_one_page else None,
    )


Records = list[dict[str, Any]]


def _by_id(
    book: Entry, rows: models.QuerySet[Any], order: Sort, edge: Cursor | None, backwards: bool, wanted: int
) -> Records:
    """The next rows by id, looked for in growing windows of ids.

    The planner cannot know how many images of the log are of the day and would sort them all: 230 ms among 30,000 changes,
    a window takes 2 ms.
    """
    top = _last_id(book.definition)
    down = order.descending != backwards
    start = edge.id if edge else top + 1 if down else 0
    width = 4 * wanted
    found: Records = []
    while len(found) < wanted and (start > 1 if down else start < top):
        window = {"id__lt": start, "id__gte": start - width} if down else {"id__gt": start, "id__lte": start + width}
        found += rows.filter(**window).order_by("-id" if down else "id").values()[: wanted - len(found)]
        start += -width if down else width
        width *= 4
    return found


def _by_value(
    book: Entry, rows: models.QuerySet[Any], order: Sort, edge: Cursor | None, backwards: bool, wanted: int
) -> Records:
    """The next rows by a column: ids first, so that images are taken apart for the rows of the page only."""
    ids: list[int] = []
    for leg in order.legs(edge, backwards=backwards):
        ids += rows.filter(leg.where).order_by(*leg.order).values_list("id", flat=True)[: wanted - len(ids)]
    records = {record["id"]: record for record in standing(book).filter(id__in=ids).values()}
    return [records[id] for id in ids]


def _last_id(definition: LedgerDefinition) -> int:
    """The last id the table has given out."""
    sequence = sql.Identifier(f"{definition.table}_id_seq")
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT last_value FROM {}").format(sequence).as_string(None))
        return int(cursor.fetchone()[0])


# --- the past as a relation ------------------------------------------------------------------------------------------


def _relation(now: LedgerDefinition, then: LedgerDefinition, end: datetime) -> str:
    """SQL of the rows that were current at ``end``, deleted ones included, typed as the definition of then says."""
    declared = [*system_columns(), *then.by_name]
    packed = [layout for _, layout in layouts(now.code)]
    statement = sql.SQL(
        "SELECT {columns} FROM {table} t WHERE t.updated_at < {end}"
        " UNION ALL "
        "SELECT {images} FROM core_change c WHERE c.ledger = {ledger} AND c.at >= {end} AND c.at < {tomorrow}"
        " AND c.before IS NOT NULL AND {since} < {end}"
    ).format(
        columns=_listed(_standing(name, now, then) for name in declared),
        table=sql.Identifier(now.table),
        images=_listed(_imaged(name, now, then, packed) for name in declared),
        since=_SINCE,
        ledger=sql.Literal(now.code),
        end=_moment(end),
        tomorrow=_moment(clock.now() + timedelta(days=1)),  # spares the planner the partitions of the months to come
    )
    return statement.as_string(None)


def _moment(at: datetime) -> sql.Composable:
    return sql.SQL("{}::timestamptz").format(sql.Literal(at.isoformat()))


def _listed(pieces: Iterable[sql.Composable]) -> sql.Composable:
    return sql.SQL(", ").join(pieces)


def _standing(name: str, now: LedgerDefinition, then: LedgerDefinition) -> sql.Composable:
    """A column of a row that nobody touched since. Only blank columns are ever dropped, so one that is gone was blank."""
    column = sql.Identifier(name)
    declared = then.by_name.get(name)
    if declared is None:
        return sql.SQL("t.{0} AS {0}").format(column)
    kind, present = sql.SQL(sql_type(declared)), _continued(name, now)
    if present is None:
        return sql.SQL("NULL::{} AS {}").format(kind, column)
    here = sql.SQL("t.{}").format(sql.Identifier(present.name))
    if past_types.is_other(declared, present):
        return sql.SQL("{} AS {}").format(past_types.from_column(here, declared, present), column)
    same = sql_type(present) == sql_type(declared)
    return sql.SQL("{} AS {}" if same else "{}::text::" + sql_type(declared) + " AS {}").format(here, column)


def _continued(name: str, now: LedgerDefinition) -> Field | None:
    """The field of today that goes on with a field of then, renamed and retired ones included."""
    fields = now.whole.fields
    same = next((field for field in fields if field.name == name), None)
    return same or next((field for field in fields if name in field.formerly), None)


def _imaged(name: str, now: LedgerDefinition, then: LedgerDefinition, packed: Sequence[Layout]) -> sql.Composable:
    """A column of a logged image, which was written under the name the field had when it was logged."""
    column = sql.Identifier(name)
    if name in _LOGGED:
        return sql.SQL("{} AS {}").format(_LOGGED[name], column)
    declared = then.by_name.get(name)
    present = _continued(name, now) if declared else None
    names = dict.fromkeys((name, *((present.name, *present.formerly) if present else ())))
    kind = _SYSTEM_TYPES.get(name) or sql_type(then.by_name[name])
    retyped = (declared, present) if declared and present else None
    born = ["updated_by"] if name == "created_by" else []  # who made a row never changed since is not told twice
    values = [
        *(_packed(each, kind, packed, retyped) for each in (list(names), born) if each and packed),
        *(_named(each, kind, retyped) for each in names),
        *([_SINCE] if name == "created_at" else []),
    ]
    return sql.SQL("coalesce({}) AS {}").format(_listed(values), column)


def _packed(
    names: Sequence[str], kind: str, layouts: Sequence[Layout], fields: tuple[Field, Field] | None
) -> sql.Composable:
    """The first of these columns that a packed image lists. Names of JSON objects find nothing in it, nor places in them.

    Arguments:
        fields: the field of then and what it is now.
    """
    places: dict[tuple[int, str] | None, list[int]] = {}
    for layout in layouts:
        place = next((found for each in names if (found := layout.place(each)) is not None), None)
        places.setdefault(None if place is None else (place, layout.kinds[place]), []).append(layout.id)
    values = {found: _value(*found, kind, fields) if found else sql.NULL for found in places}
    if len(places) == 1:
        return next(iter(values.values()))
    cases = (
        sql.SQL("WHEN c.layout IN ({}) THEN {}").format(_listed(map(sql.Literal, ids)), values[found])
        for found, ids in places.items()
    )
    return sql.SQL("CASE {} END").format(sql.SQL(" ").join(cases))


def _value(place: int, logged: str, kind: str, fields: tuple[Field, Field] | None) -> sql.Composable:
    """What a packed image lists at a place, where a column of the type ``logged`` stood."""
    text = sql.SQL("(c.before ->> {})").format(sql.Literal(place))
    if fields and (logged != kind or past_types.is_other(*fields)):
        return past_types.from_image(text, logged, *fields)
    return _PACKED.get(kind, _CAST).format(text, sql.SQL(kind))


def _named(name: str, kind: str, fields: tuple[Field, Field] | None) -> sql.Composable:
    """A column of an image that was logged as an object of names and values."""
    if fields and past_types.is_other(*fields):
        return past_types.from_json(sql.SQL("(c.before -> {})").format(sql.Literal(name)), *fields)
    return _NAMED.get(kind, sql.SQL("(c.before ->> {0})::{1}")).format(sql.Literal(name), sql.SQL(kind))


def _model(definition: LedgerDefinition, relation: str) -> type[models.Model]:
    """The ledger's model over a relation instead of its table."""
    model = make_model(definition, _PastManager(relation.replace("%", "%%")))
    model._meta.db_table = _TABLE
    return model


class _PastQuery(Query):
    """Puts ``relation`` in front of whatever Django compiles for it."""

    relation: str

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        compiler: Any = super().get_compiler(*args, **kwargs)
        build = compiler.as_sql

        def as_sql(*args: Any, **kwargs: Any) -> tuple[str, tuple[Any, ...]]:
            statement, parameters = build(*args, **kwargs)
            return f'WITH "{_TABLE}" AS ({self.relation}) {statement}', parameters

        compiler.as_sql = as_sql
        return compiler


class _PastManager(models.Manager[Any]):
    """Hands out query sets over a relation."""

    def __init__(self, relation: str) -> None:
        super().__init__()
        self.relation = relation

    def get_queryset(self) -> models.QuerySet[Any]:
        query = _PastQuery(self.model)
        query.relation = self.relation
        return models.QuerySet(self.model, query=query, using=self._db)
