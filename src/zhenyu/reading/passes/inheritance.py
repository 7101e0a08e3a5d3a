"""What the passes that name figures share: the noun behind a number, and the name of a figure that has none
of its own."""

from __future__ import annotations

import re
from typing import Final

from zhenyu.reading.lexicon import CARRIERS, DEEDS, GENERIC, OTHER, VERBS
from zhenyu.reading.passes.context import Context
from zhenyu.reading.passes.phrases import Name
from zhenyu.reading.scan.mention import Mention

_MONEY: Final = tuple(OTHER["money_nouns"])
_SUFFIX: Final = {"area": "面积", "amount": "金额"}
_POPULATION: Final = {"household": "户数", "person": "人口"}
_REACHING: Final = frozenset(["涉及", "惠及", "覆盖", "带动", "受益"])
# 2个|投资额在500万元以上的|项目
_OF_SIZE: Final = re.compile(r"[^,。;、\d]{1,8}[\d.]+[万亿]?[元亩人户]?以[上下]的")
# 出动|5000人次: those who were sent
_SENT: Final = frozenset(["出动", "动员", "发动", "抽调", "选派", "派出"])
CONTENT: Final = frozenset(VERBS["content"]) | frozenset(VERBS["strong"])


def set_name(mention: Mention, measure: str, noun: str | None = None) -> None:
    mention.measure = measure
    mention.noun = measure if noun is None else noun


def right_noun(context: Context, k: int) -> str:
    """The noun after figure ``k``; figures in a row share the last one's (40户90名|脱贫户)."""
    mention = context.mentions[k]
    threshold = _OF_SIZE.match(context.masked, mention.end, context.sentence.end)
    if threshold is not None:
        return context.right(threshold.end(), context.sentence.clause_end(threshold.end()))
    if context.masked[mention.end : mention.end + 1] == "的" and mention.unit.family in (
        "household",
        "person",
    ):
        return context.right(mention.end + 1, context.right_bound(k))
    right = context.right(mention.end, context.right_bound(k))
    follows = k + 1 < len(context.mentions) and context.adjacent(k + 1)
    if right or not follows or context.masked[mention.end : context.right_bound(k)] not in ("", "、"):
        return right
    exemplified = context.masked[: mention.start].endswith("等")  # 就业、养老等|10类46项|实事
    named = not exemplified and context.left(context.left_bound(k), mention.start).noun
    return "" if named else right_noun(context, k + 1)


def level_before(context: Context, k: int) -> str:
    """The name of the nearest level before figure ``k``."""
    for earlier in reversed([*context.before, *context.mentions[:k]]):
        if (
            earlier.kind not in ("growth", "rank")
            and earlier.measure
            and earlier.form not in ("share", "goal")
        ):
            return earlier.measure
    return ""


def inherit(context: Context, k: int, name: Name) -> None:
    """No noun of its own: the thing was named by the figure before, or by the clause before."""
    mention = context.mentions[k]
    verb = (name.action or "").rstrip("了")
    earlier = context.level_before(k)
    after_places = bool(name.scope) or (earlier is not None and earlier.noun.endswith(CARRIERS))
    counted = mention.unit.family in _POPULATION
    if counted and not context.adjacent(k) and not verb and after_places:
        set_name(mention, _POPULATION[mention.unit.family])
        return
    if verb in _SENT and mention.unit.word in ("人", "名", "人次"):
        set_name(mention, verb + "人员")
        return
    if counted and verb in _REACHING and earlier is not None and earlier.unit.family not in _POPULATION:
        set_name(mention, verb + _POPULATION[mention.unit.family])
        return
    if (
        mention.unit.family == "person"
        and context.adjacent(k)
        and earlier is not None
        and earlier.measure.endswith("户数")
    ):
        set_name(mention, earlier.measure.removesuffix("户数") + "人口")
        return
    clause = context.sentence.previous_clause(mention.start)
    between = clause is not None and (earlier is None or earlier.end <= clause[0])
    grown = context.mentions[k - 1] if k and context.mentions[k - 1].kind == "growth" else None
    noun = (
        grown.noun
        if grown is not None and (mention.unit.family == "ratio" or grown.form == "multiple")
        else ""
    )
    if not noun and between and clause is not None:
        noun = context.clause_name(*clause).noun
    if not noun and earlier is not None:
        noun = earlier.noun or earlier.measure
        if context.adjacent(k) and earlier.unit.family != mention.unit.family:
            suffix = _SUFFIX.get(mention.unit.family, "")
            if suffix and noun and not noun.endswith((*_MONEY, suffix)):
                set_name(mention, noun + suffix, noun)
                return
    if not noun:
        noun = context.clause_name(*clause).noun if clause else ""
    if verb in DEEDS:
        noun = verb
    elif verb and verb not in GENERIC and noun != verb:
        noun = verb + _without_verb(noun) if noun else verb
    set_name(mention, noun or verb or unnamed(mention))


def _without_verb(noun: str) -> str:
    """年存栏肉鸭 → 肉鸭, so that the next verb can take its place (出栏肉鸭)."""
    noun = noun.removeprefix("年")
    for length in (4, 3, 2):
        if noun[:length] in CONTENT and len(noun) - length >= 2:
            return noun[length:]
        if noun[-length:] in CONTENT and len(noun) - length >= 2:
            return noun[:-length]
    return noun


def unnamed(mention: Mention) -> str:
    """The most one can say of a figure whose subject the text does not name."""
    return {
        "amount": "金额",
        "area": "面积",
        "length": "长度",
        "person": "人数",
        "household": "户数",
        "rank": "排名",
    }.get(mention.unit.family, "数量")
