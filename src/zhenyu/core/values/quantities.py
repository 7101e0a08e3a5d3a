"""Quantities and their units: a number knows what it counts, and unlike things refuse to be added.

Units of one family convert into each other; units of different families never do (户 ≠ 人 ≠ 人次).
Classifiers (个, 家, 处, 件 …) name what is counted rather than measure it, so they share the family ``item``
and convert one to one: nine 处 of farms in a report and nine 个 in a ledger are the same count.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import total_ordering
from typing import Final

from zhenyu.core.errors import NotFound, RefusedError
from zhenyu.core.values.rounding import round_half_up


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure.

    Arguments:
        symbol: as printed, e.g. 万元.
        family: the kind of quantity, e.g. ``money``; only units of one family convert into each other.
        factor: how many base units of the family make one of this.

    Not the unit of a reading (:class:`zhenyu.reading.scan.units.Unit`), which keeps the base units of its own
    scheme and converts no areas; ``documents.agreement.UNIT_OF_BASE`` is the one bridge.
    """

    symbol: str
    family: str
    factor: Decimal

    def __str__(self) -> str:
        return self.symbol


# family: "symbol factor, …"; the base has factor 1. Area counts in 亩, because 1 平方米 = 0.0015 亩 is exact
# while 1 亩 = 666.66… 平方米 is not. Days and months are two families: no fixed number of days is a month.
_MEASURES: Final = {
    "money": "元 1, 千元 1E3, 万元 1E4, 百万元 1E6, 亿元 1E8",
    "money_usd": "美元 1, 万美元 1E4, 亿美元 1E8",
    "area": "亩 1, 万亩 1E4, 公顷 15, 万公顷 15E4, 平方米 0.0015, 万平方米 15, 平方公里 1500",
    "length": "米 1, 万米 1E4, 公里 1E3, 厘米 0.01, 毫米 0.001",
    "volume": "立方米 1, 万立方米 1E4",
    "mass": "公斤 1, 吨 1E3, 万吨 1E7, 斤 0.5, 克 0.001",
    "energy": "千瓦时 1, 万千瓦时 1E4, 亿千瓦时 1E8",
    "ratio": "倍 1, % 0.01, 千分 0.001",
    "points": "百分点 1, 千分点 0.1",
    "rank": "位 1",
    "score": "分 1",
    "duration": "小时 1, 天 24",
    "calendar": "个月 1, 年 12",
}
_COUNTERS: Final = {
    "household": "户",
    "household_time": "户次",
    "person": "人",
    "person_time": "人次",
    "item": (
        "个 家 处 件 起 次 场 场次 盏 株 棵 只 头 羽 栋 座 间 套 条 项 份 期 批 台 辆 眼 "
        "块 片 幅 面 本 篇 所 支 宗 例 笔 张 组"
    ),
}
# Other ways of writing a unit; 平 and 平米 are colloquial and become 平方米.
_SYNONYMS: Final = {
    "千克": "公斤",
    "kg": "公斤",
    "t": "吨",
    "千米": "公里",
    "km": "公里",
    "m": "米",
    "平": "平方米",
    "平米": "平方米",
    "m2": "平方米",
    "㎡": "平方米",
    "万平": "万平方米",
    "万平米": "万平方米",
    "平方千米": "平方公里",
    "km2": "平方公里",
    "ha": "公顷",
    "方": "立方米",
    "m3": "立方米",
    "万方": "万立方米",
    "度": "千瓦时",
    "kWh": "千瓦时",
    "万度": "万千瓦时",
    "人民币元": "元",
    "美金": "美元",
    "万美金": "万美元",
    "％": "%",
    "‰": "千分",
    "个百分点": "百分点",
    "个千分点": "千分点",
    "名": "人",
    "万名": "万人",
    "日": "天",
    "月": "个月",
}


def _registry() -> Iterator[Unit]:
    for family, units in _MEASURES.items():
        for entry in units.split(", "):
            symbol, factor = entry.split()
            yield Unit(symbol, family, Decimal(factor))
    for family, symbols in _COUNTERS.items():
        for symbol in symbols.split():
            yield Unit(symbol, family, Decimal(1))
            yield Unit(f"万{symbol}", family, Decimal(10000))


_UNITS: Final = {unit.symbol: unit for unit in _registry()}


