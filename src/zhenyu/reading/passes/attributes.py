"""Properties and their owners: 总投资1200万元、占地80亩的X, 投资300万元硬化道路, 面积5亩 of what stood
before."""

from __future__ import annotations

import re
from typing import Final

from zhenyu.reading.lexicon import ATTRIBUTES, OTHER, PROJECT_ATTRIBUTES, VERBS, WORDS
from zhenyu.reading.passes.context import Context
from zhenyu.reading.passes.purposes import HEADS, deed, owner_after, purpose_name
from zhenyu.reading.scan.mention import Mention
from zhenyu.reading.text.wording import VERBS as VERB_TAGS
from zhenyu.reading.text.wording import cut

_SPEND: Final = frozenset(VERBS["spend"])
_CANONICAL: Final = {
    "占地": "占地面积",
    "用地": "用地面积",
    "投资": "项目投资",
    "投资额": "项目投资",
    "年产": "年产量",
    "计划总投资": "总投资",
    "计划投资": "项目投资",
    "总投资额": "总投资",
}
_BY_FAMILY: Final = {"area": "面积", "length": "长度", "mass": "产量", "volume": "容积"}
_PHASE: Final = re.compile(r"(?:项目)?(?P<phase>[一二三四五首][期阶]段?)(?:工程|项目)?")
_NO_OWNER: Final = frozenset(OTHER["no_owner"])
_INVESTOR: Final = re.compile(".{2,}(?:在.{1,12})(?P<spend>投资|投入)$")
_PROJECTLIKE: Final = ("项目", "工程", "企业", "园区", "基地", "园", "中心", "合作社", "产业", "实事", "事项")
_WHOLE: Final = re.compile(r"[^,、。;:()]{0,24}\d[^,、。;:()]{1,24}?(?:项目|工程)(?=[,、。;:)]|$)")
_TOPIC_REACH: Final = 16  # clauses a project stays in mind
_EMPTY_OWNERS: Final = ("年", "其", "预计", "可实现")
_AGENCIES: Final = ("公司", "集团", "合作社", "厂", "农场")
_PER_HEAD: Final = frozenset(["人均", "户均"])  # of what was counted: 耕地面积|人均1.2亩
_SUMS: Final = frozenset(OTHER["sums"])
_ATTRIBUTE_LENGTHS: Final = sorted({len(word) for word in ATTRIBUTES if len(word) > 1}, reverse=True)
_ATTRIBUTE_END: Final = tuple(sorted((word for word in ATTRIBUTES if len(word) > 1), key=len, reverse=True))


def attribute_of(noun: str) -> str:
    """The property a name ends in when nothing else is left of it: 共占地 → 占地, 某公司投资 → 投资; else
    empty."""
    if noun in ATTRIBUTES or noun in _SPEND:
        return noun
    for length in _ATTRIBUTE_LENGTHS:
        word, rest = noun[-length:], noun[:-length]
        if not rest or word not in ATTRIBUTES:
            continue
        of_project = word in PROJECT_ATTRIBUTES and (rest == "项目" or WORDS.tag(rest) in VERB_TAGS)
        if rest.endswith(_AGENCIES) or rest in _EMPTY_OWNERS or of_project:
            return word
    invested = _INVESTOR.match(noun)
    return str(invested["spend"]) if invested else ""


def own_all(context: Context) -> None:
    """Give every property of the sentence its owner: the X of 的X, a chain, a purpose, the figure or project
    before."""
    phase = ""
    named = -1
    for k, mention in enumerate(context.mentions):
        if mention.start < named:  # 投资5亿元的|年产5万吨生物柴油项目: a size inside the name
            mention.opt, mention.scope = True, context.mentions[k - 1].scope
            continue
        if mention.kind in ("growth", "rank") or mention.form in ("share", "goal"):
            continue
        phase = _phase(context, k) or phase
        attribute = attribute_of(mention.noun)
        whole = _whole_name(context, k)
        if whole:
            named, mention.attribute = whole[1], True
            mention.scope, mention.measure = whole[0], canonical(attribute or "投资")
            continue
        if _attributive(context, k, attribute):
            continue
        if mention.kind == "amount" and context.names[k].verb_only and not context.adjacent(k):
            purpose = purpose_name(context, mention.end, context.right_bound(k))
            if purpose:
                mention.measure, mention.noun = purpose + "资金", purpose
                continue
        if attribute == "年产" and (product := context.right(mention.end, context.right_bound(k))):
            mention.measure, mention.noun = product + "年产能", product
        elif attribute:
            mention.attribute = True
            _own(context, k, attribute, phase)


