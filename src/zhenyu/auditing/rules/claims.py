"""Claims that need a second number: 超额完成 without the task, 全覆盖 without the total, results without last
year's.

A claim bound to nothing (report-defects §4.17); 《统计法》 Art. 21: figures come with their source records.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from zhenyu.auditing.document import AuditedText, Passage, Placed
from zhenyu.auditing.finding import Finding
from zhenyu.auditing.likeness import headline

_EXCEEDED: Final = re.compile(
    "(?:超额|提前|圆满|全面|顺利)?完成(?:了)?(?:全年|年度|上级|既定|年初确定的?|市下达的?|县下达的?|区下达的?)(?:目标)?(?:任务|目标|计划)|超额完成(?:任务|目标)"
)
_TASK: Final = re.compile("任务[^,。;]{0,4}\\d|目标[^,。;]{0,6}\\d|的\\d+(?:\\.\\d+)?%|占[^,。;]{0,12}\\d")
_COVERED: Final = re.compile("全覆盖|全面覆盖|应改尽改|动态清零|全部清零")
# 18个社区全覆盖: all of them
_PLACES: Final = re.compile("^(?:行政|自然)?(?:村|社区|嘎查|小区|网格|学校|单位)")
_REACHED: Final = re.compile("实现|做到|达到|完成")
_WHOLE: Final = re.compile(
    "共有|总[户人村]|全部|所有|全体|100%|全镇\\d|全街道\\d|全乡\\d|应改[^,。;]{0,4}\\d"
)
_VILLAGE_TASK: Final = re.compile(r"完成了?(?P<n>\d+)个(?:行政|自然)?村[^,。;]{2,16}?(?:任务|工作|工程)")
_ALL_VILLAGES: Final = re.compile(
    r"(?:全镇|全街道|全乡|辖区?内?|下辖|所辖|共有|共|辖)(?:共有|有|辖)?\d+个(?:行政|自然)?村|(?<!\d)\d+个(?:行政)?村(?:全部|均)"
)
_TARGETS: Final = re.compile("全年主要经济指标(?:任务)?|主要预期目标|主要经济指标任务")
_COMPARED: Final = re.compile("同比|增长|增幅|下降|增速|位列|位居|排名|任务|目标|上年|去年|完成年|占年")
_LEADING: Final = 3  # leading indicators in a sentence before a comparison is missed


def unsupported_claim(document: AuditedText) -> Iterator[Finding]:
    """A claim of completeness whose other number the text does not give."""
    for passage in document.body:
        if not passage.plan:
            yield from _exceeded(passage)
            yield from _covered(passage)
    yield from _villages(document)


def _exceeded(passage: Passage) -> Iterator[Finding]:
    for found in _EXCEEDED.finditer(passage.clean):
        sentence = passage.stop_at(found.start())
        numbers = [
            p
            for p in passage.figures_in(sentence.start, found.start())
            if p.figure.kind not in ("growth", "rank")
        ]
        if (
            not numbers
            or found.start() - numbers[-1].end > 3
            or _TASK.search(passage.clean, sentence.start, sentence.end)
        ):
            continue
        yield passage.finding(
            "unsupported_claim",
            "question",
            numbers[-1].start,
            found.end(),
            f"说“{found.group()}”，但没有写任务数，无法核对。",
            "请写明任务是多少、完成任务的百分之几。",
            [numbers[-1]],
        )


def _covered(passage: Passage) -> Iterator[Finding]:
    for found in _COVERED.finditer(passage.clean):
        sentence = passage.stop_at(found.start())
        counts = [
            p
            for p in passage.figures_in(sentence.start, found.start())
            if p.figure.kind == "count" and p.figure.unit_base in ("household", "person", "item")
        ]
        if (
            not counts
            or found.start() - counts[-1].end > 24
            or _WHOLE.search(passage.clean, sentence.start, found.end())
            or _PLACES.match(passage.clean[counts[-1].end : found.start()])
            or not _REACHED.search(passage.clean, passage.clause_start(found.start()), found.end())
        ):
            continue
        yield passage.finding(
            "unsupported_claim",
            "question",
            counts[-1].start,
            found.end(),
            f"说“{found.group()}”，但只有完成数{counts[-1].text}，没有总数，无法核对。",
            "请写明应完成的总数。",
            [counts[-1]],
        )


def _villages(document: AuditedText) -> Iterator[Finding]:
    """完成66个村…任务,完成28个村…任务, and nowhere how many villages there are."""
    if any(_ALL_VILLAGES.search(passage.clean) for passage in document.body):
        return
    for passage in document.body:
        found = list(_VILLAGE_TASK.finditer(passage.clean))
        if len({match["n"] for match in found}) < 2:
            continue
        yield passage.finding(
            "unsupported_claim",
            "question",
            found[0].start(),
            found[-1].end(),
            "几项任务的村数不同，全文又没有写一共有多少个村，看不出是全部还是部分完成。",
            "请写明总村数或应完成的村数。",
        )


def no_comparison(document: AuditedText) -> Iterator[Finding]:
    """Leading indicators without growth, rank or target; economic targets announced without one number."""
    for passage in document.body:
        if passage.plan:
            continue
        for start, end in {(s.start, s.end) for p in passage.figures for s in [passage.stop_at(p.start)]}:
            leading = [placed for placed in passage.figures_in(start, end) if headline(placed)]
            if len(leading) >= _LEADING and _bare(passage, start, end):
                yield passage.finding(
                    "no_comparison",
                    "question",
                    passage.clause_start(leading[0].start),
                    leading[-1].end,
                    "主要指标只有绝对数，没有同比增幅、位次或年度任务，看不出进退。",
                    "请补写同比增幅或完成年度任务的百分比。",
                    leading,
                )
    yield from _empty_targets(document)


def _bare(passage: Passage, start: int, end: int) -> bool:
    inside: list[Placed] = passage.figures_in(start, end)
    return not any(p.figure.kind in ("growth", "rank", "ratio") for p in inside) and not _COMPARED.search(
        "".join(p.before for p in inside)
    )


def _empty_targets(document: AuditedText) -> Iterator[Finding]:
    if len(document.figures) < _LEADING or any(headline(placed) for placed in document.figures):
        return
    for passage in document.body:
        found = _TARGETS.search(passage.clean) if passage.plan else None
        if found:
            yield passage.finding(
                "no_comparison",
                "question",
                found.start(),
                found.end(),
                f"提到“{found.group()}”，但全文没有一个经济指标的数。",
                "请列出主要指标的目标数和已完成数。",
            )
            return
