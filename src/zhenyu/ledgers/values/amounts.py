"""Numbers as clerks write them: full-width digits, thousands separators, unit suffixes (3.5万元, 12户,
5公顷). Pure."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from zhenyu.core.errors import ZhenyuError
from zhenyu.core.values.quantities import format_decimal, unit_of
from zhenyu.ledgers.values.cell_problems import CellProblem

_NUMBER: Final = re.compile(
    r"[¥￥]?([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+)(?:[eE]([+-]?\d{1,2}))?(\D*)"
)
_PLAIN: Final = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,15})?")
_SCALES: Final = {
    "十": 1,
    "百": 2,
    "千": 3,
    "万": 4,
    "十万": 5,
    "百万": 6,
    "千万": 7,
    "亿": 8,
    "十亿": 9,
    "百亿": 10,
    "千亿": 11,
    "万亿": 12,
}
_LARGEST: Final = Decimal("1E20")
BIGINT: Final = 2**63 - 1


def read_decimal(raw: object, unit: str | None) -> Decimal | CellProblem:
    """A number in the unit it is kept in.

    Arguments:
        raw: text, int, float or Decimal. A float is taken at Excel's 15 significant digits.
        unit: the kept unit; a suffix of the same family is converted (3.5万元 in 元 is 35000), another is a
        problem.
    """
    if isinstance(raw, bool):
        return _not_a_number(raw)
    if isinstance(raw, float):
        raw = f"{raw:.15g}"
    if isinstance(raw, int | Decimal):
        return _bounded(Decimal(raw))
    if isinstance(raw, str) and _PLAIN.fullmatch(raw):
        return _bounded(Decimal(raw))
    return _read_text(str(raw), unit)


def read_integer(raw: object, unit: str | None) -> int | CellProblem:
    """A whole number; 3.0 is whole, 3.5 is a problem."""
    if type(raw) is int and -BIGINT <= raw <= BIGINT:
        return raw
    value = read_decimal(raw, unit)
    if isinstance(value, CellProblem):
        return value
    if value != value.to_integral_value():
        return CellProblem("integer", f"“{raw}”不是整数", "这一栏只能填整数，请核对是否多了小数")
    if abs(value) > BIGINT:
        return CellProblem("range", f"“{raw}”太大", "请核对位数，编号一类的内容请用文本栏目")
    return int(value)


def _read_text(text: str, unit: str | None) -> Decimal | CellProblem:
    normal = (
        unicodedata.normalize("NFKC", text)
        .replace(" ", "")
        .replace("，", ",")
        .replace("−", "-")
        .replace("—", "-")
    )
    found = _NUMBER.fullmatch(normal)
    if found is None:
        return _not_a_number(text)
    digits, exponent, suffix = found.groups()
    try:
        value = Decimal(digits.replace(",", "")).scaleb(int(exponent or 0))
    except InvalidOperation:
        return _not_a_number(text)
    factor = _factor(suffix.strip(), unit)
    return factor if isinstance(factor, CellProblem) else _bounded(value * factor)


@lru_cache(maxsize=512)
def _factor(suffix: str, unit: str | None) -> Decimal | CellProblem:
    """How many kept units one of the suffix makes."""
    if not suffix or suffix == unit:
        return Decimal(1)
    if suffix in _SCALES and unit is not None and unit[0] in "千万百亿":
        return CellProblem("unit", f"“{suffix}”后面没有写全单位", f"本栏单位是{unit}：请只填数字，或写全单位")
    if suffix in _SCALES:
        return Decimal(1).scaleb(_SCALES[suffix])
    if unit is None:
        return CellProblem("unit", f"数字后面有“{suffix}”", "这一栏没有单位，请只填数字")
    try:
        written, kept = unit_of(suffix), unit_of(unit)
    except ZhenyuError:
        return CellProblem("unit", f"看不懂数字后面的“{suffix}”", f"请只填数字，单位是{unit}")
    if written.family != kept.family:
        return CellProblem("unit", f"单位“{suffix}”与本栏的“{unit}”不是一类", f"请换算成{unit}再填")
    return written.factor / kept.factor


def column_factor(suffix: str, unit: str | None) -> Decimal | None:
    """What numbers under a header with this unit are multiplied by; None when the unit does not fit the
    field."""
    factor = _factor(suffix, unit)
    return None if isinstance(factor, CellProblem) else factor


def _bounded(value: Decimal) -> Decimal | CellProblem:
    if not value.is_finite():
        return CellProblem("number", "不是一个数", "没有数据请留空")
    if abs(value) >= _LARGEST:
        return CellProblem("range", f"“{format_decimal(value)}”太大", "请核对位数和单位")
    return value


def _not_a_number(raw: object) -> CellProblem:
    return CellProblem("number", f"“{raw}”不是数字", "请只填数字，没有数据请留空，说明写到备注里")