def _whole_name(context: Context, k: int) -> tuple[str, int] | None:
    """The project behind 投资N的 whose name holds a size of its own, and where it ends."""
    mention = context.mentions[k]
    if mention.unit.family != "amount" or context.masked[mention.end : mention.end + 1] != "的":
        return None
    found = _WHOLE.match(context.masked, mention.end + 1, context.sentence.end)
    return (cut(context.plain, context.masked, *found.span()), found.end()) if found else None


def _phase(context: Context, k: int) -> str:
    """一期 at the head of the clause makes its figures, and those that follow, properties of that phase."""
    mention = context.mentions[k]
    found = _PHASE.match(context.masked, context.sentence.clause_start(mention.start), mention.start)
    if not found or not attribute_of(mention.noun.replace(found.group(), "").removeprefix("计划")):
        return ""
    mention.noun = mention.noun.replace(found.group(), "").removeprefix("计划")
    return found["phase"]


def _attributive(context: Context, k: int, attribute: str) -> bool:
    """Q的X: the X after it owns the property, and those of the chain before it (投资500万,占地30亩的X)."""
    mention = context.mentions[k]
    if context.masked[mention.end : mention.end + 1] != "的" or mention.unit.family in (
        "household",
        "person",
        "times",
        "ratio",
    ):
        return False
    owner = owner_after(context, mention.end + 1)
    if not owner or owner in _NO_OWNER:
        return False
    name = context.names[k]
    if mention.unit.family == "item":
        if not (name.noun or context.adjacent(k)):
            mention.measure = mention.noun = owner
        return not name.noun
    if not attribute and (not name.noun or (mention.measure and mention.measure not in name.noun)):
        attribute = _chained_attribute(context, k)
    if attribute or not name.noun:
        mention.scope, mention.attribute = owner, True
        mention.measure = canonical(attribute) if attribute else _sized(owner, mention)
        mention.noun = attribute or mention.measure
        _spread(context, k, owner)
    elif mention.noun.endswith(_ATTRIBUTE_END):
        mention.scope = owner
        _spread(context, k, owner)
    return True


def canonical(attribute: str) -> str:
    """The heading a ledger gives a property: 占地 → 占地面积, 投资 → 项目投资."""
    if attribute.startswith(("投入", "累计投入")) or attribute in ("投资资金", "投入资金"):
        return "投入资金"
    return _CANONICAL.get(attribute, attribute.removeprefix("计划"))


def _sized(owner: str, mention: Mention) -> str:
    """5公里…的绿化带 → 绿化带长度; money without a verb is an investment."""
    if mention.unit.family == "amount":
        return "项目投资"
    tail = owner.rsplit("”", 1)[-1] or owner
    return tail + _BY_FAMILY.get(mention.unit.family, "")


def _chained_attribute(context: Context, k: int) -> str:
    """占地100亩的A、200亩的B: the property named once holds for the list."""
    mention = context.mentions[k]
    for earlier in reversed(context.mentions[:k]):
        if (
            earlier.attribute
            and earlier.unit.family == mention.unit.family
            and mention.start - earlier.end < 40
        ):
            return attribute_of(earlier.noun) or earlier.noun
    return ""


def _spread(context: Context, k: int, owner: str) -> None:
    for j in range(k - 1, -1, -1):
        earlier, later = context.mentions[j], context.mentions[j + 1]
        if (
            later.start - earlier.end > 14
            or context.masked[earlier.end : earlier.end + 1] not in (",", "、", "")
            or "。" in context.masked[earlier.end : later.start]
        ):
            return
        attribute = attribute_of(earlier.noun)
        if attribute in PROJECT_ATTRIBUTES or attribute in _SPEND:
            earlier.scope, earlier.attribute = owner, True
            earlier.measure = canonical(attribute)
        elif not context.names[j].noun and earlier.unit.family in _BY_FAMILY:
            earlier.scope, earlier.attribute = owner, True
            earlier.measure = earlier.noun = _sized(owner, earlier)
        else:
            return


