"""``zhenyu write``: a template → a draft → official Word."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click


@click.command("write", help="按模板起草报告为 Word（GB/T 9704 版式），数字取自台账。")
@click.argument("template", metavar="TEMPLATE")
@click.option("--area", required=True, help="区划代码，如 990101100")
@click.option("--period", required=True, help="时间段，如 2026 或 2026-01..2026-10")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="输出的 .docx 文件"
)
@click.option("--organisation", default="", help="落款单位，默认不落款")
@click.option("--date", "issued_on", type=click.DateTime(["%Y-%m-%d"]), help="成文日期，如 2026-11-22")
@click.option("--json", "as_json", is_flag=True, help="结果写成 JSON")
def write_command(
    template: str,
    area: str,
    period: str,
    output: Path,
    organisation: str,
    issued_on: date | None,
    as_json: bool,
) -> None:
    """Draft and render. The file is written also when figures are missing: it shows them, and they are named
    here."""
    from zhenyu.core.values.area_codes import AreaCode
    from zhenyu.core.values.periods import Period
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM
    from zhenyu.writing import queries, word

    code, months = AreaCode.parse(area), Period.parse(period)
    with reading_as(SYSTEM) as reader:
        draft = queries.draft(reader, template, code, months)
    path = word.render(draft, output, organisation=organisation, issued_on=issued_on)
    if as_json:
        click.echo(json.dumps({"path": str(path), **draft.as_json()}, ensure_ascii=False))
        return
    click.echo(f"已写成 {path}，共 {len(draft.chips)} 处数字")
    for chip in draft.problems:
        click.echo(f"  待补：{chip.text} {chip.problem}（{chip.address}）", err=True)
