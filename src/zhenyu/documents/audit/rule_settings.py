"""Which rules an area has switched off or toned down, for itself and those below: who, when and why, every
step kept."""

from __future__ import annotations

from zhenyu.auditing.rulebook import RuleCard
from zhenyu.auditing.tuning import choices
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.documents.audit_models import ABOVE, RuleSetting
from zhenyu.people.types import Reader, Role


def settings_of(area: AreaCode) -> dict[str, RuleSetting]:
    """What holds in an area: of each rule the latest setting of the nearest area that has one, the area or
    one above."""
    upwards = [str(each) for each in (*area.ancestors, area)]
    latest = {
        (each.area, each.rule): each for each in RuleSetting.objects.filter(area__in=upwards).order_by("id")
    }
    own = sorted((each for each in latest.values() if each.setting != ABOVE), key=lambda each: len(each.area))
    return {each.rule: each for each in own}


def chosen(area: AreaCode) -> dict[str, str]:
    """Rule → setting of an area, as :func:`zhenyu.auditing.tuning.tuned` takes them."""
    return {rule: each.setting for rule, each in settings_of(area).items()}


def may_set(reader: Reader, area: AreaCode) -> bool:
    """Whether a reader may switch rules for an area: the head of an office there."""
    return reader.holds(Role.OFFICE_HEAD, area)


def offered(rule: RuleCard, area: AreaCode) -> dict[str, str]:
    """What one may do with a rule for an area, setting → title: as the rule allows, and where there is an
    area above, as that one has it."""
    allowed = choices(rule)
    return allowed if rule.fixed or area.parent is None else {**allowed, ABOVE: "随上级"}