def _own(context: Context, k: int, attribute: str, phase: str) -> None:
    mention = context.mentions[k]
    mention.measure = canonical(attribute)
    earlier = context.level_before(k)
    if earlier is not None and earlier.sentence != mention.sentence:
        earlier = None
    in_project = phase or (earlier is not None and earlier.attribute)
    if (
        attribute in _SPEND
        and not attribute.startswith(("总", "完成"))
        and not in_project
        and _purpose(context, k, attribute)
    ):
        return
    topic, at = _topic(context, k)
    if attribute in PROJECT_ATTRIBUTES or attribute in _SPEND:
        counted = (
            earlier is not None
            and not earlier.attribute
            and earlier.measure.endswith(_PROJECTLIKE)
            and earlier.kind == "count"
        )
        if counted and earlier is not None and earlier.start > at:
            mention.measure = earlier.measure + attribute
        elif earlier is not None and earlier.attribute and earlier.scope:
            mention.scope = earlier.scope.removesuffix(phase) if phase else earlier.scope
        elif topic:
            mention.scope = topic
        elif attribute == "完成投资":
            mention.measure = attribute
        if phase:
            mention.scope = (mention.scope or "") + phase
            mention.measure = phase + mention.measure.removeprefix("项目")
        return
    if earlier is not None and (attribute in _SUMS or not topic or earlier.start > at):
        owner = earlier.noun or earlier.measure
        owner = owner if attribute in _PER_HEAD else _thing(owner)
        mention.measure = owner + attribute if attribute not in earlier.noun else earlier.noun
        mention.scope = earlier.scope
    elif topic:
        mention.scope = topic


def _thing(noun: str) -> str:
    """What a property belongs to: 水稻种植面积 → 水稻, so that its 产量 is the 产量 of 水稻."""
    for length in _ATTRIBUTE_LENGTHS:
        if noun[-length:] in ATTRIBUTES:
            owner = noun[:-length]
            if len(owner) < 2:
                return ""  # 总产值, 奶产量: the next property is not theirs
            return owner[:-2] if WORDS.tag(owner[-2:]) == "content" and len(owner) > 3 else owner
    return noun


def _purpose(context: Context, k: int, attribute: str) -> bool:
    """What the money was for: 投资30万元,硬化街道 · 投入20万元提升校园环境 · 投资60万元为企业提供热源."""
    mention = context.mentions[k]
    start, end = mention.end, context.right_bound(k)
    following = context.mentions[k + 1] if k + 1 < len(context.mentions) else None
    owner = purpose_name(context, start, end)
    if not owner and context.sentence.clause_end(mention.end) < context.sentence.end:
        start = context.sentence.clause_end(mention.end) + 1
        end = context.sentence.clause_end(start)
        if following is not None and following.start < end:
            if (
                following.attribute
                or attribute_of(following.noun)
                or following.kind in ("growth", "rank", "ratio")
                or following.action is None
            ):
                return False
            owner = deed(following)
        else:
            owner = purpose_name(context, start, end)
    if not owner:
        return False
    kind = "投入" if "投入" in attribute else "投资"
    if owner.endswith(HEADS):
        mention.scope, mention.measure = owner, owner + kind
    else:
        mention.measure = owner + kind
    return True


def _topic(context: Context, k: int) -> tuple[str | None, int]:
    """The project the sentence was speaking of before figure ``k``, and where; else the paragraph's."""
    clause = context.sentence.previous_clause(context.mentions[k].start)
    near = context.mentions[max(0, k - _TOPIC_REACH) : k]
    for _ in range(_TOPIC_REACH):
        if clause is None:
            break
        begin, end = clause
        if not any(begin <= other.start < end for other in near):
            noun = context.clause_name(begin, end).noun
            if noun.endswith(HEADS) and len(noun) > 3:
                return noun, end
        clause = context.sentence.previous_clause(begin)
    return context.topic, -1
