"""A year's months of many indicators in many areas as a file, with a word on where they come from. Each is an
event in the log."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from zhenyu.areas.queries import registered
from zhenyu.core import clock
from zhenyu.core.changelog.changes import NewChange, write_changes
from zhenyu.core.errors import UsageError
from zhenyu.core.files.safe_files import written_whole
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.core.values.quantities import format_decimal
from zhenyu.indicators.figures.value_tables import Columns, columns_of
from zhenyu.indicators.figures.values import check_may_read_all
from zhenyu.indicators.measures.registry import current_feeds, found_in
from zhenyu.indicators.output.formats import cell_of, excel_cell, write_long_book
from zhenyu.people.types import Reader

VALUES_AT_MOST: Final = 1_000_000
_KINDS: Final = (".xlsx", ".csv")
_LOGGED_AS: Final = "indicators.figures"
_WHOLE: Final = "全年"


def export_months(
    reader: Reader,
    codes: Sequence[str],
    areas: Sequence[AreaCode],
    year: int,
    path: Path,
    *,
    seen_at: AreaCode,
) -> int:
    """Write the months of a year and the year itself, a line for each area and indicator; returns how many
    values it asked for.

    Arguments:
        path: ends with ``.xlsx`` or ``.csv``.
        seen_at: the area whose page it was taken from, under which it is logged.

    Raises:
        UsageError: another ending, nothing to write, or more than :data:`VALUES_AT_MOST` values.
        NotFound, NotAllowed: as ``figures``. ZhenyuError: the file cannot be written.
    """
    if path.suffix not in _KINDS:
        raise UsageError(f"不能下载为“{path.suffix.removeprefix('.')}”", "可以下载为 xlsx 或 csv")
    codes, areas, whole = list(dict.fromkeys(codes)), list(dict.fromkeys(areas)), Period.year_of(year)
    periods = [*map(Period.month_of, whole.months), whole]
    count = len(codes) * len(areas) * len(periods)
    if not count:
        raise UsageError("没有选指标或区划", "请先选指标；要全部指标就点“全部指标各月”")
    if count > VALUES_AT_MOST:
        raise UsageError(f"一次要{count}个数，超过上限{VALUES_AT_MOST}", "请按领域分几次下载，或少选几个区划")
    feeds = current_feeds()
    check_may_read_all(reader, feeds, {(code, whole): areas for code in codes})
    columns = columns_of(feeds, codes, areas, periods, clock.today(), reader.name)
    titles = {code: (found_in(feeds.catalogue, code).title, feeds.catalogue[code].unit) for code in codes}
    lines = _lines(columns, titles, areas, periods)
    origin = _origin(reader, titles, areas, whole)
    if path.suffix == ".xlsx":
        write_long_book(
            path, "各月", ({name: excel_cell(cell) for name, cell in line.items()} for line in lines), origin
        )
    else:
        _write_csv(path, lines, origin)
    _log(reader, seen_at, f"导出{whole.title}各月的数：{len(codes)}个指标，{len(areas)}个区划，{path.suffix}")
    return count


def _lines(
    columns: Columns, titles: dict[str, tuple[str, str]], areas: Sequence[AreaCode], periods: Sequence[Period]
) -> Iterator[dict[str, Any]]:
    heads = [*(f"{month.month}月" for month in periods[-1].months), _WHOLE]
    known = registered(map(str, areas))
    for n, area in enumerate(areas):
        name = known[area].name_on(periods[-1].end) if area in known else str(area)
        for code, (title, unit) in titles.items():
            own = (cell_of(columns[code, period][n]) for period in periods)
            identity = {"区划代码": str(area), "区划": name, "指标代码": code, "指标": title, "单位": unit}
            yield identity | dict(zip(heads, own, strict=True))


def _write_csv(path: Path, lines: Iterator[dict[str, Any]], origin: Sequence[tuple[str, str]]) -> None:
    """UTF-8 with its mark, as Excel wants; where it comes from stands below the lines, as in an export of a
    ledger."""
    with written_whole(path) as draft, draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for number, line in enumerate(lines):
            if not number:
                writer.writerow(line)
            writer.writerow(
                cell if cell is None or isinstance(cell, str) else format_decimal(cell)
                for cell in line.values()
            )
        writer.writerow([])
        writer.writerows((f"# {name}：{text}",) for name, text in origin)


def _origin(
    reader: Reader, titles: dict[str, tuple[str, str]], areas: Sequence[AreaCode], year: Period
) -> list[tuple[str, str]]:
    return [
        ("内容", "各区划各项指标各月的数值"),
        ("指标", f"{len(titles)}个：{'、'.join(title for title, _ in titles.values())}"),
        ("区划", f"{len(areas)}个"),
        ("时间段", year.title),
        ("导出人", reader.name),
        (
            "可见范围",
            "、".join(str(grant.area) for grant in reader.grants) or ("全部" if reader.unlimited else "无"),
        ),
        ("导出时间", f"{clock.now():%Y-%m-%d %H:%M:%S}"),
        (
            "说明",
            "每月是当月的数，存量是月末的数；“全年”不一定是各月相加，比率由分子、分母的全年数相除；"
            "空白是没有数，0 是有记录而为零，不适用是这里不该有数",
        ),
    ]


def _log(reader: Reader, area: AreaCode, why: str) -> None:
    """Figures of many domains: any duty in the area may see that they were taken away."""
    write_changes(
        [NewChange(clock.now(), _LOGGED_AS, None, str(area), "", "export", reader.user_id, reader.name, why)]
    )
