"""Reads of targets: what is wanted of an area, its parts and its months; and plans of how to split it.

Months of a flow have targets of their own that add up to the year's. A stock's month is to stand at a level:
the parts are its rises, added to where it stood before the period. A rate is not split: every area is to
reach it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final, Literal

from django.db import connection

from zhenyu.areas.queries import children
from zhenyu.core import clock
from zhenyu.core.database.statements import statement
from zhenyu.core.errors import RefusedError, UsageError
from zhenyu.core.values.addresses import Aspect, FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition
from zhenyu.indicators.figures.queries import figures
from zhenyu.indicators.figures.value_query import ValueQuery
from zhenyu.indicators.figures.value_results import results_of
from zhenyu.indicators.measures.reading_rights import check_address
from zhenyu.indicators.measures.registry import current_feeds, found_in
from zhenyu.indicators.targets.proportional_split import gap_sentence, running, split
from zhenyu.people.types import Reader

Into = Literal["areas", "months"]


class SplitMethod(StrEnum):
    """By what a target is split."""

    LAST_YEAR = "last_year"
    EVENLY = "evenly"
    INDICATOR = "indicator"
    ALIKE = "alike"
    AS_SET = "as_set"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS: Final = {
    SplitMethod.LAST_YEAR: "按上年占比",
    SplitMethod.EVENLY: "平均分解",
    SplitMethod.INDICATOR: "按另一指标占比",
    SplitMethod.ALIKE: "各地同一标准",
    SplitMethod.AS_SET: "现有目标",
}


def part_key(address: FigureAddress) -> str:
    """What a part is called within its split: area and period."""
    return f"{address.area}/{address.period}"


@dataclass(frozen=True, slots=True)
class TargetPart:
    """A part of a target: its address, what it is split by, what is set now, what is proposed."""

    address: FigureAddress
    name: str
    base: Decimal | None
    current: Decimal | None
    proposed: Decimal | None
    locked: bool = False

    @property
    def key(self) -> str:
        return part_key(self.address)


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """A target and the parts it is to be split into.

    Arguments:
        opening: of a stock split to months, where it stood before; the parts are levels then.
        basis: the youngest target among whole and parts; a save based on an older one is a conflict.
        is_standard: a rate or quotient, which every area is to reach. is_level: months of what does not add
        up in time.
    """

    whole: FigureAddress
    definition: IndicatorDefinition
    area_name: str
    total: Decimal
    mode: str
    into: Into
    method: SplitMethod
    parts: tuple[TargetPart, ...]
    notes: tuple[str, ...]
    opening: Decimal
    basis: int
    is_standard: bool
    is_level: bool

    @property
    def adds_up(self) -> bool:
        """Whether parts are to add up to the whole; of standards and levels they are not."""
        return not self.is_standard and not self.is_level

    @property
    def whose(self) -> str:
        return "各月" if self.into == "months" else "各地"

    @property
    def gap(self) -> str:
        """The sum check in a sentence; empty where the parts add up."""
        return self.gap_of([part.proposed for part in self.parts])

    def gap_of(self, values: Sequence[Decimal | None]) -> str:
        if self.is_level:
            last = values[-1] if values else None
            return "" if last == self.total else "最后一个月的目标与总目标不一致"
        return gap_sentence(self.total, values, self.definition.unit, self.whose) if self.adds_up else ""


def plan_split(
    reader: Reader,
    address: FigureAddress,
    *,
    into: Into = "areas",
    method: SplitMethod = SplitMethod.LAST_YEAR,
    base_indicator: str = "",
    locked: Mapping[str, Decimal] | None = None,
    places: int = 0,
) -> SplitPlan:
    """Propose how to split the target of an address to the areas below it or to the months of its period.

    Arguments:
        base_indicator: whose values are the shares, for ``SplitMethod.INDICATOR``.
        locked: ``TargetPart.key`` → a part that stays.

    Raises:
        NotFound: no such indicator or area. NotAllowed: an area outside the reader's grants.
        RefusedError: no target is set, it is a wanted growth, there is nothing below, or it is a rate.
    """
    whole = address.with_aspect(Aspect.VALUE)
    feeds = current_feeds()
    definition = found_in(feeds.catalogue, whole.indicator)
    check_address(reader, definition, address)
    addresses = _parts_of(whole, into)
    set_now = targets_of([whole, *addresses])
    target = set_now.get(whole)
    if target is None:
        raise RefusedError(
            f"{whole.period.title}还没有下达“{definition.title}”的目标", "先下达总目标，再分解"
        )
    if target.mode == "growth":
        raise RefusedError("增长目标不能分解成数", "先按上年实绩折算成总量目标，再分解")
    standard = feeds.is_quotient(definition.code)
    method = SplitMethod.ALIKE if standard and method is not SplitMethod.AS_SET else method
    bases = _bases(reader, whole, addresses, into, method, base_indicator)
    names = {each.address: each.area_name for each in figures(reader, [whole, *addresses])}
    current = [set_now[each].value if each in set_now else None for each in addresses]
    level = into == "months" and not standard and not feeds.accumulates(definition.code)
    opening, notes = _opening(reader, whole) if level else (Decimal(0), [])
    kept = {
        n: (locked or {})[key]
        for n, each in enumerate(addresses)
        if (key := part_key(each)) in (locked or {})
    }
    proposed: Sequence[Decimal | None]
    if method is SplitMethod.AS_SET:
        proposed = [kept.get(n, value) for n, value in enumerate(current)]
    elif method is SplitMethod.ALIKE:
        proposed = [kept.get(n, target.value) for n in range(len(addresses))]
    elif level:
        done = split(max(target.value - opening, Decimal(0)), bases, places=places)
        proposed, notes = running(done.parts, opening), [*notes, *done.notes]
    else:
        done = split(target.value, bases, locked=kept, places=places)
        proposed, notes = done.parts, [*notes, *done.notes]
    parts = tuple(
        TargetPart(each, _name(each, into, names), base, now, part, n in kept)
        for n, (each, base, now, part) in enumerate(zip(addresses, bases, current, proposed, strict=True))
    )
    basis = max((each.id for each in set_now.values()), default=0)
    return SplitPlan(
        whole,
        definition,
        names[whole],
        target.value,
        target.mode,
        into,
        method,
        parts,
        tuple(notes),
        opening,
        basis,
        standard,
        level,
    )


@dataclass(frozen=True, slots=True)
class SetTarget:
    """A target as it stands: the youngest observation of its address that was not taken back."""

    id: int
    value: Decimal
    mode: str
    by: str


def targets_of(addresses: Sequence[FigureAddress]) -> dict[FigureAddress, SetTarget]:
    """The targets set for exactly these addresses; one statement."""
    keys = {(each.indicator, str(each.area), str(each.period)): each for each in addresses}
    indicators, codes, periods = ([key[n] for key in keys] for n in range(3))
    with connection.cursor() as cursor:
        cursor.execute(
            statement("zhenyu.indicators", "targets_set"),
            {"indicators": indicators, "areas": codes, "periods": periods},
        )
        return {
            keys[indicator, area, period]: SetTarget(number, value, mode, by)
            for indicator, area, period, number, value, mode, by in cursor.fetchall()
            if value is not None
        }


def _parts_of(whole: FigureAddress, into: Into) -> list[FigureAddress]:
    if into == "months":
        if whole.period.month_count == 1:
            raise UsageError(f"{whole.period.title}只有一个月，不能再分到月", "请选择年、半年或季度")
        return [whole.with_period(Period.month_of(month)) for month in whole.period.months]
    below = children(whole.area, min(whole.period.end, max(clock.today(), whole.period.start)))
    if not below:
        raise RefusedError("这个区划没有下级，不能再往下分解", "可以改为分解到月份")
    return [whole.with_area(AreaCode(area.code)) for area in below]


def _bases(
    reader: Reader,
    whole: FigureAddress,
    addresses: Sequence[FigureAddress],
    into: Into,
    method: SplitMethod,
    base_indicator: str,
) -> list[Decimal | None]:
    """What each part is weighed by: last year's value in today's boundaries, another indicator's, or nothing
    (alike)."""
    if method in (SplitMethod.EVENLY, SplitMethod.ALIKE, SplitMethod.AS_SET):
        return [Decimal(1) if method is SplitMethod.EVENLY else None] * len(addresses)
    feeds = current_feeds()
    if method is SplitMethod.INDICATOR:
        if not base_indicator:
            raise UsageError("没有选择按哪个指标分解", "例如按户籍人口、耕地面积的指标")
        found_in(feeds.catalogue, base_indicator)
        last = whole.period if whole.period.end <= clock.today() else Period.cumulative(*_this_month())
        asked = [
            ValueQuery(base_indicator, each.area, each.period if into == "months" else last)
            for each in addresses
        ]
    else:
        asked = [
            ValueQuery(each.indicator, each.area, each.period.year_before(), each.period.end)
            for each in addresses
        ]
    found = results_of(feeds, asked, clock.today(), reader.name)
    return [found[query].value for query in asked]


def _this_month() -> tuple[int, int]:
    today = clock.today()
    return today.year, today.month


def _opening(reader: Reader, whole: FigureAddress) -> tuple[Decimal, list[str]]:
    before = whole.with_period(Period.month_of(whole.period.first.plus(-1)))
    (found,) = figures(reader, [before])
    if found.value is None:
        return Decimal(0), [f"{before.period.title}末没有数，从0起算"]
    return found.value, [f"从{before.period.title}末的 {found.display()} {found.unit} 起算"]


def _name(address: FigureAddress, into: Into, names: Mapping[FigureAddress, str]) -> str:
    return f"{address.period.last.month}月" if into == "months" else names[address]


def with_values(plan: SplitPlan, values: Mapping[str, Decimal | None]) -> SplitPlan:
    """The plan with parts as somebody wrote them; a part that is not named keeps what was proposed."""
    parts = tuple(replace(part, proposed=values.get(part.key, part.proposed)) for part in plan.parts)
    return replace(plan, parts=parts)
