"""A draft audited in the writer, and issued with what stands open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from django.test import Client
from django.utils.html import strip_tags

from zhenyu.core.errors import NotAllowed
from zhenyu.core.models import Change
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.documents.actions.audit import set_rule
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.types import ObservationEntry
from zhenyu.people.models import User, UserGrant
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Grant, Reader, Role
from zhenyu.writing import fixes
from zhenyu.writing.actions.issue import UnsettledError, issue
from zhenyu.writing.actions.templates import define_template
from zhenyu.writing.draft_audit import DraftAudit, DraftFinding, audit_draft
from zhenyu.writing.models import Issue
from zhenyu.writing.queries import resolve

TOWN = AreaCode("990101100")
OCTOBER = Period.parse("2026-01..2026-10")
TAX = "{{tax@990101100/2026-01..2026-10}}"
SOUND = f"# 柳河镇2026年工作总结\n\n## 经济\n\n2026年1—10月，全镇完成财税收入{TAX}。\n"
FAULTY = SOUND + "\n总投资800万的项目开工，拆除违建860平米。\n"


@pytest.fixture
def books(county: None, settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.ZHENYU_VAR = tmp_path
    settings.ZHENYU_TODAY = "2026-10-31"
    tax = {
        "code": "tax",
        "title": "财税收入",
        "unit": "万元",
        "kind": "external",
        "better": "up",
        "domain": "经济",
    }
    with reading_as(SYSTEM):
        define_indicators([tax], by=SYSTEM)
        enter_observations([ObservationEntry("tax", TOWN, OCTOBER, 3656, source="财政所")], by=SYSTEM)
        define_template(
            {"code": "annual", "title": "年度总结", "body": "# {{area}}总结\n\n{{tax}}。\n"}, by=SYSTEM
        )
        yield


def audited(markdown: str) -> DraftAudit:
    return audit_draft(SYSTEM, resolve(SYSTEM, markdown), TOWN, OCTOBER)


def of_rule(markdown: str, rule: str) -> DraftFinding:
    return next(each for each in audited(markdown).findings if each.finding.rule == rule)


def mended(markdown: str, each: DraftFinding) -> str:
    """The block with the fix put in, as the draft then has it."""
    whole = fixes.apply_fix(resolve(SYSTEM, markdown), each)
    return [line for line in whole.splitlines() if line][each.block]


def test_a_figure_of_the_books_is_no_finding(books: None) -> None:
    assert audited(SOUND).findings == ()


def test_a_finding_stands_at_its_words_in_its_block(books: None) -> None:
    found = of_rule(FAULTY, "colloquial_unit")
    assert (found.block, found.words) == (3, "860平米")
    assert mended(FAULTY, found) == "总投资800万的项目开工，拆除违建860平方米。"


def test_a_heading_is_counted_without_its_ordinal(books: None) -> None:
    found = of_rule(SOUND + "\n## 拆除违建860平米\n\n面貌一新。\n", "colloquial_unit")
    assert (found.block, found.start, found.words) == (3, 4, "860平米")


def test_a_typed_number_that_the_books_hold_is_offered_as_a_chip(books: None) -> None:
    typed = SOUND.replace(TAX, "3656万元")
    found = of_rule(typed, "unbound_figure")
    assert mended(typed, found) == f"2026年1—10月，全镇完成财税收入{TAX}。"


def test_a_typed_number_unlike_the_books_is_an_error_with_its_trace(books: None) -> None:
    found = of_rule(SOUND.replace(TAX, "3856万元"), "ledger_mismatch")
    assert found.finding.severity == "error"
    assert [each.address for each in found.books] == ["tax@990101100/2026-01..2026-10"]


def test_a_chip_of_another_figure_is_not_held_against_the_one_its_words_resemble(books: None) -> None:
    other = {"code": "fees", "title": "服务费", "unit": "万元", "kind": "external", "domain": "经济"}
    define_indicators([other], by=SYSTEM)
    enter_observations([ObservationEntry("fees", TOWN, OCTOBER, 88, source="财政所")], by=SYSTEM)
    assert audited(SOUND.replace("tax@", "fees@")).findings == ()


def test_no_fix_reaches_into_a_figure_of_the_books(books: None) -> None:
    found = of_rule(
        f"# 题\n\n2025年，受理诉求5000万元，办结{TAX}，办结率98%，合计{TAX}。\n", "rate_recomputed"
    )
    assert found.fix is not None
    summed = of_rule(f"# 题\n\n2025年，甲村收入100万元、乙村收入200万元，合计{TAX}。\n", "parts_total")
    assert summed.finding.replacement is not None
    assert summed.fix is None


def test_a_fix_in_a_stressed_lead_or_a_table_leaves_the_rest_as_it_is(books: None) -> None:
    stressed = SOUND + "\n**拆除违建860平米。**全镇面貌一新，合计{{tax@990101100/2026-01..2026-10}}。\n"
    found = of_rule(stressed, "colloquial_unit")
    assert mended(stressed, found) == f"**拆除违建860平方米。**全镇面貌一新，合计{TAX}。"
    tabled = SOUND + "\n| 事项 | 数量 |\n| --- | ---: |\n| 违建 | 拆除860平米 |\n"
    whole = fixes.apply_fix(resolve(SYSTEM, tabled), of_rule(tabled, "colloquial_unit"))
    assert whole == tabled.replace("平米", "平方米")


def test_a_finding_is_mended_by_a_plain_form(books: None, client: Client) -> None:
    user = User.objects.create_user("clerk", password="x", name="李红")
    UserGrant.objects.create(user=user, role="town_clerk", area=TOWN)
    client.force_login(user)
    address = f"/reports/write/?area={TOWN}&period={OCTOBER}&template=annual"
    key = of_rule(FAULTY, "colloquial_unit").key
    assert f'name="mend" value="{key}"' in " ".join(
        client.post(address, {"markdown": FAULTY}).content.decode().split()
    )
    done = client.post(address, {"markdown": FAULTY, "mend": key})
    assert done.context["markdown"] == FAULTY.replace("平米", "平方米")
    assert "已改正“860平米”" in text_of(done)
    again = client.post(address, {"markdown": done.context["markdown"], "mend": key})
    assert again.context["markdown"] == done.context["markdown"]
    assert "这条意见已经不在文中" in text_of(again)


def test_a_rule_switched_off_is_counted(books: None) -> None:
    set_rule(TOWN, "colloquial_unit", "off", by=SYSTEM, reason="照录")
    assert audited(FAULTY).hidden == {"colloquial_unit": 1}


def test_a_sound_draft_is_issued_with_its_figures_kept(books: None) -> None:
    made = issue(SOUND, template="annual", area=TOWN, period=OCTOBER, by=SYSTEM)
    assert [(each["text"], each["value"]) for each in made.issue.figures] == [("3656万元", "3656")]
    assert len(made.issue.digest) == 64
    assert "3656万元" in docx.Document(BytesIO(made.word)).element.xml
    assert Change.objects.get(ledger="writing.issue").why == "签发《柳河镇2026年工作总结》"


def test_open_errors_want_a_reason_that_is_kept_and_logged(books: None) -> None:
    with pytest.raises(UnsettledError) as refused:
        issue(FAULTY, template="annual", area=TOWN, period=OCTOBER, by=SYSTEM, reason="  ")
    assert [each.finding.rule for each in refused.value.findings] == ["missing_unit"]
    assert not Issue.objects.exists()
    made = issue(FAULTY, template="annual", area=TOWN, period=OCTOBER, by=SYSTEM, reason="县里催要").issue
    assert [each["rule"] for each in made.open_errors] == ["missing_unit"]
    assert "带着 1 条错误签发：县里催要" in Change.objects.get(ledger="writing.issue").why


def test_an_error_left_with_a_reason_is_no_longer_open(books: None) -> None:
    key = of_rule(FAULTY, "missing_unit").key
    told = {key: "引用协议原文"}
    made = issue(FAULTY, template="annual", area=TOWN, period=OCTOBER, by=SYSTEM, dismissed=told).issue
    assert made.open_errors == []
    assert [each["why"] for each in made.dismissed] == ["引用协议原文"]


def test_who_only_reads_issues_nothing(books: None) -> None:
    reader = Reader(user_id=7, name="李督查", grants=(Grant(Role.INSPECTOR, TOWN),))
    with pytest.raises(NotAllowed):
        issue(SOUND, template="annual", area=TOWN, period=OCTOBER, by=reader)


def text_of(response: Any) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def test_the_page_shows_findings_asks_before_issuing_and_gives_the_file(books: None, client: Client) -> None:
    user = User.objects.create_user("clerk", password="x", name="李红")
    UserGrant.objects.create(user=user, role="town_clerk", area=TOWN)
    client.force_login(user)
    place = f"?area={TOWN}&period={OCTOBER}"
    answer = client.post(
        f"/reports/write/audit{place}", json.dumps({"markdown": FAULTY}), content_type="application/json"
    )
    rules = [each["title"] for each in answer.json()["findings"]]
    assert "缺少单位" in rules
    redrawn = client.post(f"/reports/write/{place}&template=annual", {"markdown": FAULTY})
    assert "没有写单位" in text_of(redrawn)
    posted = {"template": "annual", "markdown": FAULTY}
    asked = client.post(f"/reports/write/issue{place}", posted)
    assert "还有 1 条错误没有处理" in text_of(asked)
    assert "为什么仍要签发" in asked.content.decode()
    done = client.post(f"/reports/write/issue{place}", {**posted, "reason": "县里催要"})
    assert done["Content-Disposition"].startswith("attachment")
    assert "带着 1 条错误：县里催要" in text_of(client.get(f"/reports/write/{place}&template=annual"))
