"""Targets from a workbook: a table of areas by months, as offices hand them down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from zhenyu.areas.models import Area
from zhenyu.areas.queries import subtree
from zhenyu.core.errors import RefusedError, UsageError
from zhenyu.core.values.addresses import FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Month, Period
from zhenyu.indicators.actions.targets import set_targets
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition
from zhenyu.indicators.measures.reading_rights import check_address
from zhenyu.indicators.measures.registry import current_feeds, indicator
from zhenyu.indicators.targets.proportional_split import gap_sentence
from zhenyu.indicators.targets.queries import targets_of
from zhenyu.indicators.targets.target_rules import TargetEntry
from zhenyu.people.types import Reader
from zhenyu.workbooks.sheets import open_file

_MONTH: Final = re.compile(r"(?:\d{4}年)?\s*(\d{1,2})\s*月(?:份)?")
_YEAR_HEADS: Final = ("全年", "年度", "年度目标", "目标", "合计")
_TOTAL_ROWS: Final = ("合计", "总计", "小计", "全镇", "全县")
_HEADER_WITHIN: Final = 10


@dataclass(frozen=True, slots=True)
class TargetTable:
    """What a workbook says: targets to set, faults by cell, and sums that do not agree (each in a Chinese
    sentence)."""

    entries: tuple[TargetEntry, ...]
    problems: tuple[str, ...]
    gaps: tuple[str, ...]


def read_targets(reader: Reader, address: FigureAddress, path: Path) -> TargetTable:
    """Read a table whose first column names areas (code or name, the address's own or below) and whose others
    are months.

    Columns are 全年 (or 目标, 合计) and 1月 to 12月 of the address's year; blank cells set nothing; a row of
    totals is used to check, not to set. Nothing is written.

    Raises:
        UsageError: no header of that form, or a file that cannot be read.
    """
    definition = indicator(address.indicator)
    check_address(reader, definition, address)
    rows = _rows(path)
    header, columns = _header(rows, address.period.first.year)
    known = _Names(subtree(address.area, address.period.end))
    existing = targets_of([address])
    mode = existing[address].mode if address in existing else "at_least"
    if mode == "growth":
        raise RefusedError("总目标是增长，不能按数导入", "先按上年实绩折算成总量目标")
    entries: list[TargetEntry] = []
    problems: list[str] = []
    for number, row in enumerate(rows[header + 1 :], start=header + 2):
        name = _text(row[0])
        if not name or name in _TOTAL_ROWS:
            continue
        area = known.find(name)
        if not isinstance(area, AreaCode):
            problems.append(f"第{number}行：{area}")
            continue
        for column, period in columns.items():
            cell = row[column] if column < len(row) else None
            if _text(cell) == "":
                continue
            value = _number(cell)
            if value is None:
                problems.append(
                    f"第{number}行“{period.title}”：“{_text(cell)}”不是一个数，只填数字，不带单位"
                )
            else:
                entries.append((definition.code, area, period, value, mode))
    whole = existing[address].value if address in existing else None
    return TargetTable(tuple(entries), tuple(problems), tuple(_gaps(address, definition, entries, whole)))


@transaction.atomic
def import_targets(table: TargetTable, *, by: Reader, accept_gap: bool = False) -> int:
    """Set what a table says, all or nothing. Returns how many targets.

    Raises: RefusedError: faults, or sums that do not agree and are not accepted. NotAllowed: as
    ``set_targets``.
    """
    if table.problems:
        raise RefusedError(f"有{len(table.problems)}处不对：{table.problems[0]}", "改正后再导入")
    if table.gaps and not accept_gap:
        raise RefusedError("；".join(table.gaps[:3]), "改到一致；确需不一致的，加 --accept-gap")
    return set_targets(table.entries, by=by, note="由目标表导入")


class _Names:
    """Areas by code and by name; a name two areas share must be given as a code."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self.codes = {area.code for area in areas}
        self.by_name: dict[str, list[str]] = {}
        for area in areas:
            for name in {area.name, area.name.removesuffix("村").removesuffix("社区")}:
                self.by_name.setdefault(name, []).append(area.code)

    def find(self, text: str) -> AreaCode | str:
        """The area, or in Chinese why there is none."""
        if text.isascii() and text.isdigit():
            code = str(AreaCode(text))
            return AreaCode(code) if code in self.codes else f"没有代码为 {text} 的下级区划"
        codes = self.by_name.get(text, [])
        if len(codes) == 1:
            return AreaCode(codes[0])
        return f"有{len(codes)}个区划叫“{text}”，请写代码" if codes else f"没有叫“{text}”的下级区划"


def _rows(path: Path) -> list[list[Any]]:
    """The rows of the first visible sheet, every row from column A."""
    table = next(iter(open_file(path).tables), None)
    return [] if table is None else [[*[None] * table.left, *cells] or [None] for _, cells in table.rows()]


def _header(rows: Sequence[Sequence[Any]], year: int) -> tuple[int, dict[int, Period]]:
    """The row that names months, and column → period. Title rows above it are passed over."""
    for number, row in enumerate(rows[:_HEADER_WITHIN]):
        columns = {n: period for n, cell in enumerate(row) if n and (period := _period(_text(cell), year))}
        if columns:
            return number, columns
    raise UsageError("没有找到“全年”或“1月”这样的列名", "第一列写区划，其余列写 全年、1月…12月")


def _period(text: str, year: int) -> Period | None:
    if text in (*_YEAR_HEADS, f"{year}年", str(year)):
        return Period.year_of(year)
    match = _MONTH.fullmatch(text)
    return Period.month_of(Month(year, int(match[1]))) if match and 1 <= int(match[1]) <= 12 else None


def _gaps(
    address: FigureAddress,
    definition: IndicatorDefinition,
    entries: Sequence[TargetEntry],
    whole: Decimal | None,
) -> list[str]:
    """Each area's months against its year (flows), and the areas' years against the whole (all but rates)."""
    feeds = current_feeds()
    if feeds.is_quotient(definition.code):
        return []
    years: dict[str, Decimal] = {}
    months: dict[str, list[Decimal]] = {}
    for _, area, period, value, _ in entries:
        amount = Decimal(str(value))
        if isinstance(period, Period) and period.month_count == 12:
            years[str(area)] = amount
        else:
            months.setdefault(str(area), []).append(amount)
    unit, flows = definition.unit, feeds.accumulates(definition.code)
    sentences = [
        f"{area}：{gap}"
        for area, parts in months.items()
        if flows and (gap := _gap(years.get(area), parts, unit, "各月"))
    ]
    below = [value for area, value in years.items() if area != str(address.area)]
    own = years.get(str(address.area), whole)
    return [*sentences, *([gap] if below and (gap := _gap(own, below, unit, "各地")) else [])]


def _gap(whole: Decimal | None, parts: Sequence[Decimal], unit: str, whose: str) -> str:
    return "" if whole is None else gap_sentence(whole, parts, unit, whose)


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _number(cell: Any) -> Decimal | None:
    try:
        value = Decimal(_text(cell).replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
