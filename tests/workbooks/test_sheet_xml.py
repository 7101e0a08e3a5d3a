"""Number formats, errors and formulas without result, found in the XML of a sheet; damage there is told."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.ledgers.inferring.ugly.old_formats import write_ods, write_xls
from tests.workbooks.samples import raw_xlsx, xlsx
from zhenyu.core.errors import UsageError
from zhenyu.workbooks.cells import CellKind
from zhenyu.workbooks.sheet_xml import CellMarks, Marks, cell_marks, marks_of
from zhenyu.workbooks.sheets import open_file

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def spoilt_styles(path: Path, styles: str) -> Path:
    """A workbook of one number in per cent whose styles were spoilt afterwards."""
    return raw_xlsx(path, '<row r="1"><c r="A1" s="2"><v>0.417</v></c></row>', styles=styles)


# --- percent columns ------------------------------------------------------------------------------


def test_a_column_of_numbers_shown_as_percentages_is_a_percent_column(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row, share in enumerate((0.35, 0.417), start=1):
        sheet.cell(row, 1, f"村{row}")
        sheet.cell(row, 2, share).number_format = "0.0%"
        sheet.cell(row, 3, share)
    book.save(tmp_path / "a.xlsx")
    assert marks_of(tmp_path / "a.xlsx", "Sheet").percent == {1}


def test_a_column_with_one_plain_number_is_no_percent_column(tmp_path: Path) -> None:
    raw_xlsx(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="A1" s="1"><v>0.35</v></c></row><row r="2"><c r="A2"><v>35</v></c></row>',
    )
    assert marks_of(tmp_path / "a.xlsx", "表").percent == frozenset()


def test_texts_in_a_percent_column_do_not_speak_against_it(tmp_path: Path) -> None:
    raw_xlsx(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="A1" t="str"><v>完成率</v></c></row><row r="2"><c r="A2" s="2"><v>0.35</v></c></row>',
    )
    assert marks_of(tmp_path / "a.xlsx", "表").percent == {0}


def test_strict_files_tell_their_percentages_too(tmp_path: Path) -> None:
    raw_xlsx(tmp_path / "a.xlsx", '<row r="1"><c r="A1" s="1"><v>0.35</v></c></row>', main=STRICT)
    assert marks_of(tmp_path / "a.xlsx", "表").percent == {0}


# --- formulas without a result --------------------------------------------------------------------


def test_formulas_that_were_never_computed_are_found(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["单价", "数量", "合计"], [2, 3, "=A2*B2"], [4, 5, 20]])
    assert marks_of(path, "表").unsolved == {2: (2,)}
    assert cell_marks(path, "表").unsolved == {(2, 2)}


def test_a_formula_with_a_result_is_solved(tmp_path: Path) -> None:
    raw_xlsx(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>')
    assert marks_of(tmp_path / "a.xlsx", "表") == Marks()
    assert cell_marks(tmp_path / "a.xlsx", "表").unsolved == frozenset()


@pytest.mark.parametrize("value", ["", "<v></v>", "<v/>"])
def test_an_empty_value_is_no_result(tmp_path: Path, value: str) -> None:
    raw_xlsx(tmp_path / "a.xlsx", f'<row r="3"><c r="B3"><f>1+1</f>{value}</c></row>')
    assert marks_of(tmp_path / "a.xlsx", "表").unsolved == {3: (1,)}
    assert cell_marks(tmp_path / "a.xlsx", "表").unsolved == {(3, 1)}


def test_formulas_far_down_a_long_sheet_are_found(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 60_000))
    raw_xlsx(tmp_path / "a.xlsx", rows + '<row r="60000"><c r="A60000"><f>SUM(A1:A9)</f></c></row>')
    assert marks_of(tmp_path / "a.xlsx", "表").unsolved == {60_000: (0,)}
    assert cell_marks(tmp_path / "a.xlsx", "表").unsolved == {(60_000, 0)}


# --- each cell ------------------------------------------------------------------------------------


def test_each_cell_has_its_number_format(tmp_path: Path) -> None:
    raw_xlsx(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="2"><v>0.4</v></c></row>'
        '<row r="2"><c r="A2" s="1"><v>1</v></c><c r="AA2" s="3"><v>45000</v></c></row>',
    )
    assert cell_marks(tmp_path / "a.xlsx", "表").formats == {
        (1, 1): "0.0%",
        (2, 0): "0.00%",
        (2, 26): "yyyy-mm-dd",
    }


def test_cells_are_found_in_files_that_write_prefixes_or_no_addresses(tmp_path: Path) -> None:
    raw_xlsx(
        tmp_path / "a.xlsx", '<x:row><x:c s="1"/><x:c s="2"><x:v>0.4</x:v></x:c></x:row><row><c s="1"/></row>'
    )
    assert cell_marks(tmp_path / "a.xlsx", "表").formats == {(1, 0): "0.00%", (1, 1): "0.0%", (2, 0): "0.00%"}


def test_an_error_is_no_blank(tmp_path: Path) -> None:
    raw_xlsx(tmp_path / "a.xlsx", '<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>')
    assert cell_marks(tmp_path / "a.xlsx", "表").errors == {(1, 0)}


def test_typed_cells_carry_formats_errors_and_missing_results(tmp_path: Path) -> None:
    raw_xlsx(
        tmp_path / "a.xlsx",
        '<row r="2"><c r="B2" s="2"><v>0.417</v></c><c r="C2" t="e"><v>#N/A</v></c><c r="D2"><f>B2*2</f></c>'
        '<c r="E2" t="str"><v>东柳村</v></c></row>',
    )
    *_, (number, cells) = open_file(tmp_path / "a.xlsx").tables[0].cells()
    assert number == 2
    assert [(cell.kind, cell.value) for cell in cells] == [
        (CellKind.NUMBER, 0.417),
        (CellKind.ERROR, None),
        (CellKind.UNSOLVED, None),
        (CellKind.TEXT, "东柳村"),
    ]
    assert cells[0].is_percent


# --- other files, damaged files -------------------------------------------------------------------


def test_files_that_are_no_xlsx_have_no_marks(tmp_path: Path) -> None:
    write_xls(tmp_path / "a.xls", "表", [["村", 1]])
    write_ods(tmp_path / "a.ods", [("表", [["村", 1]])])
    for name in ("a.xls", "a.ods"):
        assert marks_of(tmp_path / name, "表") == Marks()
        assert cell_marks((tmp_path / name).read_bytes(), "表") == CellMarks()


def test_a_sheet_that_is_not_there_has_no_marks(tmp_path: Path) -> None:
    assert marks_of(xlsx(tmp_path / "a.xlsx", [["村"]]), "另一张") == Marks()


def test_a_file_without_styles_has_no_percentages(tmp_path: Path) -> None:
    raw_xlsx(tmp_path / "a.xlsx", '<row r="1"><c r="A1" s="2"><v>0.417</v></c></row>', styles=None)
    assert marks_of(tmp_path / "a.xlsx", "表") == Marks()
    assert cell_marks(tmp_path / "a.xlsx", "表") == CellMarks()


@pytest.mark.parametrize(
    "styles",
    [
        "<styleSheet><cellXfs>",
        "",
        '<styleSheet><numFmts><numFmt numFmtId="一" formatCode="0%"/></numFmts></styleSheet>',
    ],
)
def test_styles_that_cannot_be_read_are_refused_rather_than_percentages_misread(
    tmp_path: Path, styles: str
) -> None:
    path = spoilt_styles(tmp_path / "a.xlsx", styles)
    for look in (marks_of, cell_marks):
        with pytest.raises(UsageError, match="工作表“表”的数字格式读不出来") as refused:
            look(path, "表")
        assert "另存为 .xlsx" in refused.value.hint


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = raw_xlsx(tmp_path / "a.xlsx", '<row r="1"><c r="A1" s="2"><v>0.417</v></c></row>')
    with zipfile.ZipFile(path) as archive:
        offset = archive.getinfo("xl/styles.xml").header_offset + len("xl/styles.xml") + 40
    data = bytearray(path.read_bytes())
    data[offset] ^= 0xFF
    with pytest.raises(UsageError, match="数字格式读不出来"):
        cell_marks(bytes(data), "表")
