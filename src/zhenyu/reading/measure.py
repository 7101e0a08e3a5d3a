"""What each figure of a sentence measures (SCHEME decisions 9 and 10): the noun before it, after it, or shared.

One function a family: counts prefer the noun after them (5个|招商专班), quantities the noun before them
(高标准农田|3万亩), money only ever the noun before unless it names money. Properties that need an owner (占地,
总投资) are finished in `attributes.py`, growth and ranks in `growth.py`.
"""

from __future__ import annotations

import re
from typing import Final

from zhenyu.reading.context import Context
from zhenyu.reading.lexicon import ATTRIBUTES, CARRIERS, DEEDS, GENERIC, OTHER, VERBS
from zhenyu.reading.mention import Mention
from zhenyu.reading.phrases import Name, carrier, tokens, without_tails

_PLACE: Final = tuple(OTHER["place_suffixes"])
_PEOPLE: Final = tuple(OTHER["people"])
_MONEY: Final = tuple(OTHER["money_nouns"])
_SPEND: Final = frozenset(VERBS["spend"])
_SUFFIX: Final = {"area": "面积", "amount": "金额"}
_SHARE: Final = re.compile(
    r"(?P<who>[^,。;]*?)(?P<how>仅占|约占|共占|占到?|仅为|约为|完成|达到?|相当于)(?P<whole>[^,。;]{1,24}?)(?:的|(?<=任务|计划|目标|预算|指标|总数|总量|总额)|(?<=总人口|总面积|总户数|总产值|总人数))$"
)
_SHARE_VERBS: Final = {"占": "占", "占到": "占到", "为": "占"}
_GOAL: Final = re.compile("目标|任务|计划|预算|指标")
_POPULATION: Final = {"household": "户数", "person": "人口"}
_REACHING: Final = frozenset(["涉及", "惠及", "覆盖", "带动", "受益"])
_OF_SIZE: Final = re.compile(r"[^,。;、\d]{1,8}[\d.]+[万亿]?[元亩人户]?以[上下]的")  # 2个|投资额在500万元以上的|项目
_SENT: Final = frozenset(["出动", "动员", "发动", "抽调", "选派", "派出"])  # 出动|5000人次: those who were sent
_BENEFACTIVE: Final = frozenset("为对给向将把")
_RANKED: Final = re.compile("^(?:位列|位居|名列|排名|排在|居于?|列)")
_LISTED: Final = ("项目", "工程", "企业", "村", "社区", "活动", "单位", "产业")


def name_all(context: Context) -> None:
    """Fill `measure`, `noun`, `action` and `scope` of every figure of the sentence that is no growth and no rank."""
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


def _set(mention: Mention, measure: str, noun: str | None = None) -> None:
    mention.measure = measure
    mention.noun = measure if noun is None else noun


def _of_count(context: Context, k: int, name: Name) -> None:
    """People, households, things, times: 12个村的拆迁, 2家企业, 户户通9个村, 志愿活动15次."""
    mention = context.mentions[k]
    right = "" if _people_before(context, k, name) else _right(context, k)
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
        _set(mention, measure, noun)
    elif name.noun and context.masked[mention.start - 1] == "等" and not right:
        _set(mention, _of_listed(context, k, name))
    elif name.noun and (whole := _whole_of_places(context, k, name.noun)):
        mention.scope = name.noun
        _set(mention, whole.measure, whole.noun)
    elif name.noun and not (name.noun in CARRIERS and context.adjacent_noun(k)):
        _set(mention, name.noun)
    elif not name.noun and not name.action and (said := _said_of(context, k)):
        _set(mention, said)
    else:
        _inherit(context, k, name)


def _people_before(context: Context, k: int, name: Name) -> bool:
    """党员干部|200人: those counted stand directly before their number."""
    mention = context.mentions[k]
    return (
        mention.unit.family in ("person", "household")
        and name.noun.endswith(_PEOPLE)
        and context.plain[: mention.start].endswith(name.noun)
    )


def _whole_of_places(context: Context, k: int, noun: str) -> Mention | None:
    """贫困人口281户、1078人,其中:|东柳村|61户、247人: the count of the same unit that the places are parts of."""
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


