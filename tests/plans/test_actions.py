"""Defining work systems and reporting progress."""

from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest

from tests.plans.conftest import system
from zhenyu.core.errors import NotAllowed, NotFound, RefusedError, UsageError
from zhenyu.core.models import Change
from zhenyu.indicators.figures.queries import figure
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader
from zhenyu.plans.actions.reports import report_progress
from zhenyu.plans.actions.systems import define_system
from zhenyu.plans.models import Milestone, Task, WorkSystem

pytestmark = pytest.mark.usefixtures("books")


def test_targets_of_tasks_become_targets_of_figures() -> None:
    define_system(system(), by=SYSTEM)
    told = figure(SYSTEM, "tax@990101100/2026-01..2026-10")
    assert (told.target, told.completion) == (Decimal(10000), Decimal(90))


def test_defining_again_changes_nothing_and_sets_no_target_twice() -> None:
    first = define_system(system(), by=SYSTEM)
    again = define_system(system(), by=SYSTEM)
    assert (again.id, again.version) == (first.id, 1)
    assert Change.objects.filter(ledger="plans.system").count() == 1


def test_a_changed_definition_is_a_new_version_and_keeps_what_was_done() -> None:
    define_system(system(), by=SYSTEM)
    node = Milestone.objects.get(title="建成")
    report_progress(node.task_id, by=SYSTEM, progress="建成并通水", done={node.id: date(2026, 9, 30)})
    changed = system(title="“12”工作体系（修订）")
    assert define_system(changed, by=SYSTEM).version == 2
    assert Milestone.objects.get(title="建成").done_on == date(2026, 9, 30)
    assert Change.objects.get(ledger="plans.system", action="update").before["title"] == "“12”工作体系"


def test_a_task_that_left_the_definition_goes() -> None:
    define_system(system(), by=SYSTEM)
    smaller = deepcopy(system())
    del smaller["levels"][0]["items"][0]["tasks"][0]
    define_system(smaller, by=SYSTEM)
    assert not Task.objects.filter(title="组织财税收入").exists()


def test_a_task_with_reports_is_not_lost_by_a_new_definition() -> None:
    define_system(system(), by=SYSTEM)
    report_progress(Task.objects.get(title="组织财税收入").id, by=SYSTEM, progress="已征收九成")
    smaller = deepcopy(system())
    del smaller["levels"][0]["items"][0]["tasks"][0]
    with pytest.raises(RefusedError, match="任务“组织财税收入”已有进展填报"):
        define_system(smaller, by=SYSTEM)


def test_an_area_nobody_registered_is_named() -> None:
    with pytest.raises(UsageError, match="区划 990102100 没有登记"):
        define_system(
            system(area="990102100", levels=[{"title": "一", "items": ["甲"]}], digits=""), by=SYSTEM
        )


def test_the_county_s_system_must_be_there_before_one_that_carries_it_out() -> None:
    with pytest.raises(UsageError, match="上级体系“county_1”还没有"):
        define_system(system(parent="county_1"), by=SYSTEM)


def test_a_clerk_defines_no_system(reader_town: Reader) -> None:
    with reading_as(reader_town), pytest.raises(NotAllowed):
        define_system(system(), by=reader_town)


def test_an_office_head_defines_the_town_s_system(reader_head: Reader) -> None:
    with reading_as(reader_head):
        assert define_system(system(), by=reader_head).updated_by == "测试负责人"


def test_a_report_is_kept_with_its_author_and_logged(reader_town: Reader) -> None:
    define_system(system(), by=SYSTEM)
    task = Task.objects.get(title="招商引资")
    with reading_as(reader_town):
        made = report_progress(task.id, by=reader_town, progress="签约2个", problem="用地", next_step="报批")
    assert (made.day, made.reported_by, made.problem) == (date(2026, 10, 31), "测试业务员", "用地")
    assert Change.objects.get(ledger="plans.report").actor == "测试业务员"


def test_a_report_never_touches_the_figure() -> None:
    define_system(system(), by=SYSTEM)
    before = figure(SYSTEM, "invest@990101100/2026-01..2026-10").value
    report_progress(Task.objects.get(title="招商引资").id, by=SYSTEM, progress="已完成10000万元")
    assert figure(SYSTEM, "invest@990101100/2026-01..2026-10").value == before


def test_a_day_to_come_cannot_be_reported() -> None:
    define_system(system(), by=SYSTEM)
    task = Task.objects.get(title="招商引资")
    with pytest.raises(UsageError, match="2026-11-01 还没有到"):
        report_progress(task.id, by=SYSTEM, progress="完成", day=date(2026, 11, 1))


def test_a_node_of_another_task_cannot_be_marked() -> None:
    define_system(system(), by=SYSTEM)
    node = Milestone.objects.get(title="建成")
    with pytest.raises(NotFound, match="没有编号为"):
        report_progress(
            Task.objects.get(title="招商引资").id,
            by=SYSTEM,
            progress="完成",
            done={node.id: date(2026, 9, 1)},
        )


def test_an_empty_report_is_refused() -> None:
    define_system(system(), by=SYSTEM)
    with pytest.raises(UsageError, match="没有填写进展"):
        report_progress(Task.objects.get(title="招商引资").id, by=SYSTEM, progress="  ")


def test_a_village_reports_on_its_own_task_and_on_no_other(reader_village: Reader) -> None:
    define_system(system(), by=SYSTEM)
    own, town = Task.objects.get(title="东柳村改厕"), Task.objects.get(title="招商引资")
    with reading_as(reader_village):
        report_progress(own.id, by=reader_village, progress="开工20户")
        with pytest.raises(NotFound):
            report_progress(town.id, by=reader_village, progress="签约")


def test_the_code_of_a_system_is_one_system() -> None:
    define_system(system(), by=SYSTEM)
    define_system(system(title="改名"), by=SYSTEM)
    assert WorkSystem.objects.get(code="town_12").title == "改名"
