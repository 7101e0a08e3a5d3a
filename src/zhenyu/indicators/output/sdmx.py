"""Figures as SDMX-CSV 1.0 and 2.0, the exchange format of official statistics. Pure; the code lists are in
docs/sdmx.md.

Standard: SDMX-CSV field guide (https://github.com/sdmx-twg/sdmx-csv). Dimensions FREQ, REF_AREA, INDICATOR,
ASPECT, TIME_PERIOD; a period that is no year, half, quarter or month is a time range (``2026-01-01/P10M``) of
frequency ``_O``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final, TextIO

from zhenyu.core.errors import NotFound
from zhenyu.core.values.periods import Period, PeriodKind
from zhenyu.core.values.quantities import unit_of
from zhenyu.indicators.types import Figure, plain

DATAFLOW: Final = "ZHENYU:FIGURES(1.0)"
_DIMENSIONS: Final = ("FREQ", "REF_AREA", "INDICATOR", "ASPECT", "TIME_PERIOD")
_ATTRIBUTES: Final = ("OBS_STATUS", "UNIT_MEASURE", "UNIT_MULT", "SOURCE", "LAST_UPDATE")
_LEADING: Final = {1: ("DATAFLOW",), 2: ("STRUCTURE", "STRUCTURE_ID", "ACTION")}
_VALUES: Final = {1: (DATAFLOW,), 2: ("dataflow", DATAFLOW, "I")}

FREQUENCIES: Final = {
    PeriodKind.YEAR: "A",
    PeriodKind.HALF: "S",
    PeriodKind.QUARTER: "Q",
    PeriodKind.MONTH: "M",
    PeriodKind.RANGE: "_O",
}
UNITS: Final = {
    "元": "CNY",
    "美元": "USD",
    "%": "PT",
    "百分点": "PP",
    "千分": "PM",
    "户": "HH",
    "人": "PS",
    "人次": "PS_TIMES",
    "户次": "HH_TIMES",
    "亩": "MU",
    "公顷": "HAR",
    "平方米": "MTK",
    "平方公里": "KMK",
    "米": "MTR",
    "公里": "KMT",
    "公斤": "KGM",
    "吨": "TNE",
    "立方米": "MTQ",
    "千瓦时": "KWH",
    "位": "RANK",
    "分": "SCORE",
    "倍": "RATIO",
    "小时": "HUR",
    "天": "DAY",
    "个月": "MON",
    "年": "ANN",
}
_MULTIPLES: Final = (("亿", 8), ("百万", 6), ("万", 4), ("千", 3))


def write_sdmx(figures: Iterable[Figure], stream: TextIO, version: int = 2) -> None:
    """Write figures as SDMX-CSV, one observation a line; decimals are exact, what is missing has no
    OBS_VALUE."""
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow((*_LEADING[version], *_DIMENSIONS, "OBS_VALUE", *_ATTRIBUTES))
    writer.writerows((*_VALUES[version], *_observation(figure)) for figure in figures)


def _observation(figure: Figure) -> Iterator[str]:
    address = figure.address
    unit, power = unit_codes(figure.unit)
    yield from (
        FREQUENCIES[address.period.kind],
        str(address.area),
        address.indicator,
        str(address.aspect).upper(),
    )
    yield time_period(address.period)
    yield plain(figure.value) or ""
    yield from (observation_status(figure), unit, str(power), figure.source)
    yield figure.computed_at.isoformat() if figure.computed_at else ""


def time_period(period: Period) -> str:
    """The period in SDMX's own forms; a range as its first day and length."""
    return f"{period.start}/P{period.month_count}M" if period.kind is PeriodKind.RANGE else str(period)


def observation_status(figure: Figure) -> str:
    """CL_OBS_STATUS: A normal, P provisional, O missing (unknown), M missing because it cannot exist
    (不适用)."""
    if figure.value is None:
        return "M" if figure.absence == "not_applicable" else "O"
    return "P" if figure.finality == "preliminary" else "A"


def unit_codes(symbol: str) -> tuple[str, int]:
    """UNIT_MEASURE and UNIT_MULT: 万元 → (CNY, 4). Words that name what is counted (个, 处, 件 …) are
    ``NUM``.

    A unit the house does not know becomes its code points, ``U_4EFD``: identifiers of SDMX are plain ASCII.
    """
    if not symbol:
        return "PURE", 0
    if symbol in UNITS:
        return UNITS[symbol], 0
    for word, power in _MULTIPLES:
        base = symbol.removeprefix(word)
        if base != symbol and base in UNITS:
            return UNITS[base], power
    try:
        unit = unit_of(symbol)
    except NotFound:
        unit = None
    if unit is not None and unit.family == "item" and unit.factor == Decimal(1):
        return "NUM", 0
    return "U_" + "_".join(f"{ord(character):04X}" for character in symbol), 0
