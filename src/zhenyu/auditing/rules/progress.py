"""What is done and what is not: pending work in the review, work finished and under way
(report-defects §4.20)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from zhenyu.auditing.document import AuditedText, Passage
from zhenyu.auditing.finding import Finding
from zhenyu.auditing.likeness import plain

_PENDING: Final = re.compile(
    "即将(?:招标|开工|动工|启动|投产|完工|建设|开建|投用)|正在(?:进行)?(?:选址|招标|征地|洽谈|设计|立项|报批|论证)|尚未(?:开工|启动|完工|动工|招标)|待(?:开工|招标|批复)|拟(?:于|在)?[^,。;]{0,8}(?:开工|动工|启动|招标)"
)
_NEXT_YEAR: Final = re.compile(
    "(?:谋划|筹备|准备|安排|做好|启动|部署)[^,。;]{0,4}(?:明年|来年|下一年度?)|(?:明年|来年|下一年度?)[^,。;]{0,6}(?:将|要|计划|力争|拟)"
)
_UNDER_WAY: Final = re.compile(
    "(?P<names>[^,。;:]{4,60}?)(?:等)?(?:项目|工程|工作|任务)?(?:正(?:在)?(?:按[^,。;]{0,12}?)?(?:稳步|有序|加快|全力|抓紧|扎实)*(?:推进|实施|建设|施工|进行)|正按)"
)
_NAME: Final = re.compile("[、和及与]|以及")
_DONE: Final = re.compile("完成|建成|竣工|完工|全部")


def unfinished_in_review(document: AuditedText) -> Iterator[Finding]:
    """即将招标, 正在选址, 谋划明年… among the deeds of the year."""
    for passage in document.body:
        if passage.plan:
            continue
        for found in _PENDING.finditer(passage.clean):
            start = passage.clause_start(found.start())
            numbered = passage.figures_in(start, found.start())
            if not numbered and not passage.figures_in(passage.clause_start(max(start - 1, 0)), start):
                continue
            yield passage.finding(
                "unfinished_in_review",
                "question",
                numbered[0].start if numbered else start,
                found.end(),
                f"总结部分写了尚未完成的事项（“{found.group()}”），容易被当作完成数统计。",
                "请移到下步计划，或写明“尚未开工，不计入完成数”。",
            )
        for found in _NEXT_YEAR.finditer(passage.clean):
            yield passage.finding(
                "unfinished_in_review",
                "question",
                found.start(),
                found.end(),
                f"总结部分出现计划性内容（“{found.group()}”）。",
                "请核对这一段是否误放，属于计划的移到计划部分。",
            )


def done_and_under_way(document: AuditedText) -> Iterator[Finding]:
    """户户通 completed in 25 villages, and further down 户户通等项目正稳步推进: all done, or not?"""
    done: dict[str, list[tuple[Passage, int, int]]] = {}
    for placed in document.figures:
        if placed.figure.status == "actual" and _DONE.search(placed.before) and not placed.passage.plan:
            done.setdefault(plain(placed.figure.measure), []).append(
                (placed.passage, placed.start, placed.end)
            )
    if not done:
        return
    for passage in document.body:
        if passage.plan or "正" not in passage.clean:
            continue
        for found in _UNDER_WAY.finditer(passage.clean):
            for name in _NAME.split(found["names"]):
                name = re.sub("^(?:目前|农村|全镇|截至目前|当前|今年)+", "", plain(name))
                place = _finished(done, name)
                if place is None:
                    continue
                yield passage.finding(
                    "done_and_under_way",
                    "question",
                    found.start("names"),
                    found.end(),
                    f"“{name}”前文已报完成数，这里又说正在推进，是否全部完成不清楚。",
                    "请写明已完成多少、还剩多少。",
                    [
                        place[0].quote(max(place[1] - 12, 0), place[2]),
                        passage.quote(found.start("names"), found.end()),
                    ],
                )
                break


def _finished(done: dict[str, list[tuple[Passage, int, int]]], name: str) -> tuple[Passage, int, int] | None:
    if len(name) < 3:
        return None
    return next(
        (places[0] for measure, places in done.items() if len(measure) <= 12 and name in measure), None
    )
