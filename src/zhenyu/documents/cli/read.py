"""``zhenyu read``: the figures of report files, with neither Django nor a database."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import click

from zhenyu.core.errors import ZhenyuError
from zhenyu.core.files.safe_files import written_whole
from zhenyu.core.values.display_width import display_width
from zhenyu.documents.batch.extract import Extract, WantedFile
from zhenyu.documents.batch.output import Output
from zhenyu.documents.batch.workers import read_all
from zhenyu.documents.formats.document_figures import figures_in
from zhenyu.documents.formats.locations import SourceText
from zhenyu.documents.formats.sandbox import Progress
from zhenyu.documents.formats.source import is_accepted, source_of
from zhenyu.reading import Figure

_HEADS: Final = ("位置", "原文", "数值", "单位", "指标", "范围", "时期", "状态")
_RIGHT: Final = frozenset({"数值"})
_STATUS: Final = {"actual": "实绩", "target": "目标", "plan": "计划"}
_WIDEST: Final = 36
_FAILED: Final = 1
_BROKEN_OFF: Final = 130  # as shells count an end by Ctrl-C
_BETWEEN: Final = 2.0  # seconds between two words on the pages of a file
_EVERY: Final = 10.0  # seconds between two lines of progress where no terminal shows them in place


@click.command(
    "read",
    help="读出报告中的数。FILE 可以是多个文件或文件夹：文本、网页、Word、PDF、工作簿、扫描件；不需要数据库。\n\n"
    "用 -o 结果.jsonl 成批读取时逐个文件写出，中断后再运行同一命令会接着读，没有变动的文件不再读。",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "--format", "style", type=click.Choice(["table", "jsonl"]), help="表格（默认），或每行一个 JSON"
)
@click.option("--json", "as_json", is_flag=True, help="同 --format jsonl")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="写到文件，默认写到屏幕"
)
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="同时读几个文件")
@click.option("--again", is_flag=True, help="已经读过的文件也重新读")
@click.pass_context
def read_command(
    context: click.Context,
    files: tuple[Path, ...],
    style: str | None,
    as_json: bool,
    output: Path | None,
    jobs: int,
    again: bool,
) -> None:
    """Read every file; name those that cannot be read at the end. Exit code 1 when there was one."""
    wanted = list(_wanted(files))
    lines_wanted = (
        as_json or style == "jsonl" or (style is None and output is not None and output.suffix == ".jsonl")
    )
    try:
        if not lines_wanted:
            problems = _read_as_tables(wanted, output)
        elif output is None:
            problems = _read_to_screen(wanted, jobs)
        else:
            problems = _read_to_file(wanted, jobs, output, again=again)
    except KeyboardInterrupt:
        click.echo("\n已中断。已读完的文件都已写好，再运行同一命令会接着读", err=True)
        context.exit(_BROKEN_OFF)
    for problem in problems:
        click.echo(f"没有读：{problem}", err=True)
    if problems:
        click.echo(f"有 {len(problems)} 个文件没有读成", err=True)
        context.exit(_FAILED)


def _wanted(files: Iterable[Path]) -> Iterator[WantedFile]:
    """The files named and those below the folders named; says how many files of other kinds a folder
    holds."""
    for path in files:
        if not path.is_dir():
            yield WantedFile(path, path.name)
            continue
        below = sorted(
            each for each in path.rglob("*") if each.is_file() and not each.name.startswith((".", "~$"))
        )
        others = [each for each in below if not is_accepted(each)]
        if others:
            click.echo(
                f"文件夹“{path}”中有 {len(others)} 个其他类型的文件没有读，如 {others[0].name}", err=True
            )
        for each in below:
            if is_accepted(each):
                yield WantedFile(each, each.relative_to(path).as_posix())


def _read_as_tables(wanted: Iterable[WantedFile], output: Path | None) -> list[str]:
    lines: list[str] = []
    problems: list[str] = []
    for each in wanted:
        try:
            source = source_of(each.path, _page_progress())
        except ZhenyuError as error:
            problems.append(str(error))
            continue
        _say_notes(each, source.notes)
        lines.extend(_table(each.name, source, figures_in(source, doc=each.name)))
    if output is None:
        click.echo("\n".join(lines)) if lines else None
    else:
        with written_whole(output) as unfinished:
            unfinished.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return problems


def _read_to_screen(wanted: Sequence[WantedFile], jobs: int) -> list[str]:
    problems: list[str] = []
    for _each, found in _with_progress(wanted, jobs):
        for line in found.lines:
            click.echo(line)
        problems += filter(None, [found.problem])
    return problems


def _read_to_file(wanted: Sequence[WantedFile], jobs: int, path: Path, *, again: bool) -> list[str]:
    """Append each file's figures as it is finished; files that were read before are passed over."""
    output = Output(path, wanted, again=again)
    problems: list[str] = []
    try:
        left = output.left(wanted)
        if len(left) < len(wanted):
            click.echo(f"{len(wanted) - len(left)} 个文件以前读过，没有变动，不再读", err=True)
        for each, found in _with_progress(left, jobs):
            if found.problem:
                problems.append(found.problem)
            else:
                output.add(each, found.lines)
    finally:
        output.close()
    return problems


