"""The time a figure speaks of (reading-scheme §6, §7): stated in its sentence, or inherited from what stands
above.

Periods are written as the scheme writes them: ``2021``, ``2021-01/2021-10``, ``2020-05/`` (since),
``/2019-11`` (as of), ``2020-10``; a year nobody states is ``Y``. The books' periods
(:mod:`zhenyu.core.values.periods`) have neither open ends nor unknown years.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from zhenyu.reading.lexicon import STATUS
from zhenyu.reading.passes.context import Context
from zhenyu.reading.scan.dates import Date
from zhenyu.reading.scan.mention import Mark, Mention
from zhenyu.reading.text.structure import Sentence

_SAMPLE: Final = 200_000  # characters searched for the year of the report
_YEAR: Final = re.compile(r"(?<!\d)(20[0-4]\d)\s*年(?!度?以来)")
_BARE: Final = re.compile(r"(?<![\d.])(20[0-4]\d)(?!\s*[\d.万亿千百余多个元亩米吨户人名家项件处条座%])")
_PUBLISHED: Final = re.compile(r"(?<!\d)(20[0-4]\d)[-./年]\d{1,2}[-./月]\d{1,2}")
# Founding years of the Party and of the state: their anniversaries date a report that states no year.
_ANNIVERSARIES: Final = (
    (re.compile(r"(?:建党|共产党成立|党成立)\s*(\d{2,3})\s*周年"), 1921),
    (re.compile(r"(?:新中国成立|共和国成立|国庆|建国)\s*(\d{2,3})\s*周年"), 1949),
)
_WORD: Final = re.compile(
    r"(?P<since>今年以来|今年来|年初以来|一年来|过去一年)|(?P<year>全年|年内|今年|本年度?|当年)|(?P<half>上半年|半年度)|(?P<second>下半年)|(?P<last>去年|上年|前一年)"
    r"|(?P<next>明年|来年|下一年|新的一年)|(?P<now>截[至止]目前|截[至止]当前|目前为止|目前|截[至止]年底)|(?P<spring>春节前|节前)|“?十(?P<number>[一二三四五六])五”?(?:规划|计划)?(?P<plan>期间|时期|以来)|(?P<five>过去的五年|五年来|过去五年|五年间|近五年|今后五年)"
    r"|(?P<after>" + "|".join(STATUS["after_completion"]) + ")"
)
_PLAN: Final = re.compile("十([一二三四五六])五")
_PLAN_REVIEWED: Final = re.compile("(?:过去的?)?“?十([一二三四五六])五”?(?:规划)?(?:时期|期间)")
_FIRST_HALF: Final = re.compile("上半年|(?<!下)半年(?=工作|总结|情况)")
_AS_OF: Final = re.compile(r"(?:截[至止]到?|到|至|止于|截)$")
_SINCE: Final = re.compile(r"(?:自|从)$")
_COMPARED: Final = re.compile(r"(?:比|较|与|同|是|为|和|相当于|占)$")
_STOCK: Final = re.compile("共有|现有|拥有|在册|存量|结存|总数|实有|登记在")
_LEADS: Final = ("在", "于", "自", "从", "由", "其中", "以及", "预计", "计划", "力争", "争取", "确保")
_OPENERS: Final = frozenset(",。;:!?)、 \t|“”》)——►")


@dataclass(frozen=True, slots=True)
class _Cue:
    start: int
    end: int
    period: str | None
    stays: bool  # holds for the rest of the paragraph
    as_of: Date | None = None
    resets: bool = False


@dataclass(slots=True)
class Clock:
    """The year and period that figures inherit; one for a document, told of each paragraph in order."""

    year: int | None
    section: str | None = None
    paragraph: str | None = None
    paragraph_date: Date | None = None
    five_years: str | None = None  # the plan a heading looks back on
    unfinished: bool = False  # the paragraph before ended in the middle of a sentence
    stock: bool = False
    group: int = -1  # sentences parted by semicolons share what one of them stated
    group_cue: _Cue | None = None

    def inherited(self) -> str:
        return self.paragraph or self.section or str(self.year or "Y")

    def open_paragraph(self, clean: str, marks: list[Mark], heading: bool) -> None:
        """A new paragraph forgets the last one's period; a heading may date all that follows."""
        if not self.unfinished:
            self.paragraph = self.paragraph_date = None
        self.unfinished = clean.endswith((";", ","))
        self.group_cue, self.group = None, -1
        plan = _PLAN.search(clean) if heading else _PLAN_REVIEWED.match(clean)
        if plan:
            first, last = _plan_years(plan[1])
            self.five_years = f"{first}/{last}"
        if not heading:
            return
        for mark in marks:
            if mark.date is not None and mark.date.year and not mark.date.whole:
                self.year = mark.date.year if mark.date.since is None else self.year
                self.section = mark.date.period(self.year) if mark.date.first or mark.date.since else None
                break
        if _FIRST_HALF.search(clean) and "下半年" not in clean:
            self.section = _half(self.year)
        elif "下半年" in clean and self.section == _half(self.year):
            self.section = None

    def set_periods(self, context: Context) -> None:
        """Fill ``period`` and ``period_src`` of the figures of a sentence, and remember what the sentence
        stated."""
        cues = self._cues(context)
        taken = 0
        stated = self.group_cue if self.group == context.sentence.group else None
        for mention in context.mentions:
            while taken < len(cues) and cues[taken].start <= mention.start:
                stated = self._apply(cues[taken], context.sentence, context.masked)
                taken += 1
            self._date(mention, stated)
        for cue in cues[taken:]:
            stated = self._apply(cue, context.sentence, context.masked)
        self.group, self.group_cue = context.sentence.group, stated

    def _date(self, mention: Mention, stated: _Cue | None) -> None:
        if stated is not None and not stated.resets:
            mention.period, mention.period_src = stated.period, "stated" if stated.period else None
            if stated.as_of is not None:
                mention.period = self._as_of(stated.as_of)
        else:
            mention.period, mention.period_src = self.inherited(), "inherited"
            if self.paragraph_date is not None:
                mention.period = self._as_of(self.paragraph_date)
        if mention.moved and mention.period:
            mention.period = (
                _year_before(mention.period) if mention.moved == "from" else _last_year(mention.period)
            )

    def _as_of(self, date: Date) -> str:
        """截至10月底: what there is stands as of the month, what was done runs from January
        (reading-scheme §7)."""
        year = str(date.year or self.year or "Y")
        if date.first is None:
            return f"/{year}"
        last = date.last or date.first
        return f"/{year}-{last:02d}" if self.stock or last == 1 else f"{year}-01/{year}-{last:02d}"

    def _apply(self, cue: _Cue, sentence: Sentence, text: str) -> _Cue:
        if cue.resets or cue.stays:
            self.paragraph = cue.period if cue.stays else None
            self.paragraph_date = cue.as_of
            self.stock = bool(_STOCK.search(text, cue.start, sentence.end))
        elif cue.period and not cue.period.startswith("/"):
            self.paragraph = self.paragraph_date = None
        return cue

    def _cues(self, context: Context) -> list[_Cue]:
        text, sentence = context.masked, context.sentence
        cues = [
            cue
            for mark in context.marks
            if mark.date is not None and (cue := self._of_date(text, mark.date, sentence))
        ]
        for found in _WORD.finditer(text, sentence.start, sentence.end):
            cue = self._of_word(text, found)
            if cue is not None and not any(
                other.start <= cue.start < other.end + 2 and other.as_of for other in cues
            ):
                cues.append(cue)
        cues.sort(key=lambda cue: cue.start)
        return cues

    def _of_date(self, text: str, date: Date, sentence: Sentence) -> _Cue | None:
        head = text[max(date.start - 4, 0) : date.start]
        after = text[date.end : date.end + 3]
        if date.bare or (_COMPARED.search(head) and not head.endswith(("截至", "截止"))):
            return None
        as_of = _AS_OF.search(head) is not None and (
            head.endswith(("截至", "截止", "止")) or len(head) < 2 or head[-2] in _OPENERS
        )
        led_to = head.endswith(("到", "至")) and not as_of
        opens = (
            led_to or date.start == sentence.start or head[-1:] in _OPENERS or as_of or head.endswith(_LEADS)
        )
        if date.whole:
            return (
                _Cue(
                    date.start,
                    date.end,
                    None,
                    True,
                    Date(date.start, date.end, date.year, _month_of(text, date)),
                )
                if as_of
                else None
            )
        if date.first is None:
            return self._of_year(date, sentence, opens, as_of, after)
        if date.year and opens and not as_of:
            self.year = date.year
        if as_of or (date.part in ("底", "末") and date.last is None):
            return _Cue(date.start, date.end, None, True, date)
        if after.startswith("以来") or _SINCE.search(head):
            return _Cue(date.start, date.end, f"{date.year or self.year or 'Y'}-{date.first:02d}/", False)
        if date.last is not None:
            return _Cue(date.start, date.end, date.period(self.year), True)
        return _Cue(date.start, date.end, date.period(self.year), False) if opens else None

    def _of_year(self, date: Date, sentence: Sentence, opens: bool, as_of: bool, after: str) -> _Cue | None:
        if as_of and date.year:
            return _Cue(date.start, date.end, f"/{date.year}", False)
        if not opens and not after.startswith(("全年", "以来", ",")):
            return None
        if date.since is not None:
            return _Cue(date.start, date.end, date.period(None), True)
        if date.start <= sentence.start + 2 or after.startswith(","):
            self.year = date.year
            self.section = None
        return _Cue(date.start, date.end, str(date.year), False, resets=False)

    def _of_word(self, text: str, found: re.Match[str]) -> _Cue | None:
        kind, (start, end) = found.lastgroup, found.span()
        before = text[max(start - 2, 0) : start]
        if kind in ("last", "half", "year", "five", "second") and before and before[-1] in "比较与同占":
            return None
        if (kind == "year" and found.group() == "当年") or text[end : end + 2] in (
            "同期",
            "任务",
            "目标",
            "计划",
        ):
            return None
        year = self.year
        if kind in ("since", "year"):
            period = self.section if self.section and kind == "since" else str(year or "Y")
            return (
                _Cue(start, end, period, False) if self.paragraph is None else _Cue(start, end, period, True)
            )
        # in the middle of a sentence (第二季度第三、上半年第二) it dates no more than its clause
        if kind == "half":
            return _Cue(start, end, _half(year), not before.endswith(("、", "和", "及", "与")))
        if kind == "second":
            return _Cue(start, end, f"{year or 'Y'}-07/{year or 'Y'}-12", False)
        if kind == "last":
            return (
                _Cue(start, end, str(year - 1) if year else None, False)
                if text[end : end + 1] not in "同的底末"
                else None
            )
        if kind == "next":
            return _Cue(start, end, str(year + 1) if year else None, False)
        if kind == "spring":
            return _Cue(start, end, f"/{year or 'Y'}-01", False)
        if kind == "plan":
            first, last = _plan_years(found["number"])
            return _Cue(start, end, f"{first}/{last}" if found["plan"] != "以来" else f"{first}-01/", False)
        if kind == "five" and found.group() != "今后五年":
            return _Cue(start, end, self.five_years or (f"{year - 4}/{year}" if year else None), False)
        if kind == "five":
            return _Cue(start, end, f"{year + 1}/{year + 5}" if year else None, False)
        if kind == "after":
            return _Cue(start, end, None, False)
        return _Cue(start, end, None, False, resets=True)