def unit_of(symbol: str) -> Unit:
    """The unit written as ``symbol``, also by its other names (平米, km, 千克, 度, 个百分点).

    Raises:
        NotFound: no such unit.
    """
    text = symbol.strip()
    for name in (text, unicodedata.normalize("NFKC", text)):
        unit = _UNITS.get(_SYNONYMS.get(name, name))
        if unit:
            return unit
    raise NotFound(f"没有“{symbol}”这个计量单位", "请用元、万元、亩、平方米、公里、户、人、个、% 等常用单位")


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """A number with its unit. Values are exact decimals; rounding is asked for by name.

    ``==`` compares amounts (1万元 == 10000元) and is False across families; ``<``, ``+``, ``-`` across
    families are refused. Converting 亩 to 平方米 divides by three somewhere, so there and back may differ in
    the 28th digit.
    """

    value: Decimal
    unit: Unit

    def __post_init__(self) -> None:
        if not isinstance(self.value, Decimal):
            raise TypeError(f"a quantity is a Decimal, not {type(self.value).__name__}")
        if not self.value.is_finite():
            raise RefusedError(f"{self.value}{self.unit}不是一个数", "没有数据请留空")

    @classmethod
    def of(cls, value: Decimal | int | str, symbol: str) -> Quantity:
        """``Quantity.of("1.5", "亿元")``."""
        return cls(Decimal(value), unit_of(symbol))

    @property
    def base_value(self) -> Decimal:
        """The amount in the base unit of the family (元, 亩, 米, 公斤 …)."""
        return self.value * self.unit.factor

    def to(self, unit: Unit) -> Quantity:
        """The same amount in another unit of the family, unrounded; RefusedError across families."""
        if unit == self.unit:
            return self
        self._check_family(unit, "换算成")
        return Quantity(self.base_value / unit.factor, unit)

    def rounded(self, places: int) -> Quantity:
        """Rounded half-up to ``places`` decimals."""
        return Quantity(round_half_up(self.value, places), self.unit)

    def humane(self) -> Quantity:
        """In the unit a report would choose by magnitude, unrounded.

        Money below 1亿 is written in 万元, from there on in 亿元 (statistics §8), and below 1万 stays in 元;
        dollars and 亩 likewise move to 万 from 1万 on. Everything else keeps its unit.
        """
        amount = abs(self.base_value)
        scale = "mu" if self.unit.symbol in ("亩", "万亩") else self.unit.family
        for floor, symbol in _MAGNITUDES.get(scale, ()):
            if amount >= floor:
                return self.to(_UNITS[symbol])
        return self

    def __add__(self, other: Quantity) -> Quantity:
        self._check_summable(other.unit, "相加")
        return Quantity(self.value + other.to(self.unit).value, self.unit)

    def __sub__(self, other: Quantity) -> Quantity:
        self._check_summable(other.unit, "相减")
        return Quantity(self.value - other.to(self.unit).value, self.unit)

    def __neg__(self) -> Quantity:
        return Quantity(-self.value, self.unit)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        return self.unit.family == other.unit.family and self.base_value == other.base_value

    def __lt__(self, other: Quantity) -> bool:
        self._check_family(other.unit, "比较")
        return self.base_value < other.base_value

    def __hash__(self) -> int:
        return hash((self.unit.family, self.base_value))

    def __str__(self) -> str:
        return f"{format_decimal(self.value)}{self.unit}"

    def _check_family(self, unit: Unit, act: str) -> None:
        if unit.family != self.unit.family:
            raise RefusedError(
                f"“{self.unit}”和“{unit}”不是同一类单位，不能{act}", "请检查计量单位，户、人、人次不能混用"
            )

    def _check_summable(self, unit: Unit, act: str) -> None:
        self._check_family(unit, act)
        if unit.family == "rank":
            raise RefusedError(f"位次不能{act}", "名次只能比较先后")


_MAGNITUDES: Final[dict[str, tuple[tuple[Decimal, str], ...]]] = {
    "money": ((Decimal("1E8"), "亿元"), (Decimal("1E4"), "万元"), (Decimal(0), "元")),
    "money_usd": ((Decimal("1E8"), "亿美元"), (Decimal("1E4"), "万美元"), (Decimal(0), "美元")),
    "mu": ((Decimal("1E4"), "万亩"), (Decimal(0), "亩")),
}


def format_decimal(value: Decimal) -> str:
    """Plain text without exponent, trailing zeros or minus zero: ``1E+4`` → ``10000``, ``1.50`` → ``1.5``."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