def _with_progress(wanted: Sequence[WantedFile], jobs: int) -> Iterator[tuple[WantedFile, Extract]]:
    """What ``read_all`` gives, telling how many are done, how fast, and how long the rest will take."""
    begun = shown = time.monotonic()
    in_place = sys.stderr.isatty()
    for done, (each, found) in enumerate(read_all(wanted, min(jobs, len(wanted))), 1):
        yield each, found
        _say_notes(each, found.notes)
        now = time.monotonic()
        if len(wanted) > 1 and (in_place or now - shown >= _EVERY or done == len(wanted)):
            shown = now
            speed = done / max(now - begun, 0.001)
            text = f"已读 {done}/{len(wanted)} 个文件，每秒 {speed:.1f} 个，约剩 {_duration((len(wanted) - done) / speed)}"
            click.echo(f"\r{text}　" if in_place else text, err=True, nl=not in_place or done == len(wanted))


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} 秒" if seconds < 90 else f"{seconds / 60:.0f} 分钟"


def _page_progress() -> Progress:
    """Tells the pages of one file, not more often than people read."""
    shown = time.monotonic()

    def tell(done: int, of: int) -> None:
        nonlocal shown
        if time.monotonic() - shown >= _BETWEEN:
            shown = time.monotonic()
            click.echo(f"已读 {done}/{of} 页", err=True)

    return tell


def _say_notes(wanted: WantedFile, notes: Iterable[str]) -> None:
    for note in notes:
        click.echo(f"{wanted.name}：{note}", err=True)


def _table(name: str, source: SourceText, figures: Sequence[Figure]) -> Iterator[str]:
    """A heading with the number of figures, then a line a figure under aligned columns."""
    yield f"{name}：{len(figures)} 个数"
    rows = [_HEADS, *(_row(source, figure) for figure in figures)]
    widths = [max(display_width(row[column]) for row in rows) for column in range(len(_HEADS))]
    for row in rows if figures else ():
        cells = (_padded(cell, width, head) for cell, width, head in zip(row, widths, _HEADS, strict=True))
        yield "  ".join(cells).rstrip()
    yield ""


def _row(source: SourceText, figure: Figure) -> tuple[str, ...]:
    values = figure.value if isinstance(figure.value, tuple) else (figure.value,)
    cells = (
        _where(source, figure),
        figure.text.replace("\n", ""),
        "—".join(f"{value:f}" for value in values),
        figure.unit or "",
        figure.measure or "",
        figure.scope or "",
        figure.period or "",
        _STATUS.get(figure.status, figure.status),
    )
    return tuple(_shortened(cell) for cell in cells)


def _where(source: SourceText, figure: Figure) -> str:
    """The location as the file counts; the line for a plain text, which has nothing better."""
    location = source.location_of(figure.start, figure.end)
    return (
        f"第{source.text.count(chr(10), 0, figure.start) + 1}行"
        if location.offset is not None
        else str(location)
    )


def _shortened(text: str) -> str:
    if display_width(text) <= _WIDEST:
        return text
    while display_width(text) >= _WIDEST:
        text = text[:-1]
    return f"{text}…"


def _padded(text: str, width: int, head: str) -> str:
    space = " " * (width - display_width(text))
    return space + text if head in _RIGHT else text + space
