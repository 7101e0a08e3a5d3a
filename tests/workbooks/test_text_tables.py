"""Text files as tables: encodings, separators, quotes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.core.errors import UsageError
from zhenyu.core.files.encodings import table_encoding
from zhenyu.workbooks.sheets import open_file

LINES = "村,户数\n东柳村,12\n"


def rows(path: Path) -> list[list[str]]:
    return [list(cells) for _, cells in open_file(path).tables[0].rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_a_csv_is_read_in_the_encoding_it_was_saved_in(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_text(LINES, encoding=encoding)
    assert rows(tmp_path / "a.csv") == [["村", "户数"], ["东柳村", "12"]]


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_the_separator_is_the_mark_most_lines_share(tmp_path: Path, separator: str) -> None:
    lines = ["望澜镇改厕台账", separator.join(["村", "户数"]), separator.join(["东柳村", "12"])]
    (tmp_path / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    assert rows(tmp_path / "a.txt") == [["望澜镇改厕台账"], ["村", "户数"], ["东柳村", "12"]]


def test_a_separator_inside_quotes_parts_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('村,备注\n东柳村,"已改,待验"\n', encoding="utf-8")
    assert rows(tmp_path / "a.csv")[1] == ["东柳村", "已改,待验"]


def test_a_table_is_named_after_its_file_and_counts_its_lines(tmp_path: Path) -> None:
    (tmp_path / "改厕.csv").write_text(LINES, encoding="utf-8")
    table = open_file(tmp_path / "改厕.csv").tables[0]
    assert (table.name, table.total, table.is_csv, table.path) == ("改厕", 2, True, tmp_path / "改厕.csv")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "图.csv").write_bytes(b"\x89PNG\r\n\x00\x00\x00")
    with pytest.raises(UsageError, match="“图.csv”不是表格文件") as refused:
        open_file(tmp_path / "图.csv")
    assert ".xlsx" in refused.value.hint


def test_an_encoding_that_changes_further_down_is_refused_while_reading(tmp_path: Path) -> None:
    many = "东柳村,十二户\n" * 60_000
    (tmp_path / "a.csv").write_bytes(many.encode() + "西柳村,九户\n".encode("gb18030") * 100)
    with pytest.raises(UsageError, match="混有不同的文字编码"):
        rows(tmp_path / "a.csv")


def test_a_cell_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('村,备注\n东柳村,"' + "长" * 200_000 + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match="不是规范的 CSV 文件") as refused:
        rows(tmp_path / "a.csv")
    assert "引号没有成对" in refused.value.hint


# --- which encoding -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (b"", "utf-8-sig"),
        (b"abc,1\n", "utf-8-sig"),
        ("村,户\n".encode(), "utf-8-sig"),
        ("村,户\n".encode("utf-8-sig"), "utf-8-sig"),
        ("村,户\n".encode("gb18030"), "gb18030"),
        ("村".encode("utf-16"), "utf-16"),
        (b"\xfe\xff\x67\x51", "utf-16"),
        (b"a\0b", None),
    ],
)
def test_the_encoding_of_a_table_is_told_by_how_it_begins(head: bytes, encoding: str | None) -> None:
    assert table_encoding(head, is_cut=False) == encoding


def test_a_character_cut_at_the_end_of_the_head_does_not_spoil_utf_8() -> None:
    assert table_encoding("东柳村".encode()[:-1], is_cut=True) == "utf-8-sig"


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=40))
def test_chinese_text_in_gb18030_never_reads_as_garbage(text: str) -> None:
    data = text.encode("gb18030")
    encoding = table_encoding(data, is_cut=False)
    assert encoding is not None
    assert data.decode(encoding) == text or _is_utf_8(data)


def _is_utf_8(data: bytes) -> bool:
    """Some few pairs of GB 18030 are valid UTF-8 as well; nobody can tell them from it."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as problem:
        return problem.reason == "unexpected end of data"
    return True
