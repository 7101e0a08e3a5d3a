"""What is asked of a figure beside its value: the aspect as a value, or the reason there is none. Pure."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from zhenyu.core.values.addresses import Aspect
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition, IndicatorKind
from zhenyu.indicators.types import Absence, Figure

_POINTS: Final = "百分点"


def why_shareless(definition: IndicatorDefinition, *, quotient: bool) -> str:
    """Why areas have no share of the area above; empty where they may have one."""
    if quotient or definition.is_rank:
        return "比率、平均数和位次不计算占比"
    return "不重复计数不能相加，不计算占比" if definition.kind is IndicatorKind.DISTINCT else ""


def as_aspect(whole: Figure, shareless: str) -> Figure:
    """The same figure with the aspect its address asks as its value; ``shareless``: see
    :func:`why_shareless`."""
    aspect = whole.aspect
    if aspect is Aspect.VALUE:
        return whole
    value, unit, why = _aspect_value(whole, aspect, shareless)
    absence, note = (None, "") if value is not None else _aspect_absence(whole, aspect, why)
    status = "target" if aspect is Aspect.TARGET else whole.status
    return replace(whole, value=value, unit=unit, status=status, absence=absence, note=note)


def _aspect_value(whole: Figure, aspect: Aspect, shareless: str) -> tuple[Decimal | None, str, str]:
    """Value, unit and, should there be none, the reason."""
    rank = Decimal(whole.rank.n) if whole.rank else None
    return {
        Aspect.TARGET: (whole.target, whole.unit, "没有目标"),
        Aspect.COMPLETION: (whole.completion, "%", "没有目标或目标不大于0"),
        Aspect.PACE: (whole.pace, _POINTS, "没有可比进度的目标"),
        Aspect.YOY: (whole.yoy, "%", whole.yoy_note),
        Aspect.YOY_POINTS: (whole.yoy_points, _POINTS, "没有上年同期数，或指标不是比率"),
        Aspect.RANK: (rank, "位", "没有可比的同级区划"),
        Aspect.SHARE: (whole.share, "%", shareless or "没有上级数"),
        Aspect.PREVIOUS: (whole.previous, whole.unit, "没有上期数"),
    }[aspect]


def _aspect_absence(whole: Figure, aspect: Aspect, why: str) -> tuple[Absence, str]:
    """A growth that a known base forbids does not apply; what lacks its operands is unknown. A target and the
    period before are there or not whatever this period says."""
    if whole.absence and aspect not in (Aspect.TARGET, Aspect.PREVIOUS):
        return whole.absence, whole.note
    return ("not_applicable" if "不计算" in why else "unknown"), why
