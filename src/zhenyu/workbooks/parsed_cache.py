"""An uploaded workbook as it was parsed, kept beside it: looked at, matched, checked and taken over, it is
parsed once.

Parsing 100,000 × 12 cells takes seconds, reading them back a fraction of one. Days are kept as the text the
ledgers read.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

from zhenyu.workbooks.raw_tables import Merge, NumberedRows, RawTable
from zhenyu.workbooks.sheet_xml import Marks
from zhenyu.workbooks.sheets import File, open_file

_INDEX: Final = "sheets.json"
_CHUNK: Final = 1000


def open_kept(path: Path) -> File:
    """The sheets of an upload, from what was kept of it; parsed now when nothing was. CSV files are read as
    they are.

    Raises:
        UsageError: as :func:`zhenyu.workbooks.sheets.open_file`.
    """
    folder = path.with_name(f"{path.name}.sheets")
    if not (folder / _INDEX).exists():
        file = open_file(path)
        if any(table.is_csv for table in file.tables):
            return file
        _keep(file, folder)
    index = json.loads((folder / _INDEX).read_text(encoding="utf-8"))
    tables = tuple(
        _table(path, folder, number, described) for number, described in enumerate(index["tables"])
    )
    return File(path.name, tables, tuple(index["hidden"]))


def _keep(file: File, folder: Path) -> None:
    """Write the sheets to a neighbour first: a killed process leaves no half of them."""
    draft = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        _write(file, draft)
        draft.rename(folder)
    except OSError:
        shutil.rmtree(draft)
        if not (folder / _INDEX).exists():  # else another process was quicker
            raise
    except BaseException:
        shutil.rmtree(draft)
        raise


def _write(file: File, folder: Path) -> None:
    for number, table in enumerate(file.tables):
        with (folder / f"{number}.jsonl").open("w", encoding="utf-8") as kept:
            rows = (cells for _, cells in table.rows())
            while chunk := list(islice(rows, _CHUNK)):
                kept.write(json.dumps(chunk, default=_text, ensure_ascii=False, separators=(",", ":")) + "\n")
    index = {"hidden": file.hidden, "tables": [_described(table) for table in file.tables]}
    (folder / _INDEX).write_text(json.dumps(index, ensure_ascii=False), encoding="utf-8")


def _described(table: RawTable) -> dict[str, Any]:
    marks = table.marks()
    return {
        "name": table.name,
        "total": table.total,
        "left": table.left,
        "merges": [(m.top, m.left, m.bottom, m.right) for m in table.merges],
        "percent": sorted(marks.percent),
        "unsolved": list(marks.unsolved.items()),
    }


def _table(path: Path, folder: Path, number: int, described: dict[str, Any]) -> RawTable:
    marks = Marks(
        frozenset(described["percent"]), {row: tuple(columns) for row, columns in described["unsolved"]}
    )
    return RawTable(
        described["name"],
        described["total"],
        partial(_rows, folder / f"{number}.jsonl"),
        path=path,
        left=described["left"],
        merges=tuple(Merge(*merge) for merge in described["merges"]),
        marks=lambda: marks,
    )


def _rows(kept: Path) -> NumberedRows:
    number = 0
    with kept.open(encoding="utf-8") as lines:
        for line in lines:
            chunk: list[Sequence[Any]] = json.loads(line)
            for cells in chunk:
                number += 1
                yield number, cells


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    raise TypeError(f"{type(cell).__name__} is no cell")
