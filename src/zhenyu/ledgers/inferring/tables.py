"""The table a workbook is about: the best sheet, with all sheets of the same heading (one per village),
column by column. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from zhenyu.core.errors import UsageError
from zhenyu.ledgers.inferring.columns import Place, SourceColumn
from zhenyu.workbooks.grids import Book, SheetGrid
from zhenyu.workbooks.header_text import unit_in
from zhenyu.workbooks.heading_lexicon import Hint, hint_of
from zhenyu.workbooks.labels import known_labels, text_of, unit_or_none
from zhenyu.workbooks.regions import Region, find_region, row_notes
from zhenyu.workbooks.row_kinds import RowKind

_SHEET_UNIT: Final = re.compile(r"单位[::]\s*([^\s\d::]{1,12})")
_REMARK: Final = re.compile(
    r"^[*※★☆]*[(\[【〔{<][^)\]】〕}>]*[)\]】〕}>]|[(\[【〔{<][^)\]】〕}>]*[)\]】〕}>]+[*※★☆:]*$"
)
"""Brackets before or behind a heading are remarks; in its midst they belong to it: 承包（承租）方."""
_FULL_WIDTH: Final = str.maketrans("()", "（）")
_STARS: Final = re.compile(r"^[*※★☆\s]+|[*※★☆::\s]+$")


@dataclass(frozen=True)
class SourceTable:
    """What the file is about.

    Arguments:
        regions: the regions read together; more than one when sheets share their heading.
        sheet_names: their sheets, when there are several.
        notes: what was found and left out, in Chinese.
        groups: texts of the rows that only head a group (“一、张庄村”).
    """

    file: str
    regions: tuple[Region, ...]
    columns: tuple[SourceColumn, ...]
    notes: tuple[str, ...]
    groups: tuple[str, ...]

    @property
    def region(self) -> Region:
        return self.regions[0]

    @property
    def several(self) -> bool:
        return len(self.regions) > 1

    @property
    def places(self) -> tuple[Place, ...]:
        """Every row of data."""
        return tuple(_places(self.regions))


def choose_table(book: Book) -> SourceTable:
    """The table with most cells under a heading; others are named in the notes.

    Raises:
        UsageError: no sheet holds a table.
    """
    if not any(grid.rows for grid in book.grids):
        hidden = f"（隐藏的工作表没有读：{'、'.join(book.hidden)}）" if book.hidden else ""
        raise UsageError(f"“{book.file}”里没有内容{hidden}", "请打开核对，换成有数据的文件")
    found = [region for grid in book.grids if (region := find_region(grid)) is not None and _is_table(region)]
    if not found:
        raise UsageError(
            f"“{book.file}”里没有找到表格",
            "要推断的表应有一行表头（如 姓名、身份证号、金额），下面一行一条记录；请整理后再试",
        )
    best = max(found, key=_weight)
    headings = tuple(best.heading.titles.values())
    regions = tuple(region for region in found if tuple(region.heading.titles.values()) == headings)
    return SourceTable(
        book.file,
        (best, *(region for region in regions if region is not best)) if len(regions) == 1 else regions,
        tuple(_columns(regions)),
        tuple(_notes(book, found, regions)),
        tuple(
            text_of(next(cell for cell in region.grid.rows[row] if cell is not None))
            for region in regions
            for row in region.rows_of(RowKind.GROUP)
        ),
    )


def _is_table(region: Region) -> bool:
    """A heading with rows, or a blank form whose headings are known words."""
    labels = list(region.heading.titles.values())
    return len(labels) >= 2 and (bool(region.data) or (len(labels) >= 3 and known_labels(labels) >= 2))


def _weight(region: Region) -> tuple[int, int]:
    labels = list(region.heading.titles.values())
    return (len(region.data) + 1) * len(labels) * (1 + known_labels(labels)), -region.heading.first


def _notes(book: Book, found: Sequence[Region], regions: Sequence[Region]) -> Iterator[str]:
    if book.hidden:
        yield f"隐藏的工作表没有读：{'、'.join(book.hidden)}；如果要用，请取消隐藏后再推断"
    names = [region.grid.name for region in regions]
    if len(regions) > 1:
        yield f"{len(regions)}个工作表的表头相同，合在一起推断：{'、'.join(names)}"
    others = [region for region in found if region not in regions]
    for region in others:
        yield f"工作表“{region.grid.name}”也有一张表（{len(region.data)}行），与这张不同，没有读；需要时请单独推断"
    tabled = {region.grid.name for region in found}
    rest = [grid.name for grid in book.grids if grid.rows and grid.name not in tabled]
    if rest:
        yield f"工作表{'、'.join(f'“{name}”' for name in rest)}不是表格，没有读"
    for region in regions:
        prefix = f"“{region.grid.name}”表" if len(regions) > 1 else ""
        for note in row_notes(region):
            yield prefix + note
        if merged := _merged_down(region):
            yield f"{prefix}{merged}列有竖向合并的单元格，推断时按合并范围填到各行"
        if region.grid.unread:
            yield f"{prefix}行数很多，只用前{len(region.grid.rows)}行推断，其余{region.grid.unread}行没有看"


def _merged_down(region: Region) -> str:
    data = set(region.data)
    columns = {
        m.left
        for m in region.grid.merges
        if m.bottom > m.top and m.top in data and m.left in region.heading.titles
    }
    return "、".join(region.grid.letter(column) for column in sorted(columns))


def _places(regions: Sequence[Region]) -> Iterator[Place]:
    several = len(regions) > 1
    for region in regions:
        for row in region.data:
            yield (region.grid.name if several else "", row + 1)


def _columns(regions: Sequence[Region]) -> Iterator[SourceColumn]:
    first = regions[0]
    total = sum(len(region.data) for region in regions)
    sheet_unit = next((unit for region in regions for unit in units_above(region.above)), "")
    headed = first.heading.parts
    stray = _stray_columns(first.grid, first, headed)
    for column in sorted([*headed, *stray]):
        parts = headed.get(column, ())
        title = clean_title(parts) or f"{first.grid.letter(column)}列"
        cells = tuple(_cells(regions, column))
        yield SourceColumn(
            position=column,
            letter=first.grid.letter(column),
            header="/".join(parts),
            title=title,
            hint=hint_of(title) if parts else Hint(),
            cells=cells,
            total=total,
            unit=next(filter(None, map(heading_unit, reversed(parts))), "") or first.units.get(column, ""),
            sheet_unit=sheet_unit,
            lower=clean_title(parts[-1:]) if len(parts) > 1 else "",
        )


def _stray_columns(grid: SheetGrid, region: Region, headed: Mapping[int, object]) -> list[int]:
    """Columns with data and no heading."""
    width = max((len(grid.rows[row]) for row in region.data), default=0)
    stop = width if region.twin is None else region.twin
    return [
        c
        for c in range(stop)
        if c not in headed and any(grid.cell(row, c) is not None for row in region.data)
    ]


def _cells(regions: Sequence[Region], column: int) -> Iterator[tuple[Place, Any]]:
    several = len(regions) > 1
    for region in regions:
        for row in region.data:
            cell = region.grid.spread(row, column)
            if cell is not None:
                yield (region.grid.name if several else "", row + 1), cell


def units_above(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Units written once above a table: 单位：万元、人."""
    for row in rows:
        for text in row:
            for found in _SHEET_UNIT.findall(text):
                for word in re.split(r"[、,/]", found):
                    if unit := unit_or_none(word.strip("()")):
                        yield unit


def heading_unit(text: str) -> str:
    """The unit a heading names, brackets of any form: ``造价（万元）``, ``津贴（元/月）``,
    ``租金（元/亩·年）``."""
    return unit_in(text_of(text))


def clean_title(parts: Sequence[str]) -> str:
    """A title of parts without unit and remarks in brackets, stars and colons: ``*造价（万元）`` → 造价."""
    cleaned = [
        _STARS.sub("", _REMARK.sub("", text_of(part))).replace("/", "或") or text_of(part) for part in parts
    ]
    title = "/".join(part for place, part in enumerate(cleaned) if not (place and unit_or_none(part)))[:110]
    return title if title.isascii() else title.translate(_FULL_WIDTH)
