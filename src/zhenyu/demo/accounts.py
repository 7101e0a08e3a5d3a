"""Offices and demonstration accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.people.types import Grant, Role

PASSWORD: Final = "yunzhu-2026"  # noqa: S105 — of invented accounts over invented rows; the start page prints it
"""The password of every demonstration account."""

OFFICES: Final = (
    "党政综合办",
    "党建工作办",
    "经济发展办",
    "财政所",
    "农业综合服务中心",
    "农村经营管理站",
    "村镇建设办",
    "公共服务办",
    "便民服务中心",
    "综合文化服务站",
    "社会治安综合治理中心",
    "应急管理办",
    "综合行政执法队",
)
"""The offices of each town; ledgers and tasks name them."""

_TOWN: Final = "990101100"
_ROOMS: Final = ("计划", "报告")
"""Domains of the plans and documents rooms, which a clerk of some domains needs beside them."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Somebody to log in as. ``title`` says who that is; ``domains`` empty means every domain."""

    username: str
    name: str
    title: str
    role: Role
    area: str
    office: str = ""
    domains: tuple[str, ...] = ()

    @property
    def grants(self) -> tuple[Grant, ...]:
        area = AreaCode(self.area)
        if not self.domains:
            return (Grant(self.role, area),)
        return tuple(Grant(self.role, area, domain) for domain in (*self.domains, *_ROOMS))


ACCOUNTS: Final = (
    DemoAccount("zhenzhang", "陆知远", "望澜镇镇长（领导，只看不改）", Role.LEADER, _TOWN),
    DemoAccount(
        "zhuren",
        "金予安",
        "望澜镇党政综合办主任（办所负责人，全部领域）",
        Role.OFFICE_HEAD,
        _TOWN,
        "党政综合办",
    ),
    DemoAccount(
        "cunjian",
        "曲怀远",
        "望澜镇村镇建设办办事员",
        Role.TOWN_CLERK,
        _TOWN,
        "村镇建设办",
        ("镇村建设", "人居环境"),
    ),
    DemoAccount(
        "minsheng", "宋知微", "望澜镇公共服务办办事员", Role.TOWN_CLERK, _TOWN, "公共服务办", ("民生保障",)
    ),
    DemoAccount("cunhui", "谢长福", "望澜镇一个村的报账员", Role.VILLAGE_RECORDER, f"{_TOWN}200"),
    DemoAccount("ducha", "韩牧野", "望澜镇督查员（只读）", Role.INSPECTOR, _TOWN, "党政综合办"),
    DemoAccount("xianji", "方若谷", "云渚县县级只读", Role.COUNTY_READER, "990101"),
)
