"""Sentences that are broken: cut by a line break, a number without its noun, one of a series built otherwise.

Remarks on prose are questions unless the break is plain to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from zhenyu.auditing.document import AuditedText, Passage
from zhenyu.auditing.finding import Finding, Severity

_CLOSERS: Final = "”’\"'》)】]*_ \t"
_ENDS: Final = "。!?;:…—-.:|"
_NO_NOUN: Final = re.compile(
    r"(?:等)?(?<!\d)\d+(?:个|项|家|处|座|条|名)(?:(?P<prep>在|对|把|被|将)(?![建谈册校编岗职线库案读营产施办训研手外地内县全省市国村镇我此本“”,。、]|园|会|任|职|位))"
)
_NO_HEAD: Final = re.compile(
    r"[\u4e00-\u9fff]等\d+个(?P<gap>[\u4e00-\u9fff]{4,16}?)(?:提升|改造|硬化|整治|修复|治理|新建)\d+(?:\.\d+)?(?:公里|米|平方米|亩)"
)
_HEAD: Final = re.compile(
    "(?<!农)村|社区|项目|单位|企业|小区|片区|工程|路段|街道|管区|网格|学校|园区|地块|点|标段|河段|镇"
)
_LOST_NUMBER: Final = re.compile(
    r"(?P<noun>联盟|协会|企业|公司|合作社|农场|商会|基地|中心|平台|站|园区)(?P<cl>家|个|处)(?:和|与|及|以及|、)[\u4e00-\u9fff]{2,14}\d+(?P=cl)"
)
_SERIES: Final = re.compile(
    r"(?:^|(?<=[。;]))(?P<n>[一二三四五六七八九十]{1,2})是(?P<lead>[^,。;:]{4,24})[。;]"
)
_PREPOSITION: Final = re.compile("^(?:在|对|从|于|就|把)")
_LOCATED: Final = re.compile("^在.{2,}?(?:上|中|方面|里|下|内|前|后|领域|过程)")
_LONG: Final = 40  # characters that make a line a paragraph and no heading
_MOST_CUTS: Final = 3
_CLAUSES: Final = 3  # commas that make a line without a full stop a sentence and no heading
_SHARED: Final = 4  # characters two leads of a series must share at their end


def broken_paragraph(document: AuditedText) -> Iterator[Finding]:
    """A paragraph that stops in the middle of a sentence: a picture or a page was pasted into it.

    Where most stop so, the lines were cut by a conversion, and that is said once.
    """
    for passage in document.body:
        for start, end in _blank_lines(document.text, passage):
            yield passage.finding(
                "broken_paragraph",
                "warning",
                start,
                end,
                "一句话被空行断成了两段。",
                "请把断开的句子接起来。",
            )
    cuts = [(passage, cut) for passage in document.body if (cut := _cut_off(passage))]
    whole = sum(len(passage.clean) >= _LONG for passage in document.body)
    layout = len(cuts) > _MOST_CUTS and len(cuts) * 3 > whole
    for passage, (start, message) in cuts[:1] if layout else cuts:
        if layout:
            message = f"全文有{len(cuts)}处在句子中间换行，多半是转换格式时断开的。"
        yield passage.finding(
            "broken_paragraph",
            "warning",
            start,
            len(passage.clean),
            message,
            "请把断开的句子接起来；如内容已完，请补上句号。",
        )


def _cut_off(passage: Passage) -> tuple[int, str] | None:
    """Where the last clause of a passage begins that stops without an end, and what to say; None for a
    finished one."""
    text = passage.clean.rstrip(_CLOSERS)
    if (
        not text
        or text[-1] in _ENDS
        or "\t" in passage.clean
        or "|" in passage.clean
        or passage.clean.endswith(")")
    ):
        return None
    comma = text[-1] in ",、" and len(text) >= 12
    if not comma and (len(text) < _LONG or ("。" not in text and text.count(",") < _CLAUSES)):
        return None
    how = "，以逗号、顿号结尾。" if comma else "，末尾没有句号。"
    start = max(text.rfind(mark, 0, len(text) - 1) for mark in "。;,:") + 1
    return start, f"这一段在句子中间断开{how}可能被图片、图注或换行隔断，或有脱漏。"


def _blank_lines(text: str, passage: Passage) -> Iterator[tuple[int, int]]:
    """Where the layout mended a sentence across a blank line: the clause before it, in ``clean``
    positions."""
    starts, raws = passage.paragraph.starts, passage.paragraph.raws
    for start, before, after in zip(starts[1:], raws, raws[1:], strict=False):
        if text.count("\n", before, after) > 1 and passage.clean[start - 1] in ",、":
            yield passage.clause_start(start - 1), start


def missing_word(document: AuditedText) -> Iterator[Finding]:
    """等8个在落地签约, 等10个道路提升12公里, 联盟家和协会8家: a noun or a number fell out."""
    for passage in document.body:
        for found in _NO_NOUN.finditer(passage.clean):
            yield _asked(
                passage, found, "数量后面直接跟介词，缺少“项目”“村”之类的中心词。", "请补上数的是什么。"
            )
        for found in _NO_HEAD.finditer(passage.clean):
            if not _HEAD.search(found["gap"]):
                yield _asked(passage, found, "“个”后面缺少所数的名词（村、项目等）。", "请补上数的是什么。")
        for found in _LOST_NUMBER.finditer(passage.clean):
            message = f"“{found['noun']}{found['cl']}”的“{found['cl']}”前面疑漏数字。"
            yield _asked(passage, found, message, "请补上数字，或删去多余的量词。", "warning")


def _asked(
    passage: Passage, found: re.Match[str], message: str, suggestion: str, severity: Severity = "question"
) -> Finding:
    return passage.finding(
        "missing_word", severity, found.start(), found.end(), f"“{found.group()}”：{message}", suggestion
    )


def uneven_series(document: AuditedText) -> Iterator[Finding]:
    """一是科技创新提速。…三是在项目建设提速: one lead of a series carries a preposition that leads
    nowhere."""
    for passage in document.body:
        leads = list(_SERIES.finditer(passage.clean))
        if len(leads) < 3:
            continue
        for found in leads:
            lead = found["lead"]
            if not _PREPOSITION.match(lead) or _LOCATED.match(lead):
                continue
            others = [other["lead"] for other in leads if other is not found]
            alike = [
                other
                for other in others
                if other[-_SHARED:] == lead[-_SHARED:] and not _PREPOSITION.match(other)
            ]
            if len(alike) < 2:
                continue
            yield passage.finding(
                "uneven_series",
                "question",
                found.start(),
                found.end("lead"),
                f"“{lead}”与前后各项句式不一致，“{lead[0]}”没有着落。",
                f"请删去“{lead[0]}”，或改为“{lead[0]}…上”“{lead[0]}…方面”。",
                edits=[(found.start("lead"), found.start("lead") + 1, "")],
            )
