"""Importing files: look first (:func:`inspect`), then load (:func:`import_file`) with progress and a marked
workbook."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import psycopg
from django.db import InterfaceError, OperationalError

from zhenyu.core.errors import UsageError, ZhenyuError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.importing.data_rows import (
    LeftOut,
    data_rows,
    group_column,
    group_texts,
    merged_columns,
    written_once,
)
from zhenyu.ledgers.importing.marked_workbook import write_error_book
from zhenyu.ledgers.importing.table_selection import SAMPLE_ROWS, SelectedTables, TablePart, select_tables
from zhenyu.ledgers.inferring.placement import VILLAGE, village_in
from zhenyu.ledgers.schema.registry import ledger
from zhenyu.ledgers.types import ImportReport, Progress
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.values.references import References, read_area
from zhenyu.ledgers.writing.bulk_upsert import BulkUpsert, bulk_upsert, default_area, references_for
from zhenyu.ledgers.writing.row_parser import SYSTEM_TITLES, MappedColumn, RowBlock
from zhenyu.people.types import Reader
from zhenyu.workbooks.parsed_cache import open_kept
from zhenyu.workbooks.sheets import File, Sheet, open_file

__all__ = ["Sheet", "import_file", "inspect"]
_ORDINAL: Final = re.compile(r"^[(（]?[一二三四五六七八九十\d]+[)）]?[、.．\s]*")


def inspect(path: Path | str, definition: LedgerDefinition, *, uploaded: bool = False) -> Sheet:
    """What a file seems to hold for a ledger: headers, the proposed mapping and some rows. Needs no database.

    Arguments:
        uploaded: the file is ours to keep its parsed sheets beside it.

    Raises:
        UsageError: the file cannot be read or has no header of this ledger.
    """
    picked = select_tables(_opened(Path(path), uploaded), definition)
    best = picked.best
    sample = tuple(tuple(cells) for cells in best.sample[:SAMPLE_ROWS])
    return Sheet(
        best.table.name, best.headers, best.mapping, sample, best.first_row, picked.total, picked.notes
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
    picked = select_tables(_opened(Path(path), uploaded), definition)
    chosen = (
        picked.best.mapping if mapping is None else {place: name for place, name in mapping.items() if name}
    )
    _check_mapping(definition, chosen)
    with _loss_told():
        places = references_for(area, definition)
        taken = _Taking(picked, definition, chosen, places, default_area(area, definition))
        load = BulkUpsert(
            definition,
            area,
            by,
            taken.stretches,
            places,
            file=Path(path).name,
            why=why,
            dry_run=dry_run,
            accept_good=accept_good,
            progress=progress,
            total=picked.total,
            notes=lambda: tuple(dict.fromkeys(taken.notes())),
        )
        report = bulk_upsert(load)
    if errors_to is not None and report.problems:
        write_error_book(picked.parts, report, Path(errors_to))
        report = replace(report, errors_file=str(errors_to))
    return report


def _opened(path: Path, uploaded: bool) -> File:
    return open_kept(path) if uploaded else open_file(path)


class DatabaseLost(ZhenyuError):  # noqa: N818 — reads as the sentence the user sees
    """The connection broke while rows were loaded; nothing was written, and another try may succeed."""


@contextmanager
def _loss_told() -> Iterator[None]:
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
        told = "与数据库的连接中断，本次导入已全部撤回"
        raise DatabaseLost(told, "确认数据库在运行后，重新导入同一个文件") from problem


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


class _Taking:
    """The parts of a file as stretches of rows, and what is to be said of them.

    A row belongs to the area its column names; without one to the area of the group it stands in, of its
    sheet's name, or of the table's title; at last to the area that was chosen.
    """

    def __init__(
        self,
        picked: SelectedTables,
        definition: LedgerDefinition,
        chosen: Mapping[int, str],
        places: References,
        own: str | None,
    ) -> None:
        self._picked, self._definition, self._places, self._own = picked, definition, places, own
        self._elsewhere: list[str] = []
        self._left_out: list[tuple[TablePart, str, LeftOut]] = []
        self._several = len({part.table.name for part in picked.parts}) > 1
        self._order = list(chosen.values())
        self.stretches = tuple(
            stretch
            for part in picked.parts
            if (stretch := self._stretch(part, self._mapping_of(part, chosen))) is not None
        )
        if not self.stretches:
            raise UsageError(
                f"工作表“{'、'.join(self._elsewhere)}”都不在本次导入的区划内", "请换成这些村所在的区划再导入"
            )

    def _mapping_of(self, part: TablePart, chosen: Mapping[int, str]) -> Mapping[int, str]:
        """The confirmed columns, found in another sheet by their heading."""
        best = self._picked.best
        if part.heading.titles == best.heading.titles:
            return chosen
        if chosen == best.mapping:
            return part.mapping
        named = {best.headers[column]: name for column, name in chosen.items() if column < len(best.headers)}
        return {column: named[title] for column, title in part.heading.titles.items() if title in named}

    def _stretch(self, part: TablePart, mapping: Mapping[int, str]) -> RowBlock | None:
        percent = part.table.marks().percent
        columns = [
            MappedColumn(
                column, name, part.units.get(column, ""), column + part.table.left + part.start in percent
            )
            for column, name in sorted(mapping.items(), key=lambda pair: self._order.index(pair[1]))
        ]
        area, grouped = self._own, False
        if "area" not in mapping.values():
            grouped = any(map(self._group_place, group_texts(part)))
            area = self._named(part.table.name) or self._titled(part) or area
            if grouped:
                columns.append(MappedColumn(group_column(part), "area"))
            elif self._several and VILLAGE.fullmatch(part.table.name) and not self._named(part.table.name):
                self._elsewhere.append(part.table.name)
                return None
        left_out = LeftOut()
        self._left_out.append((part, f"“{part.table.name}”表" if self._several else "", left_out))
        sheet = part.table.name if self._several else ""
        return RowBlock(
            columns,
            data_rows(part, left_out, self._group_place if grouped else None),
            area,
            sheet,
            part.table.left + part.start,
        )

    def _group_place(self, text: str) -> str | None:
        """The name of the place a group row heads (“一、张庄村” → 张庄村), None when it heads something
        else."""
        name = _ORDINAL.sub("", text)
        return name if self._named(name) or VILLAGE.fullmatch(name) else None

    def _named(self, text: str) -> str | None:
        found = read_area(text, self._places)
        return None if isinstance(found, CellProblem) else found

    def _titled(self, part: TablePart) -> str | None:
        names = (village_in(text) for texts in part.above for text in texts)
        return next((code for name in names if name and (code := self._named(name))), None)

    def notes(self) -> Iterator[str]:
        """What was left out, merged, converted and placed."""
        yield from self._picked.notes
        if self._elsewhere:
            yield f"工作表{'、'.join(f'“{name}”' for name in self._elsewhere)}不在本次导入的区划内，没有读"
        best = self._picked.best
        taken = {column.position for column in self.stretches[0].columns}
        left = [header for place, header in enumerate(best.headers) if header and place not in taken]
        if left:
            yield f"没有对应栏目、未导入的列：{'、'.join(left)}"
        yield from self._unit_notes(best, self.stretches[0].columns)
        for stretch, (part, prefix, left_out) in zip(self.stretches, self._left_out, strict=True):
            yield from self._place_notes(stretch, part, prefix)
            yield from left_out.notes(part, prefix)

    def _unit_notes(self, part: TablePart, columns: Sequence[MappedColumn]) -> Iterator[str]:
        for column in columns:
            field = self._definition.by_name.get(column.name)
            if field is None or not field.numeric:
                continue
            if column.percent:
                yield f"“{field.title}”一列是百分比格式，0.35 按 35% 导入"
            elif column.unit and column.unit != field.kept_unit:
                source = "表上方" if column.position in part.unit_from_above else "表头"
                yield f"“{field.title}”一列按{source}的单位“{column.unit}”换算成{field.kept_unit or '无单位'}"

    def _place_notes(self, stretch: RowBlock, part: TablePart, prefix: str) -> Iterator[str]:
        if merged := merged_columns(part):
            titles = "、".join(part.heading.titles[column] for column in merged)
            yield f"{prefix}“{titles}”有竖向合并的单元格，按合并范围填到各行"
        elif written_once(part):
            yield f"{prefix}“所在区划”只写在每组第一行，空着的按上一行补齐"
        if any(column.name == "area" and column.position == group_column(part) for column in stretch.columns):
            yield f"{prefix}各行的村按所在分组行确定"
        elif stretch.area and stretch.area != self._own:
            name = self._places.areas.get(stretch.area, stretch.area)
            yield f"{prefix}各行都按“{name}”登记（表里没有村一栏，村名取自工作表名称或标题）"
