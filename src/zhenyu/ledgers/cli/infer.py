"""``zhenyu ledger infer FILE``: a proposal on the terminal or in a file. Needs no database."""

from __future__ import annotations

import json
from pathlib import Path

import click

from zhenyu.core.errors import UsageError


@click.command("infer")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="写到这个 YAML 文件；已有的文件不覆盖",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：定义、理由、疑问、说明")
def infer_command(file: Path, output: Path | None, as_json: bool) -> None:
    """由现成的 Excel/CSV 推断台账定义：理由和疑问写在注释里，由人核对后再用。"""
    from zhenyu.core.files.safe_files import written_whole
    from zhenyu.ledgers.inferring.inference import infer

    if output is not None and output.exists():
        raise UsageError(f"已有文件“{output}”，没有覆盖", "换一个文件名，或先移走原来的文件")
    proposal = infer(file)
    if output is not None:
        with written_whole(output) as draft:
            draft.write_text(proposal.as_yaml(), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(proposal.as_json(), ensure_ascii=False, indent=2))
    elif output is None:
        click.echo(proposal.as_yaml(), nl=False)
    else:
        doubts = len(proposal.questions)
        click.echo(
            f"已写入“{output}”：{len(proposal.definition['fields'])}个栏目，{doubts}处待定，{len(proposal.notes)}条说明"
        )
