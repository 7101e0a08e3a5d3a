"""Parts and totals: what is said to make up a number must make it up, within the rounding of the printed
digits.

Check tails, rows and columns; declare funnel or partition; parts = total (report-defects §2.1, §3.11, §4.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from zhenyu.auditing.bounds import Bounds, as_printed, exact, printed
from zhenyu.auditing.document import AuditedText, Placed
from zhenyu.auditing.finding import Computed, Finding, Severity
from zhenyu.auditing.lexicon import COMPLEMENTS, DIMENSIONS, STAGES

_PARTITION: Final = re.compile("分别[为是]?|分为")
_AGAIN: Final = re.compile("其中|按|包括")
_NEAR: Final = Decimal("0.1")  # a gap below a tenth of the total is more likely a slip than an unnamed rest
_SUMMED: Final = re.compile("(?:合计|总计|共计|一共|总共)(?:为|达|达到)?$")
_SUMMABLE: Final = frozenset(["amount", "count", "area", "length", "mass", "volume"])
# follows from the parts, is none of them
_OUTCOME: Final = re.compile("预计|每年|人均|户均|增收|节约|带动|惠及|新增")


def parts_total(document: AuditedText) -> Iterator[Finding]:
    """Parts marked 其中, 分别, in brackets or before 合计 against their total; overlap and funnels become
    questions."""
    families: dict[int, list[Placed]] = {}
    for placed in document.figures:
        if placed.figure.parent is not None and not _OUTCOME.search(placed.before):
            families.setdefault(placed.figure.parent, []).append(placed)
    for index, parts in families.items():
        total = document.figures[index]
        for partition in _partitions(parts):
            yield from _compared(total, partition)
    for placed in document.figures:
        if _SUMMED.search(placed.before):
            yield from _summed(document, placed)
        elif "其中" in placed.before:
            yield from _greater(document, placed)


def _partitions(parts: Sequence[Placed]) -> Iterator[list[Placed]]:
    """A total may be divided twice (其中…;其中…): each division on its own."""
    current = [parts[0]]
    for part in parts[1:]:
        gap = (
            part.passage.clean[current[-1].end : part.start]
            if part.passage is current[-1].passage
            else "其中"
        )
        if _AGAIN.search(gap):
            yield current
            current = []
        current.append(part)
    yield current


def _compared(total: Placed, parts: Sequence[Placed]) -> Iterator[Finding]:
    whole, value, sums = printed(total.figure), exact(total.figure), _added(parts)
    if len(parts) < 2 or whole is None or value is None or sums is None or sums[0].meets(whole):
        return
    added = sums[1]
    near = abs(value - added) <= value * _NEAR
    if _exhaustive(total, parts):
        yield _wrong(total, parts, value - added, added, "error")
    elif any(STAGES.search(part.figure.measure) for part in parts):
        if near:
            yield _funnel(total, parts, added)
    elif (added > value or near) and not _crossed(parts):
        yield _wrong(total, parts, value - added, added, "question")


def _crossed(parts: Sequence[Placed]) -> bool:
    """Parts by sex, age, schooling …: divisions that cross each other need not add up."""
    names = [part.before + part.figure.measure for part in parts]
    return len({name for name, words in DIMENSIONS.items() if any(map(words.search, names))}) > 1


def _added(parts: Sequence[Placed]) -> tuple[Bounds, Decimal] | None:
    """The sum of the parts: what it may stand for, and as printed; None if one part is no exact number."""
    bounds = [printed(part.figure) for part in parts]
    low = sum((each.low for each in bounds if each), Decimal(0))
    high = sum((each.high for each in bounds if each), Decimal(0))
    value = sum((exact(part.figure) or Decimal(0) for part in parts), Decimal(0))
    return None if None in bounds else (Bounds(low, high), value)


def _exhaustive(total: Placed, parts: Sequence[Placed]) -> bool:
    """The parts say by their words that nothing else belongs to the total."""
    if _PARTITION.search(total.passage.clean, total.end, max(parts[-1].start, total.end)):
        return True
    if len(parts) != 2:
        return False
    one, other = (part.before + part.figure.measure for part in parts)
    return any(
        (a.search(one) and b.search(other) and not a.search(other))
        or (b.search(one) and a.search(other) and not b.search(other))
        for a, b in COMPLEMENTS
    )


def _wrong(
    total: Placed, parts: Sequence[Placed], gap: Decimal, added: Decimal, severity: Severity
) -> Finding:
    like = total.figure
    reason = f"分项合计为{as_printed(added, like)}，与总数{total.text}相差{as_printed(abs(gap), like)}"
    hint = "请核对台账，改正总数或分项，使各分项之和等于总数。"
    if severity == "question":
        rest = "分项之间是否有重叠，请注明“可重复计算”；" if gap < 0 else "其余部分请写明归入哪一项；"
        hint = rest + "如为笔误，请核对台账后改正。"
    return _at(total, parts, severity, f"分项与总数不符：{reason}。", hint, added)


def _funnel(total: Placed, parts: Sequence[Placed], added: Decimal) -> Finding:
    message = (
        f"分阶段的数加起来是{as_printed(added, total.figure)}，与总数{total.text}接近而不等："
        "各阶段是互相包含（投产含于开工、开工含于落地），还是各算各的，文中看不出来。"
    )
    return _at(
        total,
        parts,
        "question",
        message,
        "请注明“均按曾达到该阶段统计，不相加”，或改为互不重叠的分项。",
        added,
    )


def _at(
    total: Placed, parts: Sequence[Placed], severity: Severity, message: str, suggestion: str, added: Decimal
) -> Finding:
    same = parts[-1].passage is total.passage
    return total.passage.finding(
        "parts_total",
        severity,
        total.start,
        parts[-1].end if same else total.end,
        message,
        suggestion,
        [total, *parts, Computed("分项合计", as_printed(added, total.figure))],
    )


def _summed(document: AuditedText, total: Placed) -> Iterator[Finding]:
    """甲3个、乙5个,合计9个."""
    parts: list[Placed] = []
    for earlier in reversed(document.figures[: total.index]):
        sentence = total.passage.stop_at(total.start)
        if (
            earlier.passage is not total.passage
            or earlier.start < sentence.start
            or earlier.figure.unit != total.figure.unit
        ):
            break
        if earlier.figure.kind not in _SUMMABLE or earlier.figure.parent is not None:
            break
        parts.insert(0, earlier)
    whole, sums = printed(total.figure), _added(parts)
    if len(parts) < 2 or whole is None or sums is None or sums[0].meets(whole):
        return
    shown = as_printed(sums[1], total.figure)
    message = f"合计数不对：前面各项加起来是{shown}，文中写的是{total.text}。"
    yield total.passage.finding(
        "parts_total",
        "error",
        parts[0].start,
        total.end,
        message,
        "请核对各项和合计数后改正。",
        [*parts, total, Computed("各项之和", shown)],
        edits=[(total.start, total.end, shown)],
    )


def _greater(document: AuditedText, part: Placed) -> Iterator[Finding]:
    """其中 introduces something larger than the whole."""
    if part.index == 0:
        return
    total = document.figures[part.index - 1]
    gap = part.passage.clean[total.end : part.start] if total.passage is part.passage else ""
    if not gap.lstrip(",;、。人户个家").startswith("其中") or total.figure.unit != part.figure.unit:
        return
    whole, one = printed(total.figure), printed(part.figure)
    if (
        whole is None
        or one is None
        or part.figure.kind != total.figure.kind
        or part.figure.kind not in _SUMMABLE
    ):
        return
    if one.low > whole.high:
        message = f"“其中”的数{part.text}比总数{total.text}还大。"
        yield part.passage.finding(
            "parts_total",
            "error",
            total.start,
            part.end,
            message,
            "请核对总数和分项，改正写反或写错的数。",
            [total, part],
        )
