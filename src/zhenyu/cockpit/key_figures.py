"""The figures of the cockpit: key figures with their months, and the project funnel, as the pack names
them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from zhenyu.core import clock
from zhenyu.core.values.addresses import FigureAddress
from zhenyu.core.values.periods import Month, Period
from zhenyu.indicators.figures import queries
from zhenyu.indicators.figures.value_query import ValueQuery
from zhenyu.indicators.figures.value_results import results_of
from zhenyu.indicators.measures import registry
from zhenyu.indicators.types import Figure
from zhenyu.packs import TOWNSHIP
from zhenyu.packs.loader import load_head
from zhenyu.pages.area_period import AreaPeriod
from zhenyu.people.types import Reader


@dataclass(frozen=True, slots=True)
class KeyFigureCard:
    """A key figure and the months of its year so far."""

    figure: Figure
    values: Sequence[Decimal | None]


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The figures of the cockpit; ``funnel`` has the projects that reached each stage within the period."""

    cards: tuple[KeyFigureCard, ...]
    funnel: tuple[Figure, ...]

    @property
    def widest_stage(self) -> Decimal:
        return max((stage.value for stage in self.funnel if stage.value is not None), default=Decimal(0))


def cockpit_codes(folder: Path = TOWNSHIP) -> Mapping[str, Sequence[str]]:
    """The indicator codes the pack puts on the cockpit: ``figures`` and ``funnel``; an edited pack is seen at
    once."""
    file = folder / "pack.yaml"
    return _codes_of(folder, file.stat().st_mtime_ns if file.is_file() else 0)


@lru_cache(maxsize=8)
def _codes_of(folder: Path, modified_ns: int) -> Mapping[str, Sequence[str]]:
    """Read once for each state of the file: reading it takes 5 ms."""
    return load_head(folder).cockpit


def key_figures(reader: Reader, place: AreaPeriod) -> KeyFigures:
    """The figures in one batch and their months in another.

    Left out: codes the catalogue lacks, and what does not apply here (a village signs no projects).
    """
    catalogue = registry.catalogue()
    cards, funnel = (
        [code for code in cockpit_codes().get(part, ()) if code in catalogue]
        for part in ("figures", "funnel")
    )
    addresses = {code: FigureAddress(code, place.area, place.period) for code in (*cards, *funnel)}
    found = dict(
        zip(addresses, queries.figures(reader, list(addresses.values()), open_to_area=True), strict=True)
    )
    months = _months(reader, place, cards)
    return KeyFigures(
        cards=tuple(KeyFigureCard(found[code], months[code]) for code in cards if _applies(found[code])),
        funnel=tuple(found[code] for code in funnel if _applies(found[code])),
    )


def _months(reader: Reader, place: AreaPeriod, codes: Sequence[str]) -> dict[str, list[Decimal | None]]:
    """Code → its values from January to the period's end or now. Values alone, without growth and ranks."""
    last = min(place.period.last, Month.of(clock.today()))
    months = [month for month in Period.year_of(place.period.last.year).months if month <= last]
    asked = {
        code: [ValueQuery(code, place.area, Period.month_of(month)) for month in months] for code in codes
    }
    everything = [question for questions in asked.values() for question in questions]
    answered = results_of(registry.current_feeds(), everything, clock.today(), reader.name)
    return {code: [answered[question].value for question in questions] for code, questions in asked.items()}


def _applies(figure: Figure) -> bool:
    return figure.absence != "not_applicable"
