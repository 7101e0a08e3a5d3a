"""Who may not write is told what they may not do, and by whom it is done."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhenyu.core.errors import NotAllowed, NotFound, UsageError, ZhenyuError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.documents.actions.audit import judge, set_rule
from zhenyu.documents.actions.corrections import add_figure, correct_figure, examples, withdraw_figure
from zhenyu.documents.actions.receipt import receive, start_second_reading
from zhenyu.documents.actions.reports import delete_report, explain, file_report
from zhenyu.documents.actions.second_reading import read_again
from zhenyu.documents.actions.take_over import take_over
from zhenyu.documents.audit.report_findings import audited
from zhenyu.documents.library.queries import accessible_document
from zhenyu.documents.models import Correction, Document, RuleSetting, Verdict, active_documents
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Grant, Reader, Role

TOWN, OTHER = AreaCode("990101100"), AreaCode("990101101")
PERIOD = Period.parse("2026-01..2026-10")
TEXT = "今年1-10月，柳河镇完成财税收入3656万元，同比增长41.7%。总投资800万，占地30亩。\n"
TAX = {"code": "tax", "title": "财税收入", "unit": "万元", "kind": "external", "domain": "经济"}
INSPECTOR = Reader(7, "赵督查", (Grant(Role.INSPECTOR, TOWN),))
STRANGER = Reader(8, "钱业务", (Grant(Role.TOWN_CLERK, OTHER),))
READS_ONLY = "您在这里的职责只能查看，请由当地的填报人或业务员办理"
ELSEWHERE = "请换成您负责的区划，或请安全管理员增加授权"


@pytest.fixture
def filed(county: None, settings: Any, tmp_path: Path) -> Iterator[Document]:
    settings.ZHENYU_VAR = tmp_path
    settings.ZHENYU_TODAY = "2026-11-21"
    with reading_as(SYSTEM):
        define_indicators([TAX], by=SYSTEM)
        yield file_report(TEXT, title="总结", area=TOWN, period=PERIOD, by=SYSTEM)


def figure(document: Document) -> int:
    return document.figures.get(text="3656万元").pk


def finding(document: Document) -> str:
    return audited(SYSTEM, document.pk).findings[0].key


class Target(NamedTuple):
    """What the actions are aimed at, looked up by somebody who may see it."""

    document: Document
    figure: int
    finding: str


def target(document: Document) -> Target:
    return Target(document, figure(document), finding(document))


Action = Callable[[Target, Reader], object]
ACTIONS: dict[str, tuple[Action, str]] = {
    "file": (
        lambda _, by: file_report(TEXT, title="又一篇", area=TOWN, period=Period.parse("2025"), by=by),
        "报告库",
    ),
    "receive": (
        lambda _, by: receive(SimpleUploadedFile("总结.txt", TEXT.encode()), area=TOWN, by=by),
        "报告库",
    ),
    "start reading": (lambda at, by: start_second_reading(at.document, by=by), "报告的读数"),
    "delete": (lambda at, by: delete_report(at.document.pk, why="存错", by=by), "报告库"),
    "correct": (
        lambda at, by: correct_figure(at.figure, version=1, said={"value": "1"}, by=by),
        "报告的读数",
    ),
    "withdraw": (lambda at, by: withdraw_figure(at.figure, version=1, by=by), "报告的读数"),
    "add": (
        lambda at, by: add_figure(at.document.pk, 0, 2, said={"value": "1", "measure": "年"}, by=by),
        "报告的读数",
    ),
    "read again": (lambda at, by: read_again(at.document.pk, by=by), "报告的读数"),
    "explain": (lambda at, by: explain(at.figure, reason="scope", by=by), "报告差异的说明"),
    "take over": (lambda at, by: take_over(at.document.pk, {at.figure}, by=by), "报告所载的数"),
    "judge": (lambda at, by: judge(at.document.pk, at.finding, "accepted", by=by), "报告的审读意见"),
}
FETCHING = ("delete", "correct", "withdraw", "add", "read again", "explain", "take over", "judge")
"""Actions that find what they change by its number."""


@pytest.mark.parametrize("name", ACTIONS)
def test_who_only_reads_there_is_sent_to_who_writes_there(filed: Document, name: str) -> None:
    act, thing = ACTIONS[name]
    with pytest.raises(NotAllowed) as refusal:
        act(target(filed), INSPECTOR)
    assert refusal.value.message == f"您没有在柳河镇填写“{thing}”的权限"
    assert refusal.value.hint == READS_ONLY
    assert active_documents().count() == 1
    assert not Correction.objects.exists()
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("name", ["file", "receive"])
def test_who_writes_elsewhere_is_told_to_change_the_area(filed: Document, name: str) -> None:
    act, _ = ACTIONS[name]
    with pytest.raises(NotAllowed) as refusal:
        act(target(filed), STRANGER)
    assert refusal.value.hint == ELSEWHERE


@pytest.mark.parametrize("name", FETCHING)
def test_a_stranger_learns_nothing_of_a_report(filed: Document, name: str) -> None:
    act, _ = ACTIONS[name]
    aimed_at = target(filed)
    with reading_as(STRANGER), pytest.raises(NotFound):
        act(aimed_at, STRANGER)


def test_a_clerk_sets_no_rules_and_is_told_who_does(filed: Document) -> None:
    clerk = Reader(9, "孙业务", (Grant(Role.TOWN_CLERK, TOWN),))
    with pytest.raises(NotAllowed) as refusal:
        set_rule(TOWN, "ordinal", "off", by=clerk, reason="另有校对")
    assert refusal.value.message == "您没有在柳河镇调整审读规则的权限"
    assert refusal.value.hint == "请由当地办所负责人办理"
    assert not RuleSetting.objects.exists()


def test_a_rule_of_the_law_stays_whoever_asks(filed: Document) -> None:
    with pytest.raises(UsageError, match="是法律的要求，不能停用"):
        set_rule(TOWN, "personal_data", "off", by=SYSTEM, reason="不查")


@pytest.mark.parametrize(
    ("rule", "setting", "reason", "message"),
    [
        ("nonsense", "off", "不查", "没有“nonsense”这条审读规则"),
        ("ordinal", "loud", "不查", "不能设为“loud”"),
        ("ordinal", "off", "  ", "没有写改规则的理由"),
    ],
)
def test_a_setting_that_says_nothing_is_refused(
    filed: Document, rule: str, setting: str, reason: str, message: str
) -> None:
    with pytest.raises(ZhenyuError, match=message):
        set_rule(TOWN, rule, setting, by=SYSTEM, reason=reason)


@pytest.mark.parametrize(
    ("choice", "reason", "wording", "message"),
    [
        ("ignored", "", "", "没有“ignored”这种处理"),
        ("dismissed", " ", "", "没有写不改的理由"),
        ("fixed", "", "", "改后的写法与原文相同或为空"),
    ],
)
def test_a_decision_needs_what_it_rests_on(
    filed: Document, choice: str, reason: str, wording: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        judge(filed.pk, finding(filed), choice, by=SYSTEM, reason=reason, wording=wording)


def test_a_finding_that_is_gone_is_not_decided_on(filed: Document) -> None:
    with pytest.raises(NotFound, match="这条意见已经不在了"):
        judge(filed.pk, "0" * 64, "accepted", by=SYSTEM)


def test_examples_are_given_to_who_sees_the_area(filed: Document) -> None:
    with pytest.raises(NotAllowed, match="您不能查看这个地方的报告"):
        list(examples(STRANGER, TOWN))
    assert list(examples(INSPECTOR, TOWN)) == []


def test_a_report_is_fetched_only_for_who_sees_its_area(filed: Document) -> None:
    assert accessible_document(INSPECTOR, filed.pk) == filed
    with pytest.raises(NotFound) as refusal:
        accessible_document(STRANGER, filed.pk)
    assert refusal.value.hint == "请从报告库重新打开"


def test_a_report_taken_out_is_fetched_by_nobody_and_its_text_may_be_filed_again(filed: Document) -> None:
    delete_report(filed.pk, why="存错了年份", by=SYSTEM)
    with pytest.raises(NotFound):
        accessible_document(SYSTEM, filed.pk)
    assert not active_documents().exists()
    assert Document.objects.get(pk=filed.pk).deleted_why == "存错了年份"
    assert file_report(TEXT, title="总结", area=TOWN, period=PERIOD, by=SYSTEM).pk != filed.pk


def test_a_figure_of_a_report_taken_out_is_corrected_no_more(filed: Document) -> None:
    number = figure(filed)
    delete_report(filed.pk, why="存错", by=SYSTEM)
    with pytest.raises(NotFound, match="没有这个数字"):
        correct_figure(number, version=1, said={"value": "1"}, by=SYSTEM)


@pytest.mark.parametrize(
    ("start", "end", "said", "message"),
    [
        (5, 5, {"value": "1", "measure": "税"}, "没有标出原文中的数字"),
        (0, 10_000, {"value": "1", "measure": "税"}, "没有标出原文中的数字"),
        (0, 2, {"value": "1", "measure": " "}, "没有写明这个数字说的是什么"),
        (0, 2, {"value": "一些", "measure": "税"}, "不是一个数"),
    ],
)
def test_a_missed_figure_needs_its_words_and_a_number(
    filed: Document, start: int, end: int, said: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        add_figure(filed.pk, start, end, said=said, by=SYSTEM)


def test_a_report_is_taken_out_with_a_reason_only(filed: Document) -> None:
    with pytest.raises(UsageError, match="没有写明为什么删除"):
        delete_report(filed.pk, why="  ", by=SYSTEM)
    assert active_documents().count() == 1
