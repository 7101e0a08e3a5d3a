"""How many statements each page of a ledger sends, whatever the number of rows it shows."""

from __future__ import annotations

from typing import Final

import pytest
from django.test import Client

from tests.budgets import assert_query_budget
from tests.ledgers.samples import EAST, TOWN, WEST, households, load
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.rows import queries
from zhenyu.people.models import User, UserGrant
from zhenyu.people.types import SYSTEM

PAGES: Final = {
    "list_page": "/ledgers/",
    "record_page": "/ledgers/toilets/{row}/",
    "record_form": "/ledgers/toilets/{row}/?edit=1",
    "related_rows": "/ledgers/toilets/{row}/related",
    "board_page": "/ledgers/toilets/board/",
    "chart_page": "/ledgers/toilets/chart/?by=kind&measure=sum:cost",
    "due_page": "/ledgers/due/",
    "deleted_page": "/ledgers/toilets/deleted/",
    "past_page": "/ledgers/toilets/as-of/?day=2026-01-01",
    "versions_page": "/ledgers/toilets/definition/versions/",
    "import_page": "/ledgers/toilets/import/",
    "log_page": "/manage/log/",
    "csv_export": "/ledgers/toilets/export?as=csv",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_its_budget_of_statements(ledger: LedgerDefinition, client: Client, name: str) -> None:
    load([*households(30, due_on="2026-01-01", kind="flush"), *households(30, area=WEST)])
    user = User.objects.create_user("负责人", password="x", name="张主任")
    UserGrant.objects.create(user=user, role="office_head", area=str(TOWN))
    client.force_login(user)
    path = PAGES[name].format(row=queries.page(SYSTEM, "toilets", area=EAST).rows[0].id)
    assert client.get(path).status_code == 200  # once before: what a process remembers is not counted
    with assert_query_budget(name, "ledgers"):
        client.get(path)
