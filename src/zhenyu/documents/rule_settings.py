"""Which rules an area has switched off or toned down: who, when and why; every step stays in the log."""

from __future__ import annotations

from django.db import transaction

from zhenyu.areas import queries as areas
from zhenyu.auditing.rulebook import RULEBOOK, title_of
from zhenyu.auditing.tuning import choices
from zhenyu.core import clock
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.changes import NewChange, write_changes
from zhenyu.core.errors import NotAllowed, NotFound, UsageError
from zhenyu.documents.audit_models import RuleSetting
from zhenyu.people.types import Reader, Role


def settings_of(area: AreaCode) -> dict[str, RuleSetting]:
    """The latest setting of each rule that was ever touched for an area, as far as the reader in scope may see."""
    return {each.rule: each for each in RuleSetting.objects.filter(area=str(area)).order_by("id")}


def chosen(area: AreaCode) -> dict[str, str]:
    """Rule → setting of an area, as `zhenyu.auditing.tuning.tuned` takes them."""
    return {rule: each.setting for rule, each in settings_of(area).items()}


def may_set(reader: Reader, area: AreaCode) -> bool:
    """Whether a reader may switch rules for an area: the head of an office there."""
    return reader.holds(Role.OFFICE_HEAD, area)


@transaction.atomic
def set_rule(area: AreaCode, rule: str, setting: str, *, by: Reader, reason: str) -> RuleSetting:
    """Switch a rule off, tone it down or put it on again for the reports of an area.

    Raises:
        NotFound: no such rule.
        NotAllowed: the actor heads no office there.
        UsageError: a setting the rule does not have, or no reason.
    """
    if rule not in RULEBOOK:
        raise NotFound(f"没有“{rule}”这条审读规则", "请从规则表里选")
    if not may_set(by, area):
        raise NotAllowed(f"您不能改{areas.area(area).name}的审读规则", "请由该地的办所负责人处理")
    offered = choices(RULEBOOK[rule])
    if setting not in offered:
        why = "是法律的要求，不能停用" if RULEBOOK[rule].fixed else f"不能设为“{setting}”"
        raise UsageError(f"“{title_of(rule)}”{why}", f"可用的有：{'、'.join(offered.values())}")
    reason = reason.strip()
    if not reason:
        raise UsageError("没有写改规则的理由", "请写明为什么，以后的人能看到")
    made = RuleSetting.objects.create(
        area=str(area), rule=rule, setting=setting, reason=reason[:200], at=clock.now(), by=by.name
    )
    change = NewChange(
        at=made.at, ledger="documents.rulesetting", row_id=made.id, area=str(area), domain="", action="create",
        actor_id=by.user_id, actor=by.name, why=f"审读规则“{title_of(rule)}”{offered[setting]}：{reason[:200]}",
    )  # fmt: skip
    write_changes([change])
    return made
