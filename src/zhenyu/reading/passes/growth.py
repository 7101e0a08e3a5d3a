"""Change against an earlier state, and what it is a change of; ranks find what was ranked the same way."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from zhenyu.reading.lexicon import GROWTH, by_length
from zhenyu.reading.passes.context import Context
from zhenyu.reading.passes.inheritance import unnamed
from zhenyu.reading.scan.mention import Mention
from zhenyu.reading.scan.units import BLANK

_UP: Final = frozenset(GROWTH["up"])
_DOWN: Final = frozenset(GROWTH["down"])
_ALWAYS: Final = frozenset(GROWTH["always"])
_SHORT: Final = frozenset(GROWTH["short"])
_VERB: Final = "|".join(by_length([*GROWTH["up"], *GROWTH["down"]]))
_BASIS: Final[dict[str, list[str]]] = GROWTH["basis"]
_LED: Final = re.compile(
    rf"(?P<comparison>(?:同比|环比|[比较](?:[^,。;:比较]{{1,10}}?)|同期))?(?:,|、)?"
    rf"(?:实际|名义|分别|平均|年均|均|各|将|又|大幅|累计|可比|也|再|要|力争|完成|实现|预计)*(?:可比口径)?"
    rf"(?P<verb>{_VERB})(?:了|达到|达|为|约|在|率|率为|率达|幅度为|幅度达|分别为|分别达到?|速度达到?|速度为)?$"
)
_SIGNED: Final = re.compile(
    r"(?P<comparison>同比|环比|[比较](?:上年|去年)(?:同期)?),?(?:分别)?(?P<verb>)(?:为|是|达)?$"
)  # 同比|-6.2%: the sign says what a verb would
_AMONG: Final = re.compile(
    r"在?(?P<among>全[镇乡县市区省国州旗](?:各?(?:镇街|镇办|乡镇|街道|县区|区县))?)(?:中)?$"
)
_HONOURS: Final = re.compile("[百千十]强")
_SHORT_YOY: Final = re.compile("(?<![环同])比[增降]")
_MULTIPLE: Final = re.compile(r"(?:是|为|相当于|达到?|达)[^,。;]{0,14}的$")
_NATURAL: Final = re.compile("自然增长率(?:为|达到?|在|控制在|是)?$")  # a level, for all its name
_FOLLOWS: Final = re.compile("的?(?:增长|增速|增幅|速度增长)")
_FORM: Final = {"%": "pct", "permille": "pct", "pp": "delta", "x": "multiple", "doubling": "multiple"}
_EMPTY: Final = frozenset(
    [
        "",
        "总量",
        "增速",
        "增幅",
        "增长率",
        "同比",
        "总额",
        "指标",
        "规模",
        "数量",
        "绝对值",
        "增长",
        "综合",
        "速度",
        "基础上",
        "的基础上",
    ]
)


def mark_growth(context: Context) -> None:
    """Turn levels into growth where a verb of change leads to them; fills kind, sign, basis, form and
    stem."""
    for k, mention in enumerate(context.mentions):
        if mention.kind == "rank":
            continue
        bound = context.left_edge(k)
        if k and _listed_after(context, k):
            _same_as(mention, context.mentions[k - 1])
            continue
        led = _LED.search(context.masked, max(bound, mention.start - 40), mention.start)
        if led is None and mention.unit.family in ("ratio", "growth"):
            led = _SIGNED.search(context.masked, max(bound, mention.start - 14), mention.start)
        verb = led["verb"] if led else ""
        comparison = led["comparison"] or "" if led else ""
        if not _is_growth(context, mention, verb, comparison):
            continue
        mention.kind = "growth"
        mention.form = _FORM.get(mention.unit.base, "delta")
        mention.stem = led.start() if led else _multiple_stem(context, mention)
        mention.basis = _basis(context.masked[context.sentence.clause_start(mention.start) : mention.start])
        mention.action = verb.rstrip("了") or None
        if verb in _DOWN and isinstance(mention.value_si, Decimal):
            mention.value_si = -abs(mention.value_si)


def _listed_after(context: Context, k: int) -> bool:
    """增长12%和10%: the verb holds for the list."""
    earlier, mention = context.mentions[k - 1], context.mentions[k]
    gap = context.masked[earlier.end : mention.start]
    return (
        earlier.kind == "growth"
        and earlier.unit.base == mention.unit.base
        and gap in ("和", "、", "及", "与", "以及", ",", "、和")
    )


def _same_as(mention: Mention, earlier: Mention) -> None:
    mention.kind, mention.form, mention.basis = "growth", earlier.form, earlier.basis
    mention.action, mention.stem = earlier.action, mention.start
    if (earlier.action or "") in _DOWN and isinstance(mention.value_si, Decimal):
        mention.value_si = -abs(mention.value_si)


def _is_growth(context: Context, mention: Mention, verb: str, comparison: str) -> bool:
    if mention.unit.family == "growth":
        return True
    if _NATURAL.search(context.masked, max(mention.start - 9, 0), mention.start):
        return False
    if mention.unit.family == "ratio":
        if verb in _SHORT:
            return bool(comparison)
        return bool(verb or comparison) or _FOLLOWS.match(context.masked, mention.end) is not None
    if not verb:
        return False
    if verb in _SHORT:
        return bool(comparison)
    return verb in _ALWAYS or bool(comparison)


def _multiple_stem(context: Context, mention: Mention) -> int:
    """是2015年的3.6倍: the name ends before 是, although a date stands between."""
    clause = context.sentence.clause_start(mention.start)
    led = _MULTIPLE.search(context.masked, clause, mention.start)
    return led.start() if led else mention.start


def _basis(text: str) -> str:
    for basis, words in _BASIS.items():
        if any(word in text for word in words):
            return basis
    return "yoy" if _SHORT_YOY.search(text) else "unspecified"


def link(context: Context) -> None:
    """Give growth and ranks the measure of what grew or was ranked: their own subject, or the level before
    them."""
    for k, mention in enumerate(context.mentions):
        if mention.kind not in ("growth", "rank"):
            continue
        if mention.rank is not None and mention.measure:
            continue  # 由第8位上升到第5位 has its name already
        own = _ranked_name(mention) if mention.rank is not None else mention.noun
        mention.noun_own = own not in _EMPTY
        level = _level(context, k, mention)
        if own not in _EMPTY or level is None:
            mention.measure = mention.noun = (
                own or _earlier_name(context, k) or _rank_before(context, k) or unnamed(mention)
            )
            mention.of = level if level is not None and level.measure == own else None
        else:
            mention.of = level if level.kind not in ("growth", "rank") else level.of
            mention.measure, mention.noun, mention.scope = level.measure, level.noun, level.scope


def _ranked_name(mention: Mention) -> str:
    """接种率|全区|排名第一: the place ranked among is not part of the name."""
    if mention.noun in _EMPTY and mention.rank is not None and _HONOURS.search(mention.rank.among or ""):
        return mention.rank.among or ""  # 位列全国百强镇|第87位: the list is what one stands in
    found = _AMONG.search(mention.noun)
    if found is None or found.start() < 2 or mention.rank is None:
        return mention.noun
    mention.rank = replace(mention.rank, among=mention.rank.among or found["among"])
    return mention.noun[: found.start()]


def _rank_before(context: Context, k: int) -> str:
    """一季度排名第一,二季度第三: what was ranked is named once."""
    ranked = [m for m in [*context.before, *context.mentions[:k]] if m.rank is not None]
    return ranked[-1].measure if ranked and context.mentions[k].rank is not None else ""


def _level(context: Context, k: int, mention: Mention) -> Mention | None:
    """The level a growth speaks of: the nearest one; a share of the plan is skipped, a rate only for
    points."""
    candidates = [*context.before, *context.mentions[:k]]
    levels = [m for m in candidates if m.kind not in ("growth", "rank") and m.form not in ("share", "goal")]
    if mention.rank is not None:  # 在12个乡镇中|位列第三: the twelve are whom it was ranked among
        levels = [m for m in levels if "中" not in context.masked[m.end : mention.start]]
    left_out = max(
        (found.end() for found in BLANK.finditer(context.masked, context.sentence.start, mention.start)),
        default=-1,
    )
    # 收入XX万元,增长8%: nothing is known of what grew but its name
    levels = [m for m in levels if m.end > left_out]
    here = [m for m in levels if m.sentence == mention.sentence] or levels
    if mention.kind == "growth" and mention.unit.base != "pp":
        plain = [m for m in here if m.kind != "ratio"]
        here = plain or here
    if here:
        return here[-1]
    linked = [m for m in candidates if m.kind == "growth" and m.measure]
    return linked[-1] if linked else None


def _earlier_name(context: Context, k: int) -> str:
    clause = context.sentence.previous_clause(context.mentions[k].start)
    if clause is None or any(clause[0] <= m.start < clause[1] for m in context.mentions[:k]):
        return ""  # a clause with a figure speaks of that figure
    return context.clause_name(*clause).noun
