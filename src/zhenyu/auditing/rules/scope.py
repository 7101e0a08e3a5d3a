"""Amounts and counts whose reach is unclear: of one project or of all, total or this year's, villages or
officials.

Signed, planned and paid-in money are three things (statistics §10); what each includes
(report-defects §3.10).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from zhenyu.auditing.document import AuditedText, Passage
from zhenyu.auditing.finding import Finding

_AMOUNT: Final = r"(?:总)?投资(?:约|近|超|达|额)?\d+(?:\.\d+)?[万亿]元?(?:以上)?的"
_SHARED_AMOUNT: Final = re.compile(
    rf"(?P<amount>{_AMOUNT})(?P<first>[^,。;:、]{{2,24}})(?P<more>(?:、(?!{_AMOUNT})[^,。;:、]{{2,24}})*?、(?!{_AMOUNT})[^,。;:、]{{2,24}}?)等(?P<n>\d+|[两三四五六七八九十]+)(?:个|家|项)"
)
_STAGED: Final = re.compile(
    r"(?P<total>总)?投资(?:约|近|超|达)?\d+(?:\.\d+)?[万亿]元?的(?P<name>[^,。;]{2,30}?(?:项目|工程|车间|基地|园))"
)
_OFFICIALS: Final = re.compile(
    r"(?<![第\d])\d+个(?:行政|自然)?(?P<noun>(?:村|社区|嘎查)(?:级)?(?:主职|“两委”|两委)?(?:干部|书记|支书|主任|文书|会计|妇联主席|成员))"
)
_FEW: Final = 3


def unclear_reach(document: AuditedText) -> Iterator[Finding]:
    """One amount before several projects; 投资 beside 总投资; 91个村主职干部."""
    for passage in document.body:
        text = passage.masked
        for found in _SHARED_AMOUNT.finditer(text) if "等" in text and "投资" in text else ():
            yield passage.finding(
                "unclear_reach",
                "question",
                found.start(),
                found.end(),
                f"“{found['amount'].rstrip('的')}”是第一个项目的投资，还是{found['n']}个项目的合计，看不出来。",
                "请分别写明各项目投资，或写“合计总投资…”。",
            )
        yield from _stages(passage)
        for found in _OFFICIALS.finditer(passage.clean):
            yield passage.finding(
                "unclear_reach",
                "question",
                found.start(),
                found.end(),
                f"“{found.group()}”可读成若干个村的干部，也可读成若干名村干部。",
                "请写为“…个村的…干部…名”或“…名村…干部”。",
            )


def _stages(passage: Passage) -> Iterator[Finding]:
    """In one list of projects some have 投资 and some 总投资: paid this year, or planned in all?"""
    found = list(_STAGED.finditer(passage.clean)) if "总投资" in passage.clean else []
    groups: dict[int, list[re.Match[str]]] = {}
    for match in found:
        groups.setdefault(passage.stop_at(match.start()).start, []).append(match)
    for same in groups.values():
        if len(same) < _FEW or len({bool(match["total"]) for match in same}) < 2:
            continue
        yield passage.finding(
            "unclear_reach",
            "question",
            same[0].start(),
            same[-1].end(),
            "同一列项目里“投资”与“总投资”混用，分不清是计划总投资还是已完成投资。",
            "请统一写“总投资”，另写“当年完成投资”。",
            [passage.quote(match.start(), match.end()) for match in same],
        )
