"""Verbs: define indicators, set targets, enter observations, recompute.

A target, a rank or a wanted growth is an observation of its own status and can never become an actual value:
actual values come from rows, or for external indicators from an entry that names its source document.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.db import connection, transaction

from zhenyu.core import clock
from zhenyu.core.errors import NotAllowed, RefusedError, StaleVersion, UsageError
from zhenyu.core.values.addresses import FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.indicators.catalogue.calculation import calculations_of
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition
from zhenyu.indicators.cells.maintenance import recompute_below, recompute_redefined, repair_town
from zhenyu.indicators.cells.statements import TABLES, TOWN_DIGITS
from zhenyu.indicators.cells.verification import CellDifference
from zhenyu.indicators.figures.value_query import ValueSource, source_of
from zhenyu.indicators.measures.registry import Feeds, catalogue, current_feeds, found_in
from zhenyu.indicators.models import Indicator
from zhenyu.indicators.targets.queries import Into, SplitMethod, SplitPlan, plan_split, with_values
from zhenyu.indicators.types import ObservationEntry
from zhenyu.people.types import Reader, Role

TARGET_MODES: Final = {"at_least": "不少于", "at_most": "不超过", "growth": "增长"}
_COLUMNS: Final = (
    "indicator",
    "area",
    "domain",
    "period",
    "status",
    "value",
    "mode",
    "finality",
    "source",
    "note",
    "at",
    "by_id",
    "by_name",
)
TargetEntry = tuple[str, AreaCode | str, Period | str, Decimal | int | str | None, str]
"""(indicator, area, period, value, mode); the value of ``growth`` in per cent, None takes a target back."""


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
    defined = [IndicatorDefinition.from_raw(raw, source) for raw in given.values()]
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
            position=present[entry.code].position if entry.code in present else len(present) + place,
            defined_at=clock.now(),
            defined_by=by.name,
        )
        for place, entry in enumerate(changed)
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
        if not may_set_targets(by, place, definition.domain):
            raise NotAllowed(
                f"您不能给区划 {place} 的“{definition.title}”定目标", "目标由领导或该领域的办所负责人下达"
            )
        rows.append(_row(definition, place, period, value, by, status="target", mode=mode, note=note))
    return _insert(rows)


def may_set_targets(reader: Reader, area: AreaCode, domain: str) -> bool:
    """Whether somebody sets targets there: the leader, or the head of the office of that domain."""
    return reader.holds(Role.OFFICE_HEAD, area, domain) or reader.holds(Role.LEADER, area, domain)


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
    standing = plan_split(by, address, into=into, method=SplitMethod.AS_SET)
    if basis is not None and standing.basis != basis:
        raise StaleVersion(
            f"“{standing.definition.title}”的目标刚被别人改过", "请重新打开分解页面，核对后再保存"
        )
    plan = with_values(standing, values)
    if plan.gap and not accept_gap:
        raise RefusedError(plan.gap, "改到与总目标一致；确需不一致的，勾选“合计与总目标不一致也保存”")
    changed = [part for part in plan.parts if part.proposed != part.current]
    entries = [
        (plan.definition.code, part.address.area, part.address.period, part.proposed, plan.mode)
        for part in changed
    ]
    set_targets(entries, by=by, note=f"由 {plan.area_name} {plan.whole.period.title}目标分解")
    return plan


@transaction.atomic
def enter_observations(entries: Iterable[ObservationEntry], *, by: Reader) -> int:
    """Enter values with the document they come from. Returns how many.

    Raises:
        RefusedError: an actual value for an indicator that ledgers compute, or no source document.
        NotFound: no such indicator. NotAllowed: ``by`` may not write there.
    """
    joined = current_feeds()
    return _insert([_observation(joined, entry, by) for entry in entries])


def recompute(ledger: str, area: AreaCode | str | None = None) -> None:
    """Compute a ledger's cells from its rows again, at and below an area; for operators, harmless at any
    time."""
    recompute_below(ledger, AreaCode(area) if area else None)


def repair(ledger: str, differences: Iterable[CellDifference]) -> int:
    """Bring cells that differ from their rows back to them, town by town, each in a short transaction;
    returns how many towns.

    Call it outside of a transaction, or writers wait for all towns together. What changed since the check is
    in the rows that are read under the town's lock: a repair is exact at any time.
    """
    towns: dict[str, set[str]] = {}
    for each in differences:
        own = towns.setdefault(each.area[:TOWN_DIGITS], set())
        own |= {each.area} if each.table == TABLES[0] else set()
    for town, areas in sorted(towns.items()):
        repair_town(ledger, town, areas)
    return len(towns)


def _observation(joined: Feeds, entry: ObservationEntry, by: Reader) -> dict[str, Any]:
    definition, place = found_in(joined.catalogue, entry.indicator), AreaCode(entry.area)
    if entry.status not in ("entered", "reported"):
        raise UsageError(f"不能录入状态为“{entry.status}”的数", "目标请用 set_targets 下达")
    if entry.status == "entered" and source_of(joined, definition.code) is not ValueSource.ENTERED:
        remedy = "请在台账里补录或改正记录" if joined.of(definition.code) else "请改正组成它的指标"
        raise RefusedError(f"“{definition.title}”由台账汇总或算式得出，不能手工填报", remedy)
    if not entry.source.strip():
        raise RefusedError(f"“{definition.title}”没有写明来源文件", "请填写文件名称和文号")
    if not by.may_write(place, definition.domain):
        raise NotAllowed(f"您不能录入区划 {place} 的“{definition.title}”", "请由负责该领域的人员录入")
    finality = entry.finality if entry.status == "entered" else ""
    return _row(
        definition,
        place,
        entry.period,
        entry.value,
        by,
        status=entry.status,
        finality=finality,
        source=entry.source.strip(),
        note=entry.note,
    )


def _row(
    definition: IndicatorDefinition, area: AreaCode, period: Period | str, value: Any, by: Reader, **more: str
) -> dict[str, Any]:
    parsed = Period.parse(period) if isinstance(period, str) else period
    blank = {"mode": "", "finality": "", "source": "", "note": ""}
    named = {
        "indicator": definition.code,
        "area": str(area),
        "domain": definition.domain,
        "period": str(parsed),
    }
    signed = {"at": clock.now(), "by_id": by.user_id, "by_name": by.name}
    return {**blank, **named, **signed, "value": _number(definition, value), **more}


def _number(definition: IndicatorDefinition, value: Any) -> Decimal | None:
    if value is None:
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise UsageError(f"“{definition.title}”的值“{value}”不是一个数", "只填数字，不带单位和逗号")
    return number


def _insert(rows: Sequence[dict[str, Any]]) -> int:
    """One statement however many rows; COPY does not serve tables under row-level security."""
    columns = ", ".join(_COLUMNS)
    statement = (
        f"INSERT INTO indicators_observation ({columns}) SELECT {columns}"
        " FROM jsonb_populate_recordset(NULL::indicators_observation, %s::jsonb)"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(rows, default=str, ensure_ascii=False)])
    return len(rows)
