"""Figures of tables: measure, scope, unit, period and place by heading and label."""

from decimal import Decimal
from io import BytesIO

import docx
import openpyxl
import pytest

from zhenyu.documents.formats.document_figures import figures_in
from zhenyu.documents.formats.source import source_in
from zhenyu.documents.formats.table_grid import number_in
from zhenyu.reading import Figure


def book() -> bytes:
    """A sheet with a title, a two-row merged heading, a serial number, a part, percentages, and a second
    table below."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "财税"
    rows = [
        ["望澜镇2025年1—10月主要经济指标"],
        ["单位：万元"],
        ["序号", "指标", "计量单位", "2025年", None, None, "目标任务"],
        [None, None, None, "完成数", "同比增长（%）", "完成率", None],
        [1, "财政收入", "万元", 3656.5, 41.7, 0.93, 3900],
        [2, "其中：税收收入", "万元", 3000, -2.1, 0.9, 3300],
        [3, "农村改厕", "户", 1020, 12, 1, 1000],
        [],
        ["各村改厕情况表"],
        ["村", "改厕户数", "投资（万元）", "排名"],
        ["东柳村", 102, 33.5, 1],
        ["西柳村", 88, 12, 2],
        ["合计", 190, 45.5],
        [],
        ["说明：全镇共建成公厕12座，投入资金56万元。"],
    ]
    for row in rows:
        sheet.append(row)
    for area in ("A3:A4", "B3:B4", "C3:C4", "D3:F3", "G3:G4"):
        sheet.merge_cells(area)
    for cell in ("F5", "F6", "F7"):
        sheet[cell].number_format = "0.0%"
    hidden = workbook.create_sheet("草稿")
    hidden.append(["不算数", 1])
    hidden.sheet_state = "hidden"
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    """The figures by the cell they stand in."""
    source = source_in(book(), "指标.xlsx")
    return {
        source.location_of(each.start, each.end).cell or "": each
        for each in figures_in(source, doc="指标.xlsx")
    }


def test_a_label_is_the_measure_where_the_heading_only_says_how_it_is_counted(
    figures: dict[str, Figure],
) -> None:
    figure = figures["D5"]
    assert (figure.measure, figure.scope, figure.value_si, figure.unit_base) == (
        "财政收入",
        None,
        36_565_000,
        "yuan",
    )
    assert (figure.period, figure.status, figure.kind) == ("2025-01/2025-10", "actual", "amount")


def test_growth_share_and_target_come_from_the_heading(figures: dict[str, Figure]) -> None:
    growth, share, target = figures["E6"], figures["F6"], figures["G6"]
    assert (growth.kind, growth.measure, growth.value_si) == ("growth", "税收收入", Decimal("-2.1"))
    assert growth.compare is not None
    assert (growth.compare.basis, growth.compare.form) == ("yoy", "pct")
    assert (share.kind, share.measure, share.value, share.unit_base) == ("ratio", "税收收入完成率", 90, "%")
    assert (target.status, target.value_si, target.period) == ("target", 33_000_000, "2025")


def test_references_count_among_all_figures_of_the_document(figures: dict[str, Figure]) -> None:
    order = list(figures.values())
    assert figures["D6"].parent == order.index(figures["D5"])
    assert figures["E6"].compare is not None
    assert figures["E6"].compare.of_idx == order.index(figures["D6"])


def test_a_heading_is_the_measure_where_labels_are_places(figures: dict[str, Figure]) -> None:
    households, cost, rank = figures["B11"], figures["C11"], figures["D11"]
    assert (households.measure, households.scope, households.unit_base) == ("改厕户数", "东柳村", "household")
    assert (cost.measure, cost.scope, cost.value_si) == ("投资", "东柳村", 335_000)
    assert rank.rank is not None
    assert (rank.kind, rank.rank.n, rank.measure) == ("rank", 1, "投资")
    assert figures["B13"].scope is None


def test_serial_numbers_are_no_figures_and_prose_in_a_cell_is_read_as_prose(
    figures: dict[str, Figure],
) -> None:
    assert "A5" not in figures
    assert figures["A15"].value in (12, 56)


def test_hidden_sheets_are_left_out_and_named() -> None:
    source = source_in(book(), "指标.xlsx")
    assert "不算数" not in source.text
    assert source.notes == ("隐藏的工作表“草稿”没有读",)


def test_a_table_of_word_with_merged_cells_gives_the_same() -> None:
    document, out = docx.Document(), BytesIO()
    document.add_paragraph("望澜镇2025年改厕情况（单位：户）")
    table = document.add_table(rows=4, cols=3)
    for row, texts in enumerate(
        [("村", "改厕", ""), ("", "计划", "完成数量"), ("东柳村", "110", "102"), ("西柳村", "90", "88")]
    ):
        for cell, text in zip(table.rows[row].cells, texts, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    document.save(out)
    source = source_in(out.getvalue(), "a.docx")
    found = [(each.scope, each.measure, each.value, each.unit, each.status) for each in figures_in(source)]
    assert found == [
        ("东柳村", "改厕", 110, "户", "target"),
        ("东柳村", "改厕", 102, "户", "actual"),
        ("西柳村", "改厕", 90, "户", "target"),
        ("西柳村", "改厕", 88, "户", "actual"),
    ]
    start = source.text.index("102")
    assert source.location_of(start, start + 3).as_json() == {"sheet": "表1", "cell": "C3"}


def test_a_table_of_a_page_gives_the_same_and_a_table_that_lays_out_a_page_does_not() -> None:
    page = """<table><tr><td><div>完成改厕102户。</div><table><tr><th rowspan=2>村</th><th colspan=2>改厕</th></tr>
    <tr><th>户数（户）</th><th>增长（%）</th></tr><tr><td><p>东柳村</p></td><td><p>88</p></td><td>5</td></tr></table></td></tr></table>"""
    source = source_in(page.encode(), "a.html")
    assert source.text == "完成改厕102户。\n村\t改厕\n户数（户）\t增长（%）\n东柳村\t88\t5"
    found = [(each.scope, each.measure, each.value, each.unit, each.kind) for each in figures_in(source)]
    assert found[0][2:] == (102, "户", "count")
    assert found[1:] == [("东柳村", "改厕户数", 88, "户", "count"), ("东柳村", "改厕", 5, "%", "growth")]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3,656.50", ("3656.50", "")),
        ("－2.1％", ("-2.1", "%")),
        ("102户", ("102", "户")),
        ("12.5亿元", ("12.5", "亿元")),
        ("2025年3月", None),
        ("1-10", None),
        ("13800001111-1", None),
        ("约好", None),
        ("", None),
        ("A1", None),
        ("1,23", None),
    ],
)
def test_a_cell_is_a_number_only_when_all_of_it_is(text: str, number: tuple[str, str] | None) -> None:
    found = number_in(text)
    assert (None if found is None else (str(found[0]), found[1])) == number
