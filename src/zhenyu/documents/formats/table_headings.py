"""What a table's heading says of the numbers below it: measure, unit, period, whether growth, share, target
or rank. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from zhenyu.reading.scan.units import ALL, NONE, PERCENT, PERSON, Unit
from zhenyu.reading.text.layout import NORMAL
from zhenyu.reading.text.numerals import magnitude

_BRACKET: Final = re.compile(r"[(（\[［]([^()（）\[\]［］]{1,12})[)）\]］]")
_UNIT_TEXT: Final = re.compile(r"(个?[十百千万亿]*)(\D*)")
_TITLE_UNIT: Final = re.compile(r"(?:计量)?单\s*位\s*[:：]\s*([^\s()（）;；]{1,12})")
_YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
_PERIODS: Final = (
    (
        re.compile(
            _YEAR + r"年?度?\s*(?P<first>1[0-2]|0?[1-9])月?\s*[-—–~至到]{1,2}\s*(?P<last>1[0-2]|0?[1-9])\s*月"
        ),
        "",
    ),
    (re.compile(_YEAR + r"年?度?\s*(?P<half>上|下)半年"), ""),
    (re.compile(_YEAR + r"年?度?\s*(?:第?(?P<quarter>[一二三四1-4])季度|(?P<three>前三季度))"), ""),
    (re.compile(_YEAR + r"年(?P<month>1[0-2]|0?[1-9])月(?!\d{1,2}日)"), ""),
    (re.compile(_YEAR + r"(?:年|年度)?(?!\d)"), ""),
    (re.compile(r"(?<!\d)(?P<first>1[0-2]|[1-9])月?\s*[-—–~至到]{1,2}\s*(?P<last>1[0-2]|[1-9])\s*月"), "Y"),
    (re.compile(r"(?<!\d)(?P<month>1[0-2]|[1-9])月(?:份|累计|完成|$)"), "Y"),
    (re.compile(r"(?P<half>上|下)半年"), "Y"),
    (re.compile(r"第?(?P<quarter>[一二三四])季度|(?P<three>前三季度)"), "Y"),
)
_LAST_YEAR: Final = re.compile(r"上年(?!增|比|±)|去年(?!增|比|±)|上年同期|去年同期|同期(?!比|增|±)")
_COMPARED: Final = re.compile(r"(?:比|较|与)?(?:上年|去年)(?:同期)?(?:相?比)?(?=[增下减±+-])|同比|环比")
_GROWTH: Final = re.compile(r"(?:增|升|降|减)(?:长|减|加|幅|速|量|少|降|额)?|下降|±|增速|同比|环比")
_FALLS: Final = re.compile(r"^(?:(?!增|升|±).)*(?:下降|减少|降幅|降低)(?:(?!增|升|±).)*$")
_SHARE: Final = re.compile(
    r"(?:完成(?:率|比例|进度|百分比|年度目标%)|占(?:比|总数比|全镇比)|比重|比例|进度|百分比|[^\s]{0,4}率)$"
)
_TARGET: Final = re.compile(r"目标|任务|计划|预期|指标数")
_RANK: Final = re.compile(r"排名|位次|名次|排位")
_HOW_COUNTED: Final = re.compile(
    r"数量|数值|数据|金额|指标值|绝对值|总量|(?:累计)?完成(?:数量|数|值|额|情况|量)?|实际|实绩|合计|总计|累计|小计|本期|当期|本月|当月|本年|今年|年度|全年|上年|去年|同期|目标|任务|计划|预期|数|值|额|"
    r"末|底|止|年|月|度|[:：、,，/%\-—()（）\s]"
)
_IMPLIED: Final = (
    (re.compile(r"户数$"), "户"),
    (re.compile(r"(?:人数|人口|劳动力|党员|职工)$"), "人"),
    (re.compile(r"(?:率|比重|占比|比例)$"), "%"),
    (re.compile(r"(?:个数|家数)$"), "个"),
)
_MONTHS: Final = {"上": (1, 6), "下": (7, 12)}
_QUARTERS: Final = "一二三四"


@dataclass(frozen=True, slots=True)
class TableHeading:
    """What the heading cells above a column say together.

    Arguments:
        text: all their words. measure: without unit, period and how it is counted; empty when nothing is
        left.
        share: the rate the numbers give of the measure (完成率), else empty. unit: as in its brackets, else
        empty.
        basis: what growth is against, ``yoy``, ``mom`` or ``unspecified``. falls: a plain number below is a
        fall.
    """

    text: str
    measure: str
    share: str
    unit: str
    growth: bool
    falls: bool
    basis: str
    target: bool
    rank: bool

    @property
    def is_generic(self) -> bool:
        """Whether it names no measure of its own, so that the row's label must."""
        return not self.measure


