"""Which indicators there are and which measures feed them; kept per process, renewed when the catalogue
changes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from django.db import connection

from zhenyu.core.errors import NotFound
from zhenyu.indicators.catalogue.calculation import Calculation, accumulates, calculations_of, is_quotient
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition, read_indicator
from zhenyu.indicators.measures.measure import CompiledMeasure, compile_ledger
from zhenyu.indicators.models import Indicator
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.schema.registry import (
    VERSION_ID_SQL,
    LoadedLedger,
    cached_ledger,
    ledger,
    ledgers,
    loaded_ledger,
)

_FINGERPRINT = "SELECT id || ' ' || xmin FROM indicators_indicator ORDER BY id DESC LIMIT 1"
"""Every change of the catalogue writes a newer row; no two transactions write the same one."""
Catalogue = Mapping[str, IndicatorDefinition]


@dataclass(frozen=True)
class Feeds:
    """Every measure of every ledger, against one catalogue."""

    catalogue: Catalogue
    measures: tuple[CompiledMeasure, ...]
    calculations: Mapping[str, Calculation]

    @cached_property
    def by_indicator(self) -> Mapping[str, tuple[CompiledMeasure, ...]]:
        found: dict[str, tuple[CompiledMeasure, ...]] = {}
        for measure in self.measures:
            found[measure.indicator.code] = (*found.get(measure.indicator.code, ()), measure)
        return found

    def of(self, code: str) -> tuple[CompiledMeasure, ...]:
        """The measures that feed an indicator directly (a ratio is fed through its parts)."""
        return self.by_indicator.get(code, ())

    @cached_property
    def _digits(self) -> dict[str, tuple[int, ...]]:
        return {}

    def digits_of(self, code: str) -> tuple[int, ...]:
        """The lengths of the area codes that the rows feeding an indicator carry, the shortest first."""
        if code not in self._digits:
            self._digits[code] = tuple(sorted({measure.level.digits for measure in self.of(code)}))
        return self._digits[code]

    def below(self, code: str) -> tuple[CompiledMeasure, ...]:
        """The measures an indicator rests on, through the indicators its formula names."""
        return tuple(measure for leaf in self.leaves(code) for measure in self.of(leaf))

    def leaves(self, code: str) -> tuple[str, ...]:
        """What an indicator is worked out from in the end: itself, where it is not computed from others."""
        calculation = self.calculations.get(code)
        return calculation.leaves if calculation else (code,)

    def is_quotient(self, code: str) -> bool:
        """See :func:`zhenyu.indicators.catalogue.calculation.is_quotient`."""
        return is_quotient(self.catalogue, self.calculations, code)

    def accumulates(self, code: str) -> bool:
        """See :func:`zhenyu.indicators.catalogue.calculation.accumulates`."""
        return accumulates(self.catalogue, self.calculations, code)


@dataclass(frozen=True, slots=True)
class MeasureSet:
    """The measures of a ledger and the marks by which :data:`STILL_CURRENT` tells that they are its measures
    yet."""

    measures: tuple[CompiledMeasure, ...]
    version_id: int
    fingerprint: str | None


STILL_CURRENT = (
    f"(({VERSION_ID_SQL}) = %(version_id)s AND ({_FINGERPRINT}) IS NOT DISTINCT FROM %(fingerprint)s)"
)


class _Kept:
    """What this process has read. A catalogue is the same object as long as its text is the same."""

    fingerprint: ClassVar[str | None] = None
    catalogue: ClassVar[Catalogue] = {}
    calculations: ClassVar[Mapping[str, Calculation]] = {}
    compiled: ClassVar[dict[int, tuple[LedgerDefinition, Catalogue, tuple[CompiledMeasure, ...]]]] = {}


def indicator(code: str) -> IndicatorDefinition:
    """The definition of an indicator.

    Raises:
        NotFound: no such indicator; names the nearest codes and titles.
    """
    return found_in(catalogue(), code)


def indicators() -> tuple[IndicatorDefinition, ...]:
    """All indicators in the order they were declared."""
    return tuple(catalogue().values())


def catalogue() -> Catalogue:
    """Code → definition. One small statement, and one more when the catalogue has changed."""
    with connection.cursor() as cursor:
        cursor.execute(_FINGERPRINT)
        (fingerprint,) = cursor.fetchone() or (None,)
    if fingerprint != _Kept.fingerprint or fingerprint is None:
        raws = Indicator.objects.filter(current=True).values_list("raw", flat=True)
        _Kept.catalogue = {raw["code"]: read_indicator(raw) for raw in raws}
        _Kept.calculations = calculations_of(_Kept.catalogue)
        _Kept.fingerprint = fingerprint
    return _Kept.catalogue


def found_in(known: Catalogue, code: str) -> IndicatorDefinition:
    """The definition of a code in a catalogue already read; raises NotFound as :func:`indicator`."""
    if code in known:
        return known[code]
    near = list(_near(code, known))[:3]
    hint = f"是不是：{'、'.join(near)}" if near else "用 zhenyu pack apply 应用内容包后再查"
    raise NotFound(f"没有代码为“{code}”的指标", hint)


def _near(code: str, known: Catalogue) -> Iterator[str]:
    for close in difflib.get_close_matches(code, known, n=3):
        yield f"{close}（{known[close].title}）"
    for definition in known.values():
        if code in (definition.title, *definition.synonyms):
            yield f"{definition.code}（{definition.title}）"


def current_feeds() -> Feeds:
    """All measures of all ledgers, compiled. Two small statements."""
    known = catalogue()
    measures = tuple(measure for definition in ledgers() for measure in _compiled(definition, known))
    return Feeds(known, measures, _Kept.calculations)


def measures_of_ledger(code: str) -> tuple[CompiledMeasure, ...]:
    """The measures of one ledger whose indicators are defined."""
    return _compiled(ledger(code), catalogue())


def cached_measure_set(code: str) -> MeasureSet | None:
    """The measures as this process read them last, without a statement; None if it never did."""
    known = cached_ledger(code)
    return _edition(known) if known is not None and _Kept.fingerprint is not None else None


def measure_set(code: str) -> MeasureSet:
    """The measures as they stand now."""
    catalogue()
    return _edition(loaded_ledger(code))


def _edition(known: LoadedLedger) -> MeasureSet:
    return MeasureSet(_compiled(known.definition, _Kept.catalogue), known.version_id, _Kept.fingerprint)


def _compiled(definition: LedgerDefinition, known: Catalogue) -> tuple[CompiledMeasure, ...]:
    kept = _Kept.compiled.get(id(definition))
    if kept is not None and kept[0] is definition and kept[1] is known:
        return kept[2]
    measures = compile_ledger(definition, known)
    if len(_Kept.compiled) > 1000:
        _Kept.compiled.clear()
    _Kept.compiled[id(definition)] = (definition, known, measures)
    return measures
