"""Done, promised or designed (reading-scheme §8): the part of the report first, then the words of the
sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from zhenyu.reading.figure import Status
from zhenyu.reading.lexicon import STATUS, WORDS, by_length
from zhenyu.reading.passes.context import Context
from zhenyu.reading.scan.mention import Mention
from zhenyu.reading.text.structure import Ordinal, is_heading


def _any(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in by_length(words)))


_TARGET: Final = _any(STATUS["target"])
_INTENDED: Final = _any(STATUS["intended"])
_NOT_INTENDED: Final = _any(STATUS["not_intended"])
_PENDING: Final = _any(STATUS["pending"])
_FUTURE: Final = _any(STATUS["future"])
_AFTER: Final = _any(STATUS["after_completion"])
_DONE: Final = _any(STATUS["done"])
_ENDING_YEAR: Final = _any(STATUS["ending_year"])
_PLAN_OPENING: Final = _any(STATUS["plan_openings"])
_REVIEW_OPENING: Final = _any(STATUS["review_openings"])
_ASSIGNED: Final = tuple(STATUS["assigned"])
# 主要, 重要 and 要求 promise nothing; 计划总投资 is what a project was to cost, whenever it was built.
_PROMISED: Final = (
    r"(?:将(?!近|军)|(?<![主重需必纪摘概首紧])要(?!求|素|点|事|闻|道|件)"
    r"|(?<!年度)(?<!全年)(?<!占年)(?<!完成)(?<!按)(?<!照)计划(?!总?投资|总?用地|生育|[内外])|力争|确保|预期|坚持以)"
)
_YEAR_AHEAD: Final = re.compile(rf"(?P<year>20\d\d)年?,?[^。;]{{0,24}}?{_PROMISED}")
_AHEAD: Final = re.compile(
    r"(?:下一步|下步|明年|来年|新的一年|下一阶段|今后|未来|下半年)[,，]?[^。;]{0,30}?(?:将|要|计划|力争|确保|坚持|继续|以|围绕|重点|突出|做好)"
)
_FORECAST: Final = re.compile(r"预计(?:20\d\d年|今年|年底|年末|上半年|一季度|二季度|三季度)")
_GOAL_SET: Final = re.compile(
    "(?:确定|提出|制定|设定|明确|下达)了?[^。;]{2,60}的(?:预期|发展|奋斗|工作)?目标"
)
_LAST_YEAR: Final = re.compile("(?:去年|上年)(?:的)?$")
_PROPERTY: Final = re.compile("用地|总|面积|投资|占地|新|建|年产|产能|产值|床位")
_GOALS: Final = re.compile("目标(?:任务)?(?:是|为|:)|预期目标|[今未][后来]五年")
_TAIL_OF: Final = {"拟": "模虚草比", "计划": "”按", "规划": "”", "设计": "”"}


@dataclass(slots=True)
class ReportPart:
    """Which part of the report we are in; ``ordinal`` is where the list of headings stood when the plan
    began."""

    plan: bool = False
    ordinal: Ordinal | None = None
    opened_by: str = ""

    def enter(self, clean: str, ordinal: Ordinal | None, year: int | None) -> None:
        """Look at the head of a paragraph: a heading or an opening may turn the report to plan or back."""
        heading = is_heading(clean)
        if heading and len(clean) > 2:
            ahead, back = _PLAN_OPENING.search(clean), _REVIEW_OPENING.search(clean)
            if ahead and not back:
                self._begin("heading", ordinal)
                return
            if back:
                self.plan = False
                self.ordinal = ordinal or self.ordinal
                return
        elif _REVIEW_OPENING.match(clean):
            self.plan = False
        if ordinal is not None and ordinal.level != "hash":
            if self.plan and self._resumes(ordinal):
                self.plan = False
            if not self.plan:
                self.ordinal = (
                    ordinal if ordinal.level in ("chapter", "top") or self.ordinal is None else self.ordinal
                )
        if not heading:
            self.turn(clean[:80], year)

    def turn(self, opening: str, year: int | None) -> None:
        """Look at the head of a sentence: 2024年,我镇将… or 下一步,… begins the plan."""
        if self.plan:
            return
        found = _YEAR_AHEAD.match(opening)
        if (found and (year is None or int(found["year"]) >= year)) or _AHEAD.match(opening):
            self._begin("sentence", None)

    def _begin(self, by: str, ordinal: Ordinal | None) -> None:
        self.plan, self.opened_by = True, by
        if ordinal is not None:
            self.ordinal = ordinal

    def _resumes(self, ordinal: Ordinal) -> bool:
        """A list of sections goes on behind a 下一步 inside one of them: back to the review."""
        last = self.ordinal
        return (
            self.opened_by == "sentence"
            and last is not None
            and ordinal.level == last.level
            and ordinal.value == last.value + 1
        )


def set_status(context: Context, part: ReportPart) -> None:
    """Fill ``status`` of every figure of the sentence."""
    text, sentence = context.masked, context.sentence
    carried = _carried_on(context)
    before = context.before[-1] if carried else None
    after = _AFTER.search(text, sentence.start, sentence.end)
    goal = _GOAL_SET.search(text, sentence.start, sentence.end)
    for mention in context.mentions:
        clause = sentence.clause_start(mention.start)
        if before is not None and before.start >= sentence.start:
            clause = max(clause, before.end)
        status = _stated(text, clause, mention, sentence.clause_end(mention.end), part)
        if status is None and _in_goal(goal, mention) and not _LAST_YEAR.search(text, clause, mention.start):
            status = "target"
        if status is None and _GOALS.search(text, sentence.start, clause):
            status = "target"
        if after and after.end() <= mention.start:
            status = "plan"
        elif mention.form == "share":
            status, carried = _by_part(context, mention, part, clause), None
        elif (
            status is None
            and carried
            and before is not None
            and not _DONE.search(text, before.end, mention.start)
        ):
            status = carried
        if status is None:
            status = _by_part(context, mention, part, clause)
        else:
            carried = status if status != "actual" else None
            if _ENDING_YEAR.search(text, clause, mention.start):
                mention.note = mention.note or "预计"
        mention.status = status
        before = mention


def _carried_on(context: Context) -> Status | None:
    """主要目标是:产值5亿元。|其中,… and …;|…: what goes on with a target is one."""
    text, start = context.masked, context.sentence.start
    goes_on = text.startswith("其中", start) or text[max(start - 1, 0) : start] == ";"
    return "target" if goes_on and context.before and context.before[-1].status == "target" else None


def _in_goal(goal: re.Match[str] | None, mention: Mention) -> bool:
    """提出了|税收达到3亿元、增长8%|的目标: what stands inside was set, not reached."""
    return goal is not None and goal.start() <= mention.start < goal.end()


def _stated(text: str, clause: int, mention: Mention, clause_end: int, part: ReportPart) -> Status | None:
    """What the words of the clause say, or None."""
    if mention.form == "goal":
        return "target"
    if mention.form == "share":
        return None
    end = mention.start
    forecast = _ENDING_YEAR.search(text, clause, end) or _FORECAST.search(text, clause, end)
    if forecast and not part.plan:
        return "actual"
    target = _TARGET.search(text, clause, end)
    if target and not text.startswith("了", target.end()):
        return "target"
    future = _FUTURE.search(text, clause, end)
    if future and part.plan and future.group().startswith("将"):
        return None  # what the plan part promises is a target
    if future or _PENDING.search(text, mention.end, clause_end):
        return "plan"
    if _intended(text, clause, end):
        return "plan" if mention.attribute or not part.plan else None
    if (
        mention.noun.endswith(_ASSIGNED)
        and mention.noun != "指标"
        and mention.action is None
        and not _DONE.search(text, clause, end)
    ):
        return "target"
    return None


def _intended(text: str, start: int, end: int) -> bool:
    for found in _INTENDED.finditer(text, start, end):
        word = found.group()
        if found.start() and text[found.start() - 1] in _TAIL_OF.get(word, "”"):
            continue
        if _NOT_INTENDED.match(text, found.start()) or _DONE.match(text, found.end()):
            continue
        following = WORDS.at(text, found.end(), end) if found.end() < end else None
        if found.end() == end or _PROPERTY.match(text, found.end()):
            return True
        if (
            following is not None
            and following[0] in ("strong", "initial", "content", "spend", "time")
            and not text.startswith("了", following[1])
        ):
            return True
    return False


def _by_part(context: Context, mention: Mention, part: ReportPart, clause: int) -> Status:
    if not part.plan:
        return "actual"
    if _DONE.search(context.masked, clause, mention.start) and not _TARGET.search(
        context.masked, clause, mention.start
    ):
        return "actual"
    return "plan" if mention.attribute and mention.scope else "target"
