"""The auditor's port ``Books`` over the indicators: which figure address a text speaks of, and what stands
there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from zhenyu.areas import queries as areas
from zhenyu.auditing import Asked, BooksAnswer
from zhenyu.core import clock
from zhenyu.core.errors import ZhenyuError
from zhenyu.core.values.addresses import Aspect, FigureAddress
from zhenyu.core.values.area_codes import AreaCode, AreaLevel
from zhenyu.core.values.periods import Period
from zhenyu.core.values.quantities import Quantity, unit_of
from zhenyu.documents.agreement import UNIT_OF_BASE
from zhenyu.documents.library.book_periods import spoken_period
from zhenyu.documents.library.indicator_match import SURE, by_verb
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition, IndicatorKind
from zhenyu.indicators.figures.queries import figures
from zhenyu.indicators.measures.registry import catalogue, indicators
from zhenyu.people.types import Reader
from zhenyu.reading import CatalogueEntry, Figure, Indicators
from zhenyu.reading.passes.periods import report_year

_ASPECTS: Final = {
    "value": Aspect.VALUE,
    "previous": Aspect.VALUE,  # of the year before: PREVIOUS is the adjacent period
    "target": Aspect.TARGET,
    "rank": Aspect.RANK,
}
_WHOLE_AREA: Final = {
    AreaLevel.COUNTY: ("全县", "全区", "全市", "全旗", "我县", "我区", "我市"),
    AreaLevel.TOWN: ("全镇", "全乡", "全街道", "我镇", "我乡", "辖区"),
    AreaLevel.VILLAGE: ("全村", "全社区", "我村"),
}
_OWN_UNITS: Final = frozenset(
    ("%", "位", "名")
)  # of indicators that are a rate or a rank: they have no growth in per cent


@dataclass(frozen=True, slots=True)
class AreaBooks:
    """Whoever asks (``reader``) for the books of an area; :meth:`of` and :meth:`through` say of which
    report."""

    reader: Reader
    area: AreaCode

    def of(self, text: str, year: int | None = None) -> ReportBooks:
        """The books for a report that only its text tells of; without a year in it, last year is meant."""
        year = year or report_year(text) or clock.today().year - 1
        return self.through(Period.year_of(year))

    def through(self, period: Period) -> ReportBooks:
        """The books for a report of a period."""
        return ReportBooks(self.reader, self.area, period)


class ReportBooks:
    """The books of one area for one report: ``zhenyu.auditing.Books``."""

    def __init__(self, reader: Reader, area: AreaCode, period: Period) -> None:
        own = areas.area(area)
        self._reader, self._area, self._period = reader, area, period
        below = {each.name: AreaCode(each.code) for each in areas.children(area, clock.today())}
        self._areas = {**below, **dict.fromkeys(("", own.name, *_WHOLE_AREA.get(area.level, ())), area)}
        self._known = catalogue()
        self.catalogue = Indicators(
            CatalogueEntry(each.code, each.title, each.synonyms, each.unit) for each in indicators()
        )

    def answers(self, asked: Sequence[Asked]) -> list[BooksAnswer | None]:
        """What the books hold, by a constant number of statements however many questions there are."""
        addresses = [self._address(each) for each in asked]
        wanted = sorted({address for address in addresses if address is not None}, key=str)
        held = {figure.address: figure.value for figure in figures(self._reader, wanted, open_to_area=True)}
        return [
            self._answer(question, address, held[address]) if address is not None else None
            for question, address in zip(asked, addresses, strict=True)
        ]

    def _address(self, asked: Asked) -> FigureAddress | None:
        """Where the number stands that the text speaks of; None when unsure of the indicator, the area or
        the time."""
        figure = asked.figure
        area = self._areas.get(figure.scope or "")
        definition = self._definition(figure, asked.said)
        if area is None or definition is None:
            return None
        period = spoken_period(
            figure.period,
            self._period,
            as_at=definition.kind is IndicatorKind.STOCK,
            inherited=figure.status == "actual",
        )
        if period is None or (asked.asking == "previous" and definition.unit in _OWN_UNITS):
            return None
        if asked.asking == "previous":
            period = period.year_before()
        return FigureAddress(definition.code, area, period, _ASPECTS[asked.asking])

    def _definition(self, figure: Figure, said: str) -> IndicatorDefinition | None:
        if figure.indicator is None or (figure.confidence or 0) < SURE:
            return None
        return self._known.get(
            by_verb([(figure.indicator, figure.confidence or 0), *figure.runners_up], said, self._known)
        )

    def _answer(self, asked: Asked, address: FigureAddress, value: Decimal | None) -> BooksAnswer | None:
        if value is None or asked.asking == "rank":
            return None if value is None else BooksAnswer(value, str(address))
        unit = self._known[address.indicator].unit
        if not asked.unit_base:
            return BooksAnswer(value, str(address))
        try:
            wanted = unit_of(UNIT_OF_BASE.get(asked.unit_base, asked.unit_base))
            return BooksAnswer(Quantity(value, unit_of(unit)).to(wanted).value, str(address))
        except ZhenyuError:
            return None  # households and persons: another thing is counted
