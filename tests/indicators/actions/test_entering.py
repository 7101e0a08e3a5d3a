"""The page where figures are entered: a figure of the ledgers is not entered there, and the page says where
it comes from."""

import pytest
from django.test import Client

from tests.indicators.conftest import TOWN
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.people.actions import create_user
from zhenyu.people.types import Grant, Role

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")


@pytest.fixture
def head(books: None, client: Client) -> Client:
    grants = [Grant(Role.OFFICE_HEAD, AreaCode(TOWN))]
    user = create_user(username="head", name="测试主任", password="liuhe-2026-x", grants=grants)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(("code", "offered"), [("revenue", True), ("renovated", False)])
def test_only_what_no_ledger_feeds_is_offered_for_entering(head: Client, code: str, offered: bool) -> None:
    page = head.get(f"/indicators/{code}/observations/?area={TOWN}&period=2026").content.decode()
    assert ('name="finality"' in page) is offered
    assert ("不能手工填报" in page) is not offered
