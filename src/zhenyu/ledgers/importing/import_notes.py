"""What is said about an import besides its counts: what was left out, merged, converted, and where rows were
placed. Pure; asked for when all rows were read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhenyu.core.values.row_numbers import listed
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.importing.data_rows import LeftOut, merged_columns, written_once
from zhenyu.ledgers.importing.row_placement import PlacedPart, PlacedTables
from zhenyu.ledgers.importing.table_selection import SelectedTables, TablePart
from zhenyu.ledgers.values.references import References
from zhenyu.ledgers.writing.row_parser import MappedColumn
from zhenyu.workbooks.row_kinds import RowKind


def import_notes(
    selected: SelectedTables,
    placed: PlacedTables,
    definition: LedgerDefinition,
    references: References,
    own: str | None,
) -> tuple[str, ...]:
    """Every note on an import, each once, in the order people read the file.

    Arguments:
        own: the area imported into, when the ledger's rows may belong to it.
    """
    first = placed.parts[0]
    notes = [
        *selected.notes,
        *elsewhere_notes(placed),
        *column_notes(selected.best, first.columns),
        *unit_notes(selected.best, first.columns, definition),
    ]
    for each in placed.parts:
        prefix = f"“{each.part.name}”表" if selected.several else ""
        notes += (prefix + note for note in placement_notes(each, references, own))
        notes += (prefix + note for note in left_out_notes(each.part, each.left_out))
    return tuple(dict.fromkeys(notes))


def elsewhere_notes(placed: PlacedTables) -> Iterator[str]:
    """Sheets of villages outside the import."""
    if placed.elsewhere:
        names = "、".join(f"“{name}”" for name in placed.elsewhere)
        yield f"工作表{names}不在本次导入的区划内，没有读"


def column_notes(part: TablePart, columns: Sequence[MappedColumn]) -> Iterator[str]:
    """Headings that no field takes."""
    positions = {column.position for column in columns}
    left = [header for column, header in enumerate(part.table.headers) if header and column not in positions]
    if left:
        yield f"没有对应栏目、未导入的列：{'、'.join(left)}"


def unit_notes(
    part: TablePart, columns: Sequence[MappedColumn], definition: LedgerDefinition
) -> Iterator[str]:
    """Columns whose numbers are converted into the unit the ledger keeps."""
    for column in columns:
        field = definition.by_name.get(column.name)
        if field is None or not field.numeric:
            continue
        if column.percent:
            yield f"“{field.title}”一列是百分比格式，0.35 按 35% 导入"
        elif column.unit and column.unit != field.kept_unit:
            source = "表上方" if column.position in part.unit_above[1] else "表头"
            yield f"“{field.title}”一列按{source}的单位“{column.unit}”换算成{field.kept_unit or '无单位'}"


def placement_notes(placed: PlacedPart, references: References, own: str | None) -> Iterator[str]:
    """How the rows of a part came by values and areas that do not stand in them."""
    part = placed.part
    if merged := merged_columns(part):
        titles = "、".join(part.table.heading.titles[column] for column in merged)
        yield f"“{titles}”有竖向合并的单元格，按合并范围填到各行"
    elif written_once(part):
        yield "“所在区划”只写在每组第一行，空着的按上一行补齐"
    if placed.by_group:
        yield "各行的村按所在分组行确定"
    elif placed.area and placed.area != own:
        name = references.areas.get(placed.area, placed.area)
        yield f"各行都按“{name}”登记（表里没有村一栏，村名取自工作表名称或标题）"


def left_out_notes(part: TablePart, left_out: LeftOut) -> Iterator[str]:
    """Rows that are not data, and columns without a heading that hold something."""
    for kind, numbers in left_out.rows.items():
        shown = [n for n in numbers if kind is not RowKind.BLANK or n < left_out.last]
        if kind is RowKind.OTHER:
            yield f"第{shown[0]}行起是另一张表，没有读；请把它移到另一个工作表再导入"
        elif shown:
            yield f"跳过{len(shown)}个{kind}：第{listed(shown)}行"
    if left_out.columns:
        letters = "、".join(part.table.letter(column) for column in sorted(left_out.columns))
        yield f"没有表头、未导入的列：{letters}"
