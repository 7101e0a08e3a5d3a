"""Rows of cells become lines for COPY or faults, a chunk at a time, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.ledgers.samples import toilets
from zhenyu.core.database.copy_text import BLANK
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.values.references import References
from zhenyu.ledgers.writing.row_parser import (
    CHUNK,
    SHEET_BITS,
    CellFault,
    MappedColumn,
    ParsedChunk,
    RowBlock,
    RowParser,
    chunks_of,
)

DEFINITION = read_definition(toilets())
EAST, WEST = "990101100201", "990101100202"
PLACES = References(areas={EAST: "东柳村", WEST: "西柳村"}, codes_by_name={"东柳村": EAST, "西柳村": WEST})
NO = MappedColumn(0, "household_no")


def parse(
    columns: Sequence[MappedColumn], *rows: Sequence[Any], area: str | None = EAST, first: int = 2
) -> ParsedChunk:
    """The chunk that rows of cells become; they are numbered from ``first``."""
    fields = [column.name for column in columns if column.name not in ("area", "state", "owner")]
    block = RowBlock(columns, (), area)
    return RowParser(DEFINITION, fields, PLACES).read_chunk(block, list(enumerate(rows, start=first)))


def values(chunk: ParsedChunk) -> list[list[str]]:
    return [line.rstrip("\n").split("\t") for line in chunk.lines]


def said(chunk: ParsedChunk) -> list[tuple[int, str, str]]:
    return [(fault.n, fault.name, fault.problem.rule) for fault in chunk.faults]


# --- lines ----------------------------------------------------------------------------------------


def test_a_good_row_is_a_line_of_number_area_state_owner_kept_and_fields() -> None:
    chunk = parse([NO, MappedColumn(1, "cost")], ["东-1", 1200.0])
    assert values(chunk) == [["2", EAST, BLANK, BLANK, BLANK, "东-1", "1200"]]
    assert (chunk.faults, chunk.kept, chunk.blanks) == ((), {}, {})


def test_fields_stand_in_the_order_asked_for_wherever_their_columns_are() -> None:
    columns = [MappedColumn(2, "cost"), MappedColumn(0, "household_no")]
    assert values(parse(columns, ["东-1", "无关", 5]))[0][5:] == ["5", "东-1"]


def test_a_row_may_be_shorter_than_its_columns() -> None:
    assert values(parse([NO, MappedColumn(7, "cost")], ["东-1"]))[0][5:] == ["东-1", BLANK]


def test_state_and_owner_have_their_own_places() -> None:
    columns = [NO, MappedColumn(1, "state"), MappedColumn(2, "owner")]
    assert values(parse(columns, ["东-1", "施工中", " 张三 "]))[0][:5] == [
        "2",
        EAST,
        "building",
        "张三",
        BLANK,
    ]
    assert said(parse(columns, ["东-1", "没有这个状态", ""])) == [(2, "state", "choice")]


def test_days_choices_and_truth_values_are_written_as_the_table_keeps_them() -> None:
    columns = [NO, MappedColumn(1, "due_on"), MappedColumn(2, "kind"), MappedColumn(3, "subsidised")]
    row = values(parse(columns, ["东-1", "2025年5月1日", "水冲式", "是"]))[0]
    assert row[5:8] == ["东-1", "2025-05-01", "flush"]
    assert row[8].lower() in ("t", "true")
    assert values(parse(columns, ["东-1", date(2025, 5, 1), None, None]))[0][6] == "2025-05-01"


def test_typed_values_that_cannot_be_hashed_are_read_as_well() -> None:
    chunk = parse([NO, MappedColumn(1, "remark")], ["东-1", ["甲"]], ["东-2", "乙"])
    assert len(chunk.lines) + len({fault.n for fault in chunk.faults}) == 2
    assert values(chunk)[-1][6] == "乙"


# --- areas ----------------------------------------------------------------------------------------


def test_a_row_belongs_to_the_area_its_column_names_else_to_that_of_its_block() -> None:
    columns = [NO, MappedColumn(1, "area")]
    chunk = parse(columns, ["1", "西柳村"], ["2", WEST], ["3", ""], area=EAST)
    assert [row[1] for row in values(chunk)] == [WEST, WEST, EAST]


def test_without_an_area_of_the_block_every_row_must_name_one() -> None:
    chunk = parse([NO, MappedColumn(1, "area")], ["1", "西柳村"], ["2", None], area=None)
    assert [row[0] for row in values(chunk)] == ["2"]
    fault = chunk.faults[0]
    assert (fault.n, fault.name, fault.problem.rule) == (3, "area", "required")
    assert fault.problem.message == "“所在区划”没有填"
    assert fault.problem.hint == "每一行都要写明属于哪个村（社区）"


def test_an_area_outside_the_import_refuses_its_row() -> None:
    assert said(parse([NO, MappedColumn(1, "area")], ["1", "张庄村"]))[0][:2] == (2, "area")


# --- refusals -------------------------------------------------------------------------------------


def test_a_cell_that_is_no_value_refuses_its_row_and_says_what_stands_there() -> None:
    chunk = parse([NO, MappedColumn(1, "due_on")], ["1", "2025.13.1"], ["2", "2025.5.1"])
    assert [row[0] for row in values(chunk)] == ["3"]
    fault = chunk.faults[0]
    assert (fault.n, fault.name, fault.value) == (2, "due_on", "2025.13.1")
    assert fault.problem.hint


def test_every_fault_of_a_row_is_told() -> None:
    columns = [NO, MappedColumn(1, "due_on"), MappedColumn(2, "kind")]
    assert [name for _, name, _ in said(parse(columns, ["", "昨天", "飞机"]))] == [
        "due_on",
        "kind",
        "household_no",
    ]


def test_a_required_field_must_be_filled() -> None:
    assert said(parse([NO], [None], ["1"])) == [(2, "household_no", "required")]


def test_a_refused_cell_is_not_said_to_be_blank_as_well() -> None:
    formula = CellProblem("formula", "这一格是公式")
    assert parse([NO], [formula]).faults == (CellFault(2, "household_no", formula, ""),)


def test_the_same_wrong_text_is_told_for_each_of_its_rows() -> None:
    chunk = parse([NO, MappedColumn(1, "due_on")], ["1", "昨天"], ["2", "昨天"], ["3", "昨天"])
    assert [fault.n for fault in chunk.faults] == [2, 3, 4]


# --- strokes, masks, units ------------------------------------------------------------------------


def test_a_stroke_is_a_blank_and_is_counted() -> None:
    chunk = parse([NO, MappedColumn(1, "cost")], ["1", "/"], ["2", "无"], ["3", 5])
    assert [row[6] for row in values(chunk)] == [BLANK, BLANK, "5"]
    assert chunk.blanks == {"cost": [2, 3]}


def test_in_a_field_of_words_a_stroke_is_a_word() -> None:
    chunk = parse([NO, MappedColumn(1, "remark")], ["1", "无"])
    assert (values(chunk)[0][6], chunk.blanks) == ("无", {})


def test_a_masked_private_cell_keeps_the_value_its_row_has() -> None:
    chunk = parse([NO, MappedColumn(1, "head")], ["1", "张*"], ["2", "李四"])
    assert chunk.kept == {2: ["head"]}
    assert [row[4] for row in values(chunk)] == ['{"head"}', BLANK]


def test_a_masked_key_names_no_row() -> None:
    keyed = read_definition(toilets(key=["id_number"]))
    block = RowBlock([MappedColumn(0, "id_number")], (), EAST)
    chunk = RowParser(keyed, ["id_number"], PLACES).read_chunk(block, [(2, ["110105********002X"])])
    assert [(fault.problem.rule, fault.problem.hint) for fault in chunk.faults] == [
        ("masked", "请用完整内容的表导入")
    ]


def test_numbers_are_converted_from_the_unit_of_their_column() -> None:
    assert values(parse([NO, MappedColumn(1, "cost", unit="万元")], ["1", 1.2], ["2", "0.5"])) == [
        ["2", EAST, BLANK, BLANK, BLANK, "1", "12000"],
        ["3", EAST, BLANK, BLANK, BLANK, "2", "5000"],
    ]


def test_a_percent_column_is_read_as_it_is_shown() -> None:
    raw = toilets()
    raw["fields"].append({"name": "share", "title": "完成率", "type": "percent"})
    parser = RowParser(read_definition(raw), ["household_no", "share"], PLACES)
    block = RowBlock([NO, MappedColumn(1, "share", percent=True)], (), EAST)
    lines = parser.read_chunk(block, [(2, ["1", 0.417]), (3, ["2", "41.7%"])]).lines
    assert [float(line.split("\t")[6]) for line in lines] == [41.7, 41.7]


# --- chunks ---------------------------------------------------------------------------------------


def test_rows_come_in_chunks_and_keep_their_numbers() -> None:
    block = RowBlock([NO], ((n, [str(n)]) for n in range(2, CHUNK + 5)), EAST)
    chunks = [rows for _, rows in chunks_of([block])]
    assert [len(rows) for rows in chunks] == [CHUNK, 3]
    assert (chunks[0][0], chunks[1][-1]) == ((2, ["2"]), (CHUNK + 4, [str(CHUNK + 4)]))


def test_rows_of_several_blocks_are_numbered_apart() -> None:
    blocks = [RowBlock([NO], [(2, ["a"])], EAST), RowBlock([NO], [(2, ["b"])], WEST)]
    assert [(block.area, rows[0][0]) for block, rows in chunks_of(blocks)] == [
        (EAST, 2),
        (WEST, (1 << SHEET_BITS) + 2),
    ]


def test_no_rows_are_no_chunks() -> None:
    assert list(chunks_of([RowBlock([NO], [])])) == []


CELLS = st.sampled_from([None, "", "/", "张*", "张三", "东柳村", 5, 1.5, "2025.5.1", "昨天", "0.5", True])


@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), max_size=20))
def test_what_was_read_before_never_changes_how_a_chunk_reads(rows: list[tuple[Any, ...]]) -> None:
    columns = [NO, MappedColumn(1, "head"), MappedColumn(2, "cost"), MappedColumn(3, "due_on")]
    fields, block = [column.name for column in columns], RowBlock(columns, (), EAST)
    numbered = list(enumerate(rows, start=2))
    fresh = RowParser(DEFINITION, fields, PLACES).read_chunk(block, numbered)
    used = RowParser(DEFINITION, fields, PLACES)
    for row in reversed(numbered):
        used.read_chunk(block, [row])
    assert used.read_chunk(block, numbered) == fresh
    assert len(fresh.lines) + len({fault.n for fault in fresh.faults}) == len(rows)
