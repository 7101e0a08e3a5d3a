"""``zhenyu read``: the figures of report files, with neither Django nor a database."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from zhenyu.core.errors import ZhenyuError
from zhenyu.core.safe_files import written_whole
from zhenyu.documents.audit_cli import audit_command
from zhenyu.documents.formats import is_accepted, text_of
from zhenyu.reading import Figure, read

_HEADS: Final = ("行", "原文", "数值", "单位", "指标", "范围", "时期", "状态")
_RIGHT: Final = frozenset({"行", "数值"})
_STATUS: Final = {"actual": "实绩", "target": "目标", "plan": "计划"}
_WIDEST: Final = 36
_FAILED: Final = 2


@dataclass(frozen=True, slots=True)
class _Source:
    """A file to read and the name its figures carry."""

    path: Path
    name: str


@click.command("read", help="读出报告中的数。FILE 可以是多个 .txt .md .html .docx 文件或文件夹；不需要数据库。")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--format", "style", type=click.Choice(["table", "jsonl"]), default="table", help="表格，或每行一个 JSON")
@click.option("--json", "as_json", is_flag=True, help="同 --format jsonl")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="写到文件，默认写到屏幕")
@click.pass_context
def read_command(
    context: click.Context, files: tuple[Path, ...], style: str, as_json: bool, output: Path | None
) -> None:
    """Read every file; name those that cannot be read and go on. Exit code 2 when there was one."""
    failures = 0
    lines: list[str] = []
    for source in _sources(files):
        try:
            text = text_of(source.path)
        except ZhenyuError as error:
            click.echo(f"跳过：{error}", err=True)
            failures += 1
            continue
        figures = read(text, doc=source.name)
        lines.extend(_json_lines(figures) if as_json or style == "jsonl" else _table(source.name, text, figures))
    if output is None:
        click.echo("\n".join(lines)) if lines else None
    else:
        with written_whole(output) as unfinished:
            unfinished.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    if failures:
        click.echo(f"有 {failures} 个文件没有读成", err=True)
        context.exit(_FAILED)


commands: list[click.Command] = [read_command, audit_command]


def _sources(files: Iterable[Path]) -> Iterator[_Source]:
    """The files named and those below the folders named; says how many files of other kinds a folder holds."""
    for path in files:
        if not path.is_dir():
            yield _Source(path, path.name)
            continue
        below = sorted(each for each in path.rglob("*") if each.is_file() and not each.name.startswith("."))
        others = [each for each in below if not is_accepted(each)]
        if others:
            click.echo(f"文件夹“{path}”中有 {len(others)} 个其他类型的文件没有读，如 {others[0].name}", err=True)
        for each in below:
            if is_accepted(each):
                yield _Source(each, each.relative_to(path).as_posix())


def _json_lines(figures: Iterable[Figure]) -> Iterator[str]:
    return (json.dumps(figure.as_json(), ensure_ascii=False) for figure in figures)


def _table(name: str, text: str, figures: Sequence[Figure]) -> Iterator[str]:
    """A heading with the number of figures, then a line a figure under aligned columns."""
    yield f"{name}：{len(figures)} 个数"
    rows = [_HEADS, *(_row(text, figure) for figure in figures)]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(_HEADS))]
    for row in rows if figures else ():
        cells = (_padded(cell, width, head) for cell, width, head in zip(row, widths, _HEADS, strict=True))
        yield "  ".join(cells).rstrip()
    yield ""


def _row(text: str, figure: Figure) -> tuple[str, ...]:
    line = text.count("\n", 0, figure.start) + 1
    values = figure.value if isinstance(figure.value, tuple) else (figure.value,)
    cells = (
        str(line),
        figure.text.replace("\n", ""),
        "—".join(f"{value:f}" for value in values),
        figure.unit or "",
        figure.measure or "",
        figure.scope or "",
        figure.period or "",
        _STATUS.get(figure.status, figure.status),
    )
    return tuple(_shortened(cell) for cell in cells)


def _shortened(text: str) -> str:
    if _width(text) <= _WIDEST:
        return text
    while _width(text) >= _WIDEST:
        text = text[:-1]
    return f"{text}…"


def _padded(text: str, width: int, head: str) -> str:
    space = " " * (width - _width(text))
    return space + text if head in _RIGHT else text + space


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
