"""Verbs of the audit: a person decides about a finding, an office switches a rule. Every step stays."""

from __future__ import annotations

from django.db import transaction

from zhenyu.auditing.rulebook import RULEBOOK, title_of
from zhenyu.core import clock
from zhenyu.core.changelog.changes import NewChange, write_changes
from zhenyu.core.errors import NotFound, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.documents.audit.report_findings import Judged, audited
from zhenyu.documents.audit.rule_settings import offered
from zhenyu.documents.audit_models import CHOICES, RuleSetting, Verdict
from zhenyu.documents.models import Document
from zhenyu.people.access import require_role, require_write
from zhenyu.people.types import Reader, Role


@transaction.atomic
def judge(
    document_id: int, key: str, choice: str, *, by: Reader, reason: str = "", wording: str = ""
) -> Verdict:
    """Decide about a finding.

    Raises:
        NotFound: no such report or no such finding in it any more.
        NotAllowed: the actor only reads there.
        UsageError: an unknown choice, a dismissal without a reason, a correction without words.
    """
    found = audited(by, document_id)
    judged = next((each for each in found.findings if each.key == key), None)
    if judged is None:
        raise NotFound("这条意见已经不在了", "请刷新页面，按现在的意见处理")
    require_write(by, AreaCode(found.document.area), None, of="报告的审读意见")
    reason, wording = reason.strip(), wording.strip()
    if choice not in CHOICES:
        raise UsageError(f"没有“{choice}”这种处理", f"可用的有：{'、'.join(CHOICES.values())}")
    if choice == "dismissed" and not reason:
        raise UsageError("没有写不改的理由", "请写明为什么不改，以后的人能看到")
    if choice == "fixed" and (not wording or wording == judged.words):
        raise UsageError("改后的写法与原文相同或为空", "请写出改后的文字")
    verdict = Verdict.objects.create(
        document=found.document,
        area=found.document.area,
        key=key,
        rule=judged.finding.rule,
        choice=choice,
        reason=reason[:200],
        wording=wording if choice == "fixed" else "",
        at=clock.now(),
        by=by.name,
    )
    write_changes([_change(found.document, judged, verdict, by)])
    return verdict


def _change(document: Document, judged: Judged, verdict: Verdict, by: Reader) -> NewChange:
    return NewChange(
        at=verdict.at,
        ledger="documents.verdict",
        row_id=verdict.id,
        area=document.area,
        domain="",
        action="create",
        actor_id=by.user_id,
        actor=by.name,
        why=f"{document.title}：{judged.title}，{verdict.get_choice_display()}",
    )


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
    require_role(by, [Role.OFFICE_HEAD], area, None, of="调整审读规则")
    allowed = offered(RULEBOOK[rule], area)
    if setting not in allowed:
        why = "是法律的要求，不能停用" if RULEBOOK[rule].fixed else f"不能设为“{setting}”"
        raise UsageError(f"“{title_of(rule)}”{why}", f"可用的有：{'、'.join(allowed.values())}")
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
        why=f"审读规则“{title_of(rule)}”{allowed[setting]}：{reason[:200]}",
    )
    write_changes([change])
    return made
