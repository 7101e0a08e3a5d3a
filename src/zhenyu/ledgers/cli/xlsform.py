"""``zhenyu ledger xlsform`` and ``from-xlsform``: definitions to and from field-survey tools."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command("xlsform")
@click.argument("code")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="写到这个 .xlsx 文件",
)
@click.option("--area", help="表单里可以选哪个区划下的村（代码），如 990101100；不写就不问")
def xlsform_command(code: str, output: Path, area: str | None) -> None:
    """把台账定义写成 XLSForm，供 ODK、KoboToolbox 等采集工具使用。"""
    from zhenyu.areas.queries import subtree
    from zhenyu.core.errors import UsageError
    from zhenyu.core.values.area_codes import AreaCode
    from zhenyu.ledgers.definition.xlsform import export_xlsform
    from zhenyu.ledgers.schema.registry import ledger

    if output.suffix.lower() != ".xlsx":
        raise UsageError(f"采集表单要存成 .xlsx，不能是“{output.name}”", "如 -o 表单.xlsx")
    definition = ledger(code)
    places = subtree(AreaCode.parse(area)) if area else ()
    areas = {place.code: place.name for place in places if len(place.code) == definition.level.digits}
    for note in export_xlsform(definition, output, areas):
        click.echo(f"注：{note}", err=True)
    click.echo(f"已写入“{output}”：{len(definition.fields)}个问题")


@click.command("from-xlsform")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="写到这个 YAML 文件；已有的文件不覆盖",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：定义、说明")
def from_xlsform_command(file: Path, output: Path | None, as_json: bool) -> None:
    """由 XLSForm 得到台账定义。不需要数据库。"""
    import yaml

    from zhenyu.core.errors import UsageError
    from zhenyu.core.files.safe_files import written_whole
    from zhenyu.ledgers.definition.xlsform_import import import_xlsform

    if output is not None and output.exists():
        raise UsageError(f"已有文件“{output}”，没有覆盖", "换一个文件名，或先移走原来的文件")
    form = import_xlsform(file)
    text = yaml.safe_dump(form.definition, allow_unicode=True, sort_keys=False, width=120)
    if output is not None:
        with written_whole(output) as draft:
            draft.write_text(text, encoding="utf-8")
    if as_json:
        click.echo(
            json.dumps({"definition": form.definition, "notes": form.notes}, ensure_ascii=False, indent=2)
        )
        return
    if output is None:
        click.echo(text, nl=False)
    else:
        click.echo(f"已写入“{output}”：{len(form.definition['fields'])}个栏目")
    for note in form.notes:
        click.echo(f"注：{note}", err=True)
