"""Importing files: look first (:func:`inspect`), then load (:func:`import_file`) with progress and a marked workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import psycopg
from django.db import InterfaceError, OperationalError

from zhenyu.core.area_codes import AreaCode
from zhenyu.core.errors import UsageError, ZhenyuError
from zhenyu.ledgers.definition import LedgerDefinition
from zhenyu.ledgers.error_book import write_error_book
from zhenyu.ledgers.headers import HeaderMatch, unit_in
from zhenyu.ledgers.loading import Load, load_rows
from zhenyu.ledgers.registry import ledger
from zhenyu.ledgers.row_reader import SYSTEM_TITLES, Column
from zhenyu.ledgers.sheets import SAMPLE_ROWS, Sheet, Skipped, data_rows, open_table
from zhenyu.ledgers.types import ImportReport, Progress
from zhenyu.people.types import Reader

__all__ = ["Sheet", "import_file", "inspect"]


def inspect(path: Path | str, definition: LedgerDefinition) -> Sheet:
    """What a file seems to hold for a ledger: headers, the proposed mapping and some rows. Needs no database.

    Raises:
        UsageError: the file cannot be read or has no header of this ledger.
    """
    table, match = open_table(Path(path), definition)
    sample = tuple(tuple(cells) for cells in table.first(match.first_row + SAMPLE_ROWS)[match.first_row :])
    total = max(table.total - match.first_row, 0)
    return Sheet(table.name, match.headers, match.mapping, sample, match.first_row, total)


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
) -> ImportReport:
    """Import an Excel or CSV file below an area.

    Every row is checked first. When some are refused nothing is written unless ``accept_good``; ``errors_to`` then gets the
    same workbook with the faulty cells marked and commented.

    Arguments:
        mapping: column → field as the user confirmed it; None takes what :func:`inspect` proposes. An empty name leaves a
            column out.

    Returns:
        Counts with ``read = added + changed + unchanged + refused``, problems, and notes on what was left out.

    Raises:
        UsageError, NotFound, NotAllowed: the file, ledger or area cannot be used; nothing was written.
    """
    definition = ledger(code)
    table, match = open_table(Path(path), definition)
    columns = _columns(definition, match, mapping)
    skipped = Skipped()
    load = Load(
        definition,
        area,
        by,
        columns,
        file=table.path.name,
        why=why,
        dry_run=dry_run,
        accept_good=accept_good,
        progress=progress,
        total=max(table.total - match.first_row, 0),
        notes=lambda: (*_column_notes(definition, match, columns), *skipped.notes()),
    )
    try:
        report = load_rows(load, data_rows(table, match.first_row, skipped))
    except (OperationalError, InterfaceError, psycopg.OperationalError) as problem:  # COPY raises psycopg's own
        raise _database_gone(problem) from problem
    if errors_to is not None and report.problems:
        write_error_book(table, match, report, Path(errors_to))
        report = replace(report, errors_file=str(errors_to))
    return report


def _database_gone(problem: Exception) -> ZhenyuError:
    """The database ran out of room or went away; the transaction took everything back."""
    if isinstance(problem.__cause__ or problem, psycopg.errors.DiskFull):
        return ZhenyuError("数据库所在磁盘已满，本次导入已全部撤回", "腾出空间后重新导入")
    return ZhenyuError("与数据库的连接中断，本次导入已全部撤回", "确认数据库在运行后，重新导入同一个文件")


def _columns(definition: LedgerDefinition, match: HeaderMatch, mapping: Mapping[int, str] | None) -> list[Column]:
    chosen = match.mapping if mapping is None else {position: name for position, name in mapping.items() if name}
    strangers = [name for name in chosen.values() if name not in definition.by_name and name not in SYSTEM_TITLES]
    if strangers:
        raise UsageError(
            f"台账“{definition.title}”没有“{strangers[0]}”这个栏目", f"可用的有：{'、'.join(definition.by_name)}"
        )
    twice = [name for name in chosen.values() if list(chosen.values()).count(name) > 1]
    if twice:
        raise UsageError(f"有两列都对应到“{twice[0]}”", "每个栏目只能对应一列，请把另一列改为不导入")
    return [
        Column(position, name, unit_in(match.headers[position]) if position < len(match.headers) else "")
        for position, name in sorted(chosen.items())
    ]


def _column_notes(definition: LedgerDefinition, match: HeaderMatch, columns: list[Column]) -> list[str]:
    """Which columns were left out, and whose unit was converted."""
    taken = {column.position for column in columns}
    left = [header for place, header in enumerate(match.headers) if header and place not in taken]
    notes = [f"没有对应栏目、未导入的列：{'、'.join(left)}"] if left else []
    for column in columns:
        field = definition.by_name.get(column.name)
        if field is not None and field.numeric and column.unit and column.unit != field.kept_unit:
            notes.append(f"“{field.title}”一列按表头的单位“{column.unit}”换算成{field.kept_unit or '无单位'}")
    return notes
