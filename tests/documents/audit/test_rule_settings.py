"""Audit rules switched off for an area, with who and why, and what that hides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from zhenyu.core.errors import NotAllowed, NotFound, UsageError
from zhenyu.core.models import Change
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.documents.actions.audit import set_rule
from zhenyu.documents.actions.reports import file_report
from zhenyu.documents.audit.report_findings import audited
from zhenyu.documents.audit.rule_settings import chosen
from zhenyu.documents.models import RuleSetting
from zhenyu.people.models import User, UserGrant
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Grant, Reader, Role

TOWN, OTHER = AreaCode("990101100"), AreaCode("990101101")
TEXT = "# 东山镇2025年工作总结\n\n2025年，全镇总投资800万，占地30亩。\n拆除违建860平米，面貌一新。\n"


@pytest.fixture
def scope(county: None) -> Iterator[None]:
    with reading_as(SYSTEM):
        yield


def filed(area: AreaCode = TOWN) -> int:
    return file_report(TEXT, title="", area=area, period=Period.parse("2025"), by=SYSTEM).id


def rules_of(document: int) -> list[str]:
    return [each.finding.rule for each in audited(SYSTEM, document).findings]


def test_a_rule_switched_off_hides_its_findings_in_that_area_only(scope: None) -> None:
    here, there = filed(), filed(OTHER)
    set_rule(TOWN, "colloquial_unit", "off", by=SYSTEM, reason="照录村民原话")
    assert rules_of(here) == ["missing_unit"]
    assert audited(SYSTEM, here).hidden == {"colloquial_unit": 1}
    assert rules_of(there) == ["missing_unit", "colloquial_unit"]
    set_rule(TOWN, "colloquial_unit", "on", by=SYSTEM, reason="恢复")
    assert rules_of(here) == ["missing_unit", "colloquial_unit"]


def test_what_a_county_sets_holds_in_its_towns_until_one_sets_its_own(scope: None) -> None:
    county = TOWN.parent
    assert county is not None
    set_rule(county, "colloquial_unit", "off", by=SYSTEM, reason="全县照录原话")
    set_rule(TOWN, "colloquial_unit", "question", by=SYSTEM, reason="本镇仍要提醒")
    assert (chosen(TOWN), chosen(OTHER)) == ({"colloquial_unit": "question"}, {"colloquial_unit": "off"})
    set_rule(TOWN, "colloquial_unit", "above", by=SYSTEM, reason="与县里一致")
    assert chosen(TOWN) == {"colloquial_unit": "off"}
    assert chosen(county.parent or county) == {}


def test_a_town_reads_what_its_county_set_and_not_what_its_neighbour_did(scope: None) -> None:
    county = TOWN.parent
    assert county is not None
    set_rule(county, "ordinal", "off", by=SYSTEM, reason="另有校对")
    set_rule(OTHER, "missing_unit", "off", by=SYSTEM, reason="邻镇的事")
    head = Reader(user_id=7, name="李某", grants=(Grant(Role.OFFICE_HEAD, TOWN),))
    with reading_as(head):
        assert set(chosen(TOWN)) == {"ordinal"}
        assert list(RuleSetting.objects.values_list("area", flat=True)) == [str(county)]
        with pytest.raises(NotAllowed):
            set_rule(county, "ordinal", "on", by=head, reason="不要")


def test_every_step_is_kept_with_who_and_why(scope: None) -> None:
    set_rule(TOWN, "ordinal", "off", by=SYSTEM, reason="另有校对")
    set_rule(TOWN, "ordinal", "question", by=SYSTEM, reason="仍要提醒")
    assert chosen(TOWN) == {"ordinal": "question"}
    assert [each.reason for each in RuleSetting.objects.all()] == ["另有校对", "仍要提醒"]
    logged = (
        Change.objects.filter(ledger="documents.rulesetting").order_by("id").values_list("why", flat=True)
    )
    assert list(logged) == [
        "审读规则“序号重复、缺漏或颠倒”不查：另有校对",
        "审读规则“序号重复、缺漏或颠倒”降为疑问：仍要提醒",
    ]


@pytest.mark.parametrize(
    "rule, setting, reason",
    [("ordinal", "off", " "), ("ordinal", "error", "要严"), ("personal_data", "off", "嫌烦")],
)
def test_a_setting_that_is_none_is_refused(scope: None, rule: str, setting: str, reason: str) -> None:
    with pytest.raises(UsageError):
        set_rule(TOWN, rule, setting, by=SYSTEM, reason=reason)
    assert not RuleSetting.objects.exists()


def test_an_unknown_rule_is_named(scope: None) -> None:
    with pytest.raises(NotFound, match="whatever"):
        set_rule(TOWN, "whatever", "off", by=SYSTEM, reason="不要")


@pytest.mark.parametrize("role, area", [(Role.TOWN_CLERK, TOWN), (Role.OFFICE_HEAD, OTHER)])
def test_only_an_office_head_of_the_place_may(scope: None, role: Role, area: AreaCode) -> None:
    reader = Reader(user_id=7, name="李某", grants=(Grant(role, area),))
    with pytest.raises(NotAllowed):
        set_rule(TOWN, "ordinal", "off", by=reader, reason="不要")


def test_the_page_sets_a_rule_and_the_report_says_what_is_hidden(
    county: None, client: Client, settings: Any, tmp_path: Any
) -> None:
    settings.ZHENYU_VAR = tmp_path
    user = User.objects.create_user("head", password="x", name="赵主任")
    UserGrant.objects.create(user=user, role="office_head", area=TOWN)
    client.force_login(user)
    with reading_as(SYSTEM):
        document = filed()
    place = {"area": str(TOWN)}
    refused = client.post(
        f"/reports/rules/?area={TOWN}", {"rule": "colloquial_unit", "setting": "off"}, follow=True
    )
    assert "没有写改规则的理由" in refused.content.decode()
    asked = {"rule": "colloquial_unit", "setting": "off", "reason": "照录原话"}
    page = client.post(f"/reports/rules/?area={TOWN}", asked, follow=True).content.decode()
    assert "照录原话（赵主任" in page
    told = client.get(f"/reports/{document}/audit/", place).content.decode()
    assert "另有 1 条没有列出" in told
    assert "口语单位（1）" in told


def test_the_page_of_a_town_says_that_its_county_set_a_rule(
    county: None, client: Client, settings: Any, tmp_path: Any
) -> None:
    settings.ZHENYU_VAR = tmp_path
    user = User.objects.create_user("head", password="x", name="赵主任")
    UserGrant.objects.create(user=user, role="office_head", area=TOWN)
    client.force_login(user)
    above = TOWN.parent
    assert above is not None
    with reading_as(SYSTEM):
        set_rule(above, "colloquial_unit", "off", by=SYSTEM, reason="全县照录原话")
    page = client.get(f"/reports/rules/?area={TOWN}").content.decode()
    row = page.split('id="colloquial_unit"')[1].split("</tr>")[0]
    assert "青原县设定" in row
    assert "全县照录原话" in row
    assert "随上级" in row
    log = client.get(f"/manage/log/?area={above}")
    assert log.status_code == 403
    client.post(f"/reports/rules/?area={TOWN}", {"rule": "ordinal", "setting": "off", "reason": "另有校对"})
    logged = client.get(f"/manage/log/?area={TOWN}").content.decode()
    assert "审读规则" in logged
    assert "documents.rulesetting" not in logged
