"""What a report says of itself: title, area, period and kind, proposed for a person to confirm. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from zhenyu.reading.passes.periods import report_year

_HEAD_LINES: Final = 10
_LONGEST_TITLE: Final = 60  # characters; a longer first line is prose
_OPENING: Final = 600
_NAMED: Final = re.compile(
    "报告|总结|计划|要点|规划|方案|简报|快报|月报|通报|汇报|公报|发布会|讲话|情况|小结|述职"
)
_NO_TITLE: Final = re.compile(
    r"[〔\[（(]\s*20\d\d\s*[〕\])）]\s*第?\s*\d+\s*[号期]|^第\s*\d+\s*期|^(?:附件|目录|机密|秘密|特急|急件)|文件$"
)
_HAN_YEAR: Final = re.compile("二[〇○零0]([一二三四])([〇○零0一二三四五六七八九])(?=年)")
_HAN: Final[Mapping[str, str]] = dict(zip("〇○零一二三四五六七八九", "000123456789", strict=True))
_YEAR: Final = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_HELD: Final = re.compile(r"(20[0-4]\d)\s*年\s*[1-4]\s*月\s*\d{1,2}\s*日")
_MONTHS: Final = (
    (re.compile("上半年|半年度|二季度"), 6),
    (re.compile("前三季度|三季度"), 9),
    (re.compile("一季度"), 3),
)
_UNTIL: Final = re.compile(
    r"(?:1\s*月?\s*[-—–~～至到]+\s*|截[至止]\s*)(1[0-2]|[1-9])\s*月|(?<!\d)(1[0-2]|[1-9])\s*月份"
)
_OF_GOVERNMENT: Final = re.compile("政府工作报告|政府工作的?报告")


@dataclass(frozen=True, slots=True)
class ReportProposal:
    """What to fill the form with: ``area`` and ``year`` are empty and None where the text does not say
    them."""

    title: str
    area: str
    year: int | None
    month: int
    kind: str

    def as_json(self) -> dict[str, str | int | None]:
        return {
            "title": self.title,
            "area": self.area,
            "year": self.year,
            "month": self.month,
            "kind": self.kind,
        }


def proposal(text: str, name: str, areas: Iterable[tuple[str, str]]) -> ReportProposal:
    """The proposal for a report.

    Arguments:
        name: of the file, without its ending.
        areas: (code, name) of the areas it may be filed under; of two of one name the first is meant.
    """
    title = _title(text, name)
    opening = _with_digits(text[:_OPENING])
    year, month = _time(_with_digits(f"{title}\n{name}"), opening, text)
    return ReportProposal(
        title, _area(title, name, opening, areas), year, month, _kind(title, name, opening, month)
    )


def _title(text: str, name: str) -> str:
    """The first line that calls itself a report or the like, else the first short one, else the file's
    name."""
    lines = [line.strip().strip("# ") for line in text[:20_000].splitlines() if line.strip()][:_HEAD_LINES]
    short = [line for line in lines if len(line) <= _LONGEST_TITLE and not line.endswith("。")]
    titles = [line for line in short if not _NO_TITLE.search(line)]
    named = next((n for n, line in enumerate(titles) if _NAMED.search(line)), None)
    if named is None:
        return (titles[0] if titles and titles[0] == lines[0] else name)[:200]
    before = titles[named - 1] if named else ""
    whole = f"{before}{titles[named]}"
    goes_on = (
        before and lines.index(titles[named]) == lines.index(before) + 1 and len(whole) <= _LONGEST_TITLE
    )
    return whole if goes_on and not _NAMED.search(before) else titles[named]


def _time(named: str, opening: str, text: str) -> tuple[int | None, int]:
    """Year and last month; a government's report speaks of the year before the one it is given in."""
    found = _YEAR.search(named)
    year = int(found[1]) if found else report_year(text)
    given = _HELD.search(opening) or found
    if given and _OF_GOVERNMENT.search(named):
        return int(given[1]) - 1, 12
    return year, _month(named) or (12 if found else _month(opening) or 12)


def _month(words: str) -> int | None:
    until = _UNTIL.search(words)
    if until:
        return int(until[1] or until[2])
    return next((month for pattern, month in _MONTHS if pattern.search(words)), None)


def _kind(title: str, name: str, opening: str, month: int) -> str:
    words = f"{title} {name}"
    if re.search("发布会|答记者问", words):
        return "press"
    if re.search("总结|工作报告|述职|公报|小结|汇报", words):
        return "annual" if month == 12 else "half" if month == 6 else "periodic"
    if re.search("计划|要点|规划|方案|部署|安排", words):
        return "plan"
    if re.search("简报|快报|月报|通报|动态|信息", words):
        return "brief"
    return "news" if re.search("记者|通讯员|本报讯|本网讯", opening) else "other"


def _area(title: str, name: str, opening: str, areas: Iterable[tuple[str, str]]) -> str:
    """The smallest area the title names, else the file's name, else the first one the opening names."""
    known: dict[str, str] = {}
    for code, called in areas:
        known.setdefault(called, code)
    for words in (title, name):
        named = [called for called in known if called in words]
        if named:
            return known[max(named, key=lambda called: (len(known[called]), len(called)))]
    first = min((called for called in known if called in opening), key=opening.index, default="")
    return known.get(first, "")


def _with_digits(words: str) -> str:
    """二〇二四年 → 2024年."""
    return _HAN_YEAR.sub(lambda found: f"20{_HAN[found[1]]}{_HAN.get(found[2], found[2])}", words)
