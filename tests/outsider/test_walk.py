"""Nothing of another village, and nothing of another domain, by any door."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.outsider.conftest import EAST, NUMBERS, PLACE_TEXTS, TEXTS, TOWN, WEST, Planted, account
from tests.outsider.places import EVERY, LEDGER, OF_A_PLACE, PUBLIC, V1, Visit
from zhenyu.cockpit.api import api
from zhenyu.core.database.row_security import scope_applied
from zhenyu.people.models import User, UserGrant
from zhenyu.people.types import Role

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")
REFUSALS = {302, 400, 401, 403, 404, 409, 412, 413, 422}


# --- the table is complete ------------------------------------------------------------------------


def test_every_address_is_walked_or_public_with_a_reason() -> None:
    walked = {resolve(_path(visit, _ANYTHING).partition("?")[0]).view_name for visit in EVERY}
    unknown = set(_names(get_resolver().url_patterns)) - walked - _api_names() - set(PUBLIC)
    assert not unknown, f"aim them at somebody else's things in tests/outsider/places.py: {sorted(unknown)}"


def test_every_operation_of_the_api_is_walked() -> None:
    walked = {(visit.method, _path(visit, _ANYTHING).partition("?")[0]) for visit in EVERY}
    missing = [
        operation["operationId"]
        for path, operations in api.get_openapi_schema()["paths"].items()
        for method, operation in operations.items()
        if not any(asked == method and _fits(path, place) for asked, place in walked)
    ]
    assert not missing


def _names(patterns: Iterable[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(
                pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space
            )
        else:
            yield f"{space}{pattern.name or pattern.pattern}"


def _api_names() -> set[str]:
    """Operations share addresses by method; they are counted one by one above."""
    documented = {"openapi-json", "openapi-view", "api-root"}
    return {f"api:{pattern.name}" for pattern in api.urls[0] if pattern.name not in documented}


def _fits(template: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) is not None


_ANYTHING = Planted(1, 2, "户", 3, f"{'0' * 64}/1/x.csv", 4, 5, 6, 7, 8, "0" * 64)


# --- the walk -------------------------------------------------------------------------------------


@pytest.fixture
def neighbour(planted: Planted) -> User:
    """The recorder of the village next door, for every domain."""
    return account("neighbour", Role.VILLAGE_RECORDER, WEST)


@pytest.fixture
def stranger(planted: Planted) -> User:
    """A clerk of the whole town, for another domain."""
    return account("stranger", Role.TOWN_CLERK, TOWN, "民政")


def test_the_recorder_of_another_village_finds_nothing_and_changes_nothing(
    planted: Planted, neighbour: User, as_user: Callable[[User], Client]
) -> None:
    before = _kept()
    found = _walk(as_user(neighbour), EVERY, planted, [*TEXTS, *PLACE_TEXTS, *NUMBERS], own_rows=1)
    assert not found, "\n".join(found)
    assert _kept() == before


def test_the_clerk_of_another_domain_finds_no_row_of_this_one_and_changes_nothing(
    planted: Planted, stranger: User, as_user: Callable[[User], Client]
) -> None:
    """Figures, reports and plans of one's own area are open to every domain; rows, history, imports and files
    are not."""
    before = _kept()
    of_rows = [_anywhere(visit) for visit in EVERY if visit not in OF_A_PLACE]
    found = _walk(as_user(stranger), [*of_rows, *OF_A_PLACE], planted, TEXTS, own_rows=0, refusing=False)
    assert not found, "\n".join(found)
    assert _kept(rows_only=True) == {name: kept for name, kept in before.items() if name in _ROWS}


def test_nobody_finds_nothing(planted: Planted, client: Client) -> None:
    before = _kept()
    asked = [Visit(v.path, v.method, v.form, v.body, denied=True, headers=v.headers) for v in EVERY]
    found = _walk(client, asked, planted, [*TEXTS, *PLACE_TEXTS, *NUMBERS], own_rows=0)
    assert not found, "\n".join(found)
    assert _kept() == before


def test_the_owner_does_find_them(planted: Planted, as_user: Callable[[User], Client]) -> None:
    """The canaries sing where they should: a walk that could find nothing would prove nothing."""
    owner = as_user(User.objects.get(username="owner"))
    heard = " ".join(_text(_ask(owner, visit, planted)) for visit in EVERY if visit.method == "get")
    silent = [each for each in (*TEXTS, *PLACE_TEXTS, *NUMBERS) if each not in heard]
    assert silent == []


def test_a_grant_that_ended_yesterday_opens_nothing_today(
    planted: Planted, as_user: Callable[[User], Client]
) -> None:
    deputy = account("deputy", Role.VILLAGE_RECORDER, EAST)
    client = as_user(deputy)
    assert client.get(f"{LEDGER}/{planted.row}/").status_code == 200
    assert client.get(f"{V1}/rows/{planted.row}").status_code == 200
    UserGrant.objects.filter(user=deputy).update(valid_from="2026-10-01", valid_to="2026-10-30")
    found = _walk(client, EVERY, planted, [*TEXTS, *PLACE_TEXTS, *NUMBERS], own_rows=0)
    assert not found, "\n".join(found)


def _anywhere(visit: Visit) -> Visit:
    """For one who holds the area and not the domain: a page of the area opens, and shows nothing."""
    is_page_of_area = "area={east}" in visit.path or "under={east}" in visit.path
    return Visit(
        visit.path, visit.method, visit.form, visit.body, visit.denied and not is_page_of_area, visit.headers
    )


def _walk(
    client: Client,
    visits: Sequence[Visit],
    planted: Planted,
    canaries: Sequence[str],
    *,
    own_rows: int,
    refusing: bool = True,
) -> list[str]:
    """What was found that should not be, a line each."""
    found = []
    for visit in visits:
        response = _ask(client, visit, planted)
        text, place = _text(response), f"{visit.method.upper()} {visit.path} ({response.status_code})"
        found += [f"{place}: {canary}" for canary in canaries if canary in text]
        if response.status_code >= 500:
            found.append(f"{place}: failed")
        if visit.denied and (refusing or visit not in OF_A_PLACE) and response.status_code not in REFUSALS:
            found.append(f"{place}: not refused")
        total = _total(response)
        if total is not None and total > own_rows:
            found.append(f"{place}: tells of {total} rows")
    return found


def _ask(client: Client, visit: Visit, planted: Planted) -> HttpResponseBase:
    options: dict[str, Any] = {"headers": visit.headers}
    if visit.body is not None:
        options |= {"data": json.dumps(_filled(visit.body, planted)), "content_type": "application/json"}
    elif visit.method == "post":
        options |= {"data": _filled(visit.form, planted)}
    response: HttpResponseBase = getattr(client, visit.method)(_path(visit, planted), **options)
    return response


def _path(visit: Visit, planted: Planted) -> str:
    return visit.path.format(**vars(planted))


def _filled(value: Any, planted: Planted) -> Any:
    """A body with its placeholders filled; ``"{row}"`` alone becomes the number."""
    if isinstance(value, dict):
        return {name: _filled(item, planted) for name, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, planted) for item in value]
    if value == "{row}":
        return planted.row
    return value.format(**vars(planted)) if isinstance(value, str) else value


def _text(response: Any) -> str:
    """All a response says: headers, body, and what is inside workbooks and documents; numbers without their
    thin gaps."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    parts = [str(response.headers), body.decode("utf-8", "replace")]
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            parts += [book.read(name).decode("utf-8", "replace") for name in book.namelist()]
    return re.sub(r'<span class="thin"></span>|(?<=\d),(?=\d{3})', "", "\n".join(parts))


