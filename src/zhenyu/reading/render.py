"""Figures as a plain-text table; pure functions, nothing is printed here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from zhenyu.core.values.display_width import display_width
from zhenyu.reading.figure import Figure, Value

_STATUS: Final = {"actual": "实绩", "target": "目标", "plan": "计划"}
_KIND: Final = {
    "amount": "金额",
    "count": "数量",
    "area": "面积",
    "length": "长度",
    "mass": "重量",
    "volume": "体积",
    "duration": "时长",
    "ratio": "比率",
    "growth": "增减",
    "rank": "位次",
    "frequency": "频次",
}
_HEADERS: Final = ("序", "原文", "指标", "范围", "值", "单位", "类别", "时期", "状态", "属于")
_LIMIT: Final = 36  # columns a cell may take before it is cut


def as_table(figures: Iterable[Figure]) -> str:
    """An aligned table with Chinese headers; a Han character counts two columns. Numbers align right."""
    rows = [_HEADERS, *(_row(number, figure) for number, figure in enumerate(figures))]
    widths = [max(display_width(row[i]) for row in rows) for i in range(len(_HEADERS))]
    lines = [
        "  ".join(_padded(cell, widths[i], right=i in (0, 4)) for i, cell in enumerate(row)).rstrip()
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines) + "\n"


def _row(number: int, figure: Figure) -> tuple[str, ...]:
    cells = (
        str(number),
        "".join(figure.text.split()),
        figure.measure,
        figure.scope or "",
        _value(figure.value),
        figure.unit,
        _KIND[figure.kind],
        figure.period or "",
        _STATUS[figure.status],
        "" if figure.parent is None else str(figure.parent),
    )
    return tuple(_cut(" ".join(cell.split())) for cell in cells)


def _value(value: Value) -> str:
    return f"{value[0]}–{value[1]}" if isinstance(value, tuple) else str(value)


def _cut(text: str) -> str:
    if display_width(text) <= _LIMIT:
        return text
    kept = ""
    for char in text:
        if display_width(kept + char) > _LIMIT - 1:
            break
        kept += char
    return kept + "…"


def _padded(text: str, width: int, *, right: bool) -> str:
    gap = " " * (width - display_width(text))
    return gap + text if right else text + gap
