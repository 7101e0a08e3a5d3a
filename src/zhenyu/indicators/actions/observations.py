"""Entering values with the document they come from.

Actual values come from rows, or for external indicators from an entry that names its source document.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from zhenyu.core.errors import RefusedError, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.indicators.actions.observation_rows import insert_observations, observation_row
from zhenyu.indicators.figures.value_query import ValueSource, source_of
from zhenyu.indicators.measures.registry import Feeds, current_feeds, found_in
from zhenyu.indicators.types import ObservationEntry
from zhenyu.people.access import require_write
from zhenyu.people.types import Reader


@transaction.atomic
def enter_observations(entries: Iterable[ObservationEntry], *, by: Reader) -> int:
    """Enter values with the document they come from. Returns how many.

    Raises:
        RefusedError: an actual value for an indicator that ledgers compute, or no source document.
        NotFound: no such indicator. NotAllowed: ``by`` may not write there.
    """
    feeds = current_feeds()
    return insert_observations([_observation(feeds, entry, by) for entry in entries])


def _observation(feeds: Feeds, entry: ObservationEntry, by: Reader) -> dict[str, Any]:
    definition, area = found_in(feeds.catalogue, entry.indicator), AreaCode(entry.area)
    if entry.status not in ("entered", "reported"):
        raise UsageError(f"不能录入状态为“{entry.status}”的数", "目标请用 set_targets 下达")
    if entry.status == "entered" and source_of(feeds, definition.code) is not ValueSource.ENTERED:
        remedy = "请在台账里补录或改正记录" if feeds.of(definition.code) else "请改正组成它的指标"
        raise RefusedError(f"“{definition.title}”由台账汇总或算式得出，不能手工填报", remedy)
    if not entry.source.strip():
        raise RefusedError(f"“{definition.title}”没有写明来源文件", "请填写文件名称和文号")
    require_write(by, area, definition.domain, of=definition.title)
    finality = entry.finality if entry.status == "entered" else ""
    return observation_row(
        definition,
        area,
        entry.period,
        entry.value,
        by,
        status=entry.status,
        finality=finality,
        source=entry.source.strip(),
        note=entry.note,
    )
