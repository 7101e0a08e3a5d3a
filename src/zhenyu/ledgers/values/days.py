"""Days and months as clerks write them: 2023.5.1, 2023年5月, 20230501, Excel serial numbers. What is
ambiguous is refused, never guessed. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Final

from zhenyu.ledgers.values.cell_problems import CellProblem

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100
_SERIAL_ZERO: Final = date(1899, 12, 30)
_SERIALS: Final = range(61, 73_415)
"""Serial numbers of 1900-03-01 to 2100-12-31; below 61 Excel's calendar has a day that never was."""
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY: Final = re.compile(
    r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:[T ]?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
)
_COMPACT_DAY: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH: Final = re.compile(r"(\d{4})(?:[-./](\d{1,2})|年(\d{1,2})月?)")
_COMPACT_MONTH: Final = re.compile(r"(\d{4})(\d{2})")
_DAY_HINT: Final = "请写成 2023-05-01 或 2023年5月1日"
_MONTH_HINT: Final = "请写成 2023-05 或 2023年5月"


def read_day(raw: object) -> date | CellProblem:
    """A calendar day from a date cell, a text or an Excel serial number (45047 is 2023-05-01)."""
    if isinstance(raw, datetime):
        return _in_range(raw.date(), raw)
    if isinstance(raw, date):
        return _in_range(raw, raw)
    text = _plain(raw)
    if _ISO.fullmatch(text):
        try:
            return _in_range(date.fromisoformat(text), raw)
        except ValueError:
            return _no_such_day(raw)
    found = _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text)
    if found:
        return _day(int(found[1]), int(found[2]), int(found[3]), raw)
    serial = _serial(text)
    if serial is not None:
        return serial
    if _MONTH.fullmatch(text) or _COMPACT_MONTH.fullmatch(text):
        return CellProblem(
            "date", f"“{raw}”只有年月，没有日", "请对照原始材料补上哪一日，如 2023年5月1日；系统不代为猜测"
        )
    return CellProblem("date", f"“{raw}”不是日期", _DAY_HINT)


def read_month(raw: object) -> date | CellProblem:
    """The first day of a month; a full date gives its month."""
    if isinstance(raw, datetime | date):
        day = read_day(raw)
        return day if isinstance(day, CellProblem) else day.replace(day=1)
    if isinstance(raw, float) and not raw.is_integer():
        return CellProblem(
            "month", f"“{raw}”是数字，分不清1月和10月", "请把这一列设成文本，写成 2023-01 或 2023年10月"
        )
    text = _plain(raw)
    found = _MONTH.fullmatch(text) or _COMPACT_MONTH.fullmatch(text)
    if found:
        parts = [int(part) for part in found.groups() if part]
        day = _day(parts[0], parts[1], 1, raw)
        return CellProblem("month", day.message, _MONTH_HINT) if isinstance(day, CellProblem) else day
    day = read_day(raw)
    if isinstance(day, CellProblem):
        return CellProblem("month", f"“{raw}”不是年月", _MONTH_HINT)
    return day.replace(day=1)


def _plain(raw: object) -> str:
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = raw if isinstance(raw, str) else str(raw)
    if text.isascii():
        return text.strip()
    return re.sub(
        r"(?<=[年月日])\s+|\s+(?=[年月日])", "", unicodedata.normalize("NFKC", text).replace("。", ".")
    ).strip()


def _serial(text: str) -> date | None:
    number = text.partition(".")[0]
    if len(number) == 5 and re.fullmatch(r"\d{5}(\.\d+)?", text) and int(number) in _SERIALS:
        return _SERIAL_ZERO + timedelta(days=int(number))
    return None


def _day(year: int, month: int, day: int, raw: object) -> date | CellProblem:
    try:
        return _in_range(date(year, month, day), raw)
    except ValueError:
        return _no_such_day(raw)


def _no_such_day(raw: object) -> CellProblem:
    return CellProblem("date", f"“{raw}”不是存在的日期", "请核对年月日，" + _DAY_HINT.removeprefix("请"))


def _in_range(day: date, raw: object) -> date | CellProblem:
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    return CellProblem("date", f"“{raw}”的年份不在{FIRST_YEAR}—{LAST_YEAR}之间", "请核对年份")
