"""Importing files: look first (:func:`inspect`), then load (:func:`import_file`) with progress and a marked
workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError

from zhenyu.core.errors import UsageError, ZhenyuError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.importing.import_notes import import_notes
from zhenyu.ledgers.importing.marked_workbook import write_error_book
from zhenyu.ledgers.importing.row_placement import place_tables, row_block
from zhenyu.ledgers.importing.table_selection import SAMPLE_ROWS, select_tables
from zhenyu.ledgers.schema.registry import ledger
from zhenyu.ledgers.types import ImportReport, Progress
from zhenyu.ledgers.writing.bulk_upsert import BulkUpsert, bulk_upsert, default_area, references_for
from zhenyu.ledgers.writing.row_parser import SYSTEM_TITLES
from zhenyu.people.types import Reader
from zhenyu.workbooks.parsed_cache import open_kept
from zhenyu.workbooks.sheets import File, open_file


@dataclass(frozen=True, slots=True)
class FilePreview:
    """What a file seems to hold, for the user to confirm: ``mapping`` column → field name (or area, state,
    owner).

    Arguments:
        headers, sample, first_row: of the sheet that fits best; ``total`` counts the rows of all that are
        taken.
        notes: which sheets are taken together, and which are not.
    """

    name: str
    headers: tuple[str, ...]
    mapping: Mapping[int, str]
    sample: tuple[tuple[Any, ...], ...]
    first_row: int
    total: int
    notes: tuple[str, ...] = ()


def inspect(path: Path | str, definition: LedgerDefinition, *, uploaded: bool = False) -> FilePreview:
    """What a file seems to hold for a ledger: headers, the proposed mapping and some rows. Needs no database.

    Arguments:
        uploaded: the file is ours to keep its parsed sheets beside it.

    Raises:
        UsageError: the file cannot be read or has no header of this ledger.
    """
    selected = select_tables(_opened(Path(path), uploaded), definition)
    best = selected.best
    sample = tuple(tuple(cells) for cells in best.sample[:SAMPLE_ROWS])
    return FilePreview(
        best.name,
        best.table.headers,
        best.mapping,
        sample,
        best.table.first_row,
        selected.total,
        selected.notes,
    )


def import_file(
    code: str,
    path: Path | str,
    *,
    area: AreaCode,
    by: Reader,
    dry_run: bool = False,
    accept_good: bool = False,
    errors_to: Path | str | None = None,
    mapping: Mapping[int, str] | None = None,
    progress: Callable[[Progress], None] | None = None,
    why: str = "",
    uploaded: bool = False,
) -> ImportReport:
    """Import an Excel or CSV file below an area.

    Every row is checked first. When some are refused nothing is written unless ``accept_good``; ``errors_to``
    then gets the same workbook with the faulty cells marked and commented.

    Arguments:
        mapping: column of the best sheet → field as the user confirmed it; None takes what :func:`inspect`
            proposes. An empty name leaves a column out.
        uploaded: as in :func:`inspect`.

    Returns:
        Counts with ``read = added + changed + unchanged + refused``, problems, and notes on what was left
        out.

    Raises:
        UsageError, NotFound, NotAllowed: the file, ledger or area cannot be used; nothing was written.
    """
    definition = ledger(code)
    if progress:
        progress(Progress("打开文件", 0))
    selected = select_tables(_opened(Path(path), uploaded), definition)
    chosen = selected.best.mapping if mapping is None else {c: name for c, name in mapping.items() if name}
    _check_mapping(definition, chosen)
    own = default_area(area, definition)
    with _loss_reported():
        references = references_for(area, definition)
        placed = place_tables(selected, chosen, references, own)
        upsert = BulkUpsert(
            definition,
            area,
            by,
            tuple(row_block(each, references) for each in placed.parts),
            references,
            file=Path(path).name,
            why=why,
            dry_run=dry_run,
            accept_good=accept_good,
            progress=progress,
            total=selected.total,
            notes=lambda: import_notes(selected, placed, definition, references, own),
        )
        report = bulk_upsert(upsert)
    if errors_to is not None and report.problems:
        write_error_book(selected.parts, report, Path(errors_to))
        report = replace(report, errors_file=str(errors_to))
    return report


def _opened(path: Path, uploaded: bool) -> File:
    return open_kept(path) if uploaded else open_file(path)


class DatabaseLost(ZhenyuError):  # noqa: N818 — reads as the sentence the user sees
    """The connection broke while rows were loaded; nothing was written, and another try may succeed."""


@contextmanager
def _loss_reported() -> Iterator[None]:
    """Say that the database ran out of room or went away; the transaction took everything back."""
    try:
        yield
    except (
        OperationalError,
        InterfaceError,
        psycopg.OperationalError,
    ) as problem:  # COPY raises psycopg's own
        if isinstance(problem.__cause__ or problem, psycopg.errors.DiskFull):
            raise ZhenyuError("数据库所在磁盘已满，本次导入已全部撤回", "腾出空间后重新导入") from problem
        raise DatabaseLost(
            "与数据库的连接中断，本次导入已全部撤回", "确认数据库在运行后，重新导入同一个文件"
        ) from problem


def _check_mapping(definition: LedgerDefinition, chosen: Mapping[int, str]) -> None:
    strangers = [
        name for name in chosen.values() if name not in definition.by_name and name not in SYSTEM_TITLES
    ]
    if strangers:
        raise UsageError(
            f"台账“{definition.title}”没有“{strangers[0]}”这个栏目",
            f"可用的有：{'、'.join(definition.by_name)}",
        )
    twice = [name for name in chosen.values() if list(chosen.values()).count(name) > 1]
    if twice:
        raise UsageError(f"有两列都对应到“{twice[0]}”", "每个栏目只能对应一列，请把另一列改为不导入")
