"""Which rules an area has switched off or toned down, for itself and those below: who, when and why, every
step kept."""

from __future__ import annotations

from django.db import transaction

from zhenyu.areas import queries as areas
from zhenyu.auditing.rulebook import RULEBOOK, RuleCard, title_of
from zhenyu.auditing.tuning import choices
from zhenyu.core import clock
from zhenyu.core.changelog.changes import NewChange, write_changes
from zhenyu.core.errors import NotAllowed, NotFound, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.documents.audit_models import ABOVE, RuleSetting
from zhenyu.people.types import Reader, Role


def settings_of(area: AreaCode) -> dict[str, RuleSetting]:
    """What holds in an area: of each rule the latest setting of the nearest place that has one, the area or
    one above."""
    places = [str(place) for place in (*area.ancestors, area)]
    latest = {
        (each.area, each.rule): each for each in RuleSetting.objects.filter(area__in=places).order_by("id")
    }
    own = sorted((each for each in latest.values() if each.setting != ABOVE), key=lambda each: len(each.area))
    return {each.rule: each for each in own}


def chosen(area: AreaCode) -> dict[str, str]:
    """Rule → setting of an area, as `zhenyu.auditing.tuning.tuned` takes them."""
    return {rule: each.setting for rule, each in settings_of(area).items()}


def may_set(reader: Reader, area: AreaCode) -> bool:
    """Whether a reader may switch rules for an area: the head of an office there."""
    return reader.holds(Role.OFFICE_HEAD, area)


def offered(rule: RuleCard, area: AreaCode) -> dict[str, str]:
    """What one may do with a rule for an area: as the rule allows, and where there is an area above, as that
    one has it."""
    ways = choices(rule)
    return ways if rule.fixed or area.parent is None else {**ways, ABOVE: "随上级"}


@transaction.atomic
def set_rule(area: AreaCode, rule: str, setting: str, *, by: Reader, reason: str) -> RuleSetting:
    """Switch a rule off, tone it down or put it on again for the reports of an area and the areas below it.

    Raises:
        NotFound: no such rule.
        NotAllowed: the actor heads no office there.
        UsageError: a setting the rule does not have, or no reason.
    """
    if rule not in RULEBOOK:
        raise NotFound(f"没有“{rule}”这条审读规则", "请从规则表里选")
    if not may_set(by, area):
        raise NotAllowed(f"您不能改{areas.area(area).name}的审读规则", "请由该地的办所负责人处理")
    ways = offered(RULEBOOK[rule], area)
    if setting not in ways:
        why = "是法律的要求，不能停用" if RULEBOOK[rule].fixed else f"不能设为“{setting}”"
        raise UsageError(f"“{title_of(rule)}”{why}", f"可用的有：{'、'.join(ways.values())}")
    reason = reason.strip()
    if not reason:
        raise UsageError("没有写改规则的理由", "请写明为什么，以后的人能看到")
    made = RuleSetting.objects.create(
        area=str(area), rule=rule, setting=setting, reason=reason[:200], at=clock.now(), by=by.name
    )
    change = NewChange(
        at=made.at,
        ledger="documents.rulesetting",
        row_id=made.id,
        area=str(area),
        domain="",
        action="create",
        actor_id=by.user_id,
        actor=by.name,
        why=f"审读规则“{title_of(rule)}”{ways[setting]}：{reason[:200]}",
    )
    write_changes([change])
    return made
