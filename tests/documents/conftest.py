"""What the pages of reports are tried with: a clerk of the town, logged in, and one indicator with a value in
the books."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.types import ObservationEntry
from zhenyu.people.models import User, UserGrant
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM

TOWN = AreaCode("990101100")


@pytest.fixture
def clerk(county: None, client: Client, settings: Any, tmp_path: Path) -> Iterator[Client]:
    settings.ZHENYU_VAR = tmp_path
    settings.ZHENYU_TODAY = "2026-11-21"
    user = User.objects.create_user("clerk", password="x", name="李红")
    UserGrant.objects.create(user=user, role="town_clerk", area=TOWN)
    client.force_login(user)
    tax = {
        "code": "tax",
        "title": "财税收入",
        "unit": "万元",
        "kind": "external",
        "better": "up",
        "domain": "经济",
    }
    with reading_as(SYSTEM):
        define_indicators([tax], by=SYSTEM)
        enter_observations(
            [ObservationEntry("tax", TOWN, Period.parse("2026-01..2026-10"), 3600, source="财政所")],
            by=SYSTEM,
        )
        yield client
