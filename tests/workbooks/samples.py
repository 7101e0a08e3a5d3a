"""Small workbooks made for a test: sheets of openpyxl, files of raw parts, files that only seem workbooks."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from zhenyu.workbooks.grids import SheetGrid, trimmed
from zhenyu.workbooks.raw_tables import Merge, RawTable

Rows = Sequence[Sequence[Any]]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="170" formatCode="0.0%"/></numFmts>'
    '<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="170"/><xf numFmtId="14"/></cellXfs>'
    "</styleSheet>"
)
"""Four styles: general, 0.00%, 0.0%, a day."""


def xlsx(path: Path, sheets: Mapping[str, Rows] | Rows, hidden: Sequence[str] = ()) -> Path:
    """A workbook of sheets by name, or of one sheet “表”."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in (sheets if isinstance(sheets, Mapping) else {"表": sheets}).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    book.save(path)
    return path


def raw_xlsx(path: Path, cells: str, *, styles: str | None = STYLES, main: str = _MAIN) -> Path:
    """A workbook of one sheet “表” whose rows are given as XML."""
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}/'
        'officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" '
        f'Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    if styles is not None:
        parts["xl/styles.xml"] = styles
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def locked_book() -> bytes:
    """What an encrypted workbook looks like from outside: an OLE file with a stream of that name."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(9)
    )


def grid(rows: Rows, merges: Sequence[tuple[int, int, int, int]] = (), name: str = "表") -> SheetGrid:
    """A sheet as a grid; merges are (top, left, bottom, right) from 0."""
    return SheetGrid(name, tuple(trimmed(row) for row in rows), tuple(Merge(*each) for each in merges))


def raw_table(rows: Rows, merges: Sequence[tuple[int, int, int, int]] = (), name: str = "表") -> RawTable:
    """A sheet as it comes from a file, without one."""
    return RawTable(
        name, len(rows), lambda: enumerate(rows, start=1), merges=tuple(Merge(*each) for each in merges)
    )
