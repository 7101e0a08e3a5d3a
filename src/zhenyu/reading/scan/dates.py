"""Dates that hold a numeral: 2023年, 1-10月, 10月底, 2021-02-05, 二〇二三年, 一季度 (reading-scheme §6)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from zhenyu.reading.text.numerals import chinese

_DASH: Final = "(?:-{1,2}|~|至|到|、)"
_YEAR: Final = r"(?:(?:19|20)\d\d|[一二][〇零一二三四五六七八九]{3})"
_MONTH: Final = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY: Final = r"(?:3[01]|[12]\d|0?[1-9]|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_PART: Final = "(?:上旬|中旬|下旬|底|末|初|份)?"
_DATE: Final = re.compile(
    rf"(?P<full>{_YEAR}(?:[-./]{_MONTH}[-./]{_DAY}|年{_MONTH}月{_DAY}日)(?:\s?\d{{1,2}}:\d\d(?::\d\d)?)?)(?!\d)"
    rf"|(?P<y1>{_YEAR})年?(?:至|到|-{{1,2}}|~)(?P<y2>{_YEAR})年?"
    rf"|(?P<year>{_YEAR})年(?:度|[底末](?![层端]))?(?:的?(?P<ym1>{_MONTH})(?:月份?)?(?:{_DASH}(?:{_YEAR}年)?(?P<ym2>{_MONTH}))?月{_PART})?"
    rf"|(?P<m1>{_MONTH})(?:月份?)?{_DASH}(?P<m2>{_MONTH})月(?:份|底|末)?"
    rf"|(?P<m>{_MONTH})月(?P<day>{_DAY})[日号]"
    rf"|(?P<month>{_MONTH})月(?!{_DAY}日|亮|饼){_PART}"
    r"|(?P<quarter>[一二三四1234])季度"
    r"|(?P<bare>20[0-4]\d)(?!\s*[\d.,万亿千百余多个元亩米吨户人名家项件处条座%户名位株]|公里|平方|\+)"
)
_QUARTER: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_JANUARY_TO: Final = re.compile("(?<![\\d万亿])元月?(?:份)?(?:至|到|-{1,2}|~)$")  # 元至|6月份
_THIRD: Final = {"上旬": ("01", "10"), "中旬": ("11", "20"), "下旬": ("21", "30")}


@dataclass(frozen=True, slots=True)
class Date:
    """A date in the text: ``[start, end)``, its year if stated, its first and last month, and ``part`` of the
    month."""

    start: int
    end: int
    year: int | None
    first: int | None = None
    last: int | None = None
    part: str = ""
    since: int | None = None  # first year of a span of years
    whole: bool = False  # a full calendar date (publication, event), which sets no period
    bare: bool = False  # four digits without 年

    def period(self, year: int | None) -> str:
        """The period as the scheme writes it, with ``year`` (or Y) where the date states none."""
        y = str(self.year or year or "Y")
        if self.since is not None:
            return f"{self.since}/{y}"
        if self.first is None:
            return y
        if self.part in _THIRD:
            low, high = _THIRD[self.part]
            return f"{y}-{self.first:02d}-{low}/{y}-{self.first:02d}-{high}"
        if self.last is not None and self.last != self.first:
            return f"{y}-{self.first:02d}/{y}-{self.last:02d}"
        return f"{y}-{self.first:02d}"


def date_at(clean: str, position: int) -> Date | None:
    """The date that starts at ``position`` of a normalised paragraph, or None."""
    found = _DATE.match(clean, position)
    if found is None:
        return None
    before = clean[position - 1 : position] if position else ""
    if before and before in ".第+" and not (before == "第" and found["quarter"]):
        return None
    if clean[position - 1 : position].isdigit():
        return None
    group, end = found.groupdict(), found.end()
    if group["full"]:
        year = re.match(_YEAR, group["full"])
        return Date(position, end, _number(year.group() if year else ""), whole=True)
    if group["y1"]:
        return Date(position, end, _number(group["y2"]), since=_number(group["y1"]))
    if group["year"]:
        return Date(
            position, end, _number(group["year"]), _month(group["ym1"]), _month(group["ym2"]), _part(found)
        )
    if group["m1"]:
        first, last = _month(group["m1"]), _month(group["m2"])
        return Date(position, end, None, first, last) if first and last and first < last else None
    if group["m"]:
        return Date(position, end, None, _month(group["m"]), whole=True)
    if group["month"]:
        january = _JANUARY_TO.search(clean, max(position - 5, 0), position)
        if january is not None:
            return Date(january.start(), end, None, 1, _month(group["month"]))
        return Date(position, end, None, _month(group["month"]), None, _part(found))
    if group["quarter"]:
        quarter = _QUARTER[group["quarter"]]
        first = 1 if clean[position - 1 : position] == "前" else quarter * 3 - 2
        return Date(position - (before == "第"), end, None, first, quarter * 3)
    return Date(position, end, _number(group["bare"]), bare=True)


def _part(found: re.Match[str]) -> str:
    text = found.group()
    return next((part for part in ("上旬", "中旬", "下旬", "底", "末", "初") if text.endswith(part)), "")


def _month(text: str | None) -> int | None:
    return _number(text) if text else None


def _number(text: str) -> int:
    value = int(text) if text.isdigit() and text.isascii() else chinese(text)
    return int(value or 0)
