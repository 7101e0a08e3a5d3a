"""What the reader of values does not tell of an .xlsx: number formats, formulas that end in an error or were
saved without their result.

Excel keeps 35 % as 0.35 and only the cell's format says so. A program that writes formulas and never
computes them leaves cells that look blank. An import finds both by column and row in one pass over the
sheet's XML (:func:`marks_of`: 0.3 s for 100,000 × 12 cells); where each cell is looked at,
:func:`cell_marks` tells its own. ECMA-376 part 1, 18.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from zhenyu.core.errors import UsageError
from zhenyu.workbooks.cells import GENERAL, is_percent_format

_BUILT_IN: Final[Mapping[int, str]] = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy-mm-dd",
    22: "yyyy-mm-dd h:mm",
    49: "@",
}
"""Formats that files name by number only (18.8.30); the others are of times and of accounting."""
_CELL: Final = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"([^>]*)>')
_STYLE: Final = re.compile(rb'\bs="(\d+)"')
_TEXT: Final = re.compile(rb'\bt="(?!n")')
_UNSOLVED: Final = re.compile(
    rb'<c r="([A-Z]{1,3})(\d+)"[^>]*><f(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>'
)
_ELEMENT: Final = re.compile(rb"<(?:\w+:)?(row|c|f|v)(?=[\s/>])([^>]*?)(/?)>")
_REFERENCE: Final = re.compile(rb'\br="([A-Z]{1,3})?(\d+)"')
_BLOCK: Final = 2**20
_OVERLAP: Final = 2**14
"""Bytes of a block looked at again with the next one; a formula has at most 8,192 characters."""
_SAMPLED: Final = 200
"""Cells of a column that tell whether it is a percent column."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What an import must know of a sheet. Columns are counted from 0 at A, rows from 1.

    Arguments:
        percent: columns whose number cells are formatted as percentages, so that 0.35 means 35 %.
        unsolved: row → columns of formulas without a result.
    """

    percent: frozenset[int] = frozenset()
    unsolved: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CellMarks:
    """What each cell of a sheet has besides its value: (row, column) → …; rows from 1, columns from 0 at A.

    Arguments:
        formats: the number formats other than :data:`GENERAL`.
        errors: formulas that end in an error.
        unsolved: formulas without a result.
    """

    formats: Mapping[tuple[int, int], str] = field(default_factory=dict)
    errors: frozenset[tuple[int, int]] = frozenset()
    unsolved: frozenset[tuple[int, int]] = frozenset()


def marks_of(source: Path | bytes, sheet: str) -> Marks:
    """The marks of a sheet; none for files that are no .xlsx.

    Raises:
        UsageError: the file's formats cannot be read; percentages would be read as fractions.
    """
    with _opened(source, sheet) as (archive, part):
        if archive is None or part is None:
            return Marks()
        styles = _style_formats(archive)
        percent = frozenset(n for n, code in enumerate(styles) if is_percent_format(code))
        return _scanned(archive, part, percent)


def cell_marks(source: Path | bytes, sheet: str) -> CellMarks:
    """Format, error and missing result of each cell of a sheet; nothing for files that are no .xlsx.

    Raises:
        UsageError: as :func:`marks_of`.
    """
    with _opened(source, sheet) as (archive, part):
        return CellMarks() if archive is None or part is None else _scanned_cells(archive, part)


@contextmanager
def _opened(source: Path | bytes, sheet: str) -> Iterator[tuple[zipfile.ZipFile | None, str | None]]:
    """The archive and the part of a sheet; (None, None) for files that are no .xlsx. Damage is reported, not
    hidden."""
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    if not zipfile.is_zipfile(file):
        yield None, None
        return
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive, _part_of(archive, sheet)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, ElementTree.ParseError) as damage:
        raise UsageError(
            f"工作表“{sheet}”的数字格式读不出来，文件可能已损坏",
            "百分数会读成小数，所以没有读；请用 Excel 或 WPS 打开后另存为 .xlsx 再试",
        ) from damage


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    if "xl/workbook.xml" not in archive.namelist():
        return None
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 — expat of today expands no bombs
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    for each in _elements(book, "sheet"):
        if each.get("name") == sheet:
            relation = next((value for name, value in each.items() if name.endswith("}id")), None)
            return posixpath.normpath(posixpath.join("/xl", targets[relation])).lstrip("/")
    return None


def _style_formats(archive: zipfile.ZipFile) -> list[str]:
    """The number format of each style a cell may name."""
    if "xl/styles.xml" not in archive.namelist():
        return []
    styles = ElementTree.fromstring(archive.read("xl/styles.xml"))  # noqa: S314
    codes = dict(_BUILT_IN)
    codes |= {
        int(each.get("numFmtId", 0)): each.get("formatCode", "") for each in _elements(styles, "numFmt")
    }
    formats = next(_elements(styles, "cellXfs"), None)
    used = () if formats is None else formats
    return [codes.get(int(each.get("numFmtId", 0)), GENERAL) for each in used]


def _elements(root: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Elements by their own name: transitional and strict files differ in their namespaces."""
    return (each for each in root.iter() if each.tag.rpartition("}")[2] == name)


