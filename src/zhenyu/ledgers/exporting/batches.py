"""Rows of the database as batches of Arrow columns: COPY hands over texts, Arrow reads them, words are put in
once per text."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, models
from django.db.models import F, Func, Value
from django.db.models.functions import Cast

from zhenyu.ledgers.exporting.columns import BETWEEN, ExportColumn
from zhenyu.ledgers.rows.order import Leg

if TYPE_CHECKING:
    import pyarrow

_CHUNK_BYTES: Final = 2**20


def schema_of(columns: Sequence[ExportColumn]) -> pyarrow.Schema:
    """The columns as Arrow knows them, with their headers as metadata."""
    import pyarrow

    return pyarrow.schema(
        [pyarrow.field(c.name, _arrow_type(c.kind), metadata={"title": c.header}) for c in columns]
    )


def batches(
    rows: models.QuerySet[Any], legs: Iterable[Leg], columns: Sequence[ExportColumn]
) -> Generator[pyarrow.RecordBatch, None, None]:
    """The rows a megabyte of text at a time, so that memory stays small. The connection is busy until the
    last one.

    Arguments:
        legs: the stretches of their order.
    """
    sources = list(dict.fromkeys(column.source for column in columns))
    texts = {f"c{position}": _text_of(rows.model, source) for position, source in enumerate(sources)}
    wanted = rows.annotate(**texts)
    for leg in legs:
        query = wanted.filter(leg.where).order_by(*leg.order).values_list(*texts).query
        statement, parameters = query.sql_with_params()
        for chunk in _copied(f"COPY ({statement}) TO STDOUT (FORMAT csv)", parameters):
            yield _batch(chunk, sources, columns)


def _text_of(model: Any, source: str) -> Any:
    """A column as text: moments in China, arrays as members between separators."""
    if source == "updated_at":
        local = Func(
            Value("Asia/Shanghai"), F(source), function="timezone", output_field=models.DateTimeField()
        )
        return Cast(local, models.TextField())
    if model._meta.get_field(source).db_type(connection) == "text[]":
        return Func(F(source), Value(BETWEEN), function="array_to_string", output_field=models.TextField())
    return Cast(F(source), models.TextField())


def _copied(statement: str, parameters: Sequence[Any]) -> Generator[bytearray, None, None]:
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(statement, parameters) as copy,
    ):  # Django logs none with parameters
        chunk = bytearray()
        for line in copy:  # added up at once: thousands of lines kept for a join cost three times as much
            chunk += line
            if len(chunk) >= _CHUNK_BYTES:
                yield chunk
                chunk = bytearray()
        if chunk:
            yield chunk


def _batch(chunk: bytearray, sources: list[str], columns: Sequence[ExportColumn]) -> pyarrow.RecordBatch:
    import pyarrow
    from pyarrow import csv

    schema = schema_of(columns)
    kinds = {
        column.source: pyarrow.string() if column.worded else field.type
        for column, field in zip(columns, schema, strict=True)
    }
    texts = csv.read_csv(
        pyarrow.BufferReader(chunk),
        csv.ReadOptions(use_threads=False, block_size=len(chunk) + 1, column_names=sources),
        csv.ParseOptions(newlines_in_values=True),
        csv.ConvertOptions(
            column_types=kinds, strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""]
        ),
    ).combine_chunks()
    cells = [
        _worded(texts[column.source].chunk(0), column.worded, field.type)
        if column.worded
        else texts[column.source].chunk(0)
        for column, field in zip(columns, schema, strict=True)
    ]
    return pyarrow.RecordBatch.from_arrays(cells, schema=schema)


def _worded(texts: pyarrow.Array, worded: Callable[[str], Any], kind: pyarrow.DataType) -> pyarrow.Array:
    import pyarrow

    distinct = texts.dictionary_encode()
    return pyarrow.array(map(worded, distinct.dictionary.to_pylist()), kind).take(distinct.indices)


def _arrow_type(kind: str) -> pyarrow.DataType:
    import pyarrow

    name, _, digits = kind.partition(":")
    makers: dict[str, Callable[[], pyarrow.DataType]] = {
        "string": pyarrow.string,
        "int": pyarrow.int64,
        "float": pyarrow.float64,
        "bool": pyarrow.bool_,
        "date": pyarrow.date32,
        "moment": lambda: pyarrow.timestamp("us", tz="Asia/Shanghai"),
        "strings": lambda: pyarrow.list_(pyarrow.string()),
        "decimal": lambda: pyarrow.decimal128(38, int(digits)),
    }
    return makers[name]()
