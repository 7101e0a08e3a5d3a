"""The areas below, compared by one indicator."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from zhenyu.core.values.area_codes import AreaLevel
from zhenyu.indicators.catalogue.indicator_definition import Better, IndicatorDefinition
from zhenyu.indicators.figures import queries
from zhenyu.indicators.types import Figure
from zhenyu.people.types import Reader

LEVEL_WORDS = {
    AreaLevel.COUNTY: "县",
    AreaLevel.TOWN: "乡镇（街道）",
    AreaLevel.VILLAGE: "村（社区）",
    AreaLevel.GRID: "网格",
}
ORDER_WORDS = {Better.UP: "多者在前", Better.DOWN: "少者在前", Better.NONE: "按大小排列"}


@dataclass(frozen=True, slots=True)
class RankingRow:
    """An area and its place; None where it has no value."""

    rank: int | None
    figure: Figure


@dataclass(frozen=True, slots=True)
class Ranking:
    """Areas one level down, the best first, those without a value last."""

    title: str
    level: str
    order: str
    rows: tuple[RankingRow, ...]

    @property
    def is_shown(self) -> bool:
        """Whether any area below has a value: an external figure of a town has none for its villages."""
        return any(row.figure.value is not None for row in self.rows)

    @property
    def has_targets(self) -> bool:
        return any(row.figure.completion is not None for row in self.rows)

    @property
    def widest(self) -> Decimal:
        """The largest value: the full width of a bar."""
        return max(
            (abs(row.figure.value) for row in self.rows if row.figure.value is not None), default=Decimal(1)
        )


def ranking_of(reader: Reader, figure: Figure, definition: IndicatorDefinition) -> Ranking:
    """Compare the areas below a figure's area."""
    found = queries.series(reader, figure.address, by="area")
    known = sorted(
        (each for each in found if each.value is not None), key=lambda each: _merit(each, definition)
    )
    unknown = [each for each in found if each.value is None]
    rows = tuple(RankingRow(_place(each, known), each) for each in (*known, *unknown))
    level = LEVEL_WORDS.get(rows[0].figure.address.area.level, "地方") if rows else ""
    return Ranking(f"各{level}对比", level, ORDER_WORDS[definition.better], rows)


def _merit(figure: Figure, definition: IndicatorDefinition) -> tuple[Decimal, str]:
    value = figure.value or Decimal(0)
    return (value if definition.better is Better.DOWN else -value, str(figure.address.area))


def _place(figure: Figure, known: list[Figure]) -> int | None:
    """The figure's own rank, or its place among the areas compared; equal values share a place."""
    if figure.value is None:
        return None
    if figure.rank:
        return figure.rank.n
    return next(n for n, each in enumerate(known, start=1) if each.value == figure.value)
