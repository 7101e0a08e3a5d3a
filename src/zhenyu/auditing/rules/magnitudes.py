"""万 for 亿, more than everything, more people than the households can hold: numbers that cannot be, or need
a word.

Unit and magnitude, percent > 100, 户 ≤ 人 (report-defects §3.9, §3.10, §4.6, §4.8, §4.16); the bands are data
in ``lexicon/plausibility.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from zhenyu.auditing.bounds import HUNDRED, single
from zhenyu.auditing.document import AuditedText, Placed
from zhenyu.auditing.finding import Computed, Finding, written
from zhenyu.auditing.lexicon import BANDS, PER_UNIT, SCALES, Band, PerUnit
from zhenyu.auditing.likeness import headline, plain, unscaled

_DOUBLED: Final = re.compile(r"\d[余多]?(?:亿亿|万万|万亿万|亿万万|千亿万|亿千万元)")
_PER_HEAD: Final = re.compile("人均|户均|亩均|平均|每")
_SLIP: Final = (Decimal(3000), Decimal(30000))  # a factor about 10⁴ between two statements of one measure
_MAY_EXCEED: Final = re.compile(
    "完成|增长|增幅|增速|负债|利用率|产销|容积|复种|超额|任务|计划|目标|指标|进度|回报|收益|提高|比.{0,8}年|相当于|是.{0,8}的|同期|灌溉"
)
_WHOLE_AT_MOST: Final = re.compile(
    "(?:覆盖|满意|合格|达标|普及|参保|入学|办结|整改|完好|处理|收集|入户|知晓|到位|公开|签约|建成|出勤|参与|化解|调解成功|回复|响应|供养|交叉任职|保持|巩固|绿化|硬化|安装|接种|检出|抽检合格)(?:率|度)|占比|比例|比重|满意度|^占"
)
_ADJACENT: Final = re.compile("^[,、]?[^,。;:\\d]{0,10}$")


def magnitude(document: AuditedText) -> Iterator[Finding]:
    """固定资产投资3.539万元: far below what a township writes, or ten thousand times another statement of
    it."""
    for passage in document.body:
        for found in _DOUBLED.finditer(passage.clean):
            yield passage.finding(
                "magnitude",
                "error",
                found.start(),
                found.end(),
                f"“{found.group()}”数量级重复。",
                "请核对单位是万元还是亿元。",
            )
    known: dict[str, Placed] = {}
    for placed in document.figures:
        figure, value = placed.figure, single(placed.figure)
        if (
            figure.kind != "amount"
            or figure.unit_base != "yuan"
            or _PER_HEAD.search(figure.measure)
            or not value
            or (figure.scope and not headline(placed))
        ):
            continue
        name = unscaled(figure.measure)
        first = known.setdefault(name, placed)
        scale = next((each for each in SCALES if each.words.search(plain(figure.measure))), None)
        if scale is not None and not scale.least <= value <= scale.most:
            known.pop(name) if first is placed else None
        if scale is not None and value < scale.least:
            yield _slip(placed, "亿元" if "万" in figure.unit else "万元", "小", first)
        elif scale is not None and value > scale.most:
            yield _slip(placed, "万元" if "亿" in figure.unit else "元", "大", first)
        elif first is not placed and headline(placed):
            other = single(first.figure)
            if other and _SLIP[0] < max(value / other, other / value) < _SLIP[1]:
                yield _slip(placed, "亿元或万元", "大" if value > other else "小", first)


def _slip(placed: Placed, meant: str, extent: str, first: Placed) -> Finding:
    message = f"{placed.figure.measure}写为{placed.text}，数量级过{extent}，疑把单位写错。"
    return placed.passage.finding(
        "magnitude",
        "error",
        placed.passage.clause_start(placed.start),
        placed.end,
        message,
        f"请核对单位，是否应为“{meant}”。",
        [placed] if first is placed else [first, placed],
    )


def percent_over(document: AuditedText) -> Iterator[Finding]:
    """覆盖率102%, 占比120%: a part of a whole is never more than the whole."""
    for placed in document.figures:
        figure, value = placed.figure, single(placed.figure)
        if figure.kind != "ratio" or figure.unit_base != "%" or value is None or value <= HUNDRED:
            continue
        name = placed.before + figure.measure
        if _MAY_EXCEED.search(name) or not (
            _WHOLE_AT_MOST.search(figure.measure) or _WHOLE_AT_MOST.search(placed.before)
        ):
            continue
        yield placed.passage.finding(
            "percent_over",
            "error",
            placed.passage.clause_start(placed.start),
            placed.end,
            f"{figure.measure}写为{figure.text}，部分不可能超过全部。",
            "请核对分子和分母，改正百分数。",
            [placed],
        )


def implausible_ratio(document: AuditedText) -> Iterator[Finding]:
    """增加值 5 % of 产值, 收入 above 产值: one question for each base, with every odd ratio as evidence."""
    leading = [placed for placed in document.figures if headline(placed) and single(placed.figure)]
    odd: dict[Placed, list[tuple[Placed, Band, Decimal]]] = {}
    for band in BANDS:
        base = next(
            (
                p
                for p in leading
                if band.base.search(unscaled(p.figure.measure)) and p.figure.status == "actual"
            ),
            None,
        )
        if base is None:
            continue
        for part in leading:
            if part is base or not band.part.search(unscaled(part.figure.measure)):
                continue
            ratio = (single(part.figure) or Decimal(0)) / (single(base.figure) or Decimal(1))
            if not band.low <= ratio <= band.high:
                odd.setdefault(base, []).append((part, band, ratio))
                break
    for base, found in odd.items():
        part = found[0][0]
        reasons = "；".join(
            f"{each.text}÷{base.text}={written(ratio * HUNDRED, 1)}%，{band.why}"
            for each, band, ratio in found
        )
        yield part.passage.finding(
            "implausible_ratio",
            "question",
            part.passage.clause_start(part.start),
            part.end,
            f"与{base.figure.measure}{base.text}相比，比例反常：{reasons}。",
            "请核对数字，并注明两个指标的统计范围（口径）。",
            [
                base,
                *(each for each, _, _ in found),
                *(Computed(band.name, f"{written(ratio * HUNDRED, 2)}%") for _, band, ratio in found),
            ],
        )


def implausible_each(document: AuditedText) -> Iterator[Finding]:
    """326 mu in 5 courtyards, fewer people than households: so much of one thing for each of another."""
    for first, second in zip(document.figures, document.figures[1:], strict=False):
        if first.passage is not second.passage or not _ADJACENT.match(
            first.passage.clean[first.end : second.start]
        ):
            continue
        for rule in PER_UNIT:
            yield from _each(rule, first, second)


def _each(rule: PerUnit, first: Placed, second: Placed) -> Iterator[Finding]:
    bases = (first.figure.unit_base, second.figure.unit_base)
    if bases == (rule.each, rule.amount):
        each, amount = first, second
    elif bases == (rule.amount, rule.each):
        amount, each = first, second
    else:
        return
    count, total = single(each.figure), single(amount.figure)
    if not count or total is None or "growth" in (each.figure.kind, amount.figure.kind):
        return
    start = first.passage.clause_start(first.start)
    if rule.each == "household" and not _household_pair(first, second):
        return
    if rule.low <= total / count <= rule.high or not rule.words.search(
        first.passage.clean, start, second.end
    ):
        return
    answer = written(total / count, 2)
    yield first.passage.finding(
        "implausible_each",
        "question",
        start,
        second.end,
        f"{rule.name}约{answer}，超出常见范围（{rule.low}—{rule.high}）。",
        "请核对两个数和单位；如属实，请简要说明原因。",
        [first, second, Computed(rule.name, answer)],
    )


def _household_pair(first: Placed, second: Placed) -> bool:
    """N户M人 or N户、M人 of the same thing, not two deeds side by side."""
    return len(first.passage.clean[first.end : second.start]) <= 1
