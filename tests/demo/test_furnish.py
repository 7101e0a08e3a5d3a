"""Furnishing a database: everything is there afterwards, and a second run finds it so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory, override_settings

from zhenyu.config import packs
from zhenyu.core.values.addresses import FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.demo import books
from zhenyu.demo.accounts import ACCOUNTS, PASSWORD
from zhenyu.demo.chance import TODAY
from zhenyu.demo.furnish import furnish
from zhenyu.documents.models import Document
from zhenyu.indicators.figures.queries import figure
from zhenyu.ledgers.models import Batch
from zhenyu.ledgers.rows.queries import page
from zhenyu.ledgers.types import Filter
from zhenyu.people.models import User
from zhenyu.people.queries import reader_of
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM
from zhenyu.plans.queries import wall
from zhenyu.writing.queries import draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("held_at_today")]
TOWN, PERIOD = AreaCode("990101100"), Period.parse("2026-01..2026-10")
SCALE = 0.05


@pytest.fixture
def held_at_today(tmp_path: Path) -> Iterator[None]:
    """The clock of the demonstration, and a folder of its own for its files."""
    with override_settings(ZHENYU_TODAY=TODAY.isoformat(), ZHENYU_VAR=tmp_path):
        yield


def test_a_furnished_county_answers_and_a_second_run_changes_nothing() -> None:
    said: list[str] = []
    furnish(said.append, apply_pack=packs.apply, scale=SCALE)
    assert len(said) >= len(books.LEDGERS)

    with reading_as(SYSTEM):
        batches = Batch.objects.count()
        assert not [batch for batch in Batch.objects.all() if batch.refused]
        project = page(SYSTEM, "key_projects", area=TOWN, filters=[Filter("papers", "not_blank")]).rows[0]
        assert project.values["papers"][0]["name"] == "投资协议（示例）.txt"
        month = page(
            SYSTEM, "project_progress", area=TOWN, filters=[Filter("key_project", "eq", f"#{project.id}")]
        )
        assert month.rows[0].labels["key_project"].startswith(project.values["project_no"])
        assert figure(SYSTEM, FigureAddress.parse("grids_basic@990101100/2026-10")).value == 77
        assert figure(SYSTEM, FigureAddress.parse("toilets_renovated@990101100/2026")).target == 1200
        revenue = figure(SYSTEM, FigureAddress.parse("general_budget_revenue@990101100/2026-01..2026-10"))
        assert (revenue.status, revenue.finality) == ("entered", "preliminary")
        assert {task.light.code for office in wall(SYSTEM, TOWN, PERIOD) for task in office.tasks} >= {
            "red",
            "green",
        }
        drafted = draft(SYSTEM, "annual_report", TOWN, PERIOD)
        assert len(drafted.chips) > 80
        assert len(drafted.problems) <= 2, "at this scale a book or two is empty"
        assert Document.objects.count() == 6

    said.clear()
    furnish(said.append, apply_pack=packs.apply, scale=SCALE)
    assert said == []
    with reading_as(SYSTEM):
        assert Batch.objects.count() == batches

    for account in ACCOUNTS:
        user = authenticate(RequestFactory().post("/login/"), username=account.username, password=PASSWORD)
        assert user is not None, account.username
        assert reader_of(User.objects.get(username=account.username), TODAY).home == AreaCode(account.area)
