"""Years and cut-off dates of a report: one year, one cut-off, days that exist.

A cumulative figure belongs to its cut-off (statistics §3); dates lie in the period
(report-defects §3.4, §3.5, §4.10).
"""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from zhenyu.auditing.document import AuditedText, Passage
from zhenyu.auditing.finding import Computed, Finding

_RELATIVE: Final = re.compile("今年|本年度|全年|年内|1-(?:1[0-2]|[2-9])月")
_YEAR: Final = re.compile(r"(?<!\d)(?:20\d\d(?=年)|二[〇零][一二三四五六七八九〇零]{2}(?=年))")
_BARE_YEAR: Final = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
_REVIEW_TITLE: Final = re.compile(
    r"(?<!\d)(?P<year>20\d\d)年[^。;\d]{0,20}?(?:总结|综述|工作情况|情况报告|工作报告|回顾|纪实)"
)
_PLAN_TITLE: Final = re.compile(r"(?<!\d)(?P<year>20\d\d)年[^。;\d]{0,14}?(?:计划|打算|安排|要点)")
_OPENING: Final = re.compile(r"(?P<year>20\d\d)年(?!\d)")
_CUT_OFF: Final = re.compile(
    r"截[至止]到?(?:(?P<year>20\d\d)年)?(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>\d{1,2})日)?(?:底|末|份|中旬|下旬|上旬)?"
)
_TO_DATE: Final = re.compile(r"(?<!\d)1(?:月)?[-至到](?P<month>1[01]|[2-9])月")
_WHOLE_YEAR: Final = re.compile("年内|全年(?!任务|目标|计划)")
_DAY: Final = re.compile(r"(?:(?<!\d)(?P<year>20\d\d)年)?(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]")
_FEW: Final = 3  # figures a text needs before its missing year matters


@dataclass(frozen=True, slots=True)
class _CutOff:
    passage: Passage
    start: int
    end: int
    year: int | None
    month: int


def year_missing(document: AuditedText) -> Iterator[Finding]:
    """今年, 全年 and figures, and nowhere the year: in the archive nobody will know which one."""
    if len(document.figures) < _FEW or any(_YEAR.search(passage.clean) for passage in document.body):
        return
    for passage in document.body:
        found = _RELATIVE.search(passage.clean)
        if found is None:
            continue
        hinted = any(_BARE_YEAR.search(each.clean) for each in document.body)
        message = f"通篇只说“{found.group()}”，没有写明是哪一年，存档后无法判断数据属于哪个年度。"
        yield passage.finding(
            "year_missing",
            "question" if hinted else "warning",
            found.start(),
            found.end(),
            message,
            "请在标题或首段写明年份，如“2025年”。",
        )
        return


def year_mismatch(document: AuditedText) -> Iterator[Finding]:
    """The title's year against the year the body opens with; a cut-off in another year than the report's."""
    yield from _title(document)
    year = _title_year(document) or document.year
    for cut in _cut_offs(document):
        if cut.year is None or year is None or cut.year >= year or cut.month == 12:
            continue
        message = f"报告说的是{year}年，这里的截止时间却是{cut.year}年{cut.month}月。"
        yield cut.passage.finding(
            "year_mismatch",
            "warning",
            cut.start,
            cut.end,
            message,
            f"请核对：若是笔误，改为{year}年；若确为上年数，请写明“上年”。",
            [Computed("报告年度", str(year))],
        )


def _title_year(document: AuditedText) -> int | None:
    for passage in document.head:
        found = _REVIEW_TITLE.search(passage.clean)
        if found and passage.heading:
            return int(found["year"])
    return None


def _title(document: AuditedText) -> Iterator[Finding]:
    """Only where the body never reviews the title's year: 2020年工作总结 whose body opens with 2019年."""
    titles = ((p, _REVIEW_TITLE.search(p.clean)) for p in document.head if p.heading)
    title, found = next((pair for pair in titles if pair[1]), (None, None))
    if title is None or found is None:
        return
    year = int(found["year"])
    openings = [
        (passage, int(opening["year"]))
        for passage in document.body
        if passage is not title and not passage.heading and (opening := _OPENING.match(passage.clean))
    ]
    if not openings or openings[0][1] == year or openings[0][1] == year + 1:
        return
    body, stated = openings[0]
    plan = _PLAN_TITLE.search(title.clean, found.start())
    message = f"标题是{year}年工作总结，正文总结的却是{stated}年，年份对不上。"
    if plan and any(other == int(plan["year"]) - 1 for _, other in openings[1:]):
        message = f"标题是总结{year}年、计划{plan['year']}年，正文却是总结{stated}年、计划{int(plan['year']) - 1}年。"
    yield title.finding(
        "year_mismatch",
        "error",
        found.start(),
        plan.end() if plan else found.end(),
        message,
        "请核对是标题还是正文的年份写错，全文统一。",
        [title.quote(0, len(title.clean)), body.quote(0, 6), Computed("正文年份", str(stated))],
    )


def cut_off(document: AuditedText) -> Iterator[Finding]:
    """Several cut-off dates in one report: figures that do not stand beside each other."""
    cuts = [cut for cut in _cut_offs(document) if not cut.passage.plan]
    months = Counter((cut.year or document.year, cut.month) for cut in cuts)
    if len(months) > 1:
        usual = max(months, key=lambda key: (months[key], key[1]))
        for cut in cuts:
            if (cut.year or document.year, cut.month) == usual:
                continue
            shown = "、".join(
                f"{month}月" for _, month in sorted(months, key=lambda key: (key[0] or 0, key[1]))
            )
            yield cut.passage.finding(
                "cut_off",
                "warning",
                cut.start,
                cut.end,
                f"全文有{len(months)}个截止时间（{shown}），各处数据不在同一口径上。",
                "请统一到同一截止时间；确实取不到的，在数后单独注明。",
                [each.passage.quote(each.start, each.end) for each in cuts[:8]],
            )
            break
    for passage in document.body:
        yield from _mixed(passage)


def _mixed(passage: Passage) -> Iterator[Finding]:
    """1-10月…;年内…: does the second figure run to October or to December?"""
    found = _TO_DATE.search(passage.clean)
    if found is None or passage.plan:
        return
    later = _WHOLE_YEAR.search(passage.clean, found.end())
    if later is None or not passage.figures_in(later.end(), len(passage.clean)):
        return
    message = f"本段前面的数是{found.group()}的，后面又用“{later.group()}”，后面几个数截至何时不清楚。"
    yield passage.finding(
        "cut_off",
        "question",
        found.start(),
        found.end(),
        message,
        "请统一写明起止月份。",
        [passage.quote(found.start(), found.end()), passage.quote(later.start(), later.end())],
    )


def _cut_offs(document: AuditedText) -> Iterator[_CutOff]:
    for passage in document.body:
        if "截" in passage.clean:
            for found in _CUT_OFF.finditer(passage.clean):
                year = int(found["year"]) if found["year"] else None
                yield _CutOff(passage, found.start(), found.end(), year, int(found["month"]))


def impossible_date(document: AuditedText) -> Iterator[Finding]:
    """2月30日, 13月5日: no such day."""
    for passage in document.body:
        for found in _DAY.finditer(passage.clean) if "月" in passage.clean else ():
            month, day = int(found["month"]), int(found["day"])
            # a leap year: 2月29日 without a year may be right
            year = int(found["year"]) if found["year"] else 2024
            if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
                continue
            yield passage.finding(
                "impossible_date",
                "error",
                found.start(),
                found.end(),
                f"没有“{found.group()}”这一天。",
                "请核对日期。",
            )
