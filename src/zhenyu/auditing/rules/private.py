"""What must not be in a paper for publication: blanks nobody filled, and numbers that identify people.

《个人信息保护法》 Art. 28 and 51; full ID numbers got on pages for the public (identity-numbers §6). Findings
never repeat the
number: it is masked in the message and in the evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from zhenyu.auditing.document import AuditedText, Passage
from zhenyu.auditing.finding import Finding, Quote
from zhenyu.core.values.identity import mask_bank, mask_id, mask_phone

_BLANK: Final = re.compile(
    r"(?<![A-Za-z\d])[xX×]{2,}(?![A-Za-z])|(?<=[\u4e00-\u9fff])[xX×](?=[年月日万亿元个户人件项家名处次亩吨头%])|_{3,}|□{2,}|[〇○]{2,}(?=[镇村县市])|\?{2,}(?=[\u4e00-\u9fff%])"
    r"|[(【\[](?:待补充?|待核实?|待定|待填|略|此处[^)】\]]{0,10}|数据[^)】\]]{0,6})[)】\]]|待补充数据|数据待[补核填定]|此处(?:填写|插入|待补)|(?<=[:为是达约])待(?:填|补|核实)"
)
_ID: Final = re.compile(
    r"(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_MOBILE: Final = re.compile(r"(?<!\d)1[3-9]\d(?:[- ]?\d{4}){2}(?!\d|[元万亿个])")
_ACCOUNT: Final = re.compile(
    r"(?:账号|帐号|卡号|账户|银行卡|存折)[^\d。;]{0,8}(?P<number>\d{12,22}|\d{4}(?: \d{4}){2,4}(?: \d{1,3})?)(?!\d)"
)
_PUBLIC: Final = re.compile("热线|举报|监督电话|值班|咨询电话|服务电话|客服|投诉|报名电话|办公电话")


def placeholder(document: AuditedText) -> Iterator[Finding]:
    """xx镇, 投资××万元, (待补充): the draft is not finished."""
    for passage in document.body:
        for found in _BLANK.finditer(passage.clean):
            yield passage.finding(
                "placeholder",
                "error",
                found.start(),
                found.end(),
                f"“{found.group()}”是没有填写的空白。",
                "请填写实际内容；暂时没有的，删去这一句。",
                [passage.quote(max(found.start() - 8, 0), min(found.end() + 8, len(passage.clean)))],
            )


def personal_data(document: AuditedText) -> Iterator[Finding]:
    """Citizen numbers, mobile phones and bank accounts."""
    for passage in document.passages:
        text = passage.clean
        for found in _ID.finditer(text):
            yield _found(
                passage, found.start(), found.end(), "公民身份号码", mask_id(found.group()), public=False
            )
        for found in _MOBILE.finditer(text):
            public = _PUBLIC.search(text, max(found.start() - 14, 0), found.start()) is not None
            if not (public and passage.furniture):
                shown = mask_phone(re.sub("[- ]", "", found.group()))
                yield _found(passage, found.start(), found.end(), "手机号码", shown, public=public)
        for found in _ACCOUNT.finditer(text):
            if not _ID.fullmatch(found["number"]):
                shown = mask_bank(found["number"].replace(" ", ""))
                yield _found(
                    passage, found.start("number"), found.end("number"), "银行账号", shown, public=False
                )


def _found(passage: Passage, start: int, end: int, what: str, shown: str, *, public: bool) -> Finding:
    raw = passage.span(start, end)
    message = f"文中有{what}（{shown}），公开后会泄露个人信息。"
    if public:
        message = f"文中有{what}（{shown}），请确认是对外公布的工作电话，不是个人号码。"
    suggestion = "请删去；确需保留的，改为单位公开电话或作遮盖处理。"
    return passage.finding(
        "personal_data",
        "question" if public else "error",
        start,
        end,
        message,
        suggestion,
        [Quote(raw[0], raw[1], shown)],
        edits=[(start, end, shown)],
    )
