"""The kinds of files rows leave in: Excel with a sheet that says where they come from, CSV, Parquet. All stream."""

from __future__ import annotations

import csv
import errno
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pyarrow

Lines = Iterator[Sequence[Any]]
Origin = Sequence[tuple[str, str]]
"""Where rows come from: (what, text) pairs."""
_ROW_GROUP: Final = 50_000


def write_xlsx(draft: Path, headers: Sequence[str], lines: Lines, origin: Origin, sheet: str = "台账") -> None:
    """Write rows and, on a sheet of its own, where they come from."""
    from rustpy_xlsxwriter import FastExcel

    rows = (dict(zip(headers, line, strict=True)) for line in lines)
    first = next(rows, None) or dict.fromkeys(headers)
    provenance = [{"项目": name, "内容": text} for name, text in origin]
    book = FastExcel(str(draft)).format(datetime_format="yyyy-mm-dd", bold_headers=True).freeze(row=1)
    book.sheet(sheet, chain([first], rows)).sheet("说明", provenance)
    try:
        book.save()
    except BaseException as panic:  # the writer panics where it should fail; Rust's panic is no Exception
        if type(panic).__name__ != "PanicException":
            raise
        full = "code: 28" in str(panic)
        raise OSError(errno.ENOSPC if full else errno.EIO, "写入 Excel 文件失败", str(draft)) from panic


def write_csv(draft: Path, headers: Sequence[str], lines: Lines, origin: Origin) -> None:
    """UTF-8 with its mark, as Excel wants; where it comes from stands below the rows, and an import leaves that out."""
    with draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headers)
        writer.writerows([_plain(cell) for cell in line] for line in lines)
        writer.writerow([])
        writer.writerows((f"# {name}：{text}",) for name, text in origin)


def _plain(cell: Any) -> Any:
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return cell.isoformat() if isinstance(cell, date | datetime) else cell


def write_parquet(draft: Path, columns: Mapping[str, tuple[str, str]], lines: Lines, origin: Origin) -> None:
    """Write typed columns, a group of rows at a time.

    Arguments:
        columns: name → (kind, title); kinds are ``string``, ``int``, ``bool``, ``date``, ``moment``, ``strings`` and
            ``decimal:N`` with N digits behind the point. Titles go into the metadata of the columns, the origin (as JSON
            under ``zhenyu``) into that of the file.
    """
    import pyarrow
    from pyarrow import parquet

    fields = [
        pyarrow.field(name, _arrow_type(kind), metadata={"title": title}) for name, (kind, title) in columns.items()
    ]
    told = json.dumps(dict(origin), ensure_ascii=False)
    schema = pyarrow.schema(fields, metadata={"zhenyu": told})
    with parquet.ParquetWriter(draft, schema, compression="zstd") as writer:
        while rows := list(islice(lines, _ROW_GROUP)):
            cells = zip(*rows, strict=True)
            arrays = [pyarrow.array(column, field.type) for column, field in zip(cells, fields, strict=True)]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))


def _arrow_type(kind: str) -> pyarrow.DataType:
    import pyarrow

    name, _, digits = kind.partition(":")
    makers: dict[str, Callable[[], pyarrow.DataType]] = {
        "string": pyarrow.string,
        "int": pyarrow.int64,
        "bool": pyarrow.bool_,
        "date": pyarrow.date32,
        "moment": lambda: pyarrow.timestamp("us", tz="Asia/Shanghai"),
        "strings": lambda: pyarrow.list_(pyarrow.string()),
        "decimal": lambda: pyarrow.decimal128(38, int(digits)),
    }
    return makers[name]()