def _scanned(archive: zipfile.ZipFile, part: str, percent_styles: frozenset[int]) -> Marks:
    numbers: dict[int, int] = {}
    percents: dict[int, int] = {}
    unsolved: dict[int, set[int]] = {}
    for index, block in enumerate(_blocks(archive, part)):
        if index == 0 and percent_styles:
            for cell in _CELL.finditer(block):
                _count(cell, percent_styles, numbers, percents)
        if b"<f" in block:
            for cell in _UNSOLVED.finditer(block):
                unsolved.setdefault(int(cell[2]), set()).add(_column(cell[1]))
    percent = frozenset(column for column, count in percents.items() if count == numbers[column])
    return Marks(percent, {row: tuple(sorted(columns)) for row, columns in unsolved.items()})


def _blocks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    with archive.open(part) as file:
        kept = b""
        while block := file.read(_BLOCK):
            yield kept + block
            kept = block[-_OVERLAP:]


def _count(
    cell: re.Match[bytes], styles: frozenset[int], numbers: dict[int, int], percents: dict[int, int]
) -> None:
    """Count a number cell, and whether it is shown as a percentage. Texts say themselves what they are."""
    column, rest = _column(cell[1]), cell[3]
    if rest.endswith(b"/") or _TEXT.search(rest) or numbers.get(column, 0) >= _SAMPLED:
        return
    style = _STYLE.search(rest)
    numbers[column] = numbers.get(column, 0) + 1
    if style and int(style[1]) in styles:
        percents[column] = percents.get(column, 0) + 1


def _scanned_cells(archive: zipfile.ZipFile, part: str) -> CellMarks:
    styles = _style_formats(archive)
    formats: dict[tuple[int, int], str] = {}
    errors: set[tuple[int, int]] = set()
    formulas: set[tuple[int, int]] = set()
    solved: set[tuple[int, int]] = set()
    row, column = 0, -1
    for name, attributes, empty in _tags(archive, part):
        if name == b"row":
            row, column = _row_number(attributes, row), -1
        elif name == b"c":
            column = _cell_column(attributes, column)
            style = _STYLE.search(attributes)
            code = styles[int(style[1])] if style and int(style[1]) < len(styles) else GENERAL
            if code != GENERAL:
                formats[row, column] = code
            if b't="e"' in attributes:
                errors.add((row, column))
        elif name == b"f":
            formulas.add((row, column))
        elif not empty:
            solved.add((row, column))
    return CellMarks(formats, frozenset(errors), frozenset(formulas - solved))


def _tags(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[bytes, bytes, bool]]:
    """Rows, cells, formulas and values of a sheet in their order: name, attributes, whether it is empty."""
    with archive.open(part) as file:
        kept = b""
        while block := file.read(_BLOCK):
            whole, mark, kept = (kept + block).rpartition(b"<")
            kept = mark + kept
            for tag in _ELEMENT.finditer(whole):
                following = whole[tag.end() : tag.end() + 2] or kept[:2]
                yield tag[1], tag[2], bool(tag[3]) or following == b"</"
        for tag in _ELEMENT.finditer(kept):
            yield tag[1], tag[2], bool(tag[3])


def _row_number(attributes: bytes, before: int) -> int:
    reference = _REFERENCE.search(attributes)
    return int(reference[2]) if reference else before + 1


def _cell_column(attributes: bytes, before: int) -> int:
    reference = _REFERENCE.search(attributes)
    return _column(reference[1]) if reference and reference[1] else before + 1


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
