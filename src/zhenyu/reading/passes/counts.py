"""The names of counts: 12个村的拆迁, 2家企业, 户户通9个村, 志愿活动15次, A、B等8个项目."""

from __future__ import annotations

import re
from typing import Final

from zhenyu.reading.lexicon import CARRIERS, GENERIC, OTHER
from zhenyu.reading.passes.context import Context
from zhenyu.reading.passes.inheritance import inherit, right_noun, set_name
from zhenyu.reading.passes.names_after import carrier
from zhenyu.reading.passes.phrases import Name
from zhenyu.reading.scan.mention import Mention
from zhenyu.reading.text.wording import tokens, without_tails

_PLACE: Final = tuple(OTHER["place_suffixes"])
_PEOPLE: Final = tuple(OTHER["people"])
_BENEFACTIVE: Final = frozenset("为对给向将把")
_RANKED: Final = re.compile("^(?:位列|位居|名列|排名|排在|居于?|列)")
_LISTED: Final = ("项目", "工程", "企业", "村", "社区", "活动", "单位", "产业")


def of_count(context: Context, k: int, name: Name) -> None:
    """People, households, things, times: 12个村的拆迁, 2家企业, 户户通9个村, 志愿活动15次."""
    mention = context.mentions[k]
    right = "" if _people_before(context, k, name) else right_noun(context, k)
    if mention.unit.word in CARRIERS:  # 12村
        _of_place(context, k, name, carrier(mention.unit.word + right) or (mention.unit.word, ""))
        return
    if right:
        mention.claimed = mention.end + len(right)
        place = carrier(right)
        if place:
            _of_place(context, k, name, place)
            return
        if context.masked[mention.start - 1 : mention.start] in _BENEFACTIVE:
            right = _before_deed(context, mention.end, right)
        noun = without_tails(right)
        measure = noun
        if len(noun) <= 2 and name.action and name.action.rstrip("了") not in GENERIC and not name.noun:
            measure = name.action.rstrip("了") + noun
        if k + 1 < len(context.mentions) and context.mentions[k + 1].kind == "rank":
            measure = noun = noun.removesuffix("中")  # 位列全市|165个乡镇中|第四位
        if name.noun.endswith(_PLACE) and name.noun not in CARRIERS:
            mention.scope = _RANKED.sub("", name.noun.lstrip("对为向在由给"))
        set_name(mention, measure, noun)
    elif name.noun and context.masked[mention.start - 1] == "等" and not right:
        set_name(mention, _of_listed(context, k, name))
    elif name.noun and (whole := _whole_of_places(context, k, name.noun)):
        mention.scope = name.noun
        set_name(mention, whole.measure, whole.noun)
    elif name.noun and not (name.noun in CARRIERS and context.adjacent_noun(k)):
        set_name(mention, name.noun)
    elif not name.noun and not name.action and (said := _said_of(context, k)):
        set_name(mention, said)
    else:
        inherit(context, k, name)


def _people_before(context: Context, k: int, name: Name) -> bool:
    """党员干部|200人: those counted stand directly before their number."""
    mention = context.mentions[k]
    return (
        mention.unit.family in ("person", "household")
        and name.noun.endswith(_PEOPLE)
        and context.plain[: mention.start].endswith(name.noun)
    )


def _whole_of_places(context: Context, k: int, noun: str) -> Mention | None:
    """贫困人口281户、1078人,其中:|东柳村|61户、247人: the count of the same unit that the places are parts
    of."""
    if not noun.endswith(_PLACE) or noun in CARRIERS:
        return None
    unit = context.mentions[k].unit.base
    earlier = [*context.before, *context.mentions[:k]]
    return next(
        (
            whole
            for whole in reversed(earlier)
            if whole.kind == "count"
            and whole.unit.base == unit
            and not whole.measure.endswith(CARRIERS)
            and "其中" in context.masked[whole.end : context.mentions[k].start]
        ),
        None,
    )


def _before_deed(context: Context, start: int, right: str) -> str:
    """为420户|烈属家庭|悬挂光荣牌: those something was done for, without the deed."""
    for word in tokens(context.masked, start, start + len(right)):
        if word.tag in ("content", "initial") and word.start - start >= 2:
            return right[: word.start - start]
    return right


def _said_of(context: Context, k: int) -> str:
    """466人|实现就业 → 就业人数: what a bare count of people or households did."""
    mention = context.mentions[k]
    suffix = {"person": "人数", "household": "户数"}.get(mention.unit.family)
    if suffix is None or context.adjacent(k):
        return ""
    deed = context.left(mention.end, context.right_bound(k)).noun
    return deed + suffix if 2 <= len(deed) <= 12 else ""


def _of_listed(context: Context, k: int, name: Name) -> str:
    """A项目、B项目等8个|落地签约: what the list's members are, with what is said of them."""
    head = next((word for word in _LISTED if name.noun.endswith(word)), "")
    if not head:
        return name.noun
    said = tokens(context.masked, context.mentions[k].end, context.right_bound(k))
    verbs = [context.plain[word.start : word.end].rstrip("了") for word in said if word.tag == "content"]
    return "".join(verbs[:2]) + head


def _of_place(context: Context, k: int, name: Name, place: tuple[str, str]) -> None:
    """A count of places where a deed was done: the deed gives the name (拆迁|村, 饮水攻坚|村)."""
    mention = context.mentions[k]
    word, deed = place
    after = mention.end if mention.unit.word == word else mention.end + len(word)
    if not deed and name.noun and not name.noun.endswith((*_PLACE, "等")):
        deed = name.noun
    if not deed:
        deed = context.light_object(after, context.right_bound(k))
    if not deed and k + 1 < len(context.mentions) and after == context.mentions[k + 1].start:
        deed = without_tails(right_noun(context, k + 1))
    if name.noun.endswith((*_PLACE, "等")):
        mention.scope = name.noun.rstrip("等")
    if not deed and context.masked[after : after + 1].isalpha() and context.masked[after] != "中":
        deed = context.left(after, context.right_bound(k)).noun
    if not deed and name.action and name.action.rstrip("了") not in GENERIC:
        deed = name.action.rstrip("了")
    set_name(mention, deed + word, deed or word)
