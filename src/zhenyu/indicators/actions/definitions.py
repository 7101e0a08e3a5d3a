"""Adding indicators to the catalogue and changing them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from zhenyu.core import clock
from zhenyu.core.errors import NotAllowed
from zhenyu.indicators.catalogue.calculation import calculations_of
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition, read_indicator
from zhenyu.indicators.cells.maintenance import recompute_redefined
from zhenyu.indicators.measures.registry import catalogue, current_feeds
from zhenyu.indicators.models import Indicator
from zhenyu.people.types import Reader, Role


@transaction.atomic
def define_indicators(
    raws: Iterable[Mapping[str, Any]], *, by: Reader, source: str = ""
) -> list[IndicatorDefinition]:
    """Add catalogue entries or bring them to a new version; unchanged ones stay as they are.

    Cells of ledgers that feed a changed entry are recomputed.

    Raises:
        UsageError: names the entry at fault; nothing is written then. NotAllowed: ``by`` keeps no catalogue.
    """
    if not by.unlimited and not any(grant.role is Role.OFFICE_HEAD for grant in by.grants):
        raise NotAllowed("指标目录由办所负责人或系统管理人员维护", "请联系负责人")
    given = {str(raw.get("code")): dict(raw) for raw in raws}
    defined = [read_indicator(raw, source) for raw in given.values()]
    calculations_of({**catalogue(), **{entry.code: entry for entry in defined}})
    present = {row.code: row for row in Indicator.objects.filter(current=True)}
    changed = [
        entry
        for entry in defined
        if entry.code not in present or present[entry.code].raw != given[entry.code]
    ]
    _write_versions(changed, present, given, by)
    _refeed({entry.code for entry in changed})
    return defined


def _write_versions(
    changed: Sequence[IndicatorDefinition],
    present: Mapping[str, Indicator],
    given: Mapping[str, dict[str, Any]],
    by: Reader,
) -> None:
    Indicator.objects.filter(code__in=[entry.code for entry in changed], current=True).update(current=False)
    Indicator.objects.bulk_create(
        Indicator(
            code=entry.code,
            version=present[entry.code].version + 1 if entry.code in present else 1,
            raw=given[entry.code],
            current=True,
            position=present[entry.code].position if entry.code in present else len(present) + position,
            defined_at=clock.now(),
            defined_by=by.name,
        )
        for position, entry in enumerate(changed)
    )


def _refeed(codes: set[str]) -> None:
    """Also checks every measure against the new entries: one that cannot be computed refuses the
    definition."""
    if not codes:
        return
    for ledger in sorted(
        {measure.ledger for measure in current_feeds().measures if measure.indicator.code in codes}
    ):
        recompute_redefined(ledger)
