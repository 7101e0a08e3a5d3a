"""The names of levels in per cent: 覆盖率92%, 占全年任务的60%, 积案100%化解."""

from __future__ import annotations

import re
from typing import Final

from zhenyu.reading.lexicon import ATTRIBUTES
from zhenyu.reading.passes.context import Context
from zhenyu.reading.passes.inheritance import CONTENT, inherit, level_before, set_name
from zhenyu.reading.passes.phrases import Name
from zhenyu.reading.text.wording import tokens, without_tails

_SHARE: Final = re.compile(
    r"(?P<who>[^,。;]*?)(?P<how>仅占|约占|共占|占到?|仅为|约为|完成|达到?|相当于)(?P<whole>[^,。;]{1,24}?)(?:的|(?<=任务|计划|目标|预算|指标|总数|总量|总额)|(?<=总人口|总面积|总户数|总产值|总人数))$"
)
_SHARE_VERBS: Final = {"占": "占", "占到": "占到", "为": "占"}


def of_ratio(context: Context, k: int, name: Name) -> None:
    """Levels in per cent: 覆盖率92%; a share names its whole (占全年任务的60%)."""
    mention = context.mentions[k]
    if k and context.mentions[k - 1].form == "goal":
        goal = context.mentions[k - 1]
        set_name(mention, goal.measure + "目标完成率", goal.measure)
        mention.form = "share"
        return
    share = _SHARE.search(context.plain, context.left_bound(k), mention.start)
    if share:
        whole = share["whole"].strip()
        who = context.left(share.start("who"), share.end("who")).noun if share["who"] else ""
        who = who or level_before(context, k)
        set_name(mention, who + _SHARE_VERBS.get(share["how"].lstrip("仅约共"), "完成") + whole, who)
        mention.form = "share"
        return
    if name.noun and not _bare_rate(name.noun) and not _deed_after(context, k):
        said = context.masked[mention.start - 1] == "占" and not name.noun.endswith(
            ("率", "比", "比例", "比重")
        )
        set_name(mention, name.noun + "占比" if said else name.noun)
        return
    deed = _deed_after(context, k)
    if deed and (owner := name.noun or level_before(context, k)):
        set_name(mention, _of_owner(owner, deed + "率"))
        return
    right = context.right(
        mention.end + (context.masked[mention.end : mention.end + 1] == "的"), context.right_bound(k)
    )
    if name.noun:
        set_name(mention, _of_owner(level_before(context, k), name.noun))
    elif right:
        set_name(mention, without_tails(right))
    else:
        inherit(context, k, name)


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
        if len(deed) == 2
        and context.masked[words[0].end : words[0].end + 1] in ("", ",", ";", "。", "到", "、")
        else ""
    )


def _bare_rate(noun: str) -> bool:
    """占比, 办结率, 调处率: a rate that does not say of what."""
    return noun in ATTRIBUTES or (len(noun) == 3 and noun[2] == "率" and noun[:2] in CONTENT)


def _of_owner(owner: str, rate: str) -> str:
    """整改隐患 and 整改率 → 隐患整改率; 医保参保 and 参保率 → 医保参保率."""
    verb = rate[:2]
    return owner.removeprefix(verb).removesuffix(verb) + rate
