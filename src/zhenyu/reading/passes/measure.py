"""What each figure of a sentence measures (reading-scheme §9, §10): the noun before it, after it, or shared.

One function a family: counts prefer the noun after them (5个|招商专班), quantities the noun before them
(高标准农田|3万亩), money only ever the noun before unless it names money. Properties that need an owner
(占地, 总投资) are finished in ``attributes.py``, growth and ranks in ``growth.py``.
"""

from __future__ import annotations

import re
from typing import Final

from zhenyu.reading.lexicon import ATTRIBUTES, CARRIERS, OTHER, VERBS
from zhenyu.reading.passes.context import Context
from zhenyu.reading.passes.counts import of_count
from zhenyu.reading.passes.inheritance import inherit, level_before, set_name
from zhenyu.reading.passes.names_after import carrier
from zhenyu.reading.passes.phrases import Name
from zhenyu.reading.passes.ratios import of_ratio
from zhenyu.reading.text.wording import without_tails

_PLACE: Final = tuple(OTHER["place_suffixes"])
_MONEY: Final = tuple(OTHER["money_nouns"])
_SPEND: Final = frozenset(VERBS["spend"])
_GOAL: Final = re.compile("目标|任务|计划|预算|指标")


def name_all(context: Context) -> None:
    """Fill ``measure``, ``noun``, ``action`` and ``scope`` of every figure of the sentence that is no growth
    and no rank."""
    for k, mention in enumerate(context.mentions):
        name = Name()
        if mention.kind not in ("growth", "rank"):
            name = context.left(context.left_bound(k), mention.start)
            _NAMED.get(mention.unit.family, _of_quantity)(context, k, name)
            if mention.action is None:
                mention.action = name.action
            if mention.scope is None:
                mention.scope = name.scope
        else:
            mention.noun = grown_name(context, k)
        context.names.append(name)


def grown_name(context: Context, k: int) -> str:
    """The subject of a growth or a rank in its own clause (固定资产投资|增长8%), empty if it has none."""
    stem = context.mentions[k].stem
    begin = context.left_bound(k)
    if begin >= stem:  # 是2015年的3.6倍: the date stands behind the subject
        if any(mark.end == stem and mark.date is not None for mark in context.marks):
            return ""  # 二季度|排名第三: the date is all there is
        begin = context.sentence.clause_start(context.mentions[k].start)
        begin = max(begin, context.mentions[k - 1].end) if k else begin
    noun = context.left(begin, stem).noun
    within = noun.removesuffix("中")
    return "" if within != noun and within.endswith(_PLACE) else within  # 在12个乡镇中|位列第三


def _of_quantity(context: Context, k: int, name: Name) -> None:
    """Areas, lengths, masses: 高标准农田3万亩, 2万亩高标准农田建设, 60亩大葱种植区."""
    mention = context.mentions[k]
    noun = name.noun
    if noun in CARRIERS and context.adjacent_noun(k):
        noun = ""
    right = context.right(mention.end, context.right_bound(k))
    # A、B项目50万吨|乙醇
    listed = "、" in noun and context.masked[mention.end : mention.end + 1] not in ("、", ",")
    if right and (not noun or listed or (noun.endswith((*_PLACE, "等")) and noun not in ATTRIBUTES)):
        place = carrier(right)
        mention.claimed = mention.end + len(right)
        if noun and not listed:
            mention.scope = noun.rstrip("等")
        set_name(mention, place[1] + place[0] if place else without_tails(right.removesuffix("等")))
    elif noun:
        set_name(mention, noun)
    else:
        inherit(context, k, name)


def _of_money(context: Context, k: int, name: Name) -> None:
    """Money: 孝善金36万元; after the number only a noun of money counts (60万元|专项资金)."""
    mention = context.mentions[k]
    if _is_goal(context, k):
        set_name(mention, level_before(context, k) or name.noun)
        mention.form = "goal"
        return
    right = context.right(mention.end, context.right_bound(k))
    if mention.bare and right.endswith(("项目", "工程")):  # 2400万|小农水项目
        mention.scope = right
        set_name(mention, "项目投资", right)
        return
    if right and right.endswith(_MONEY) and len(right) <= 16 and not (name.noun and name.noun not in _SPEND):
        set_name(mention, without_tails(right))
    elif name.noun:
        counted = (
            k > 0
            and context.mentions[k - 1].measure.endswith(CARRIERS)
            and context.left_bound(k) == context.mentions[k - 1].end
        )
        set_name(mention, name.noun.removeprefix("村") if counted else name.noun)
    else:
        inherit(context, k, name)


def _is_goal(context: Context, k: int) -> bool:
    """完成年初目标45亿元的|116%: the amount is the goal of the level before it, the ratio its completion."""
    following = context.mentions[k + 1] if k + 1 < len(context.mentions) else None
    end = context.mentions[k].end
    if following is None or following.kind != "ratio" or context.masked[end : following.start] != "的":
        return False
    return _GOAL.search(context.masked, context.left_bound(k), context.mentions[k].start) is not None


_NAMED: Final = {
    "item": of_count,
    "person": of_count,
    "household": of_count,
    "times": of_count,
    "amount": _of_money,
    "ratio": of_ratio,
}
