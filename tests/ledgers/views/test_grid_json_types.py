"""The JSON the server sends has the keys and types that the front end was told of (``shapes.ts``)."""

from __future__ import annotations

import json
import re
from enum import Enum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.ledgers.samples import EAST, ID_NUMBER, TOWN, households, load, toilets
from tests.ledgers.views import grid_types
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.types import Row
from zhenyu.ledgers.views.grid.grid_json import (
    ConflictJson,
    CountsJson,
    GridConfigJson,
    PageJson,
    RefusedJson,
    SavedJson,
    VerdictJson,
)
from zhenyu.people.models import User, UserGrant
from zhenyu.people.types import SYSTEM

LEDGER = "/ledgers/toilets/"


def test_the_front_end_has_the_types_that_the_server_sends() -> None:
    assert grid_types.FILE.read_text("utf-8") == grid_types.printed(), (
        "run: python -m tests.ledgers.views.grid_types"
    )


# --- the server sends what its types say ----------------------------------------------------------


@pytest.fixture
def clerk(ledger: LedgerDefinition, client: Client, settings: Any) -> Client:
    """A clerk of the town; rows are late, hold masked values and point to another ledger."""
    settings.ZHENYU_TODAY = "2026-10-31"
    user = User.objects.create_user("clerk", password="x", name="李红")
    UserGrant.objects.create(user=user, role="town_clerk", area=str(TOWN))
    client.force_login(user)
    number = {"name": "number", "title": "编号", "type": "text"}
    define_ledger(
        {"code": "wells", "title": "水井", "domain": "人居环境", "key": ["number"], "fields": [number]},
        by=SYSTEM,
    )
    further = [
        {"name": "well", "title": "水井", "type": "record", "record": "wells"},
        {"name": "uses", "title": "用途", "type": "choices", "choices": {"home": "自用", "shop": "经营"}},
        {"name": "moved_to", "title": "迁往", "type": "area"},
    ]
    define_ledger(toilets(fields=[*toilets()["fields"], *further]), by=SYSTEM, based_on=1)
    client.post("/ledgers/wells/rows", *body(edits=[{"area": str(EAST), "values": {"number": "甲井"}}]))
    load(households(3, due_on="2026-09-01", id_number=ID_NUMBER, well="甲井", subsidised="是", uses="自用"))
    return client


def body(**content: Any) -> tuple[str, str]:
    """What ``Client.post`` takes after the address."""
    return json.dumps(content), "application/json"


def rows_of() -> tuple[Row, ...]:
    return queries.page(SYSTEM, "toilets", area=TOWN).rows


def ref(row: Row) -> dict[str, Any]:
    return {"id": row.id, "version": row.version}


def edit(row: Row, **values: Any) -> dict[str, Any]:
    return {**ref(row), "values": values}


def config_of(page: HttpResponse) -> Any:
    """What stands in a page for the grid."""
    (script,) = re.findall(r'<script type="application/json">(.*?)</script>', page.content.decode())
    return json.loads(script)


def test_a_page_of_a_ledger(clerk: Client) -> None:
    config = config_of(clerk.get(LEDGER))
    assert unlike(config, GridConfigJson) == []
    row = config["first"]["rows"][0]
    assert all([config["areas"], config["transitions"], row["labels"], row["masked"], row["overdue"]])


def test_a_page_with_a_saved_view(clerk: Client) -> None:
    columns = json.dumps([{"name": "cost", "width": 120}, {"name": "kind", "width": None}])
    asked = {"title": "造价", "audience": "own", "display": "grid", "columns": columns, "question": ""}
    saved = clerk.post(f"{LEDGER}views/", asked)
    config = config_of(clerk.get(saved["Location"]))
    assert unlike(config, GridConfigJson) == []
    assert len(config["view"]["columns"]) == 2


def test_further_rows_counts_and_sums(clerk: Client) -> None:
    assert unlike(clerk.get(f"{LEDGER}rows").json(), PageJson) == []
    summed = clerk.get(f"{LEDGER}rows", {"sums": "1"}).json()
    assert unlike(summed, PageJson) == []
    assert summed["sums"]
    assert unlike(clerk.get(f"{LEDGER}rows", {"count": "all"}).json(), CountsJson) == []


