"""The numbering of a list: 一是…五是 twice, 二 missing, 三 before 二 (report-defects §3.3); GB/T 9704-2012,
7.3.3 (levels 一、 (一) 1. (1)).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from zhenyu.auditing.document import AuditedText, Passage
from zhenyu.auditing.finding import Computed, Finding
from zhenyu.core.values.numerals import chinese_number
from zhenyu.reading.text.numerals import chinese

_INLINE: Final = re.compile(
    r"(?:^|(?<=[。;:,、!?)”]))(?P<n>[一二三四五六七八九十]{1,3})(?P<kind>是|要|则)(?![否非])"
)
_INDUSTRY: Final = re.compile("[、.](?:[一二三四]产|[一二三四]、|[一二三四五六七八九十]者)")


@dataclass(slots=True)
class _Series:
    """One running list; ``last`` is the number expected to precede the next."""

    last: int = 0
    place: tuple[Passage, int, int] | None = None


@dataclass(slots=True)
class _Lists:
    """The running lists of a document: headings by level, leading 一是 across passages, inline ones in a
    passage."""

    headings: dict[str, _Series] = field(default_factory=dict)
    leading: dict[str, _Series] = field(default_factory=dict)


def ordinal(document: AuditedText) -> Iterator[Finding]:
    """Repeated, missing or disordered numbers of a list."""
    lists = _Lists()
    for passage in document.body:
        yield from _heading(passage, lists)
        yield from _inline(passage, lists)


def _heading(passage: Passage, lists: _Lists) -> Iterator[Finding]:
    found = passage.ordinal
    if found is not None and found.level == "hash":
        lists.leading.clear()
        return
    if found is None or found.value == 0 or _INDUSTRY.search(passage.clean[: found.end + 3]):
        return
    if found.level in ("chapter", "top"):
        lists.headings.pop("sub", None)
        lists.leading.clear()
    if found.level != "item":
        lists.headings.pop("item", None)
    series = lists.headings.setdefault(found.level, _Series())
    shown = passage.clean[: found.end].strip("# ")
    yield from _next(series, found.value, passage, 0, found.end, shown, strict=found.level != "item")


def _inline(passage: Passage, lists: _Lists) -> Iterator[Finding]:
    here: dict[str, _Series] = {}  # the list a passage is in: its own, or the leading one it goes on with
    for found in _INLINE.finditer(passage.clean):
        kind, value = found["kind"], int(chinese(found["n"]) or 0)
        if value == 0:
            continue
        if found.start() == 0:
            series = lists.leading.setdefault(kind, _Series())
            here[kind] = series
        elif value == 1:
            here[kind] = _Series()
        elif kind not in here:
            leading = lists.leading.get(kind)
            here[kind] = leading if leading is not None and leading.last == value - 1 else _Series()
        yield from _next(here[kind], value, passage, found.start(), found.end(), found.group(), strict=True)


def _next(
    series: _Series, value: int, passage: Passage, start: int, end: int, shown: str, *, strict: bool
) -> Iterator[Finding]:
    """Move a series on to ``value``; a restart at one is always right, and so is whatever number the text
    begins with."""
    last, place = series.last, series.place
    series.last, series.place = value, (passage, start, end)
    if value == 1 or last == 0 or value == last + 1:
        return
    expected = chinese_number(last + 1)
    evidence = [place[0].quote(place[1], place[2])] if place else []
    evidence.append(passage.quote(start, end))
    if value == last:
        series.last = last + 1  # the repeated one stands where the next should: one slip, one finding
        message, suggestion = (
            f"序号“{shown}”重复出现，应为第{expected}项。",
            f"请改为“{expected}”并顺延以后的序号，或删去重复的一项。",
        )
        yield passage.finding(
            "ordinal", "error", start, end, message, suggestion, [*evidence, Computed("应为", expected)]
        )
    elif value > last + 1:
        message, suggestion = (
            f"序号从第{chinese_number(last)}项跳到“{shown}”，缺第{expected}项。",
            "请补上漏掉的一项，或顺次改正序号。",
        )
        yield passage.finding(
            "ordinal",
            "error" if strict else "warning",
            start,
            end,
            message,
            suggestion,
            [*evidence, Computed("应为", expected)],
        )
    elif strict:
        message, suggestion = (
            f"序号“{shown}”排在第{chinese_number(last)}项之后，次序颠倒。",
            "请按顺序重排序号。",
        )
        yield passage.finding("ordinal", "warning", start, end, message, suggestion, evidence)