def _right(context: Context, k: int) -> str:
    """The noun after figure `k`; figures in a row share the last one's (40户90名|脱贫户)."""
    mention = context.mentions[k]
    threshold = _OF_SIZE.match(context.masked, mention.end, context.sentence.end)
    if threshold is not None:
        return context.right(threshold.end(), context.sentence.clause_end(threshold.end()))
    if context.masked[mention.end : mention.end + 1] == "的" and mention.unit.family in ("household", "person"):
        return context.right(mention.end + 1, context.right_bound(k))
    right = context.right(mention.end, context.right_bound(k))
    follows = k + 1 < len(context.mentions) and context.adjacent(k + 1)
    if right or not follows or context.masked[mention.end : context.right_bound(k)] not in ("", "、"):
        return right
    exemplified = context.masked[: mention.start].endswith("等")  # 就业、养老等|10类46项|实事
    named = not exemplified and context.left(context.left_bound(k), mention.start).noun
    return "" if named else _right(context, k + 1)


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
        deed = without_tails(_right(context, k + 1))
    if name.noun.endswith((*_PLACE, "等")):
        mention.scope = name.noun.rstrip("等")
    if not deed and context.masked[after : after + 1].isalpha() and context.masked[after] != "中":
        deed = context.left(after, context.right_bound(k)).noun
    if not deed and name.action and name.action.rstrip("了") not in GENERIC:
        deed = name.action.rstrip("了")
    _set(mention, deed + word, deed or word)


def _of_quantity(context: Context, k: int, name: Name) -> None:
    """Areas, lengths, masses: 高标准农田3万亩, 2万亩高标准农田建设, 60亩大葱种植区."""
    mention = context.mentions[k]
    noun = name.noun
    if noun in CARRIERS and context.adjacent_noun(k):
        noun = ""
    right = context.right(mention.end, context.right_bound(k))
    listed = "、" in noun and context.masked[mention.end : mention.end + 1] not in ("、", ",")  # A、B项目50万吨|乙醇
    if right and (not noun or listed or (noun.endswith((*_PLACE, "等")) and noun not in ATTRIBUTES)):
        place = carrier(right)
        mention.claimed = mention.end + len(right)
        if noun and not listed:
            mention.scope = noun.rstrip("等")
        _set(mention, place[1] + place[0] if place else without_tails(right.removesuffix("等")))
    elif noun:
        _set(mention, noun)
    else:
        _inherit(context, k, name)


def _of_money(context: Context, k: int, name: Name) -> None:
    """Money: 孝善金36万元; after the number only a noun of money counts (60万元|专项资金)."""
    mention = context.mentions[k]
    if _is_goal(context, k):
        _set(mention, _level_before(context, k) or name.noun)
        mention.form = "goal"
        return
    right = context.right(mention.end, context.right_bound(k))
    if mention.bare and right.endswith(("项目", "工程")):  # 2400万|小农水项目
        mention.scope = right
        _set(mention, "项目投资", right)
        return
    if right and right.endswith(_MONEY) and len(right) <= 16 and not (name.noun and name.noun not in _SPEND):
        _set(mention, without_tails(right))
    elif name.noun:
        counted = (
            k > 0
            and context.mentions[k - 1].measure.endswith(CARRIERS)
            and context.left_bound(k) == context.mentions[k - 1].end
        )
        _set(mention, name.noun.removeprefix("村") if counted else name.noun)
    else:
        _inherit(context, k, name)


def _is_goal(context: Context, k: int) -> bool:
    """完成年初目标45亿元的|116%: the amount is the goal of the level before it, the ratio its completion."""
    following = context.mentions[k + 1] if k + 1 < len(context.mentions) else None
    end = context.mentions[k].end
    if following is None or following.kind != "ratio" or context.masked[end : following.start] != "的":
        return False
    return _GOAL.search(context.masked, context.left_bound(k), context.mentions[k].start) is not None


def _of_ratio(context: Context, k: int, name: Name) -> None:
    """Levels in per cent: 覆盖率92%; a share names its whole (占全年任务的60%)."""
    mention = context.mentions[k]
    if k and context.mentions[k - 1].form == "goal":
        goal = context.mentions[k - 1]
        _set(mention, goal.measure + "目标完成率", goal.measure)
        mention.form = "share"
        return
    share = _SHARE.search(context.plain, context.left_bound(k), mention.start)
    if share:
        whole = share["whole"].strip()
        who = context.left(share.start("who"), share.end("who")).noun if share["who"] else ""
        who = who or _level_before(context, k)
        _set(mention, who + _SHARE_VERBS.get(share["how"].lstrip("仅约共"), "完成") + whole, who)
        mention.form = "share"
        return
    if name.noun and not _bare_rate(name.noun) and not _deed_after(context, k):
        said = context.masked[mention.start - 1] == "占" and not name.noun.endswith(("率", "比", "比例", "比重"))
        _set(mention, name.noun + "占比" if said else name.noun)
        return
    deed = _deed_after(context, k)
    if deed and (owner := name.noun or _level_before(context, k)):
        _set(mention, _of_owner(owner, deed + "率"))
        return
    right = context.right(mention.end + (context.masked[mention.end : mention.end + 1] == "的"), context.right_bound(k))
    if name.noun:
        _set(mention, _of_owner(_level_before(context, k), name.noun))
    elif right:
        _set(mention, without_tails(right))
    else:
        _inherit(context, k, name)