def heading_of(parts: Sequence[str]) -> TableHeading:
    """The heading of one column from its cells, top to bottom."""
    units = [inside for part in parts for inside in _BRACKET.findall(part) if unit_named(inside)]
    bare = [
        _BRACKET.sub(
            lambda found: "" if unit_named(found[1]) or "%" in found[1] or "±" in found[1] else found[0], part
        )
        for part in parts
    ]
    text = "".join(parts).translate(NORMAL)
    last = bare[-1]
    rank = bool(_RANK.search(last))
    growth = bool((_GROWTH.search(text) and _GROWTH.search(last + "".join(units))) or "±" in text)
    share = found[0] if not growth and (found := _SHARE.search(last)) else ""
    named = [*bare[:-1], "" if growth or rank or share else last]
    unit = units[-1] if units else "%" if share or "%" in text else ""
    basis = (
        "mom"
        if "环比" in text
        else "yoy"
        if _COMPARED.search(text) or re.search("上年|去年|同期", text)
        else "unspecified"
    )
    measure = "".join(_measure(part) for part in named)
    if (
        share
        and not measure
        and share not in ("完成率", "占比", "比重", "比例", "进度", "百分比")
        and not share.startswith("完成")
    ):
        measure, share = last, ""
    return TableHeading(
        text,
        measure,
        share,
        unit,
        growth and not rank,
        bool(_FALLS.match(last)),
        basis,
        bool(_TARGET.search(text)) and not share,
        rank,
    )


def _measure(part: str) -> str:
    """The words of a heading that name a measure; none if all of it says when and how it is counted."""
    part = part.translate(NORMAL)
    rest = part
    for pattern, _ in _PERIODS:
        rest = pattern.sub("", rest)
    return rest if _HOW_COUNTED.sub("", rest) else ""


def unit_named(text: str) -> Unit | None:
    """The unit a bracket or cell names (万元, 户, %); None if it names none."""
    found = _UNIT_TEXT.fullmatch(text.strip().translate(NORMAL).removeprefix("单位:"))
    if found is None or not (found[1] or found[2]):
        return None
    word = found[2].split("/")[0]
    return (
        ALL.get(word)
        if word
        else Unit("元", "amount", "yuan", Decimal(1))
        if found[1].strip("个")
        else ALL.get("个")
    )


def unit_of(
    own: str, heading: TableHeading, label: str, row_unit: str, measure: str, title: str
) -> tuple[str, Unit, Decimal]:
    """The unit of a number, the nearest word first: its cell, heading, row; what its measure implies; the
    table's title.

    Returns:
        the unit as written, the unit, and the magnitude (万 → 10000) to multiply by.
    """
    in_label = [inside for inside in _BRACKET.findall(label) if unit_named(inside)]
    stated = [own, heading.unit, "%" if heading.growth and not heading.unit else "", row_unit, *in_label]
    implied = [unit for pattern, unit in _IMPLIED if pattern.search(measure)]
    titled = [inside for inside in _TITLE_UNIT.findall(title) if unit_named(inside)]
    for text in [*stated, *implied, *titled]:
        unit = unit_named(text) if text else None
        if unit is not None:
            found = _UNIT_TEXT.fullmatch(text.strip().translate(NORMAL))
            scale = magnitude(found[1].removeprefix("个")) if found and found[1].removeprefix("个") else 1
            return text.strip(), {"%": PERCENT, "人": PERSON}.get(unit.word, unit), Decimal(scale)
    return "", NONE, Decimal(1)


def period_in(text: str, year: int | None, otherwise: str | None = None) -> str | None:
    """The period a heading or title names, as readings write it (2025, 2025-01/2025-10); ``otherwise`` if it
    names none.

    Arguments:
        year: of the report, for 上年 and for a month without its year (``Y`` when unknown).
        otherwise: the period of the table; 上年 and 同期 in a heading move it back by a year.
    """
    text = text.translate(NORMAL)
    base = otherwise[:4] if otherwise and otherwise[:4].isdecimal() else str(year) if year else "Y"
    for pattern, unknown in _PERIODS:
        found = pattern.search(text)
        if found:
            named = found.groupdict()
            period = _written(named, base if unknown else named["year"] or base)
            return otherwise if otherwise and period == base else period
    if _LAST_YEAR.search(text) and base.isdecimal():
        return (otherwise or base).replace(base, str(int(base) - 1))
    return otherwise


def _written(named: dict[str, str | None], year: str) -> str:
    first, last = _months(named)
    if first is None or last is None:
        return year
    if first == last:
        return f"{year}-{first:02}"
    return f"{year}-{first:02}/{year}-{last:02}"


def _months(named: dict[str, str | None]) -> tuple[int | None, int | None]:
    if half := named.get("half"):
        return _MONTHS[half]
    if named.get("three"):
        return 1, 9
    if quarter := named.get("quarter"):
        number = int(quarter) if quarter.isdecimal() else _QUARTERS.index(quarter) + 1
        return 3 * number - 2, 3 * number
    if month := named.get("month"):
        return int(month), int(month)
    return (int(named["first"] or 1), int(named["last"] or 12)) if named.get("last") else (None, None)