def _total(response: Any) -> int | None:
    """The number of rows a JSON answer admits to."""
    if response.status_code != 200 or not response.headers.get("Content-Type", "").startswith(
        "application/json"
    ):
        return None
    answer = json.loads(response.content)
    return answer.get("total") if isinstance(answer, dict) else None


_ROWS = ("ledger_toilets", "core_change", "core_job", "ledgers_batch", "people_accesstoken")
_TABLES = (
    *_ROWS,
    "documents_document",
    "plans_worksystem",
    "plans_task",
    "plans_milestone",
    "plans_progressreport",
    "indicators_observation",
    "ledgers_savedview",
)


def _kept(*, rows_only: bool = False) -> dict[str, list[Any]]:
    """All that belongs to the east village and its recorder, table by table."""
    owner = User.objects.get(username="owner").pk
    of_rows = f"area = '{EAST}' AND ledger = 'toilets'"
    where = {
        "core_change": of_rows,
        "core_job": f"by_id = {owner}",
        "people_accesstoken": f"user_id = {owner}",
    }
    where["ledgers_savedview"] = f"owner_id = {owner}"
    kept = {}
    with scope_applied({"*": ("",)}, "walk"), connection.cursor() as cursor:
        for table in _ROWS if rows_only else _TABLES:
            cursor.execute(
                f"SELECT to_jsonb(t) FROM {table} t WHERE {where.get(table, f'area = {str(EAST)!r}')} ORDER BY id"
            )
            kept[table] = cursor.fetchall()
    return kept
