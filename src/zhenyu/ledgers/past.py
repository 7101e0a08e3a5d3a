"""A ledger as it was at the end of a day: another :class:`Entry`, whose model reads the past instead of the table.

Each image of a row holds from its ``updated_at`` until the change that logged it. So the rows of a day are the rows written
last before it ended, and of the log the images written before and logged after. No row stands in both, and each image is seen
by who may see the area it had then: row security decides, as always.

The definition is the one of that day, with its columns and states. What Django builds for the model (filters, order, counts,
sums) therefore works unchanged; only the table's name stands for a ``WITH`` query.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db import models
from django.db.models import Sum
from django.db.models.sql.query import Query
from psycopg import sql

from zhenyu.core import clock
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.errors import UsageError
from zhenyu.ledgers.columns import make_model, sql_type, system_columns
from zhenyu.ledgers.conditions import Cursor, Sort
from zhenyu.ledgers.definition import SUMMABLE, Field, LedgerDefinition
from zhenyu.ledgers.models import LedgerVersion
from zhenyu.ledgers.queries import COUNT_CAP, LARGEST_PAGE, shown_rows, state_counts
from zhenyu.ledgers.registry import Entry, entry
from zhenyu.ledgers.selecting import Selection, selected
from zhenyu.ledgers.types import Filter, RowPage
from zhenyu.people.types import Reader

_TABLE: Final = "past_rows"
_SYSTEM_TYPES: Final[Mapping[str, str]] = {
    "state": "text", "version": "integer", "created_at": "timestamptz", "created_by": "text", "updated_at": "timestamptz",
    "updated_by": "text", "batch": "bigint", "owner": "text", "due": "date", "deleted_at": "timestamptz", "extra": "jsonb",
}  # fmt: skip
"""All but ``id`` and ``area``, which the log has as columns with indexes."""


def entry_as_of(code: str, day: date) -> Entry:
    """The ledger as it was defined and filled at the end of ``day`` (China).

    Raises:
        NotFound: no such ledger. UsageError: the day has not ended yet.
    """
    book = entry(code)
    if day >= clock.today():
        raise UsageError(f"{day} 还没有过完，看不了当日终了的账", "请选今天以前的日子，或直接看现在的台账")
    end = datetime.combine(day + timedelta(days=1), time.min, clock.CHINA)
    then = _definition_at(book, end)
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
    with_totals: bool = False,
) -> RowPage:
    """A page of the ledger as it was at the end of ``day``; the rest as :func:`zhenyu.ledgers.queries.page`."""
    book = entry_as_of(code, day)
    chosen = Selection(area, tuple(filters), state, overdue, today=day)
    rows = selected(reader, book, chosen)
    order = Sort.parse(sort, book.definition)
    size = max(1, min(size, LARGEST_PAGE))
    token, backwards = (after, False) if before is None else (before, True)
    wanted = rows
    if token is not None:
        wanted = rows.filter(order.beyond(Cursor.read(token, order, book.definition), backwards=backwards))
    records = list(wanted.order_by(*order.order(backwards=backwards)).values()[: size + 1])
    more = len(records) > size
    records = records[:size][::-1] if backwards else records[:size]
    counted = rows[: COUNT_CAP + 1].count()

    def edge(at: int, there: bool) -> str | None:
        return Cursor(records[at][order.name], records[at]["id"]).token(order) if records and there else None

    return RowPage(
        rows=shown_rows(book.definition, records, today=day),
        next=edge(-1, more or backwards),
        previous=edge(0, more if backwards else token is not None),
        total=min(counted, COUNT_CAP),
        total_capped=counted > COUNT_CAP,
        sums=_sums(book.definition, rows) if with_totals else {},
        states=state_counts(reader, book, chosen),
    )


def _sums(definition: LedgerDefinition, rows: models.QuerySet[Any]) -> dict[str, Any]:
    names = [field.name for field in definition.fields if field.type in SUMMABLE]
    found = rows.aggregate(**{f"sum_{name}": Sum(name) for name in names}) if names else {}
    return {name.removeprefix("sum_"): value for name, value in found.items()}


def _definition_at(book: Entry, end: datetime) -> tuple[int, LedgerDefinition]:
    """The version that held then; before the first one (rows may be older than the system) the first."""
    versions = LedgerVersion.objects.filter(ledger=book.definition.code)
    found = versions.filter(at__lt=end).order_by("-version").first() or versions.order_by("version").first()
    assert found is not None  # noqa: S101 — a ledger has at least one version
    if found.version == book.version:
        return book.version, book.definition
    return found.version, LedgerDefinition.from_raw(found.declared, f"台账 {found.ledger_id} 第{found.version}版")


# --- the past as a relation ------------------------------------------------------------------------------------------


def _relation(now: LedgerDefinition, then: LedgerDefinition, end: datetime) -> str:
    """SQL of the rows that were current at ``end``, deleted ones included, typed as the definition of then says."""
    declared = [*system_columns(), *then.by_name]
    statement = sql.SQL(
        "SELECT {columns} FROM {table} t WHERE t.updated_at < {end}"
        " UNION ALL "
        "SELECT {images} FROM core_change c WHERE c.ledger = {ledger} AND c.at >= {end} AND c.before IS NOT NULL"
        " AND (c.before ->> 'updated_at')::timestamptz < {end}"
    ).format(
        columns=_listed(_standing(name, now, then) for name in declared),
        table=sql.Identifier(now.table),
        images=_listed(_imaged(name, then) for name in declared),
        ledger=sql.Literal(now.code),
        end=sql.Literal(end.isoformat()) + sql.SQL("::timestamptz"),
    )
    return statement.as_string(None)


def _listed(pieces: Iterable[sql.Composable]) -> sql.Composable:
    return sql.SQL(", ").join(pieces)


def _standing(name: str, now: LedgerDefinition, then: LedgerDefinition) -> sql.Composable:
    """A column of a row that nobody touched since. Only blank columns are ever dropped, so one that is gone was blank."""
    declared = then.by_name.get(name)
    if declared is None:
        return sql.SQL("t.{0} AS {0}").format(sql.Identifier(name))
    kind, present = sql.SQL(sql_type(declared)), now.by_name.get(name)
    if present is None or not _reads_as(present, declared):
        return sql.SQL("NULL::{} AS {}").format(kind, sql.Identifier(name))
    if sql_type(present) == sql_type(declared):
        return sql.SQL("t.{0} AS {0}").format(sql.Identifier(name))
    return sql.SQL("t.{0}::text::{1} AS {0}").format(sql.Identifier(name), kind)


def _reads_as(present: Field, declared: Field) -> bool:
    """Whether a value kept through a retyping is still one of the old type: not where a column was emptied and made anew."""
    plain = ("text", "varchar(15)", "bigint", "numeric")
    return sql_type(present) == sql_type(declared) or (
        sql_type(present) in plain and sql_type(declared) in (*plain, "date", "boolean")
    )


def _imaged(name: str, then: LedgerDefinition) -> sql.Composable:
    """A column of a logged image."""
    column = sql.Identifier(name)
    if name == "id":
        return sql.SQL("c.row_id AS id")
    if name == "area":
        return sql.SQL("c.area AS area")
    kind = _SYSTEM_TYPES.get(name) or sql_type(then.by_name[name])
    if kind == "jsonb":
        value = sql.SQL("nullif(c.before -> {0}, 'null')")
    elif kind == "text[]":
        value = sql.SQL(
            "CASE WHEN jsonb_typeof(c.before -> {0}) = 'array' THEN ARRAY(SELECT jsonb_array_elements_text(c.before -> {0})) END"
        )
    else:
        value = sql.SQL("(c.before ->> {0})::{1}")
    return sql.SQL("{} AS {}").format(value.format(sql.Literal(name), sql.SQL(kind)), column)


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
