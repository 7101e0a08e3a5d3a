"""The words of a heading: what is left of them without brackets and marks, and the unit they name. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Final

from zhenyu.core.errors import ZhenyuError
from zhenyu.core.values.quantities import unit_of
from zhenyu.workbooks.cells import text_of

_BRACKETS: Final = re.compile(r"[(\[【〔{<]([^)\]】〕}>]*)[)\]】〕}>]")
_SHEET_UNIT: Final = re.compile(r"单位[::]\s*([^\s\d::]{1,12})")
_REMARK: Final = re.compile(
    r"^[*※★☆]*[(\[【〔{<][^)\]】〕}>]*[)\]】〕}>]|[(\[【〔{<][^)\]】〕}>]*[)\]】〕}>]+[*※★☆:]*$"
)
"""Brackets before or behind a heading are remarks; in its midst they belong to it: 承包（承租）方."""
_FULL_WIDTH: Final = str.maketrans("()", "（）")
_STARS: Final = re.compile(r"^[*※★☆\s]+|[*※★☆::\s]+$")


def unit_in(header: str) -> str:
    """The unit a header names in brackets or after a slash: ``造价（万元）`` → 万元, ``津贴（元/月）`` → 元;
    empty when none."""
    half = unicodedata.normalize("NFKC", header)
    inside = (
        _BRACKETS.findall(half) + re.findall(r"单位[::]\s*(\S+?)\s*$", half) + re.findall(r"/(\S+)$", half)
    )
    for text in inside:
        for word in (text.replace("单位", "").strip(":： "), re.split("[/每]", text)[0].strip()):
            with suppress(ZhenyuError):
                if word:
                    return unit_of(word).symbol
    return ""


def plain(header: object) -> str:
    """A header without spaces, brackets and what they hold, marks and stars; lower-case."""
    text = unicodedata.normalize("NFKC", str(header or "")).lower()
    text = _BRACKETS.sub("", text)
    if "/" in text and unit_in(text):
        text = text.rpartition("/")[0] or text  # 造价/万元
    return re.sub(r"[\s*:、,。./_\-]+", "", text)


def unit_or_none(text: str) -> str | None:
    """The symbol of a unit, None when the text is none."""
    try:
        return unit_of(text).symbol if text else None
    except ZhenyuError:
        return None


def units_above(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Units written once above a table: 单位：万元、人."""
    for row in rows:
        for text in row:
            for named in _SHEET_UNIT.findall(text):
                for word in re.split(r"[、,/]", named):
                    if unit := unit_or_none(word.strip("()")):
                        yield unit


def heading_unit(text: str) -> str:
    """The unit a heading names, brackets of any form: ``造价（万元）``, ``津贴（元/月）``,
    ``租金（元/亩·年）``."""
    return unit_in(text_of(text))


def clean_title(parts: Sequence[str]) -> str:
    """A title of parts without unit and remarks in brackets, stars and colons: ``*造价（万元）`` → 造价."""
    cleaned = [
        _STARS.sub("", _REMARK.sub("", text_of(part))).replace("/", "或") or text_of(part) for part in parts
    ]
    title = "/".join(part for index, part in enumerate(cleaned) if not (index and unit_or_none(part)))[:110]
    return title if title.isascii() else title.translate(_FULL_WIDTH)
