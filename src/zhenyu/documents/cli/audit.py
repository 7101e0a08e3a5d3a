"""``zhenyu audit``: what is wrong or doubtful in report files; the database is needed only to compare with
the books."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from zhenyu.auditing import Finding, audit
from zhenyu.auditing.render import SEVERITY_NAMES, as_table, counted, explained, rulebook
from zhenyu.auditing.rulebook import title_of
from zhenyu.auditing.tuning import tuned
from zhenyu.core.errors import UsageError, ZhenyuError
from zhenyu.core.files.safe_files import written_whole
from zhenyu.documents.formats.source import text_of

if TYPE_CHECKING:
    from zhenyu.documents.audit.area_books import AreaBooks

_FOUND: Final = 1
_FAILED: Final = 2
_WORD: Final = ".docx"


@click.command(
    "audit", help="审读报告，指出错误和疑问。FILE 可以是多个文件；加 --area 才与台账核对，需要数据库。"
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--area", help="报告是哪个区划的：写区划代码，与该区划的台账和指标核对")
@click.option("--year", type=click.IntRange(1949, 2100), help="报告说的是哪一年；缺省由文中推断")
@click.option(
    "--format", "style", type=click.Choice(["table", "jsonl"]), default="table", help="文字，或每行一个 JSON"
)
@click.option("--json", "as_json", is_flag=True, help="同 --format jsonl")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="另存为带批注的 Word 文件（.docx）",
)
@click.option("--rules", "list_rules", is_flag=True, help="列出全部审读规则；加 --area 并列出该地停用的")
@click.pass_context
def audit_command(
    context: click.Context,
    files: tuple[Path, ...],
    area: str | None,
    year: int | None,
    style: str,
    as_json: bool,
    output: Path | None,
    list_rules: bool,
) -> None:
    """Audit every file. Exit code 2 when one cannot be read, else 1 when there are errors or warnings, else
    0."""
    if list_rules:
        with _books(area) as books:
            click.echo(rulebook(_settings(books)), nl=False)
        return
    _check(files, output)
    found: list[Finding] = []
    failed = False
    with _books(area) as books:
        settings = _settings(books)
        for path in files:
            try:
                text = text_of(path)
                every = audit(text, doc=path.name, year=year, books=books.of(text, year) if books else None)
                settled = tuned(every, {rule: setting for rule, (setting, _) in settings.items()})
                findings = settled.shown
                if output is not None:
                    _write_word(path, text, findings, output)
            except ZhenyuError as error:
                click.echo(f"跳过：{error}", err=True)
                failed = True
                continue
            found.extend(findings)
            if settled.hidden:
                titles = "、".join(f"{title_of(rule)} {count}" for rule, count in settled.hidden.items())
                click.echo(
                    f"{path.name}：因停用规则没有列出 {sum(settled.hidden.values())} 条（{titles}）", err=True
                )
            _print(path.name, text, findings, as_json or style == "jsonl")
    if len(files) > 1 and not as_json and style == "table":
        click.echo(f"{len(files)} 个文件，{counted(found)}")
    if failed:
        context.exit(_FAILED)
    if any(finding.severity != "question" for finding in found):
        context.exit(_FOUND)


def _check(files: tuple[Path, ...], output: Path | None) -> None:
    if not files:
        raise click.UsageError("请写要审读的文件；列出规则用 --rules")
    if output is None:
        return
    if len(files) > 1:
        raise UsageError("一次只能为一个文件写批注", "请每次写一个文件")
    if output.suffix.lower() != _WORD:
        raise UsageError(f"“{output}”不是 Word 文件名", "请把输出文件写成以 .docx 结尾的名字")
    if output.resolve() == files[0].resolve():
        raise UsageError("批注不能写进原件", "请给带批注的文件另取名字")


def _settings(books: AreaBooks | None) -> dict[str, tuple[str, str]]:
    """Rule → its setting for the area, and who set it so and why; none without an area."""
    if books is None:
        return {}
    from zhenyu.documents.audit.rule_settings import settings_of

    return {
        rule: (each.setting, f"{each.get_setting_display()}：{each.reason}（{each.by}，{each.at:%Y-%m-%d}）")
        for rule, each in settings_of(books.area).items()
    }


def _print(name: str, text: str, findings: list[Finding], as_json: bool) -> None:
    if as_json:
        for finding in findings:
            click.echo(json.dumps(finding.as_json(), ensure_ascii=False))
        return
    # echo leaves colours out of files and pipes
    click.echo(f"{name}\n{as_table(text, findings, colour=True)}")


def _write_word(path: Path, text: str, findings: list[Finding], output: Path) -> None:
    from zhenyu.documents.formats.word_comments import Remark, plain_word, with_comments

    data = path.read_bytes() if path.suffix.lower() == _WORD else plain_word(text)
    remarks = [Remark(each.start, each.end, (headline(each), *explained(each))) for each in findings]
    with written_whole(output) as unfinished:
        unfinished.write_bytes(with_comments(data, text, remarks, at=datetime.now().astimezone()))
    click.echo(f"已写入 {output}：{len(remarks)} 条批注", err=True)


def headline(finding: Finding) -> str:
    """【错误】增幅算错: how a comment opens."""
    return f"【{SEVERITY_NAMES[finding.severity]}】{title_of(finding.rule)}"


@contextmanager
def _books(area: str | None) -> Iterator[AreaBooks | None]:
    """The books of an area, read as the system; None without an area."""
    if area is None:
        yield None
        return
    from zhenyu.core.values.area_codes import AreaCode
    from zhenyu.documents.audit.area_books import AreaBooks
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    with reading_as(SYSTEM) as reader:
        yield AreaBooks(reader, AreaCode.parse(area))
