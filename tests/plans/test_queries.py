"""The tree and the wall, with a light on everything."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.plans.conftest import system
from zhenyu.core.errors import NotFound
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Grant, Reader, Role
from zhenyu.plans import queries
from zhenyu.plans.actions.reports import report_progress
from zhenyu.plans.actions.systems import define_system
from zhenyu.plans.lights import AMBER, GREEN, GREY, RED
from zhenyu.plans.models import Task
from zhenyu.plans.types import TaskState, TreeNode

TOWN = AreaCode("990101100")
OCTOBER = Period.parse("2026-01..2026-10")


@pytest.fixture
def town_system(books: None) -> None:
    define_system(system(), by=SYSTEM)


def tree(period: Period = OCTOBER) -> TreeNode:
    return queries.tree(SYSTEM, TOWN, period)


def tasks(period: Period = OCTOBER) -> dict[str, TaskState]:
    return {task.title: task for task in tree(period).tasks()}


@pytest.mark.usefixtures("town_system")
class TestTheTree:
    def test_it_has_the_order_of_the_definition(self) -> None:
        (only,) = tree().children
        assert (only.kind, only.title) == ("system", "“12”工作体系")
        assert [(level.title, [item.title for item in level.children]) for level in only.children] == [
            ("一个目标", ["高质量发展"]),
            ("两项攻坚", ["安全", "环境"]),
        ]

    def test_depth_is_told_at_each_node(self) -> None:
        node, kinds = tree(), []
        while True:
            kinds.append((node.level, node.kind))
            if not node.children:
                break
            node = node.children[0]
        assert kinds == [(0, "root"), (1, "system"), (2, "level"), (3, "item"), (4, "task")]

    def test_a_whole_shows_its_most_urgent_light(self) -> None:
        assert tree().light is RED

    def test_completion_of_an_item_is_weighted(self) -> None:
        item = tree().children[0].children[0].children[0]
        assert item.completion == (Decimal(90) * 1 + Decimal(50) * 3) / 4
        assert (item.tasks_known, item.tasks_all) == (2, 2)

    def test_what_is_unknown_is_left_out_of_completion_and_counted(self) -> None:
        environment = tree().children[0].children[1].children[1]
        assert (environment.completion, environment.tasks_known, environment.tasks_all) == (None, 0, 1)

    def test_lights_are_counted_most_urgent_first(self) -> None:
        assert list(tree().light_counts.items()) == [("red", 3), ("amber", 0), ("green", 1), ("grey", 1)]

    def test_a_year_without_a_system_is_an_empty_tree(self) -> None:
        assert tree(Period.parse("2024")).children == ()


@pytest.mark.usefixtures("town_system")
class TestTasks:
    def test_a_task_is_measured_by_the_figure_of_the_months_gone(self) -> None:
        tax = tasks()["组织财税收入"]
        assert str(tax.address) == "tax@990101100/2026-01..2026-10"
        assert tax.completion == Decimal(90)
        assert tax.pace is not None
        assert tax.pace.quantize(Decimal("0.01")) == Decimal("6.67")
        assert (tax.light, tax.reason) == (GREEN, "符合时间进度")

    def test_a_quarter_looks_at_the_year_up_to_its_end(self) -> None:
        assert str(tasks(Period.parse("2026-Q3"))["招商引资"].address) == "invest@990101100/2026-01..2026-09"

    def test_a_task_far_behind_says_why(self) -> None:
        invest = tasks()["招商引资"]
        assert (invest.light, invest.reason) == (RED, "落后时间进度33.3个百分点")

    def test_an_exceeded_limit_is_red(self) -> None:
        assert (tasks()["控制火灾"].light, tasks()["控制火灾"].reason) == (RED, "超出控制目标")

    def test_a_task_of_nodes_counts_those_done(self) -> None:
        station = tasks()["建微型消防站"]
        assert station.address is None
        assert station.completion is not None
        assert station.completion.quantize(Decimal("0.1")) == Decimal("33.3")
        assert [node.overdue_days for node in station.nodes] == [0, 46, 0]
        assert (station.light, station.next_node and station.next_node.title) == (RED, "建成")

    def test_nodes_stand_as_they_stood_then(self) -> None:
        then = tasks(Period.parse("2026-01..2026-08"))["建微型消防站"]
        assert (then.light, then.nodes[1].overdue) == (GREEN, False)
        before = tasks(Period.parse("2026-02"))["建微型消防站"]
        assert before.nodes[0].done_on is None

    def test_without_data_the_light_is_grey(self) -> None:
        village = tasks()["东柳村改厕"]
        assert (village.light, village.completion, village.area_name) == (GREY, None, "东柳村")

    def test_the_latest_report_comes_along(self) -> None:
        task = Task.objects.get(title="招商引资")
        report_progress(task.id, by=SYSTEM, progress="签约1个", day=date(2026, 9, 30))
        report_progress(task.id, by=SYSTEM, progress="签约2个", day=date(2026, 10, 20))
        last = tasks()["招商引资"].last_report
        assert last is not None
        assert (last.progress, last.day) == ("签约2个", date(2026, 10, 20))
        assert [each.progress for each in queries.reports(SYSTEM, task.id)] == ["签约2个", "签约1个"]

    def test_goals_above_a_task_are_named(self) -> None:
        assert tasks()["招商引资"].goals == ("一个目标", "高质量发展")

    def test_one_task_is_asked_for_by_its_number(self) -> None:
        task = Task.objects.get(title="招商引资")
        assert queries.task(SYSTEM, task.id).title == "招商引资"
        with pytest.raises(NotFound):
            queries.task(SYSTEM, task.id + 1000)

    def test_before_its_months_a_task_is_not_late(self) -> None:
        later = system(
            code="later",
            levels=[
                {
                    "title": "一",
                    "items": [
                        {
                            "title": "甲",
                            "tasks": [
                                {
                                    "title": "冬季清雪",
                                    "lead": "城管办",
                                    "target": {"indicator": "toilets", "value": 1, "period": "2026-12"},
                                }
                            ],
                        }
                    ],
                }
            ],
            digits="",
        )
        define_system(later, by=SYSTEM)
        assert (tasks()["冬季清雪"].light, tasks()["冬季清雪"].reason) == (GREY, "未到实施时间")


@pytest.mark.usefixtures("town_system")
class TestTheWall:
    def test_offices_with_urgent_tasks_come_first(self) -> None:
        offices = [each.office for each in queries.wall(SYSTEM, TOWN, OCTOBER)]
        assert offices == ["应急办", "经济发展办", "财政所", "村镇建设办"]

    def test_the_thresholds_of_the_system_decide(self) -> None:
        define_system(system(lights={"red": {"pace_below": -40}}), by=SYSTEM)
        assert tasks()["招商引资"].light is AMBER

    def test_the_number_of_statements_does_not_grow_with_tasks(
        self, django_assert_max_num_queries: Any
    ) -> None:
        with CaptureQueriesContext(connection) as few:
            queries.wall(SYSTEM, TOWN, OCTOBER)
        more = system(
            code="more",
            digits="",
            levels=[
                {
                    "title": "一",
                    "items": [
                        {
                            "title": "甲",
                            "tasks": [
                                {
                                    "title": f"任务{n}",
                                    "lead": f"办{n}",
                                    "target": {"indicator": "tax", "value": n + 1, "period": "2026"},
                                    "nodes": [{"title": "节点", "due": "2026-05-01"}],
                                }
                                for n in range(30)
                            ],
                        }
                    ],
                }
            ],
        )
        define_system(more, by=SYSTEM)
        with django_assert_max_num_queries(len(few)):
            queries.wall(SYSTEM, TOWN, OCTOBER)


@pytest.mark.usefixtures("town_system")
def test_a_town_s_system_stands_below_the_county_s_it_carries_out() -> None:
    county = system(code="county_12", title="全县“12”", area="990101")
    county["levels"][1]["items"][1]["tasks"] = []
    define_system(county, by=SYSTEM)
    define_system(system(parent="county_12"), by=SYSTEM)
    (top,) = queries.tree(SYSTEM, AreaCode("990101"), OCTOBER).children
    assert (top.title, top.children[-1].title, top.children[-1].kind) == (
        "全县“12”",
        "“12”工作体系",
        "system",
    )
    (seen_from_town,) = tree().children
    assert seen_from_town.title == "全县“12”"


@pytest.mark.usefixtures("town_system")
def test_one_system_may_stand_below_itself_by_mistake_and_still_be_shown() -> None:
    define_system(system(parent="town_12"), by=SYSTEM)
    assert [child.title for child in tree().children] == ["“12”工作体系"]


@pytest.mark.usefixtures("town_system")
class TestWhoSees:
    """Row security of each table: nothing beyond the reader's places, whatever the query asks."""

    @pytest.mark.parametrize("table", ["worksystem", "task", "milestone", "progressreport"])
    def test_rows_of_another_place_do_not_exist(self, table: str, reader_other_village: Reader) -> None:
        report_progress(Task.objects.get(title="东柳村改厕").id, by=SYSTEM, progress="开工")
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM plans_{table}")
            assert cursor.fetchone()[0] > 0
            with reading_as(reader_other_village):
                cursor.execute(f"SELECT count(*) FROM plans_{table}")
                assert cursor.fetchone()[0] == 0

    def test_a_village_sees_its_own_task_only(self, reader_village: Reader) -> None:
        with reading_as(reader_village):
            assert list(Task.objects.values_list("title", flat=True)) == ["东柳村改厕"]

    def test_a_task_given_by_a_system_that_is_hidden_is_shown_by_itself(self, reader_village: Reader) -> None:
        with reading_as(reader_village):
            (given,) = queries.tree(reader_village, AreaCode("990101100201"), OCTOBER).children
            assert (given.title, [task.title for task in given.tasks()]) == ("上级交办任务", ["东柳村改厕"])
            assert queries.wall(reader_village, AreaCode("990101100201"), OCTOBER)[0].office == "村镇建设办"
            task = next(given.tasks())
            assert queries.task(reader_village, task.id).title == "东柳村改厕"

    def test_a_neighbouring_town_sees_an_empty_tree(self) -> None:
        neighbour = Reader(7, "邻镇", (Grant(Role.LEADER, AreaCode("990101101")),))
        with reading_as(neighbour):
            assert queries.tree(neighbour, TOWN, OCTOBER).children == ()
            assert queries.wall(neighbour, TOWN, OCTOBER) == []

    def test_a_leader_of_one_domain_sees_the_tree(self) -> None:
        leader = Reader(8, "分管领导", (Grant(Role.LEADER, TOWN, "经济"),))
        with reading_as(leader):
            assert len(list(queries.tree(leader, TOWN, OCTOBER).tasks())) == 5

    def test_nobody_writes_rows_of_another_place(self, reader_village: Reader) -> None:
        from django.db import Error, transaction

        task = Task.objects.get(title="东柳村改厕")
        with (
            reading_as(reader_village),
            pytest.raises(Error, match="row-level security"),
            transaction.atomic(),
        ):
            Task.objects.filter(id=task.id).update(area="990101100202")
