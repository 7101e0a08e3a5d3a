"""The area directory behind the switcher: the branch around an area, or what a search finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from zhenyu.areas import queries
from zhenyu.areas.models import Area
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.people.types import Reader

FOUND_AT_MOST: Final = 40
_BRANCH_LEVELS: Final = 3


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A line of the switcher's tree."""

    area: Area
    depth: int
    current: bool


def branch(reader: Reader, current: AreaCode, day: date) -> list[AreaRow]:
    """The way down to an area and what stood beside and below it on a day, as far as the reader may look.

    Villages are shown with their town, towns with their county; deeper levels open by choosing an area.
    """
    shown: dict[str, Area] = {}
    for code in (*current.ancestors, current)[-_BRANCH_LEVELS:]:
        if reader.sees(code):
            shown[str(code)] = queries.area(code)
            shown.update({area.code: area for area in queries.children(code, day)})
    if not shown:
        shown = _grant_areas(reader)
    return _rows(shown.values(), current)


def find(reader: Reader, text: str, current: AreaCode) -> list[AreaRow]:
    """Areas within the reader's grants whose code, name or pinyin contains the text."""
    found: dict[str, Area] = {}
    for grant in reader.grants:
        found.update({area.code: area for area in queries.search(text.strip(), grant.area, FOUND_AT_MOST)})
    return [AreaRow(area, 0, area.code == current) for _, area in sorted(found.items())[:FOUND_AT_MOST]]


def _grant_areas(reader: Reader) -> dict[str, Area]:
    return {str(grant.area): queries.area(grant.area) for grant in reader.grants}


def _rows(areas: Iterable[Area], current: AreaCode) -> list[AreaRow]:
    ordered = sorted(areas, key=lambda area: area.code)
    levels = sorted({len(area.code) for area in ordered})
    return [AreaRow(area, levels.index(len(area.code)), area.code == current) for area in ordered]
