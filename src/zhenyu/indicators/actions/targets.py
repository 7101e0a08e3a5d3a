"""Setting targets and splitting them.

A target is an observation of its own status and can never become an actual value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from zhenyu.core.errors import RefusedError, StaleVersion, UsageError
from zhenyu.core.values.addresses import FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.indicators.actions.observation_rows import insert_observations, observation_row
from zhenyu.indicators.measures.registry import catalogue, found_in
from zhenyu.indicators.targets.queries import Into, SplitMethod, SplitPlan, plan_split, with_values
from zhenyu.indicators.targets.target_rules import SETTERS, TARGET_MODES, TargetEntry
from zhenyu.people.access import require_role
from zhenyu.people.types import Reader


@transaction.atomic
def set_targets(targets: Iterable[TargetEntry], *, by: Reader, note: str = "") -> int:
    """Set targets, each replacing the one before it; ``note`` says how they came about. Returns how many.

    Raises:
        UsageError: an unknown mode, or a value that is no number. NotFound: no such indicator.
        NotAllowed: ``by`` is neither office head nor leader of the area and domain.
    """
    known = catalogue()
    rows: list[dict[str, Any]] = []
    for code, area, period, value, mode in targets:
        if mode not in TARGET_MODES:
            modes = "、".join(f"{name}（{title}）" for name, title in TARGET_MODES.items())
            raise UsageError(f"没有“{mode}”这种目标", f"可以是：{modes}")
        definition, place = found_in(known, code), AreaCode(area)
        require_role(by, SETTERS, place, definition.domain, of=f"给“{definition.title}”定目标")
        rows.append(
            observation_row(definition, place, period, value, by, status="target", mode=mode, note=note)
        )
    return insert_observations(rows)


@transaction.atomic
def split_target(
    address: FigureAddress,
    values: Mapping[str, Decimal | None],
    *,
    by: Reader,
    into: Into = "areas",
    basis: int | None = None,
    accept_gap: bool = False,
) -> SplitPlan:
    """Set the parts of a target; parts not named stay as they are. Returns the target and its parts as they
    stand now.

    Arguments:
        values: ``TargetPart.key`` → value, None takes a part back.
        basis: ``SplitPlan.basis`` of the plan that was looked at; None: whatever stands now.
        accept_gap: the parts need not add up to the whole.

    Raises:
        StaleVersion: somebody has changed the target or a part since. RefusedError: the parts do not add up.
        NotAllowed: as :func:`set_targets`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('target ' || %s, 0))", [str(address)])
    existing = plan_split(by, address, into=into, method=SplitMethod.AS_SET)
    if basis is not None and existing.basis != basis:
        raise StaleVersion(
            f"“{existing.definition.title}”的目标刚被别人改过", "请重新打开分解页面，核对后再保存"
        )
    plan = with_values(existing, values)
    if plan.gap and not accept_gap:
        raise RefusedError(plan.gap, "改到与总目标一致；确需不一致的，勾选“合计与总目标不一致也保存”")
    changed = [part for part in plan.parts if part.proposed != part.current]
    entries = [
        (plan.definition.code, part.address.area, part.address.period, part.proposed, plan.mode)
        for part in changed
    ]
    set_targets(entries, by=by, note=f"由 {plan.area_name} {plan.whole.period.title}目标分解")
    return plan
