"""The pages of indicators as their readers see them: what they show, what they refuse, what they cost."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from tests.budgets import assert_query_budget
from tests.indicators.conftest import FAR, NEIGHBOUR, TOWN, VILLAGE, Save
from zhenyu.core import clock
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.actions.targets import set_targets
from zhenyu.indicators.types import ObservationEntry
from zhenyu.people.actions import create_user
from zhenyu.people.types import SYSTEM, Grant, Role

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")
HERE = {"area": TOWN, "period": "2025"}


@pytest.fixture
def logged_in(books: None, client: Client) -> Callable[..., Client]:
    def log_in(role: Role = Role.OFFICE_HEAD, area: str = TOWN) -> Client:
        user = create_user(
            username=f"{role}{area}",
            name="李红",
            password="liuhe-2026-x",
            grants=[Grant(role, AreaCode(area))],
        )
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in


@pytest.fixture
def head(logged_in: Callable[..., Client], toilet: Save) -> Client:
    """The head of an office; two toilets were accepted in the village, one in its neighbour, one before."""
    toilet("001", accepted="2025-03-05", cost=1200)
    toilet("002", accepted="2025-04-05", cost=800)
    toilet("003", accepted="2025-04-06", area=NEIGHBOUR, cost=500)
    toilet("004", accepted="2024-04-06", cost=500)
    return logged_in()


def text_of(response: Any) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def test_the_catalogue_shows_each_indicator_with_its_figure_under_its_domain(head: Client) -> None:
    page = text_of(head.get("/indicators/", HERE))
    assert "人居环境" in page
    assert "改厕户数" in page
    assert "财政收入" in page


@pytest.mark.parametrize("typed", ["改厕户", "gchs", "renovated", "农村改厕"])
def test_an_indicator_is_found_by_name_initials_code_or_synonym(head: Client, typed: str) -> None:
    response = head.get("/indicators/", {**HERE, "q": typed})
    names = [figure.title for group in response.context["groups"] for figure in group["figures"]]
    assert "改厕户数" in names
    assert "集体资产" not in names


def test_the_page_of_an_indicator_shows_value_growth_and_the_areas_below(head: Client) -> None:
    response = head.get("/indicators/renovated/", HERE)
    figure = response.context["figure"]
    assert (figure.value, figure.yoy) == (3, 200)
    page = text_of(response)
    assert "东柳村" in page
    assert "状态为‘已验收’的户数" in page
    ranked = [(row.rank, row.figure.area_name) for row in response.context["ranking"].rows[:2]]
    assert ranked == [(1, "东柳村"), (2, "西柳村")]


def test_an_indicator_that_is_not_there_is_a_page_not_found(head: Client) -> None:
    assert head.get("/indicators/nothing/", HERE).status_code == 404


def test_an_area_beyond_the_grant_shows_no_figure(logged_in: Callable[..., Client]) -> None:
    village = logged_in(Role.VILLAGE_RECORDER, VILLAGE)
    response = village.get("/indicators/renovated/", {"area": FAR, "period": "2025"})
    assert response.status_code in (302, 403)


def test_the_rows_behind_a_figure_are_listed_with_what_each_adds(head: Client) -> None:
    response = head.get(f"/trace/paid@{TOWN}/2025")
    trace = response.context["trace"]
    assert (trace.row_count, trace.visible, trace.hidden) == (3, 3, 0)
    added = [row.contributes for row in trace.rows]
    assert sorted(added) == [Decimal("0.05"), Decimal("0.08"), Decimal("0.12")]
    assert sum(added) == trace.value
    assert "共 3 行" in text_of(response)


def test_a_trace_leads_on_to_the_numbers_it_is_compared_with(head: Client) -> None:
    page = head.get(f"/trace/renovated@{TOWN}/2025.yoy").content.decode()
    assert f"/trace/renovated@{TOWN}/2024" in page


def test_a_trace_in_the_side_panel_is_a_fragment(head: Client) -> None:
    fragment = head.get(f"/trace/renovated@{TOWN}/2025", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "改厕台账" in fragment


def test_an_address_that_cannot_be_read_is_said(head: Client) -> None:
    response = head.get("/trace/renovated@nowhere/2025")
    assert response.status_code == 400


@pytest.mark.parametrize(("kind", "status"), [("csv", 200), ("xlsx", 200), ("sdmx-csv", 200), ("pdf", 400)])
def test_the_figures_are_taken_away_in_known_forms_only(head: Client, kind: str, status: int) -> None:
    response = head.get("/indicators/renovated/figures", {**HERE, "as": kind})
    assert response.status_code == status


# --- targets --------------------------------------------------------------------------------------


def test_a_target_is_set_split_and_shown_with_who_set_it(head: Client) -> None:
    url = f"/indicators/renovated/targets/?area={TOWN}&period=2025"
    assert head.post(url, {"value": "10", "mode": "at_least"}).status_code == 302
    page = head.get(url)
    assert "现目标由 李红 下达" in text_of(page)
    assert 'value="10"' in page.content.decode()
    assert page.context["plan"] is not None


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"value": "一百", "mode": "at_least"}, "“一百”不是一个数"),
        ({"value": "10", "mode": "about"}, "没有“about”这种目标"),
    ],
)
def test_a_target_that_cannot_be_read_is_refused_on_its_page(
    head: Client, form: dict[str, str], said: str
) -> None:
    response = head.post(f"/indicators/renovated/targets/?area={TOWN}&period=2025", form)
    assert response.status_code == 422
    assert said in text_of(response)


def test_parts_that_do_not_add_up_come_back_as_they_were_written(head: Client) -> None:
    set_targets([("renovated", TOWN, "2025", 10, "at_least")], by=SYSTEM)
    url = f"/indicators/renovated/targets/?area={TOWN}&period=2025"
    response = head.post(url, {f"part.{VILLAGE}/2025": "4", "into": "areas"})
    assert response.status_code == 422
    assert "差 6 户" in text_of(response)
    assert 'value="4"' in response.content.decode()


def test_a_clerk_sees_a_target_and_cannot_set_it(logged_in: Callable[..., Client]) -> None:
    clerk = logged_in(Role.TOWN_CLERK)
    url = f"/indicators/renovated/targets/?area={TOWN}&period=2025"
    assert clerk.get(url).context["may_set"] is False
    response = clerk.post(url, {"value": "10", "mode": "at_least"})
    assert response.status_code == 403
    assert "给“改厕户数”定目标" in text_of(response)


# --- entered figures ------------------------------------------------------------------------------


def test_a_value_is_entered_with_its_source_and_corrected_later(head: Client) -> None:
    url = f"/indicators/revenue/observations/?area={TOWN}&period=2025"
    form = {"value": "900", "finality": "preliminary", "source": "月报1号"}
    assert head.post(url, form).status_code == 302
    assert head.post(url, {**form, "value": "910", "finality": "final"}).status_code == 302
    response = head.get(url)
    assert response.context["figure"].value == 910
    assert [(str(each.value), each.finality) for each in response.context["trace"].sources] == [
        ("910", "final"),
        ("900", "preliminary"),
    ]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"value": "900", "finality": "preliminary"}, "没有写明来源文件"),
        ({"value": "900", "source": "月报"}, "没有选择是初步数还是最终数"),
        ({"finality": "final", "source": "月报"}, "没有填数值"),
        ({"value": "九百", "finality": "final", "source": "月报"}, "不是一个数"),
    ],
)
def test_an_entry_without_what_it_needs_is_refused(head: Client, form: dict[str, str], said: str) -> None:
    response = head.post(f"/indicators/revenue/observations/?area={TOWN}&period=2025", form)
    assert 400 <= response.status_code < 500
    assert said in text_of(response)


def test_a_leader_reads_and_enters_nothing(logged_in: Callable[..., Client]) -> None:
    leader = logged_in(Role.LEADER)
    url = f"/indicators/revenue/observations/?area={TOWN}&period=2025"
    assert leader.get(url).context["may_write"] is False
    response = leader.post(url, {"value": "900", "finality": "final", "source": "月报"})
    assert response.status_code == 403
    assert "填写“财政收入”的权限" in text_of(response)


# --- what pages cost ------------------------------------------------------------------------------


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next minute's request would write the session."""
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("catalogue", "/indicators/"),
        ("indicator", "/indicators/renovated/"),
        ("indicator_of_a_formula", "/indicators/cost_each/"),
        ("targets", "/indicators/renovated/targets/"),
        ("observations", "/indicators/revenue/observations/"),
        ("compare", "/indicators/compare/?codes=renovated,done"),
        ("trace", f"/trace/renovated@{TOWN}/2025"),
    ],
)
def test_a_page_keeps_to_its_statements(head: Client, still: None, name: str, path: str) -> None:
    set_targets([("renovated", TOWN, "2025", 10, "at_least")], by=SYSTEM)
    enter_observations([ObservationEntry("revenue", TOWN, "2025", 900, source="月报")], by=SYSTEM)
    head.get(path, HERE)
    with assert_query_budget(name, "indicators"):
        assert head.get(path, HERE).status_code == 200
