"""Every address of the ledgers, visited by a clerk, a recorder, an outsider, and without a login."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern

from tests.ledgers.samples import EAST, TOWN, WEST, households, load
from zhenyu.core.files import uploads
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers import manage_urls, urls
from zhenyu.ledgers.actions.deletion import delete_rows
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.types import Row, RowRef
from zhenyu.people.models import User, UserGrant
from zhenyu.people.types import SYSTEM

LOGIN: Final = 302
OK, FOUND, NO, NONE, METHOD = 200, 302, 403, 404, 405

# name → (address, status for a clerk of the town, a recorder of the east village, an outsider)
PAGES: Final[dict[str, tuple[str, int, int, int]]] = {
    "index": ("/ledgers/", OK, OK, OK),
    "due": ("/ledgers/due/", OK, OK, OK),
    "due_count": ("/ledgers/due/count", OK, OK, OK),
    "overlap": ("/ledgers/overlap/", OK, OK, OK),
    "new_ledger": ("/ledgers/new/", NO, NO, NO),
    "new_from_blank": ("/ledgers/new/blank/", NO, NO, NO),
    "create_ledger": ("/ledgers/new/create", METHOD, METHOD, METHOD),
    "new_from_pack": ("/ledgers/new/pack/points/", NO, NO, NO),
    "new_from_file": ("/ledgers/new/file/{upload}", NO, NO, NO),
    "offers": ("/ledgers/updates/", OK, OK, OK),
    "definition": ("/ledgers/toilets/definition/", NO, NO, NO),
    "definition_versions": ("/ledgers/toilets/definition/versions/", OK, OK, OK),
    "redefinition": ("/ledgers/toilets/definition/underway", OK, OK, OK),
    "cancel_redefinition": ("/ledgers/toilets/definition/underway/cancel", METHOD, METHOD, METHOD),
    "offer": ("/ledgers/toilets/definition/update/", NONE, NONE, NONE),
    "definition_yaml": ("/ledgers/toilets/definition.yaml", OK, OK, OK),
    "definition_xlsform": ("/ledgers/toilets/definition.xlsx", OK, OK, OK),
    "grid": ("/ledgers/toilets/", OK, OK, OK),
    "rows": ("/ledgers/toilets/rows", OK, OK, OK),
    "transition": ("/ledgers/toilets/rows/transition", METHOD, METHOD, METHOD),
    "delete": ("/ledgers/toilets/rows/delete", METHOD, METHOD, METHOD),
    "batch": ("/ledgers/toilets/rows/batch", METHOD, METHOD, METHOD),
    "export": ("/ledgers/toilets/export?as=csv", OK, OK, OK),
    "views": ("/ledgers/toilets/views/", OK, OK, OK),
    "change_view": ("/ledgers/toilets/views/{view}", METHOD, METHOD, METHOD),
    "board": ("/ledgers/toilets/board/", OK, OK, OK),
    "board_cards": ("/ledgers/toilets/board/cards?of=planned", OK, OK, OK),
    "chart": ("/ledgers/toilets/chart/", OK, OK, OK),
    "chart_download": ("/ledgers/toilets/chart.xlsx?by=kind&measure=count", OK, OK, OK),
    "pick": ("/ledgers/toilets/pick?field=household_no", 400, 400, 400),
    "as_of": ("/ledgers/toilets/as-of/?day=2026-01-01", OK, OK, OK),
    "deleted": ("/ledgers/toilets/deleted/", OK, OK, OK),
    "new": ("/ledgers/toilets/new/", OK, OK, OK),
    "import": ("/ledgers/toilets/import/", OK, OK, OK),
    "import_match": ("/ledgers/toilets/import/file/{upload}", OK, NONE, NONE),
    "import_job": ("/ledgers/toilets/import/999999/", NONE, NONE, NONE),
    "import_accept": ("/ledgers/toilets/import/999999/accept", METHOD, METHOD, METHOD),
    "import_cancel": ("/ledgers/toilets/import/999999/cancel", METHOD, METHOD, METHOD),
    "import_undo": ("/ledgers/toilets/import/999999/undo", METHOD, METHOD, METHOD),
    "import_errors": ("/ledgers/toilets/import/999999/errors.xlsx", NONE, NONE, NONE),
    "record": ("/ledgers/toilets/{row}/", OK, OK, NONE),
    "gone": ("/ledgers/toilets/{gone}/gone/", OK, OK, NONE),
    "revert": ("/ledgers/toilets/{row}/revert", METHOD, METHOD, METHOD),
    "step": ("/ledgers/toilets/{row}/step", METHOD, METHOD, METHOD),
    "reveal": ("/ledgers/toilets/{row}/reveal", METHOD, METHOD, METHOD),
    "delete_one": ("/ledgers/toilets/{row}/delete", METHOD, METHOD, METHOD),
    "related": ("/ledgers/toilets/{row}/related", OK, OK, NONE),
    "attach": ("/ledgers/toilets/{row}/files", METHOD, METHOD, METHOD),
    "detach": ("/ledgers/toilets/{row}/files/detach", METHOD, METHOD, METHOD),
    "file": ("/ledgers/toilets/{row}/files/" + "0" * 64 + "/a.jpg", NONE, NONE, NONE),
    "log": ("/manage/log/", NO, NO, NO),
    "seals": ("/manage/seals/", NO, NO, NO),
    "calendar": ("/manage/calendar/", OK, OK, OK),
}


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.ZHENYU_VAR = tmp_path


def user(name: str, role: str, area: AreaCode) -> User:
    made = User.objects.create_user(name, password="x", name=name)
    UserGrant.objects.create(user=made, role=role, area=str(area))
    return made


@pytest.fixture
def address(ledger: LedgerDefinition, client: Client) -> Callable[..., str]:
    """An address with what it names planted in the east village."""
    load(households(2, remark="只有东柳村知道"))
    standing, doomed = queries.page(SYSTEM, "toilets", area=EAST).rows
    delete_rows("toilets", [RowRef(doomed.id, doomed.version)], by=SYSTEM, why="重复登记")

    def filled(path: str, of: User) -> str:
        named: dict[str, Any] = {"row": standing.id, "gone": doomed.id}
        if "{upload}" in path:
            named["upload"] = _upload(of)
        if "{view}" in path:
            named["view"] = 1
        return path.format(**named)

    return filled


def _upload(of: User) -> str:
    table = "村,户编号,造价\n东柳村,801,1200\n东柳村,802,900\n"
    owner = User.objects.get(username="业务员") if User.objects.filter(username="业务员") else of
    return uploads.store_upload(SimpleUploadedFile("摸底.csv", table.encode()), by_id=owner.pk)


def test_every_address_of_the_room_is_visited_here() -> None:
    patterns = [*urls.urlpatterns, *manage_urls.urlpatterns]
    assert {each.name for each in patterns if isinstance(each, URLPattern)} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_clerk_is_answered(address: Callable[..., str], client: Client, name: str) -> None:
    path, status, _, _ = PAGES[name]
    clerk = user("业务员", "town_clerk", TOWN)
    client.force_login(clerk)
    assert client.get(address(path, clerk)).status_code == status


@pytest.mark.parametrize("name", PAGES)
def test_a_recorder_is_answered(address: Callable[..., str], client: Client, name: str) -> None:
    path, _, status, _ = PAGES[name]
    user("业务员", "town_clerk", TOWN)
    recorder = user("报账员", "village_recorder", EAST)
    client.force_login(recorder)
    assert client.get(address(path, recorder)).status_code == status


@pytest.mark.parametrize("name", PAGES)
def test_an_outsider_sees_nothing_of_the_village(
    address: Callable[..., str], client: Client, name: str
) -> None:
    path, _, _, status = PAGES[name]
    user("业务员", "town_clerk", TOWN)
    outsider = user("邻村报账员", "village_recorder", WEST)
    client.force_login(outsider)
    answer = client.get(address(path, outsider))
    assert answer.status_code == status
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert "只有东柳村知道" not in body.decode(errors="replace")


@pytest.mark.parametrize("name", PAGES)
def test_who_is_not_logged_in_is_led_to_the_login(
    address: Callable[..., str], client: Client, name: str
) -> None:
    path, *_ = PAGES[name]
    clerk = user("业务员", "town_clerk", TOWN)
    answer = client.get(address(path, clerk))
    assert answer.status_code == LOGIN
    assert answer.url.startswith("/login/")


def first(area: AreaCode = EAST) -> Row:
    return queries.page(SYSTEM, "toilets", area=area).rows[0]


POSTS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "record": ("/ledgers/toilets/{row}/", {"version": "1", "cost": "9"}),
    "step": ("/ledgers/toilets/{row}/step", {"version": "1", "step": "start"}),
    "delete": ("/ledgers/toilets/{row}/delete", {"version": "1", "why": "重复登记"}),
    "revert": ("/ledgers/toilets/{row}/revert", {"version": "1", "to": "1"}),
    "attach": ("/ledgers/toilets/{row}/files", {"version": "1"}),
    "detach": ("/ledgers/toilets/{row}/files/detach", {"version": "1", "digest": "0" * 64, "name": "a.jpg"}),
}


@pytest.mark.parametrize("name", POSTS)
def test_an_outsider_changes_no_row_by_its_address(
    address: Callable[..., str], client: Client, name: str
) -> None:
    path, form = POSTS[name]
    outsider = user("邻村报账员", "village_recorder", WEST)
    client.force_login(outsider)
    answer = client.post(address(path, outsider), form)
    assert answer.status_code in (NONE, 400)
    assert first().version == 1


@pytest.mark.parametrize("name", POSTS)
def test_a_post_needs_a_login(address: Callable[..., str], client: Client, name: str) -> None:
    path, form = POSTS[name]
    answer = client.post(address(path, user("业务员", "town_clerk", TOWN)), form)
    assert answer.status_code == LOGIN
    assert first().version == 1