def _deed_after(context: Context, k: int) -> str:
    """积案100%|化解, 问题100%|整改到位: the deed that was done in full, where no rate stands before."""
    mention = context.mentions[k]
    if context.names[k : k + 1] and context.names[k].noun.endswith("率"):
        return ""
    words = tokens(context.masked, mention.end, context.right_bound(k))
    if not words or words[0].tag not in ("content", "strong") or words[0].start != mention.end:
        return ""
    deed = context.plain[words[0].start : words[0].end].rstrip("了")
    return (
        deed
        if len(deed) == 2 and context.masked[words[0].end : words[0].end + 1] in ("", ",", ";", "。", "到", "、")
        else ""
    )


def _bare_rate(noun: str) -> bool:
    """占比, 办结率, 调处率: a rate that does not say of what."""
    return noun in ATTRIBUTES or (len(noun) == 3 and noun[2] == "率" and noun[:2] in _CONTENT)


def _of_owner(owner: str, rate: str) -> str:
    """整改隐患 and 整改率 → 隐患整改率; 医保参保 and 参保率 → 医保参保率."""
    verb = rate[:2]
    return owner.removeprefix(verb).removesuffix(verb) + rate


def _level_before(context: Context, k: int) -> str:
    """The name of the nearest level before figure `k`."""
    for earlier in reversed([*context.before, *context.mentions[:k]]):
        if earlier.kind not in ("growth", "rank") and earlier.measure and earlier.form not in ("share", "goal"):
            return earlier.measure
    return ""


def _inherit(context: Context, k: int, name: Name) -> None:
    """No noun of its own: the thing was named by the figure before, or by the clause before."""
    mention = context.mentions[k]
    verb = (name.action or "").rstrip("了")
    earlier = context.level_before(k)
    after_places = bool(name.scope) or (earlier is not None and earlier.noun.endswith(CARRIERS))
    counted = mention.unit.family in _POPULATION
    if counted and not context.adjacent(k) and not verb and after_places:
        _set(mention, _POPULATION[mention.unit.family])
        return
    if verb in _SENT and mention.unit.word in ("人", "名", "人次"):
        _set(mention, verb + "人员")
        return
    if counted and verb in _REACHING and earlier is not None and earlier.unit.family not in _POPULATION:
        _set(mention, verb + _POPULATION[mention.unit.family])
        return
    if (
        mention.unit.family == "person"
        and context.adjacent(k)
        and earlier is not None
        and earlier.measure.endswith("户数")
    ):
        _set(mention, earlier.measure.removesuffix("户数") + "人口")
        return
    clause = context.sentence.previous_clause(mention.start)
    between = clause is not None and (earlier is None or earlier.end <= clause[0])
    grown = context.mentions[k - 1] if k and context.mentions[k - 1].kind == "growth" else None
    noun = grown.noun if grown is not None and (mention.unit.family == "ratio" or grown.form == "multiple") else ""
    if not noun and between and clause is not None:
        noun = context.clause_name(*clause).noun
    if not noun and earlier is not None:
        noun = earlier.noun or earlier.measure
        if context.adjacent(k) and earlier.unit.family != mention.unit.family:
            suffix = _SUFFIX.get(mention.unit.family, "")
            if suffix and noun and not noun.endswith((*_MONEY, suffix)):
                _set(mention, noun + suffix, noun)
                return
    if not noun:
        noun = context.clause_name(*clause).noun if clause else ""
    if verb in DEEDS:
        noun = verb
    elif verb and verb not in GENERIC and noun != verb:
        noun = verb + _without_verb(noun) if noun else verb
    _set(mention, noun or verb or unnamed(mention))


def _without_verb(noun: str) -> str:
    """年存栏肉鸭 → 肉鸭, so that the next verb can take its place (出栏肉鸭)."""
    noun = noun.removeprefix("年")
    for length in (4, 3, 2):
        if noun[:length] in _CONTENT and len(noun) - length >= 2:
            return noun[length:]
        if noun[-length:] in _CONTENT and len(noun) - length >= 2:
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


_CONTENT: Final = frozenset(VERBS["content"]) | frozenset(VERBS["strong"])
_NAMED: Final = {
    "item": _of_count,
    "person": _of_count,
    "household": _of_count,
    "times": _of_count,
    "amount": _of_money,
    "ratio": _of_ratio,
}
