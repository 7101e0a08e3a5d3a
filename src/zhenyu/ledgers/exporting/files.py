"""Writers of export files: Excel with a sheet about the origin of the rows, CSV, Parquet. All stream."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhenyu.workbooks.book_writer import Origin, write_book

if TYPE_CHECKING:
    import pyarrow

Batches = Iterator["pyarrow.RecordBatch"]
"""Rows as columns of Arrow, a batch at a time."""
_TITLE = b"title"


def write_xlsx(draft: Path, schema: pyarrow.Schema, batches: Batches, origin: Origin) -> None:
    """Write rows and, on a sheet of its own, where they come from. Headers are the titles in the schema's
    metadata."""
    import pyarrow

    titled = pyarrow.schema([field.with_name(field.metadata[_TITLE].decode()) for field in schema])
    renamed = (pyarrow.RecordBatch.from_arrays(batch.columns, schema=titled) for batch in batches)
    failures: list[Exception] = []
    rows = pyarrow.RecordBatchReader.from_batches(titled, _overheard(renamed, failures))
    try:
        write_book(draft, "台账", rows, origin)
    except (
        RuntimeError
    ) as problem:  # a stream of Arrow passes on only the words of what went wrong with its batches
        raise (failures or [problem])[0] from None


def _overheard(batches: Batches, failures: list[Exception]) -> Batches:
    """The same batches; what breaks them is noted."""
    try:
        yield from batches
    except Exception as problem:
        failures.append(problem)
        raise


def write_csv(draft: Path, schema: pyarrow.Schema, batches: Batches, origin: Origin) -> None:
    """UTF-8 with its mark, as Excel wants; the origin is written below the rows, where an import ignores
    it."""
    with draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(field.metadata[_TITLE].decode() for field in schema)
        for batch in batches:
            writer.writerows(zip(*map(_plain, batch.columns), strict=True))
        writer.writerow([])
        writer.writerows((f"# {name}：{text}",) for name, text in origin)


def _plain(column: pyarrow.Array) -> list[Any]:
    """Cells as a CSV file has them; blank is None."""
    import pyarrow

    cells: list[Any] = column.to_pylist()
    if pyarrow.types.is_floating(column.type):
        return [None if cell is None else f"{cell:.15g}" for cell in cells]
    return cells


def write_parquet(draft: Path, schema: pyarrow.Schema, batches: Batches, origin: Origin) -> None:
    """Write typed columns, a group of rows at a time; the origin is JSON under ``zhenyu`` in the file's
    metadata."""
    from pyarrow import parquet

    described = schema.with_metadata({"zhenyu": json.dumps(dict(origin), ensure_ascii=False)})
    with parquet.ParquetWriter(draft, described, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch.replace_schema_metadata(described.metadata))
