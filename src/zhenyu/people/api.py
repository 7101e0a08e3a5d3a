"""Who a program is here, and the areas it may look at."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from ninja import Query, Router, Schema
from pydantic import Field

from zhenyu.areas import queries as areas
from zhenyu.areas.models import Area
from zhenyu.core import clock
from zhenyu.core.errors import NotAllowed
from zhenyu.core.problems import ERRORS, Problem
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.people.requests import ReaderRequest

router = Router(tags=["账号与区划"])


class GrantOut(Schema):
    """一项职责。"""

    role: str = Field(
        description="leader、office_head、town_clerk、village_recorder、grid_worker、inspector、county_reader"
    )
    area: str
    domain: str | None = Field(description="只限这个业务领域；null 为不限")


class MeOut(Schema):
    """这次请求是谁、能看什么。"""

    name: str
    token: str | None = Field(description="令牌名称；网页登录时为 null")
    expires_on: date | None = Field(description="令牌有效到哪一天")
    grants: list[GrantOut]


class AreaOut(Schema):
    """一个区划。"""

    code: str = Field(examples=["990101100201"])
    name: str
    level: str = Field(description="province、prefecture、county、town、village、grid")
    valid_from: date | None
    valid_to: date | None
    successors: list[str] = Field(description="撤并后成为哪些区划")


@router.get("/me", response={200: MeOut, ERRORS: Problem}, operation_id="whoAmI", summary="我是谁")
def who_am_i(request: ReaderRequest) -> dict[str, Any]:
    """令牌此刻实际能用的职责：令牌的范围与本人现有授权的交集。"""
    return {
        "name": request.reader.name,
        "token": request.token.name if request.token else None,
        "expires_on": request.token.expires_on if request.token else None,
        "grants": request.reader.grants,
    }


@router.get(
    "/areas", response={200: list[AreaOut], ERRORS: Problem}, operation_id="listAreas", summary="区划"
)
def list_areas(
    request: ReaderRequest,
    under: Annotated[str | None, Query(description="这个区划及其以下；缺省为您负责的全部区划")] = None,
    all_times: Annotated[bool, Query(description="连同已撤并的")] = False,
) -> list[Area]:
    """您负责的区划及其以下的全部区划。"""
    reader = request.reader
    asked = [AreaCode.parse(under)] if under else [grant.area for grant in reader.grants]
    for area in asked:
        if not reader.sees(area):
            raise NotAllowed(f"区划 {area} 不在您的授权范围内", "请换成令牌或账号负责的区划")
    day = None if all_times else clock.today()
    by_code = {area.code: area for top in asked for area in areas.subtree(top, day)}
    return [by_code[code] for code in sorted(by_code)]
