"""The catalogue and the figures for programs, by figure address."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Query, Router, Schema
from pydantic import Field

from zhenyu.core.errors import UsageError
from zhenyu.core.problems import ERRORS, Problem
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition
from zhenyu.indicators.figures import queries
from zhenyu.indicators.measures import registry
from zhenyu.people.requests import ReaderRequest

router = Router(tags=["指标与数"])
MOST_ADDRESSES = 500
EXAMPLE = "toilets_renovated@990101100/2026-01..2026-10"
Address = Annotated[
    str, Query(description="数的地址：指标@区划/时间段，可带 .yoy .target 等", examples=[EXAMPLE])
]


class IndicatorOut(Schema):
    """一个指标。"""

    code: str = Field(examples=["toilets_renovated"])
    title: str = Field(examples=["卫生改厕户数"])
    synonyms: list[str]
    unit: str
    kind: str = Field(
        description="flow 流量、stock 存量、ratio 比率、distinct 去重计数、external 外部指标、formula 算式"
    )
    formula: str = Field(description="kind 为 formula 时由哪些指标怎样算出，如 a / b", examples=[""])
    tree: str = Field(alias="tree_rule", description="上级的数怎样来：sum 由下级相加、none 不相加")
    better: str = Field(description="up 越大越好、down 越小越好、none")
    domain: str
    scope_note: str = Field(description="口径")


class RankOut(Schema):
    """位次。"""

    n: int
    of: int


class FigureOut(Schema):
    """一个数。小数为文本，不取整。"""

    address: str
    indicator: str
    area: str
    period: str
    aspect: str
    title: str
    area_name: str
    value: str | None
    absence: str | None = Field(description="没有值的原因：unknown 尚无数据、not_applicable 不适用")
    note: str
    unit: str
    status: str = Field(description="derived 由台账算出、entered 录入、target 目标")
    finality: str = Field(description="外部指标：preliminary 初步数、final 最终数")
    source: str
    target: str | None
    completion: str | None = Field(description="完成率，%")
    pace: str | None = Field(description="超（欠）时间进度，百分点")
    yoy: str | None = Field(description="同比，%")
    yoy_note: str
    yoy_points: str | None
    rank: RankOut | None
    previous: str | None
    share: str | None
    computed_at: str | None


class TraceOut(Schema):
    """一个数从哪里来。visible + hidden = row_count。"""

    address: str
    value: str | None
    unit: str
    formula: str
    sentence: str = Field(description="口径的一句话")
    row_count: int
    visible: int
    hidden: int = Field(description="您无权看的行数")
    cells: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    sides: list[dict[str, Any]] = Field(description="组成这个数、或与它相比的数，各有地址")
    next: str | None


@router.get(
    "/indicators",
    response={200: list[IndicatorOut], ERRORS: Problem},
    operation_id="listIndicators",
    summary="指标目录",
)
def list_indicators(request: ReaderRequest) -> list[IndicatorDefinition]:
    """全部指标。"""
    return list(registry.indicators())


@router.get(
    "/indicators/{code}",
    response={200: IndicatorOut, ERRORS: Problem},
    operation_id="getIndicator",
    summary="一个指标",
)
def get_indicator(request: ReaderRequest, code: str) -> IndicatorDefinition:
    """一个指标的单位、种类和口径。"""
    return registry.indicator(code)


@router.get(
    "/figures", response={200: list[FigureOut], ERRORS: Problem}, operation_id="getFigures", summary="查数"
)
def get_figures(
    request: ReaderRequest,
    address: Annotated[
        list[str], Query(description=f"数的地址，可写多个，最多 {MOST_ADDRESSES} 个", examples=[[EXAMPLE]])
    ],
) -> list[dict[str, Any]]:
    """按地址查数，次序与所问相同。"""
    if len(address) > MOST_ADDRESSES:
        raise UsageError(f"一次最多查 {MOST_ADDRESSES} 个数，现在是 {len(address)} 个", "请分几次查")
    return [figure.as_json() for figure in queries.figures(request.reader, address)]


@router.get(
    "/series",
    response={200: list[FigureOut], ERRORS: Problem},
    operation_id="getSeries",
    summary="按月或按下级区划展开",
)
def get_series(
    request: ReaderRequest,
    address: Address,
    by: Annotated[Literal["month", "area"], Query(description="month 逐月，area 下一级各区划")] = "month",
) -> list[dict[str, Any]]:
    """把一个数按月份或下级区划展开。"""
    return [figure.as_json() for figure in queries.series(request.reader, address, by)]


@router.get(
    "/trace", response={200: TraceOut, ERRORS: Problem}, operation_id="getTrace", summary="追溯一个数"
)
def get_trace(
    request: ReaderRequest,
    address: Address,
    limit: Annotated[int, Query(ge=1, le=1000, description="每页行数")] = 50,
    after: Annotated[str | None, Query(description="上一页的 next")] = None,
) -> dict[str, Any]:
    """一个数背后的口径、单元和行；无权看的行只计数。"""
    return queries.trace(request.reader, address, limit=limit, after=after).as_json()
