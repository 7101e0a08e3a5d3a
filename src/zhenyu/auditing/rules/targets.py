"""Targets against what was done: no progress, a leap, another scope (report-defects §3.9, §4.12: target vs
actual direction).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from zhenyu.auditing.bounds import single
from zhenyu.auditing.document import AuditedText, Placed
from zhenyu.auditing.finding import Finding
from zhenyu.auditing.likeness import of_whole, plain, qualifiers, unscaled

_LEAP_TIMES: Final = Decimal(2)
_LEAP_POINTS: Final = Decimal(10)
_SMALL: Final = Decimal(5)
_FROM: Final = "由…到"  # the reading's note on the earlier of two values
_WORSE: Final = ("矛盾", "事故", "投诉", "信访", "欠款", "违建", "贫困", "低保", "隐患", "问题")


def target_trend(document: AuditedText) -> Iterator[Finding]:
    """A target that is only last year's result, or a growth far beyond it; one remark a section."""
    done = _actuals(document)
    level: dict[int, list[tuple[Placed, Placed]]] = {}
    leaps: dict[int, list[tuple[Placed, Placed]]] = {}
    for target in document.figures:
        if target.figure.status != "target" or single(target.figure) is None:
            continue
        actual = done.get(_key(target))
        if actual is None or actual.passage is target.passage:
            continue
        if target.figure.kind == "growth":
            if _leap(target, actual):
                leaps.setdefault(target.passage.number, []).append((target, actual))
        elif _no_increase(target, actual):
            level.setdefault(target.passage.number, []).append((target, actual))
    for pairs in leaps.values():
        yield _finding(pairs, "目标增幅远高于上年实绩", "请说明依据，或按实际可能调整目标。")
    for pairs in level.values():
        yield _finding(pairs, "目标与上年实绩持平", "请核对目标数；确定不增的，请说明理由。")


def _key(placed: Placed) -> tuple[str, str, str, str]:
    figure = placed.figure
    return unscaled(figure.measure), figure.kind, figure.unit_base, figure.scope or ""


def _actuals(document: AuditedText) -> dict[tuple[str, str, str, str], Placed]:
    found: dict[tuple[str, str, str, str], Placed] = {}
    for placed in document.figures:
        earlier = placed.figure.note == _FROM
        if placed.figure.status != "actual" or earlier or placed.passage.plan:
            continue
        if single(placed.figure) is not None:
            found.setdefault(_key(placed), placed)
    return found


def _leap(target: Placed, actual: Placed) -> bool:
    wanted, reached = single(target.figure), single(actual.figure)
    return (
        wanted is not None
        and reached is not None
        and target.figure.unit_base == "%"
        and reached >= 0
        and wanted >= reached * _LEAP_TIMES
        and wanted - reached >= _LEAP_POINTS
    )


def _no_increase(target: Placed, actual: Placed) -> bool:
    wanted, reached = single(target.figure), single(actual.figure)
    if target.figure.kind not in ("count", "amount", "area", "length") or wanted != reached or wanted is None:
        return False
    if any(word in target.figure.measure for word in _WORSE) or len(plain(target.figure.measure)) < 3:
        return False
    return wanted >= _SMALL and qualifiers(target) == qualifiers(actual)


def _finding(pairs: list[tuple[Placed, Placed]], what: str, suggestion: str) -> Finding:
    target = pairs[0][0]
    shown = "；".join(f"{t.figure.measure}目标{t.text}，上年{a.text}" for t, a in pairs)
    return target.passage.finding(
        "target_trend",
        "question",
        target.passage.clause_start(target.start),
        target.end,
        f"{what}：{shown}。",
        suggestion,
        [each for pair in pairs for each in reversed(pair)],
    )


def scope_differs(document: AuditedText) -> Iterator[Finding]:
    """实绩 of 工业总产值, 目标 of 规模工业总产值: two scopes cannot be compared."""
    done: dict[str, Placed] = {}
    for placed in document.figures:
        if placed.figure.status == "actual" and placed.figure.kind == "amount":
            done.setdefault(unscaled(placed.figure.measure), placed)
    for target in document.figures:
        figure = target.figure
        if figure.status != "target" or figure.kind not in ("amount", "growth") or not of_whole(target):
            continue
        actual = done.get(unscaled(figure.measure))
        if actual is None or not of_whole(actual) or _scale(actual) == _scale(target):
            continue
        yield target.passage.finding(
            "scope_differs",
            "question",
            target.passage.clause_start(target.start),
            target.end,
            f"实绩用“{actual.figure.measure}”，目标用“{figure.measure}”，统计范围不同，无法对照。",
            "请统一指标名称；确属两个口径的，请分别列出实绩和目标。",
            [actual, target],
        )
        return


def _scale(placed: Placed) -> bool:
    """Whether the name limits the measure to units above a size (规模、规上、限上)."""
    return unscaled(placed.figure.measure) != plain(placed.figure.measure).removeprefix("全镇").removeprefix(
        "我镇"
    )
