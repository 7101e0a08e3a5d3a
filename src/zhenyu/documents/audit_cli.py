"""``zhenyu audit``: what is wrong or doubtful in report files, with neither Django nor a database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import click

from zhenyu.auditing import Finding, audit
from zhenyu.auditing.render import as_table
from zhenyu.core.errors import ZhenyuError
from zhenyu.documents.formats import text_of

_FOUND: Final = 1
_FAILED: Final = 2


@click.command("audit", help="审读报告，指出错误和疑问。FILE 可以是多个 .txt .md .html .docx 文件；不需要数据库。")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--format", "style", type=click.Choice(["table", "jsonl"]), default="table", help="文字，或每行一个 JSON")
@click.option("--json", "as_json", is_flag=True, help="同 --format jsonl")
@click.pass_context
def audit_command(context: click.Context, files: tuple[Path, ...], style: str, as_json: bool) -> None:
    """Audit every file. Exit code 2 when one cannot be read, else 1 when there are errors or warnings, else 0."""
    found: list[Finding] = []
    failed = False
    for path in files:
        try:
            text = text_of(path)
        except ZhenyuError as error:
            click.echo(f"跳过：{error}", err=True)
            failed = True
            continue
        findings = audit(text, doc=path.name)
        found.extend(findings)
        if as_json or style == "jsonl":
            for finding in findings:
                click.echo(json.dumps(finding.as_json(), ensure_ascii=False))
        else:
            click.echo(f"{path.name}\n{as_table(text, findings)}")
    if failed:
        context.exit(_FAILED)
    if any(finding.severity != "question" for finding in found):
        context.exit(_FOUND)


commands: list[click.Command] = [audit_command]
