"""Commands of the room: ``zhenyu figure`` and ``zhenyu trace``.

Django is imported inside functions only; ``zhenyu.cli`` brings the database up before a command runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from zhenyu.indicators.types import Figure, Trace
    from zhenyu.people.types import Reader


@click.command("figure")
@click.argument("address")
@click.option("--by", type=click.Choice(["month", "area"]), help="展开到月份或下级区划")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，数值为字符串")
def figure_command(address: str, by: str | None, as_json: bool) -> None:
    """查一个数：指标@区划/时间段[.方面]，如 toilets_renovated@990101100/2025.yoy"""
    with _reading_system() as reader:
        from zhenyu.indicators.queries import figure, series

        found = series(reader, address, by=by) if by else [figure(reader, address)]
        if as_json:
            click.echo(json.dumps([item.as_json() for item in found], ensure_ascii=False, indent=2))
            return
        for item in found:
            click.echo(_line(item))


@click.command("trace")
@click.argument("address")
@click.option("--limit", default=50, show_default=True, help="每页行数")
@click.option("--after", help="上一页给出的续页标记")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，数值为字符串")
def trace_command(address: str, limit: int, after: str | None, as_json: bool) -> None:
    """追溯一个数：公式、汇总单元和每一行台账。"""
    with _reading_system() as reader:
        from zhenyu.indicators.queries import trace

        found = trace(reader, address, limit=limit, after=after)
        if as_json:
            click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
            return
        for line in _trace_lines(found):
            click.echo(line)


commands: list[click.Command] = [figure_command, trace_command]


@contextmanager
def _reading_system() -> Iterator[Reader]:
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    with reading_as(SYSTEM) as reader:
        yield reader


def _line(item: Figure) -> str:
    value = f"{item.display()}{item.unit}" if item.value is not None else f"—（{item.note}）"
    parts = [f"{item.area_name} {item.address.period.title} {item.title} {value}"]
    if item.target is not None and item.completion is not None:
        parts.append(f"完成目标的{_two(item.completion)}%")
    if item.yoy is not None:
        parts.append(f"同比{_two(item.yoy)}%")
    if item.rank is not None:
        parts.append(f"第{item.rank.n}位（共{item.rank.of}个）")
    return "，".join(parts)


def _two(value: object) -> str:
    from decimal import Decimal

    from zhenyu.core.quantities import format_decimal
    from zhenyu.core.rounding import round_half_up

    return format_decimal(round_half_up(Decimal(str(value)), 2))


def _trace_lines(found: Trace) -> Iterator[str]:
    from zhenyu.core.quantities import format_decimal

    yield f"{found.address} = {'—' if found.value is None else format_decimal(found.value)}{found.unit}"
    yield f"公式：{found.formula}"
    yield f"含义：{found.sentence}"
    yield found.visibility
    for source in found.sources:
        yield f"来源：{source.source}（{'最终' if source.finality == 'final' else '初步'}）{source.by}"
    for row in found.rows:
        contributes = "" if row.contributes is None else format_decimal(row.contributes)
        yield f"  {row.ledger} #{row.id} {row.area_name} {row.state_title} +{contributes}"
    if found.next:
        yield f"续页：--after {found.next}"
