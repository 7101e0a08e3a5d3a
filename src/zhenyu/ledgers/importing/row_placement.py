"""Where the rows of a file belong: to the area their column names; without one to the area of the group they
stand in, of their sheet's name, or of the table's title; at last to the area that was chosen. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from zhenyu.core.errors import UsageError
from zhenyu.ledgers.importing.data_rows import LeftOut, data_rows, group_column
from zhenyu.ledgers.importing.table_selection import SelectedTables, TablePart
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.values.references import References, read_area
from zhenyu.ledgers.values.village_names import VILLAGE, village_in
from zhenyu.ledgers.writing.row_parser import MappedColumn, RowBlock

_ORDINAL: Final = re.compile(r"^[(（]?[一二三四五六七八九十\d]+[)）]?[、.．\s]*")


@dataclass(frozen=True)
class PlacedPart:
    """A part whose rows are imported, and where they belong.

    Arguments:
        columns: what is taken of each row.
        area: the code of the area of rows that name none; None when every row must name one.
        by_group: whether the group rows name the area of the rows below them.
        sheet: the sheet's name, empty when rows come from one sheet only.
        left_out: filled while the rows are read.
    """

    part: TablePart
    columns: tuple[MappedColumn, ...]
    area: str | None
    by_group: bool = False
    sheet: str = ""
    left_out: LeftOut = field(default_factory=LeftOut)


@dataclass(frozen=True)
class PlacedTables:
    """The parts whose rows are imported, and the sheets of villages outside the import."""

    parts: tuple[PlacedPart, ...]
    elsewhere: tuple[str, ...] = ()


def place_tables(
    selected: SelectedTables, chosen: Mapping[int, str], references: References, own: str | None
) -> PlacedTables:
    """Decide for each selected table which columns are taken and where its rows belong.

    Arguments:
        chosen: column of the best table → field, as confirmed.
        own: the area imported into, when the ledger's rows may belong to it.

    Raises:
        UsageError: every sheet is of a village outside the import.
    """
    parts: list[PlacedPart] = []
    elsewhere: list[str] = []
    for part in selected.parts:
        mapping = mapping_of(part, selected.best, chosen)
        placed = _placed(part, columns_of(part, mapping, list(chosen.values())), references, own, selected)
        if placed is None:
            elsewhere.append(part.name)
        else:
            parts.append(placed)
    if not parts:
        raise UsageError(
            f"工作表“{'、'.join(elsewhere)}”都不在本次导入的区划内", "请换成这些村所在的区划再导入"
        )
    return PlacedTables(tuple(parts), tuple(elsewhere))


def mapping_of(part: TablePart, best: TablePart, chosen: Mapping[int, str]) -> Mapping[int, str]:
    """The confirmed columns, found in another sheet by their heading."""
    if part.table.heading.titles == best.table.heading.titles:
        return chosen
    if chosen == best.mapping:
        return part.mapping
    headers = best.table.headers
    named = {headers[column]: name for column, name in chosen.items() if column < len(headers)}
    return {column: named[title] for column, title in part.table.heading.titles.items() if title in named}


def columns_of(part: TablePart, mapping: Mapping[int, str], order: Sequence[str]) -> tuple[MappedColumn, ...]:
    """What is taken of a table's rows, in the order of the fields of the best table."""
    percent = part.source.marks().percent
    return tuple(
        MappedColumn(column, name, part.unit_of(column), column + part.left in percent)
        for column, name in sorted(mapping.items(), key=lambda pair: order.index(pair[1]))
    )


def row_block(placed: PlacedPart, references: References) -> RowBlock:
    """The rows of a placed part as they are loaded; what is no data is noted while they are read."""
    area_of = partial(area_of_group, references=references) if placed.by_group else None
    rows = data_rows(placed.part, placed.left_out, area_of)
    return RowBlock(placed.columns, rows, placed.area, placed.sheet, placed.part.left)


def area_named(text: str, references: References) -> str | None:
    """The code of the area a text names; None when it names none of the import."""
    area = read_area(text, references)
    return None if isinstance(area, CellProblem) else area


def area_of_group(text: str, references: References) -> str | None:
    """The name of the area a group row heads (“一、张庄村” → 张庄村), None when it heads something else."""
    name = _ORDINAL.sub("", text)
    return name if area_named(name, references) or VILLAGE.fullmatch(name) else None


def area_in_title(above: Iterable[Sequence[str]], references: References) -> str | None:
    """The code of the village the texts above a table begin with."""
    names = (village_in(text) for texts in above for text in texts)
    return next((code for name in names if name and (code := area_named(name, references))), None)


def _placed(
    part: TablePart,
    columns: tuple[MappedColumn, ...],
    references: References,
    own: str | None,
    selected: SelectedTables,
) -> PlacedPart | None:
    """None for a sheet named after a village that is outside the import."""
    sheet = part.name if selected.several else ""
    if any(column.name == "area" for column in columns):
        return PlacedPart(part, columns, own, sheet=sheet)
    by_name = area_named(part.name, references)
    area = by_name or area_in_title(part.table.above, references) or own
    if any(area_of_group(text, references) for text in part.table.group_texts):
        grouped = (*columns, MappedColumn(group_column(part), "area"))
        return PlacedPart(part, grouped, area, by_group=True, sheet=sheet)
    if selected.several and by_name is None and VILLAGE.fullmatch(part.name):
        return None
    return PlacedPart(part, columns, area, sheet=sheet)
