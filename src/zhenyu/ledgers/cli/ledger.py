"""Commands of ledgers: ``ledger``, ``import``, ``export``, ``verify``. Django is imported inside the
functions only."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhenyu.ledgers.cli.infer import infer_command
from zhenyu.ledgers.cli.redefinition import define_command, redefinition_command
from zhenyu.ledgers.cli.terminal import progress_line
from zhenyu.ledgers.cli.xlsform import from_xlsform_command, xlsform_command

if TYPE_CHECKING:
    from zhenyu.ledgers.types import ImportReport

_SHOWN_PROBLEMS = 20


@click.group("ledger")
def ledger_group() -> None:
    """查看台账定义。"""


ledger_group.add_command(infer_command)
ledger_group.add_command(define_command)
ledger_group.add_command(redefinition_command)
ledger_group.add_command(xlsform_command)
ledger_group.add_command(from_xlsform_command)


@ledger_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def list_ledgers(as_json: bool) -> None:
    """列出全部台账。"""
    from zhenyu.ledgers.overviews.overview import ledger_summaries
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    with reading_as(SYSTEM):
        summaries = ledger_summaries(SYSTEM)
    if as_json:
        names = ("code", "title", "domain", "office", "level", "rows", "rows_capped", "overdue")
        _print_json([{name: getattr(each, name) for name in names} for each in summaries])
        return
    if not summaries:
        click.echo("还没有台账。用 zhenyu pack apply 目录 应用一个内容包")
    for each in summaries:
        count = f"{each.rows}{'+' if each.rows_capped else ''} 行"
        late = f"，{each.overdue} 条超期" if each.overdue else ""
        click.echo(f"{each.code:<28} {each.domain}  {each.title}  {count}{late}")


@ledger_group.command("show")
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def show_ledger(code: str, as_json: bool) -> None:
    """显示一个台账的定义。"""
    from zhenyu.ledgers.schema.registry import ledger

    definition = ledger(code)
    if as_json:
        _print_json(definition.as_raw())
        return
    click.echo(
        f"{definition.title}（{definition.code}）  {definition.domain}  {definition.office}  按{definition.level.label}登记"
    )
    click.echo(f"依据：{definition.basis or '（未写明，请补充）'}")
    click.echo(f"主键：{'、'.join(definition.by_name[name].title for name in definition.key) or '无'}")
    for field in definition.fields:
        marks = "，必填" if definition.is_required(field) else ""
        marks += {"personal": "，个人信息", "sensitive": "，敏感"}.get(field.effective_privacy, "")
        click.echo(
            f"  {field.name:<24} {field.title}（{field.type}{'，' + field.unit if field.unit else ''}{marks}）"
        )
    if definition.retired:
        click.echo(f"停用：{'、'.join(field.title for field in definition.retired)}")
    if definition.lifecycle:
        click.echo(f"状态：{' → '.join(definition.states.values())}")
        for step in definition.lifecycle.transitions:
            start = "、".join(definition.states[state] for state in step.from_)
            click.echo(f"  {step.title}：{start} → {definition.states[step.to]}")


@ledger_group.command("overlap")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--area", help="只在这个区划（代码）里找")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="把结果写到 .xlsx 文件")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def overlap(file: Path, area: str | None, output: Path | None, as_json: bool) -> None:
    """FILE 名单上的人或单位在哪些台账里（按身份证号、统一社会信用代码或姓名）。"""
    from zhenyu.core.values.area_codes import AreaCode
    from zhenyu.ledgers.overviews.name_list import read_list
    from zhenyu.ledgers.overviews.overlap import find_overlap, write_overlap
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    with reading_as(SYSTEM):
        found = find_overlap(SYSTEM, read_list(file), AreaCode.parse(area) if area else None)
        if output is not None:
            write_overlap(found, output, SYSTEM)
    if as_json:
        _print_json(found.as_json())
        return
    for each, cells in found.rows():
        hits = [
            f"{hit.title}（{hit.area_name}，编号 {hit.row_id}，按{hit.by}）"
            for several in cells
            for hit in several
        ]
        answer = "；".join(hits) or each.problem or "没有找到"
        click.echo(f"{each.row:>5} {each.shown_name or '—'} {each.shown_number}  {answer}")


@click.command("import")
@click.argument("ledger")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--area", required=True, help="导入到哪个区划（代码），如 990101100")
@click.option("--dry-run", is_flag=True, help="只核对，不写入")
@click.option("--accept-good", is_flag=True, help="有问题的行不导入，其余写入")
@click.option("--errors", type=click.Path(path_type=Path), help="把标红批注的原表写到这个 .xlsx")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def import_command(
    ledger: str, file: Path, area: str, dry_run: bool, accept_good: bool, errors: Path | None, as_json: bool
) -> None:
    """把 Excel 或 CSV 文件导入台账。有问题的行会逐条说明；默认有问题就一行也不写。"""
    from zhenyu.core.errors import UsageError
    from zhenyu.core.values.area_codes import AreaCode
    from zhenyu.ledgers.importing.file_import import import_file
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    if errors is not None and errors.suffix.lower() != ".xlsx":
        raise UsageError(f"标红的表要存成 .xlsx，不能是“{errors.name}”", "如 --errors 问题.xlsx")
    with reading_as(SYSTEM):
        report = import_file(
            ledger,
            file,
            area=AreaCode.parse(area),
            by=SYSTEM,
            dry_run=dry_run,
            accept_good=accept_good,
            errors_to=errors,
            progress=progress_line(),
        )
    if as_json:
        _print_json(report.as_json())
    else:
        _print_report(report, dry_run=dry_run)
    if report.refused:
        sys.exit(1)


@click.command("export")
@click.argument("ledger")
@click.option("--area", required=True, help="导出哪个区划（代码）")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="写到 .xlsx、.csv 或 .parquet 文件"
)
@click.option("--state", help="只导出这个状态（代码）")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="导出这一天终了时的账，如 2026-03-01")
@click.option("--reveal", default="", help="写明事由后导出完整个人信息（会记入日志）")
def export_command(
    ledger: str, area: str, output: Path, state: str | None, as_of: datetime | None, reveal: str
) -> None:
    """把台账导出为 Excel、CSV 或 Parquet，附来源说明。"""
    from zhenyu.core.values.area_codes import AreaCode
    from zhenyu.ledgers.exporting.row_export import export_rows
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    with reading_as(SYSTEM):
        count = export_rows(
            SYSTEM,
            ledger,
            output,
            area=AreaCode.parse(area),
            state=state,
            as_of=as_of.date() if as_of else None,
            reveal_reason=reveal,
            progress=progress_line(),
        )
    click.echo(f"已导出 {count} 行到 {output}")


def _print_report(report: ImportReport, *, dry_run: bool) -> None:
    verb = "写入" if report.written else "核对（没有写入）"
    click.echo(
        f"{verb}：读取 {report.read} 行 = 新增 {report.added} + 更新 {report.changed} + 未变 {report.unchanged}"
        f" + 未导入 {report.refused}" + (f"，批次 {report.batch}" if report.batch else "")
    )
    for note in report.notes:
        click.echo(f"  注：{note}")
    for problem in report.problems[:_SHOWN_PROBLEMS]:
        click.echo(f"  {problem}")
    if len(report.problems) > _SHOWN_PROBLEMS:
        click.echo(f"  …… 共 {len(report.problems)} 处问题，用 --errors 文件.xlsx 得到标红的原表")
    if report.errors_file:
        click.echo(f"标红的原表：{report.errors_file}")
    if report.refused and not report.written and not dry_run:
        click.echo("没有写入任何一行。改正后重新导入，或加 --accept-good 先导入没有问题的行")


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
