"""The verb of taking over what a report says: it stands for an external indicator until somebody enters the
value itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from zhenyu.core.errors import RefusedError
from zhenyu.core.values.addresses import FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.catalogue.indicator_definition import IndicatorKind
from zhenyu.indicators.figures.queries import figures
from zhenyu.indicators.measures.registry import catalogue, found_in
from zhenyu.indicators.types import ObservationEntry
from zhenyu.people.types import Reader


@transaction.atomic
def take_over_reported(entries: Sequence[ObservationEntry], *, by: Reader) -> int:
    """Let values read in a document stand as ``reported``; the source names the document. Returns how many.

    Raises:
        RefusedError: the indicator is computed from ledgers, or a value was entered there: that one is never
        displaced. NotFound, NotAllowed: as ``enter_observations``.
    """
    known = catalogue()
    for entry in entries:
        definition = found_in(known, entry.indicator)
        if definition.kind is not IndicatorKind.EXTERNAL:
            raise RefusedError(
                f"“{definition.title}”由台账汇总得出，不能采用报告里的数", "请在台账里补录或改正记录"
            )
    addresses = [
        (entry.indicator, AreaCode(entry.area), Period.parse(str(entry.period))) for entry in entries
    ]
    existing = figures(by, [FigureAddress(*address) for address in addresses])
    for figure in existing:
        if figure.status == "entered" and figure.value is not None:
            raise RefusedError(
                f"“{figure.title}”{figure.address.period.title}已有录入的数", "录入的数为准，不用采用报告里的"
            )
    return enter_observations(
        [replace(entry, status="reported", finality="preliminary") for entry in entries], by=by
    )
