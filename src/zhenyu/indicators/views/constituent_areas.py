"""What a figure's area was made of: the areas merged into it, and those that stood there before it began."""

from __future__ import annotations

from dataclasses import dataclass

from zhenyu.areas.queries import registered, succession
from zhenyu.core import clock
from zhenyu.core.values.addresses import FigureAddress


@dataclass(frozen=True, slots=True)
class ConstituentArea:
    """An area by its code and the name it had."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Arguments:
    merged: areas that had gone wholly into the figure's by the period's end; their rows count in it.
    then: what stood there in the period, where the area itself had not begun or was gone.
    """

    merged: tuple[ConstituentArea, ...] = ()
    then: tuple[ConstituentArea, ...] = ()


def constituents_of(address: FigureAddress) -> Ground:
    """The merger behind a figure, if there is one. One statement, two where areas have merged."""
    in_time, code = succession(), str(address.area)
    day = min(address.period.end, clock.today())
    merged = in_time.absorbed(code, day)
    then: tuple[str, ...] = ()
    if not in_time.exists_on(code, day):
        successor = in_time.successor_on(code, day)
        before = [each for each in in_time.absorbed(code, clock.today()) if in_time.exists_on(each, day)]
        merged, then = (), (successor,) if successor else tuple(before)
    areas = registered([*merged, *then])
    named = {each: ConstituentArea(each, area.name_on(day)) for each, area in areas.items()}
    return Ground(*(tuple(named[each] for each in group if each in named) for group in (merged, then)))
