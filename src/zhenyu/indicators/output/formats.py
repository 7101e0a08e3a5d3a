"""Figures written for people and machines: a table in the terminal, JSON, CSV, SDMX-CSV, a workbook.

Blank, zero and not applicable stay three things: ``—``, ``0`` and ``不适用`` for people; no value with
``absence`` unknown or not_applicable for machines.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from zhenyu.core.files.safe_files import written_whole
from zhenyu.core.values.addresses import Aspect
from zhenyu.core.values.display_width import display_width
from zhenyu.core.values.quantities import format_decimal
from zhenyu.core.values.rounding import round_half_up
from zhenyu.indicators.figures.value_query import ValueResult
from zhenyu.indicators.output.sdmx import write_sdmx
from zhenyu.indicators.types import Figure, plain
from zhenyu.workbooks import book_writer

ABSENCES: Final[Mapping[str | None, str]] = {None: "", "unknown": "未知", "not_applicable": "不适用"}
_STATUSES: Final = {"derived": "台账汇总", "entered": "录入", "reported": "报告所载", "target": "目标"}
_FINALITIES: Final = {"preliminary": "初步数", "final": "最终数", "": ""}
_EXCEL_DIGITS: Final = 15


def render(figures: Sequence[Figure], form: str, *, bare: bool = False) -> str:
    """The figures as ``table``, ``json``, ``csv``, ``sdmx-csv`` (2.0) or ``sdmx-csv-1`` (1.0), without a
    trailing newline.

    Arguments:
        bare: values alone were asked for; JSON and CSV then leave out target, growth and rank, which nobody
        looked up.
    """
    if form == "json":
        return json.dumps([figure.as_json(bare=bare) for figure in figures], ensure_ascii=False, indent=2)
    if form == "table":
        return "\n".join(_table(figures) if len(figures) > 1 else map(line, figures))
    stream = io.StringIO()
    if form == "csv":
        _write_csv(figures, stream, bare=bare)
    else:
        write_sdmx(figures, stream, version=1 if form == "sdmx-csv-1" else 2)
    return stream.getvalue().rstrip("\r\n")


def shows_values_only(form: str, *, several: bool) -> bool:
    """Whether a form has no place for target, growth and rank, so that nobody need look them up."""
    return form.startswith("sdmx") or (form == "table" and several)


def write_file(
    figures: Sequence[Figure], path: Path, form: str, origin: Sequence[tuple[str, str]], *, bare: bool = False
) -> None:
    """Write the figures to a file, whole or not at all; ``.xlsx`` is a workbook with a sheet that says where
    they come from.

    Raises: ZhenyuError: the file cannot be written.
    """
    if path.suffix.lower() == ".xlsx":
        header = _header(bare=bare)
        rows = (
            dict(zip(header, map(excel_cell, _cells(figure, bare=bare)), strict=True)) for figure in figures
        )
        write_long_book(path, "数据", rows, origin)
        return
    mark = "\ufeff" if form == "csv" else ""  # Excel reads a CSV as UTF-8 only when it begins with the mark
    with written_whole(path) as draft:
        draft.write_text(mark + render(figures, form, bare=bare) + "\n", encoding="utf-8", newline="")


def write_long_book(
    path: Path, title: str, rows: Iterable[Mapping[str, Any]], origin: Sequence[tuple[str, str]]
) -> None:
    """A workbook of one long table, header → cell, and a sheet 说明: 28,000 rows in 0.4 s, which
    :func:`write_book` takes 6 for."""
    with written_whole(path) as draft:
        book_writer.write_book(draft, title, rows, origin)


def line(figure: Figure) -> str:
    """One figure in a sentence."""
    value = (
        f"{figure.display()}{figure.unit}"
        if figure.value is not None
        else f"{_sign(figure)}（{figure.note}）"
    )
    aspect = "" if figure.aspect is Aspect.VALUE else f"（{figure.aspect.label}）"
    parts = [f"{figure.area_name} {figure.address.period.title} {figure.title}{aspect} {value}"]
    if figure.aspect is Aspect.VALUE:
        parts += _said_of(figure)
    return "，".join(parts)


def _said_of(figure: Figure) -> Iterator[str]:
    if figure.target is not None and figure.completion is not None:
        yield f"完成目标的{_two(figure.completion)}%"
    if figure.yoy_points is not None:
        yield f"同比{_two(figure.yoy_points)}个百分点"
    elif figure.yoy is not None:
        yield f"同比{_two(figure.yoy)}%"
    if figure.rank is not None:
        yield f"第{figure.rank.n}位（共{figure.rank.of}个）"
    if figure.recomputing:
        yield "重新计算中"
    if figure.finality:
        yield _FINALITIES[figure.finality]


# --- a table in the terminal ----------------------------------------------------------------------


def _table(figures: Sequence[Figure]) -> Iterator[str]:
    """Rows are areas where several are asked, else periods; columns are what remains: indicators, aspects,
    periods."""
    several_areas = len({figure.address.area for figure in figures}) > 1
    lines: dict[tuple[str, str], dict[tuple[str, ...], Figure]] = {}
    columns: dict[tuple[str, ...], None] = {}
    for figure in figures:
        period = figure.address.period
        head = _head(figure)
        row = (str(figure.address.area), figure.area_name) if several_areas else (str(period), period.title)
        column = (head, period.title) if several_areas else (head,)
        lines.setdefault(row, {})[column] = figure
        columns[column] = None
    first = figures[0]
    one_period = len({figure.address.period for figure in figures}) == 1
    if one_period or not several_areas:
        yield first.address.period.title if several_areas else first.area_name
    heads = [column[0] if one_period or not several_areas else " ".join(column) for column in columns]
    body = [[name, *(_shown(cells.get(column)) for column in columns)] for (_, name), cells in lines.items()]
    yield from _aligned([["区划" if several_areas else "时间", *heads], *body])


def _head(figure: Figure) -> str:
    aspect = "" if figure.aspect is Aspect.VALUE else figure.aspect.label
    return f"{figure.title}{aspect}" + (f"（{figure.unit}）" if figure.unit else "")


def _shown(figure: Figure | None) -> str:
    if figure is None:
        return ""
    return figure.display() if figure.value is not None else _sign(figure)


def _sign(figure: Figure) -> str:
    return "不适用" if figure.absence == "not_applicable" else "—"


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(display_width(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        words = row[0] + " " * (widths[0] - display_width(row[0]))
        numbers = (
            " " * (width - display_width(cell)) + cell
            for cell, width in zip(row[1:], widths[1:], strict=True)
        )
        yield "  ".join([words, *numbers]).rstrip()


# --- files ----------------------------------------------------------------------------------------

_HEADER: Final = (
    "数据地址",
    "指标代码",
    "指标",
    "区划代码",
    "区划",
    "时间段",
    "方面",
    "数值",
    "缺数原因",
    "说明",
    "单位",
    "来源性质",
    "初步或最终",
    "来源文件",
)
_COMPARED: Final = ("目标", "完成率%", "同比%", "同比百分点", "位次", "参评数")
_UPDATED: Final = "更新时间"


def _header(*, bare: bool) -> tuple[str, ...]:
    return (*_HEADER, *(() if bare else _COMPARED), _UPDATED)


def _cells(figure: Figure, *, bare: bool) -> list[Any]:
    address, rank = figure.address, figure.rank
    compared = (
        figure.target,
        figure.completion,
        figure.yoy,
        figure.yoy_points,
        rank.n if rank else None,
        rank.of if rank else None,
    )
    return [
        str(address),
        address.indicator,
        figure.title,
        str(address.area),
        figure.area_name,
        address.period.title,
        address.aspect.label,
        figure.value,
        ABSENCES[figure.absence],
        figure.note,
        figure.unit,
        _STATUSES.get(figure.status, figure.status),
        _FINALITIES.get(figure.finality, ""),
        figure.source,
        *(() if bare else compared),
        figure.computed_at.isoformat() if figure.computed_at else None,
    ]


def cell_of(found: Figure | ValueResult) -> Decimal | str | None:
    """A figure in a table for people: its exact value, 不适用, or nothing where it is unknown."""
    return "不适用" if found.value is None and found.absence == "not_applicable" else found.value


def write_rows(path: Path, rows: Iterable[Sequence[Any]]) -> None:
    """A table as CSV that Excel opens with its Chinese intact."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerows([plain(cell) if isinstance(cell, Decimal) else cell for cell in row] for row in rows)
    with written_whole(path) as draft:
        draft.write_text("\ufeff" + stream.getvalue(), encoding="utf-8", newline="")


def _write_csv(figures: Iterable[Figure], stream: io.StringIO, *, bare: bool) -> None:
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_header(bare=bare))
    for figure in figures:
        writer.writerow(
            [plain(cell) if isinstance(cell, Decimal) else cell for cell in _cells(figure, bare=bare)]
        )


def write_book(
    path: Path, rows: Sequence[Sequence[Any]], origin: Sequence[tuple[str, str]], title: str = "数据"
) -> None:
    """A workbook of one table (its first row the header) and a sheet 说明 with where it comes from.

    Numbers of more digits than Excel keeps are written as text.
    """
    cells = [[excel_cell(cell) for cell in row] for row in rows]
    with written_whole(path) as draft:
        book_writer.table_book(title, cells, origin).save(draft)


def excel_cell(cell: Any) -> Any:
    """A cell as a workbook takes it: a number, or as text what has more digits than Excel keeps."""
    if not isinstance(cell, Decimal):
        return cell
    return float(cell) if len(cell.normalize().as_tuple().digits) <= _EXCEL_DIGITS else format_decimal(cell)


def _two(value: Decimal) -> str:
    return format_decimal(round_half_up(value, 2))
