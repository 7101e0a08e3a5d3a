"""The problems of an import as people read them: rows as Excel numbers them, columns, sheets."""

from __future__ import annotations

from tests.ledgers.samples import toilets
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.types import MAX_PROBLEMS
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.writing.import_problems import ImportProblems
from zhenyu.ledgers.writing.row_parser import SHEET_BITS, CellFault, MappedColumn, ParsedChunk, RowBlock

DEFINITION = read_definition(toilets())
COLUMNS = [MappedColumn(0, "household_no"), MappedColumn(3, "cost")]
SECOND = 1 << SHEET_BITS
WRONG = CellProblem("number", "“贵”不是数字", "只填数字")


def problems(*sheets: str) -> ImportProblems:
    return ImportProblems(DEFINITION, [RowBlock(COLUMNS, (), sheet=name, left=2) for name in sheets or [""]])


def test_a_problem_names_row_column_and_what_stands_there() -> None:
    found = problems()
    found.add(CellFault(7, "cost", WRONG, "贵"))
    row = found.listed()[0]
    assert (row.row, row.field, row.value, row.rule, row.message, row.hint) == (
        7,
        "造价",
        "贵",
        "number",
        "“贵”不是数字",
        "只填数字",
    )
    assert (row.column, row.sheet) == (5, "")


def test_a_row_is_refused_once_however_many_faults_it_has() -> None:
    found = problems()
    found.refuse(7, "cost", "number", "不是数字")
    found.refuse(7, "household_no", "required", "没有填")
    assert (found.refused, len(found.listed())) == ({7}, 2)


def test_problems_come_in_the_order_of_sheets_rows_and_columns() -> None:
    found = problems("东柳村", "西柳村")
    for n, name in ((SECOND + 2, "cost"), (9, "cost"), (9, "household_no"), (3, "cost")):
        found.refuse(n, name, "required", "没有填")
    assert [(row.sheet, row.row, row.field) for row in found.listed()] == [
        ("东柳村", 3, "造价"),
        ("东柳村", 9, "户编号"),
        ("东柳村", 9, "造价"),
        ("西柳村", 2, "造价"),
    ]


def test_a_problem_of_the_whole_row_names_no_column() -> None:
    found = problems()
    found.refuse(3, "", "constraint", "造价不能为负")
    assert (found.listed()[0].field, found.listed()[0].column) == ("", None)


def test_a_field_that_did_not_come_has_no_column() -> None:
    found = problems()
    found.refuse(3, "due_on", "required", "没有填")
    assert (found.listed()[0].field, found.listed()[0].column) == ("应完工日期", None)


def test_long_values_are_shortened_and_none_is_empty() -> None:
    found = problems()
    found.refuse(3, "cost", "number", "不是数字", value="长" * 500)
    found.refuse(4, "cost", "number", "不是数字", value=None)
    assert [len(row.value) for row in found.listed()] == [100, 0]


def test_beyond_the_first_thousands_rows_are_only_counted() -> None:
    found = problems()
    for n in range(MAX_PROBLEMS + 10):
        found.refuse(n, "cost", "number", "不是数字")
    assert (len(found.listed()), len(found.refused)) == (MAX_PROBLEMS, MAX_PROBLEMS + 10)


def test_strokes_taken_for_blanks_are_noted_with_their_rows() -> None:
    found = problems()
    found.add_chunk(ParsedChunk((), (), {}, {"cost": [2, 3, 4]}))
    found.add_chunk(ParsedChunk((), (CellFault(9, "cost", WRONG),), {}, {"cost": [9]}))
    assert list(found.notes()) == ["“造价”有4格填的是“/”“无”一类的占位，按空白导入：第2—4、9行"]
    assert found.refused == {9}


def test_rows_of_several_sheets_are_numbered_as_their_sheet_numbers_them() -> None:
    found = problems("东柳村", "西柳村")
    assert (found.row_of(SECOND + 5), found.sheet_of(SECOND + 5), found.sheet_of(5)) == (
        5,
        "西柳村",
        "东柳村",
    )
    assert problems().row_of(SECOND + 5) == SECOND + 5  # one sheet may be of any length


def test_columns_are_called_what_people_call_them() -> None:
    assert [problems().title(name) for name in ("area", "state", "owner", "cost")] == [
        "所在区划",
        "状态",
        "责任人",
        "造价",
    ]
