"""The command ``zhenyu target``: targets shown, set, split, and taken from a workbook."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhenyu.core.errors import UsageError

if TYPE_CHECKING:
    from zhenyu.indicators.targets.queries import SplitPlan

METHODS = {"last-year": "last_year", "evenly": "evenly", "indicator": "indicator"}
_into = click.option(
    "--to",
    "into",
    type=click.Choice(["areas", "months"]),
    default="areas",
    show_default=True,
    help="下级区划或月份",
)
_as_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON，数值为字符串")


@click.group("target")
def target_group() -> None:
    """目标：查看、下达、分解、导入。地址如 toilets_renovated@990101100/2026"""


@target_group.command("show")
@click.argument("address")
@_into
@_as_json
def show_command(address: str, into: str, as_json: bool) -> None:
    """一个目标和它的各部分，核对合计。合计不符时退出码为 1。"""
    from zhenyu.core.values.addresses import FigureAddress
    from zhenyu.indicators.targets.queries import SplitMethod, plan_split
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    with reading_as(SYSTEM) as reader:
        plan = plan_split(reader, FigureAddress.parse(address), into=into, method=SplitMethod.AS_SET)  # type: ignore[arg-type]  # by click.Choice
    _tell(plan, as_json)
    is_split = any(part.current is not None for part in plan.parts)
    raise SystemExit(1 if is_split and plan.gap else 0)


@target_group.command("set")
@click.argument("address")
@click.argument("value")
@click.option(
    "--mode",
    type=click.Choice(["at_least", "at_most", "growth"]),
    default="at_least",
    show_default=True,
    help="不少于、不超过，或增长（百分数）",
)
def set_command(address: str, value: str, mode: str) -> None:
    """下达一个目标；值写 - 是取消。"""
    from zhenyu.core.values.addresses import FigureAddress
    from zhenyu.indicators.actions.targets import set_targets
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    at = FigureAddress.parse(address)
    with reading_as(SYSTEM) as reader:
        set_targets([(at.indicator, at.area, at.period, None if value == "-" else value, mode)], by=reader)
    click.echo(f"{at} 的目标已{'取消' if value == '-' else '下达'}")


@target_group.command("split")
@click.argument("address")
@_into
@click.option(
    "--by",
    "method",
    type=click.Choice(list(METHODS)),
    default="last-year",
    show_default=True,
    help="按什么分解",
)
@click.option("--base", default="", help="--by indicator 时按哪个指标，如户籍人口")
@click.option("--lock", "locks", multiple=True, help="锁定一部分：990101100201=30 或 2026-03=30；可写多个")
@click.option("--places", type=click.IntRange(0, 6), default=0, show_default=True, help="保留几位小数")
@click.option("--dry-run", is_flag=True, help="只看，不保存")
@_as_json
def split_command(
    address: str,
    into: str,
    method: str,
    base: str,
    locks: tuple[str, ...],
    places: int,
    dry_run: bool,
    as_json: bool,
) -> None:
    """把目标分解到下级区划或月份，合计一定等于总目标。"""
    from zhenyu.core.values.addresses import FigureAddress
    from zhenyu.indicators.actions.targets import split_target
    from zhenyu.indicators.targets.queries import SplitMethod, plan_split
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    whole = FigureAddress.parse(address)
    with reading_as(SYSTEM) as reader:
        plan = plan_split(
            reader,
            whole,
            into=into,  # type: ignore[arg-type]  # by click.Choice
            method=SplitMethod(METHODS[method]),
            base_indicator=base,
            locked=_locked(locks, whole, into),
            places=places,
        )
        if not dry_run:
            values = {part.key: part.proposed for part in plan.parts}
            split_target(whole, values, into=plan.into, by=reader, basis=plan.basis)
    _tell(plan, as_json)
    if not as_json:
        click.echo("没有保存（--dry-run）" if dry_run else "已保存")


@target_group.command("import")
@click.argument("address")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--accept-gap", is_flag=True, help="合计与总目标不一致也保存")
@click.option("--dry-run", is_flag=True, help="只核对，不保存")
def import_command(address: str, file: Path, accept_gap: bool, dry_run: bool) -> None:
    """导入目标表：第一列区划（代码或名称），其余列为 全年、1月…12月。"""
    from zhenyu.core.values.addresses import FigureAddress
    from zhenyu.indicators.actions.target_workbook import import_targets, read_targets
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    with reading_as(SYSTEM) as reader:
        table = read_targets(reader, FigureAddress.parse(address), file)
        for problem in table.problems:
            click.echo(f"  {problem}", err=True)
        if table.problems:
            click.echo(f"{len(table.problems)}处不对，没有写入", err=True)
            raise SystemExit(1)
        for gap in table.gaps:
            click.echo(f"  {gap}", err=True)
        if not dry_run:
            import_targets(table, by=reader, accept_gap=accept_gap)
    click.echo(f"{'核对' if dry_run else '导入'}{len(table.entries)}个目标")


def _locked(locks: Iterable[str], whole: Any, into: str) -> dict[str, Decimal]:
    from zhenyu.core.values.area_codes import AreaCode
    from zhenyu.core.values.periods import Period
    from zhenyu.indicators.targets.queries import part_key

    found = {}
    for lock in locks:
        name, _, value = lock.partition("=")
        try:
            amount = Decimal(value)
        except InvalidOperation:
            raise UsageError(f"看不懂 --lock {lock}", "写成 990101100201=30 或 2026-03=30") from None
        part = whole.with_period(Period.parse(name)) if into == "months" else whole.with_area(AreaCode(name))
        found[part_key(part)] = amount
    return found


def _tell(plan: SplitPlan, as_json: bool) -> None:
    from zhenyu.core.values.quantities import format_decimal
    from zhenyu.indicators.types import plain

    if as_json:
        parts = [
            {
                "address": str(part.address),
                "name": part.name,
                "base": plain(part.base),
                "current": plain(part.current),
                "value": plain(part.proposed),
                "locked": part.locked,
            }
            for part in plan.parts
        ]
        answer: dict[str, Any] = {
            "address": str(plan.whole),
            "target": plain(plan.total),
            "mode": plan.mode,
            "unit": plan.definition.unit,
        }
        answer |= {"method": str(plan.method), "gap": plan.gap, "notes": list(plan.notes)}
        click.echo(json.dumps({**answer, "parts": parts}, ensure_ascii=False, indent=2))
        return
    unit = plan.definition.unit
    click.echo(
        f"{plan.area_name} {plan.whole.period.title} {plan.definition.title} 目标 {format_decimal(plan.total)}{unit}"
    )
    for note in plan.notes:
        click.echo(f"  说明：{note}")
    for part in plan.parts:
        value = "—" if part.proposed is None else f"{format_decimal(part.proposed)}{unit}"
        base = "" if part.base is None else f"（基数 {format_decimal(part.base)}）"
        click.echo(f"  {part.name} {value}{base}{'，锁定' if part.locked else ''}")
    if plan.adds_up or plan.is_level:
        click.echo(
            plan.gap or f"{plan.whose}合计等于总目标" if plan.adds_up else plan.gap or "年末等于总目标"
        )