def test_what_was_saved_and_what_was_refused_of_it(clerk: Client) -> None:
    first, second, _ = rows_of()
    edits = [
        edit(first, cost="250"),
        edit(second, cost="一千五"),
        {"area": str(EAST), "values": {"cost": "无数"}},
    ]
    verdict = clerk.post(f"{LEDGER}rows", *body(edits=edits, accept_good=True)).json()
    assert unlike(verdict, VerdictJson) == []
    assert len(verdict["rows"]) == 1
    assert {problem["id"] for problem in verdict["problems"]} == {second.id, None}
    filled = clerk.post(f"{LEDGER}rows/batch", *body(refs=[ref(second)], values={"cost": "9"}))
    assert unlike(filled.json(), VerdictJson) == []


def test_refusals_and_conflicts(clerk: Client) -> None:
    first, *_ = rows_of()
    refused = clerk.post(f"{LEDGER}rows", *body(edits=[edit(first, cost="一千五")]))
    assert (refused.status_code, unlike(refused.json(), RefusedJson)) == (422, [])
    clerk.post(f"{LEDGER}rows", *body(edits=[edit(first, cost="250")]))
    conflict = clerk.post(f"{LEDGER}rows", *body(edits=[edit(first, cost="300")]))
    assert (conflict.status_code, unlike(conflict.json(), ConflictJson)) == (409, [])


def test_steps_and_deletions(clerk: Client) -> None:
    first, second, _ = rows_of()
    step = clerk.post(f"{LEDGER}rows/transition", *body(refs=[ref(first)], name="start"))
    assert unlike(step.json(), SavedJson) == []
    deleted = clerk.post(f"{LEDGER}rows/delete", *body(refs=[ref(second)], why="重复登记"))
    assert unlike(deleted.json(), SavedJson) == []


@pytest.mark.parametrize(
    ("counts", "said"),
    {
        "as it should be": ({"number": 1, "capped": False}, []),
        "a key more": ({"number": 1, "capped": False, "of": 2}, ["total.of: not in CountedJson"]),
        "a key less": ({"number": 1}, ["total.capped: missing"]),
        "another type": ({"number": True, "capped": "no"}, ["total.number: True", "total.capped: 'no'"]),
    }.values(),
)
def test_a_key_more_or_less_or_of_another_type_is_noticed(counts: dict[str, Any], said: list[str]) -> None:
    whole = {"number": 1, "capped": False}
    assert (
        unlike({"total": counts, "whole": whole, "states": {"": whole}, "overdue": None}, CountsJson) == said
    )


def unlike(value: Any, hint: Any, path: str = "") -> list[str]:
    """Where a value read from JSON differs from its type."""
    if is_typeddict(hint):
        return _unlike_keys(value, hint, path) if isinstance(value, dict) else [f"{path}: {value!r}"]
    origin, parts = get_origin(hint), get_args(hint)
    if origin is list:
        items = enumerate(value) if isinstance(value, list) else [("", value)]
        return [said for place, item in items for said in unlike(item, parts[0], f"{path}[{place}]")]
    if origin is dict:
        items = value.items() if isinstance(value, dict) else [("", value)]
        return [said for key, item in items for said in unlike(item, parts[1], f"{path}.{key}")]
    if parts:
        found = [unlike(value, part, path) for part in parts]
        return [] if [] in found else max(found, key=lambda said: min(len(one) for one in said))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return [] if value in {one.value for one in hint} else [f"{path}: {value!r}"]
    return [] if type(value) is hint or (hint is NoneType and value is None) else [f"{path}: {value!r}"]


def _unlike_keys(value: dict[str, Any], shape: Any, path: str) -> list[str]:
    hints = get_type_hints(shape)
    dot = f"{path}." if path else ""
    return [
        *(f"{dot}{key}: not in {shape.__name__}" for key in value if key not in hints),
        *(f"{dot}{key}: missing" for key in hints if key not in value),
        *(said for key in hints if key in value for said in unlike(value[key], hints[key], f"{dot}{key}")),
    ]
