"""A template bound to an area and a period: short names become full addresses. Pure.

In a template ``{{toilets_renovated|completed_yoy}}`` names an indicator; in the draft made of it stands
``{{toilets_renovated@990101100/2026-01..2026-10|completed_yoy}}``, which means the same wherever the text is
carried. An aspect may follow the name (``{{toilets_renovated.target}}``), and a full address is left as it
is. Some words stand for text: ``{{area}}`` 望澜镇, ``{{period}}`` 2026年1—10月, ``{{year}}`` 2026,
``{{last_year}}``, ``{{next_year}}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zhenyu.core.errors import UsageError
from zhenyu.core.values.addresses import Aspect, FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.writing.markdown import MARK
from zhenyu.writing.phrases import PHRASES
from zhenyu.writing.types import Block, UnresolvedFigure, spans_of

WORDS = ("area", "period", "year", "last_year", "next_year")


@dataclass(frozen=True, slots=True)
class Setting:
    """The area and the period a report is written for."""

    area: AreaCode
    area_name: str
    period: Period

    def word(self, name: str) -> str | None:
        """What a word of :data:`WORDS` stands for; None for any other."""
        year = self.period.last.year
        said = dict(zip(WORDS, (self.area_name, self.period.title, year, year - 1, year + 1), strict=True))
        return str(said[name]) if name in said else None


def bind(markdown: str, setting: Setting) -> str:
    """Give each short name its full address and each word its meaning."""

    def bound(found: re.Match[str]) -> str:
        target, name = found[1], found[2] or ""
        word = setting.word(target)
        if word is not None:
            return word
        return str(UnresolvedFigure(target if "@" in target else _address(target, setting), name))

    return MARK.sub(bound, markdown)


def _address(target: str, setting: Setting) -> str:
    """The address of an indicator's short name, as text: a wrong name stays in the draft, where its chip says
    so."""
    indicator, dot, aspect = target.partition(".")
    return f"{indicator}@{setting.area}/{setting.period}{dot}{aspect}"


def marks_in(blocks: Iterable[Block]) -> Iterator[UnresolvedFigure]:
    """The figures a text names, in reading order."""
    return (span for block in blocks for span in spans_of(block) if isinstance(span, UnresolvedFigure))


def faults(markdown: str) -> list[str]:
    """What is wrong with a template before any figure is asked for: unknown phrases and aspects, open
    braces."""
    found: list[str] = []
    for mark in MARK.finditer(markdown):
        target, name = mark[1], mark[2] or ""
        if name and name not in PHRASES:
            found.append(f"“{mark[0]}”里没有“{name}”这种写法，可用的有：{'、'.join(PHRASES)}")
        if "@" in target or target in WORDS:
            continue
        indicator, dot, aspect = target.partition(".")
        if not re.fullmatch(r"[a-z][a-z0-9_]*", indicator):
            found.append(f"“{mark[0]}”里的指标代码不对，只能用小写字母、数字和下划线")
        if dot and aspect not in set(Aspect):
            found.append(f"“{mark[0]}”里没有“{aspect}”这个方面")
    rest = MARK.sub("", markdown)
    if "{{" in rest or "}}" in rest:
        position = rest.find("{{") if "{{" in rest else rest.find("}}")
        found.append(f"花括号没有配对：“{rest[max(position - 5, 0) : position + 15].strip()}”")
    return found


def parse_address(target: str) -> FigureAddress | UsageError:
    """The address of a mark, or what is wrong with it."""
    try:
        return FigureAddress.parse(target)
    except UsageError as error:
        return error
