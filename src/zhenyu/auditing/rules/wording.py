"""Words: slips that a list knows, words typed twice. The list is data (``lexicon/wording.toml``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from zhenyu.auditing.document import AuditedText
from zhenyu.auditing.finding import Finding
from zhenyu.auditing.lexicon import SLIPS

_ANY_SLIP: Final = re.compile("|".join(f"(?:{slip.wrong.pattern})" for slip in SLIPS))
_PARTICLES: Final = re.compile(
    "(?<!的)的的(?!确|士)|了了(?!解|却|望|然)|和和(?![睦美谐平气])|(?<![实自])在在|与与|及及|对对(?![联子])|并并|把把(?!关)|为为|等等等|、、|,,|。。"
)
_TWICE: Final = re.compile(
    "(推进|开展|完成|实施|加强|提升|建设|落实|进行|实现|坚持|推动|组织|做好|强化|加快|召开|举办|全面|深入|工作|项目|资金|我们|以及|通过|围绕|进一步|切实|积极)\\1"
)
_AFTER_QUOTE: Final = re.compile(
    "(?P<word>式|型|化|制|率|法|工程|行动|计划|活动|项目|模式|机制|品牌|工作法|体系|平台|中心|小镇|专班)[”》](?P=word)(?![一二三四五六七八九十、])"
)


def misused_word(document: AuditedText) -> Iterator[Finding]:
    """截止 for 截至, 上部门 for 上级部门, 帐 for 账 …"""
    for passage in document.body:
        if _ANY_SLIP.search(passage.clean) is None:
            continue
        for slip in SLIPS:
            for found in slip.wrong.finditer(passage.clean):
                end = min(found.end() + 4, len(passage.clean))
                yield passage.finding(
                    "misused_word",
                    "warning",
                    found.start(),
                    found.end(),
                    f"“{found.group()}”用词不当：{slip.why}。",
                    f"请改为“{slip.right}”。",
                    [passage.quote(found.start(), end)],
                    edits=[(found.start(), found.end(), slip.right)],
                )


def doubled_word(document: AuditedText) -> Iterator[Finding]:
    """“插花式”式, 推进推进, 的的: typed twice."""
    for passage in document.body:
        for pattern in (_PARTICLES, _TWICE, _AFTER_QUOTE):
            for found in pattern.finditer(passage.clean):
                word = found.groupdict().get("word") or (
                    found.group(1) if found.groups() else found.group()[0]
                )
                twice = found.group().endswith(word * 2)
                yield passage.finding(
                    "doubled_word",
                    "warning",
                    found.start(),
                    found.end(),
                    f"“{found.group()}”中“{word}”重复。",
                    "请删去多余的字。",
                    [passage.quote(max(found.start() - 6, 0), min(found.end() + 6, len(passage.clean)))],
                    edits=[
                        (
                            found.start() if twice else found.end() - len(word),
                            found.end(),
                            word if twice else "",
                        )
                    ],
                )
