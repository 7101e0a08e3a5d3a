"""The pages of plans: the tree, the board, a task and its report; what they show, refuse and cost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from tests.budgets import assert_query_budget
from tests.plans.conftest import TOWN, VILLAGE, system
from zhenyu.core import clock
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.people.actions import create_user
from zhenyu.people.types import SYSTEM, Grant, Role
from zhenyu.plans.actions.systems import define_system
from zhenyu.plans.models import Milestone, ProgressReport, Task

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")
HERE = {"area": TOWN, "period": "2026-01..2026-10"}


@pytest.fixture
def logged_in(books: None, client: Client) -> Callable[..., Client]:
    define_system(system(), by=SYSTEM)

    def log_in(role: Role = Role.TOWN_CLERK, area: str = TOWN) -> Client:
        user = create_user(
            username=f"{role}{area}",
            name="李红",
            password="liuhe-2026-x",
            grants=[Grant(role, AreaCode(area))],
        )
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in


def text_of(response: Any) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def task_url(title: str) -> str:
    return f"/plans/tasks/{Task.objects.get(title=title).id}/"


def test_the_tree_shows_levels_items_and_tasks_in_their_order(logged_in: Callable[..., Client]) -> None:
    response = logged_in().get("/plans/", HERE)
    ((_, rows),) = response.context["systems"]
    assert [(row.depth, row.node.title) for row in rows[:4]] == [
        (0, "一个目标"),
        (1, "高质量发展"),
        (2, "组织财税收入"),
        (2, "招商引资"),
    ]
    assert "“12”工作体系" in text_of(response)


def test_the_board_has_a_column_for_every_light_the_most_urgent_first(
    logged_in: Callable[..., Client],
) -> None:
    columns = logged_in().get("/plans/", {**HERE, "view": "board"}).context["columns"]
    assert [column.light.word for column in columns] == ["滞后", "偏慢", "正常", "无数据"]
    assert {task.title for task in columns[0].tasks} >= {"控制火灾", "招商引资"}


def test_the_board_shows_one_office_when_asked(logged_in: Callable[..., Client]) -> None:
    response = logged_in().get("/plans/", {**HERE, "view": "board", "office": "应急办"})
    shown = {task.lead for column in response.context["columns"] for task in column.tasks}
    assert shown == {"应急办"}
    assert "财政所" in response.context["offices"]


def test_a_task_says_how_it_stands_and_why(logged_in: Callable[..., Client]) -> None:
    page = text_of(logged_in().get(task_url("招商引资"), HERE))
    assert "滞后" in page
    assert "落后时间进度" in page


def test_a_task_in_the_side_panel_is_a_fragment(logged_in: Callable[..., Client]) -> None:
    client = logged_in()
    fragment = client.get(task_url("招商引资"), HERE, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment


def test_progress_is_reported_and_shown(logged_in: Callable[..., Client]) -> None:
    client = logged_in()
    url = task_url("建微型消防站")
    node = Milestone.objects.get(title="建成")
    form = {"progress": "已建成", "problem": "缺器材", "done": str(node.id), "day": "2026-10-20"}
    assert client.post(f"{url}report?area={TOWN}", form).status_code == 302
    page = text_of(client.get(url, HERE))
    assert "已建成" in page
    assert "缺器材" in page
    assert str(Milestone.objects.get(id=node.id).done_on) == "2026-10-20"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"progress": " "}, "没有填写进展"),
        ({"progress": "完成", "done": "0", "day": "明天"}, "“明天”不是日期"),
        ({"progress": "完成", "done": "0"}, "没有编号为 0 的时间节点"),
    ],
)
def test_a_report_that_says_nothing_or_cannot_be_read_is_refused(
    logged_in: Callable[..., Client], form: dict[str, str], said: str
) -> None:
    response = logged_in().post(f"{task_url('招商引资')}report?area={TOWN}", form)
    assert response.status_code in (400, 404)
    assert said in text_of(response)
    assert not ProgressReport.objects.exists()


def test_a_leader_sees_a_task_and_reports_nothing(logged_in: Callable[..., Client]) -> None:
    leader = logged_in(Role.LEADER)
    assert leader.get(task_url("招商引资"), HERE).context["may_report"] is False
    response = leader.post(f"{task_url('招商引资')}report?area={TOWN}", {"progress": "完成"})
    assert response.status_code == 403
    assert "填写“招商引资的进展”的权限" in text_of(response)


def test_a_task_of_the_town_is_not_found_by_a_village(logged_in: Callable[..., Client]) -> None:
    village = logged_in(Role.VILLAGE_RECORDER, VILLAGE)
    place = {"area": VILLAGE, "period": "2026-10"}
    assert village.get(task_url("招商引资"), place).status_code == 404
    assert village.get(task_url("东柳村改厕"), place).status_code == 200


@pytest.mark.parametrize(("name", "path"), [("tree", "/plans/"), ("board", "/plans/?view=board")])
def test_a_page_keeps_to_its_statements(
    logged_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch, name: str, path: str
) -> None:
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)  # the next minute's request writes the session
    client = logged_in()
    client.get(path, HERE)
    with assert_query_budget(name, "plans"):
        assert client.get(path, HERE).status_code == 200


def test_the_page_of_a_task_keeps_to_its_statements(
    logged_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)
    client, url = logged_in(), task_url("建微型消防站")
    client.get(url, HERE)
    with assert_query_budget("task", "plans"):
        assert client.get(url, HERE).status_code == 200
