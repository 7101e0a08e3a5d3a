"""Saved views: kept, shared, opened; they show nobody more than they may see."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.ledgers.samples import EAST, TOWN, WEST, households, load, toilets
from zhenyu.core.errors import NotAllowed, NotFound, UsageError
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.actions.saved_views import delete_view, save_view
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.models import SavedView
from zhenyu.ledgers.overviews import saved_views
from zhenyu.ledgers.overviews.saved_views import ShownColumn
from zhenyu.people.actions import create_office
from zhenyu.people.models import User, UserGrant
from zhenyu.people.queries import reader_of
from zhenyu.people.types import SYSTEM, Reader

LEDGER = "/ledgers/toilets/"
Person = Callable[..., Reader]


@pytest.fixture
def person(ledger: LedgerDefinition) -> Person:
    """A reader with an account, a role at a place, an office."""

    def made(name: str, role: str = "town_clerk", area: object = TOWN, office: str = "村镇建设办") -> Reader:
        seat = create_office(area=TOWN, name=office)
        user = User.objects.create_user(name, password="x", name=name, office=seat)
        UserGrant.objects.create(user=user, role=role, area=str(area))
        from zhenyu.core import clock

        return reader_of(user, clock.today())

    return made


def kept(by: Reader, **changes: Any) -> SavedView:
    facts: dict[str, Any] = {
        "title": "贵的",
        "audience": "own",
        "display": "grid",
        "question": {"f.cost": ">200", "sort": "-cost"},
        "columns": [ShownColumn("cost", 120), ShownColumn("kind")],
    }
    return save_view(read_definition(toilets()), by=by, **{**facts, **changes})


def titles(reader: Reader, ledger: LedgerDefinition) -> list[str]:
    return [view.title for view in saved_views.views_of(reader, ledger)]


def test_who_opens_which_view(ledger: LedgerDefinition, person: Person) -> None:
    head, clerk = person("主任", "office_head"), person("办事员")
    stranger = person("邻所", office="财政所")
    kept(head, title="自己的")
    kept(head, title="本所的", audience="office")
    kept(head, title="大家的", audience="everyone")
    assert titles(head, ledger) == ["自己的", "本所的", "大家的"]
    assert titles(clerk, ledger) == ["本所的", "大家的"]
    assert titles(stranger, ledger) == ["大家的"]


def test_a_view_for_everyone_stays_in_its_place(ledger: LedgerDefinition, person: Person) -> None:
    kept(person("主任", "office_head"), audience="everyone")
    assert titles(person("村里的", "village_recorder", EAST), ledger) == ["贵的"]
    assert titles(person("别镇的", "office_head", "990101101"), ledger) == []


def test_a_clerk_keeps_views_for_themselves_only(person: Person) -> None:
    with pytest.raises(NotAllowed, match="办所负责人"):
        kept(person("办事员"), audience="everyone")


def test_a_view_that_names_a_person_is_not_shared(person: Person) -> None:
    with pytest.raises(UsageError, match="“身份证号”筛选，含个人信息，不能共享"):
        kept(
            person("主任", "office_head"), audience="everyone", question={"f.id_number": "11010519491231002X"}
        )


def test_the_same_name_is_written_anew(ledger: LedgerDefinition, person: Person) -> None:
    clerk = person("办事员")
    kept(clerk)
    assert kept(clerk, question={"state": "building"}).question == {"state": "building"}
    assert titles(clerk, ledger) == ["贵的"]


def test_only_its_maker_or_a_head_changes_a_shared_view(ledger: LedgerDefinition, person: Person) -> None:
    view = kept(person("主任", "office_head"), audience="everyone")
    with pytest.raises(NotAllowed, match="主任的视图"):
        delete_view(view, ledger, by=person("办事员"))
    delete_view(view, ledger, by=person("副主任", "office_head"))
    assert not SavedView.objects.exists()


def test_one_default_a_pool_and_mine_comes_first(ledger: LedgerDefinition, person: Person) -> None:
    head = person("主任", "office_head")
    kept(head, title="大家的", audience="everyone", is_default=True)
    kept(head, title="大家的二", audience="everyone", is_default=True)
    clerk = person("办事员")
    found = saved_views.default_view(saved_views.views_of(clerk, ledger))
    assert found is not None
    assert found.title == "大家的二"
    kept(clerk, title="我的", is_default=True)
    found = saved_views.default_view(saved_views.views_of(clerk, ledger))
    assert found is not None
    assert found.title == "我的"
    assert SavedView.objects.filter(is_default=True).count() == 2


def test_a_view_says_which_of_its_columns_are_gone_and_works_without_them(person: Person) -> None:
    clerk = person("办事员")
    view = kept(
        clerk,
        question={"f.remark": "漏水", "f.cost": ">1", "sort": "remark"},
        columns=[ShownColumn("remark")],
    )
    fields = [field for field in toilets()["fields"] if field["name"] != "remark"]
    changed = define_ledger(toilets(fields=fields), by=SYSTEM)
    assert saved_views.missing(view, changed) == ["备注"]
    assert saved_views.valid_question(view, changed) == {"f.cost": ">1"}
    assert saved_views.valid_columns(view, changed) == []


# --- pages ----------------------------------------------------------------------------------------


def logged_in(client: Client, reader: Reader) -> Client:
    client.force_login(User.objects.get(pk=reader.user_id))
    return client


def test_a_view_opens_as_the_address_that_says_it_in_full(client: Client, person: Person) -> None:
    load(households(5))
    clerk = person("办事员")
    view = kept(clerk)
    browser = logged_in(client, clerk)
    response = browser.get(LEDGER, {"view": view.pk, "area": str(TOWN)}, follow=True)
    assert response.redirect_chain[-1][0] == f"{LEDGER}?area={TOWN}&view={view.pk}&sort=-cost&f.cost=%3E200"
    assert [item["values"]["cost"] for item in response.context["config"]["first"]["rows"]] == [
        "500",
        "400",
        "300",
    ]
    assert response.context["config"]["view"]["columns"] == [
        {"name": "cost", "width": 120},
        {"name": "kind", "width": None},
    ]


def test_conditions_beside_a_view_win_and_all_states_can_be_said(client: Client, person: Person) -> None:
    load(households(3))
    clerk = person("办事员")
    view = kept(clerk, question={"state": "building"})
    browser = logged_in(client, clerk)
    response = browser.get(LEDGER, {"view": view.pk, "state": "*"})
    assert response.context["page"].total == 3


def test_the_default_view_opens_the_ledger_unless_something_is_asked(client: Client, person: Person) -> None:
    load(households(3))
    clerk = person("办事员")
    view = kept(clerk, is_default=True)
    browser = logged_in(client, clerk)
    assert f"view={view.pk}" in browser.get(LEDGER)["Location"]
    for asked in ({"view": "0"}, {"state": "planned"}, {"f.cost": ">0"}, {"after": "x"}):
        assert browser.get(LEDGER, asked).status_code in (200, 400)


def test_a_view_never_widens_scope(client: Client, person: Person) -> None:
    load(households(2))
    load(households(3, WEST))
    view = kept(person("主任", "office_head"), audience="everyone", question={"sort": "cost"})
    recorder = logged_in(client, person("村里的", "village_recorder", EAST))
    page = recorder.get(LEDGER, {"view": view.pk}, follow=True)
    assert page.context["page"].total == 2
    assert recorder.get(LEDGER, {"view": view.pk, "area": str(WEST)}).status_code == 403


def test_somebody_elses_view_is_not_found(client: Client, person: Person, ledger: LedgerDefinition) -> None:
    view = kept(person("主任", "office_head"))
    browser = logged_in(client, person("办事员"))
    assert browser.get(LEDGER, {"view": view.pk}).status_code == 404
    assert browser.post(f"{LEDGER}views/{view.pk}", {"act": "delete"}).status_code == 404
    with pytest.raises(NotFound):
        saved_views.view_for(SYSTEM, ledger, view.pk)


def test_a_view_is_kept_renamed_and_deleted_without_javascript(client: Client, person: Person) -> None:
    browser = logged_in(client, person("办事员"))
    form = {
        "title": " 施工中 ",
        "audience": "own",
        "display": "board",
        "question": "state=building&area=1",
        "default": "1",
    }
    response = browser.post(f"{LEDGER}views/", form, follow=True)
    assert response.redirect_chain[0][0].startswith(f"{LEDGER}board/?")
    view = SavedView.objects.get()
    assert (view.title, view.question, view.is_default) == ("施工中", {"state": "building"}, True)
    browser.post(f"{LEDGER}views/{view.pk}", {"title": "在建", "audience": "own"})
    view.refresh_from_db()
    assert (view.title, view.is_default) == ("在建", False)
    assert "在建" in browser.get(f"{LEDGER}views/").content.decode()
    browser.post(f"{LEDGER}views/{view.pk}", {"act": "delete"})
    assert not SavedView.objects.exists()
