"""Which header means which field: by title, code and synonym, and at last by what stands below it. Pure.

Titles above the header, two-row headers and merged cells are what real ledgers have: the header is the row (or pair of
rows) that names most fields.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from zhenyu.core.errors import ZhenyuError
from zhenyu.core.quantities import unit_of
from zhenyu.ledgers.cell_problems import CellProblem
from zhenyu.ledgers.definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.values import read_value

SEARCHED_ROWS: Final = 20
_BRACKETS: Final = re.compile(r"[(\[【〔{<]([^)\]】〕}>]*)[)\]】〕}>]")
_AREA_WORDS: Final = [
    "area",
    "区划代码",
    "所在区划",
    "区划",
    "村",
    "村社区",
    "所在村",
    "所属村",
    "行政村",
    "村名",
    "村名称",
    "村居",
    "社区",
    "所在村社区",
    "所属村社区",
    "village",
    "单位名称",
    "乡镇",
    "镇街",
    "所在乡镇",
    "网格",
    "所在网格",
]
_STATE_WORDS: Final = ["state", "状态", "办理状态", "当前状态", "进展状态"]
_OWNER_WORDS: Final = ["owner", "责任人", "经办责任人"]
_TELLING: Final = frozenset({FieldType.ID_NUMBER, FieldType.USCC, FieldType.PHONE, FieldType.CHOICE})
"""Types whose cells tell by themselves what they are."""


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """Where the header is and what it means.

    ``first_row``: index of the first row of data; ``headers``: the header texts by column; ``mapping``: column → field name
    (or ``area``, ``state``, ``owner``).
    """

    first_row: int
    headers: tuple[str, ...]
    mapping: Mapping[int, str]


def find_header(rows: Sequence[Sequence[Any]], definition: LedgerDefinition) -> HeaderMatch | None:
    """The best header among the first rows; None when no row names any field."""
    best: HeaderMatch | None = None
    for first_row, headers in _candidates(rows[: SEARCHED_ROWS + 1]):
        mapping = match_headers(headers, definition)
        if mapping and (best is None or len(mapping) > len(best.mapping)):
            best = HeaderMatch(first_row, headers, mapping)
    if best is None:
        return None
    mapping = _with_content(best, rows[best.first_row :], definition)
    return HeaderMatch(best.first_row, best.headers, mapping)


def match_headers(headers: Sequence[str], definition: LedgerDefinition) -> dict[int, str]:
    """Column → field for the headers whose words are known; each field is taken once, exact titles first."""
    exact, loose = _vocabulary(definition)
    mapping: dict[int, str] = {}
    for words, form in ((exact, _tidy), (loose, plain)):
        for position, header in enumerate(headers):
            name = words.get(form(header))
            if name and position not in mapping and name not in mapping.values():
                mapping[position] = name
    return mapping


def unit_in(header: str) -> str:
    """The unit a header names in brackets or after a slash: ``造价（万元）`` → 万元; empty when there is none."""
    half = unicodedata.normalize("NFKC", header)
    inside = _BRACKETS.findall(half) + re.findall(r"单位[::]\s*(\S+?)\s*$", half) + re.findall(r"/(\S+)$", half)
    for text in inside:
        word = text.replace("单位", "").strip(":： ")
        try:
            return unit_of(word).symbol if word else ""
        except ZhenyuError:
            continue
    return ""


def plain(header: object) -> str:
    """A header without spaces, brackets and what they hold, marks and stars; lower-case."""
    text = unicodedata.normalize("NFKC", str(header or "")).lower()
    if unit_in(text):
        text = text.rpartition("/")[0] or text  # 造价/万元
    return re.sub(r"[\s*:、,。./_\-]+", "", _BRACKETS.sub("", text))


def _tidy(header: object) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(header or ""))).lower()


def _vocabulary(definition: LedgerDefinition) -> tuple[dict[str, str], dict[str, str]]:
    exact: dict[str, str] = {}
    loose: dict[str, str] = {}
    for field in definition.fields:
        if field.type is FieldType.ATTACHMENT:
            continue  # files come one by one; a column of their names is nothing to import
        for word in (field.title, field.name, *field.synonyms):
            exact.setdefault(_tidy(word), field.name)
            loose.setdefault(plain(word), field.name)
    system = [("area", _AREA_WORDS), ("owner", _OWNER_WORDS)]
    if definition.lifecycle:
        system.append(("state", _STATE_WORDS))
    for name, words in system:
        for word in words:
            exact.setdefault(_tidy(word), name)
            loose.setdefault(plain(word), name)
    return exact, loose


def _candidates(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for index, row in enumerate(rows[:SEARCHED_ROWS]):
        single = tuple(str(cell or "").strip() for cell in row)
        yield index + 1, single
        if index + 1 < len(rows):
            yield index + 2, _two_rows(single, rows[index + 1])


def _two_rows(upper: tuple[str, ...], lower_row: Sequence[Any]) -> tuple[str, ...]:
    """Headers of two rows: the lower text where there is one (under a merged group), else the upper."""
    lower = [str(cell or "").strip() for cell in lower_row]
    width = max(len(upper), len(lower))
    return tuple((lower[i] if i < len(lower) else "") or (upper[i] if i < len(upper) else "") for i in range(width))


def _with_content(match: HeaderMatch, rows: Sequence[Sequence[Any]], definition: LedgerDefinition) -> dict[int, str]:
    """Add columns whose header says nothing known but whose cells all read as one telling field that is still free."""
    mapping = dict(match.mapping)
    for position in range(len(match.headers)):
        cells = [row[position] for row in rows if position < len(row) and row[position] not in (None, "")]
        if position in mapping or len(cells) < 3:
            continue
        free = [field for field in definition.fields if field.type in _TELLING and field.name not in mapping.values()]
        fitting = [field for field in free if _reads(field, cells)]
        if len(fitting) == 1:
            mapping[position] = fitting[0].name
    return mapping


def _reads(field: Field, cells: Sequence[Any]) -> bool:
    return not any(isinstance(read_value(field, cell), CellProblem) for cell in cells)
