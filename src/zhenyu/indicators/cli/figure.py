"""Commands of the room: ``zhenyu figure``, ``zhenyu trace`` and, next door, ``zhenyu target``.

Django is imported inside functions only; ``zhenyu.cli`` brings the database up before a command runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

FORMATS = ("table", "json", "csv", "sdmx-csv", "sdmx-csv-1")

if TYPE_CHECKING:
    from zhenyu.indicators.trace_types import Trace
    from zhenyu.people.types import Reader


@click.command("figure")
@click.argument("addresses", nargs=-1, required=True, metavar="地址…")
@click.option(
    "--by",
    "by",
    multiple=True,
    type=click.Choice(["month", "quarter", "cumulative", "area"]),
    help="展开到月份、季度、累计各月或下级区划；可写两次，如 --by area --by month",
)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="输出格式"
)
@click.option("--json", "as_json", is_flag=True, help="即 --format json，数值为字符串")
@click.option(
    "--values", "only_values", is_flag=True, help="只取数值，不查目标、同比、位次；几万个数也只要一两秒"
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="写入文件；.xlsx、.csv、.json 按后缀",
)
def figure_command(
    addresses: tuple[str, ...],
    by: tuple[str, ...],
    form: str,
    as_json: bool,
    only_values: bool,
    output: Path | None,
) -> None:
    """查数：指标@区划/时间段[.方面]，可写多个，如 toilets_renovated@990101100/2025.yoy

    指标可以写几个，用逗号隔开；all 是全部指标，如 all@990101/2025 --by area --by month --values -o
    全县各月.xlsx 多个数的表格和 SDMX-CSV 本来就只有数值，不写 --values 也一样快。
    """
    with _reading_system() as reader:
        from zhenyu.core import clock
        from zhenyu.indicators.figures.expansion import expand, parse_addresses
        from zhenyu.indicators.output import formats

        form = _form_of(output, "json" if as_json else form)
        asked = [address for text in addresses for address in parse_addresses(text)]
        own_values = all(address.aspect == "value" for address in asked)
        several = bool(by) or len(asked) > 1
        bare = only_values or (own_values and formats.shows_values_only(form, several=several))
        found = expand(reader, asked, by, bare=bare)
        if output is None:
            click.echo(formats.render(found, form, bare=bare))
            return
        origin = [
            ("数据地址", " ".join(addresses)),
            ("展开", "、".join(by) or "不展开"),
            ("导出人", reader.name),
        ]
        origin_lines = [*origin, ("导出时间", f"{clock.now():%Y-%m-%d %H:%M}")]
        formats.write_file(found, output, form, origin_lines, bare=bare)
        click.echo(f"已写入 {output}：{len(found)}个数", err=True)


@click.command("trace")
@click.argument("address")
@click.option("--limit", default=50, show_default=True, help="每页行数")
@click.option("--after", help="上一页给出的续页标记")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，数值为字符串")
def trace_command(address: str, limit: int, after: str | None, as_json: bool) -> None:
    """追溯一个数：公式、汇总单元和每一行台账。"""
    with _reading_system() as reader:
        from zhenyu.indicators.figures.queries import trace

        found = trace(reader, address, limit=limit, after=after)
        if as_json:
            click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
            return
        for line in _trace_lines(found):
            click.echo(line)


@contextmanager
def _reading_system() -> Iterator[Reader]:
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    with reading_as(SYSTEM) as reader:
        yield reader


_FINALITIES = {"preliminary": "初步", "final": "最终", "target": "目标"}


def _form_of(output: Path | None, form: str) -> str:
    """The format asked for, or where none was the one the file's name says; a workbook is one whatever was
    asked for."""
    ending = output.suffix.lower() if output else ""
    if ending == ".xlsx":
        return "xlsx"
    return {".csv": "csv", ".json": "json"}.get(ending, form) if form == "table" else form


def _trace_lines(found: Trace) -> Iterator[str]:
    from zhenyu.core.values.quantities import format_decimal

    yield f"{found.address} = {'—' if found.value is None else format_decimal(found.value)}{found.unit}"
    yield f"公式：{found.formula}"
    yield f"含义：{found.sentence}"
    for link in found.links:
        value = "—" if link.value is None else f"{format_decimal(link.value)}{link.unit}"
        yield f"{link.role}：{link.area_name} {link.title} {value}  {link.address}"
    yield found.visibility
    for source in found.sources:
        amount = "取消" if source.value is None else format_decimal(source.value)
        yield f"来源：{source.source}（{_FINALITIES[source.finality]}）{amount} {source.by}"
    for row in found.rows:
        contributes = "" if row.contributes is None else format_decimal(row.contributes)
        yield f"  {row.ledger} #{row.id} {row.area_name} {row.state_title} +{contributes}"
    if found.next:
        yield f"续页：--after {found.next}"