def _half(year: int | None) -> str:
    return f"{year or 'Y'}-01/{year or 'Y'}-06"


def _year_before(period: str) -> str:
    """The same time of the year before; of a span of years, the year before it began: 2016/2020 → 2015."""
    years = re.fullmatch(r"(\d{4})/\d{4}", period)
    if years:
        return str(int(years[1]) - 1)
    return re.sub(r"20\d\d", lambda found: str(int(found.group()) - 1), period)


def _last_year(period: str) -> str:
    """What a span of years ended with: 2016/2020 → 2020; any other period is its own."""
    years = re.fullmatch(r"\d{4}/(\d{4})", period)
    return years[1] if years else period


def _plan_years(numeral: str) -> tuple[int, int]:
    """First and last year of a five-year plan: 三 (the 13th) → 2016, 2020."""
    first = 2001 + 5 * ("一二三四五六".index(numeral) + 1)
    return first, first + 4


def _month_of(text: str, date: Date) -> int | None:
    found = re.search(r"[-./年](\d{1,2})", text[date.start : date.end])
    return int(found[1]) if found and 1 <= int(found[1]) <= 12 else None


def report_year(text: str) -> int | None:
    """The year a report speaks of: most often written, publication dates aside; else an anniversary; else
    none."""
    head = text[:_SAMPLE]
    published = Counter(found[1] for found in _PUBLISHED.finditer(head))
    years = Counter(found[1] for found in _YEAR.finditer(head))
    if not years:
        for anniversary, founded in _ANNIVERSARIES:
            found = anniversary.search(head)
            if found:
                return founded + int(found[1])
        years = Counter(found[1] for found in _BARE.finditer(head)) - published or published
    if not years:
        return None
    best = max(years.values())
    return min(int(year) for year, count in years.items() if count == best)
