"""A newer pack meets ledgers altered here: merged where that is safe, left alone and told where it is not."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from tests.ledgers.samples import households, load, toilets
from zhenyu.core.errors import NotAllowed, NotFound, StaleVersion
from zhenyu.ledgers.actions.definitions import define_ledger, take_from_pack, take_offer
from zhenyu.ledgers.models import PackSource
from zhenyu.ledgers.redefinition.pack_upgrade import Upgrade, offer, offers
from zhenyu.ledgers.schema import registry
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader


@pytest.fixture(autouse=True)
def as_system(county: None) -> Any:
    with reading_as(SYSTEM):
        yield


def take(version: str, prefer: Any = None, **changes: Any) -> Upgrade:
    return take_from_pack(toilets(**changes), pack="township", version=version, by=SYSTEM, prefer=prefer)


def test_a_new_ledger_is_made_and_the_same_pack_again_changes_nothing() -> None:
    assert take("1.0").outcome == "created"
    assert take("1.0").outcome == "unchanged"
    assert PackSource.objects.get().version == "1.0"


def test_a_newer_pack_keeps_what_was_altered_here() -> None:
    take("1.0")
    define_ledger(toilets(office="农业农村办"), by=SYSTEM)
    assert take("1.1", title="改厕台账").outcome == "changed"
    now = registry.ledger("toilets")
    assert (now.title, now.office) == ("改厕台账", "农业农村办")
    assert take("1.2", title="改厕台账", description="新版").outcome == "changed"


def test_a_field_the_pack_drops_is_retired_with_its_values() -> None:
    take("1.0")
    load(households(1, remark="靠路"))
    assert take("1.1", fields=toilets()["fields"][:-1]).outcome == "changed"
    assert [field.name for field in registry.ledger("toilets").retired] == ["remark"]


def test_a_conflict_waits_and_can_be_decided_here(reader_head: Reader) -> None:
    take("1.0")
    define_ledger(toilets(title="本镇改厕"), by=SYSTEM)
    waiting = take("1.1", title="改厕台账", description="新版")
    assert waiting.undecided
    assert [(each.title, each.local, each.pack) for each in waiting.conflicts] == [
        ("名称", "本镇改厕", "改厕台账")
    ]
    assert registry.ledger("toilets").description == ""
    assert [each.local.title for each in offers(reader_head)] == ["本镇改厕"]

    decided = offer(reader_head, "toilets", {"title": "local"}).merged
    assert decided.conflicts == ()
    with pytest.raises(StaleVersion), transaction.atomic():
        take_offer("toilets", decided.definition, by=reader_head, based_on=1)
    now = take_offer("toilets", decided.definition, by=reader_head, based_on=2)
    assert (now.title, now.description) == ("本镇改厕", "新版")
    assert offers(reader_head) == []
    with pytest.raises(NotFound):
        offer(reader_head, "toilets", {})
    assert take("1.1", title="改厕台账", description="新版").outcome == "unchanged"


@pytest.mark.parametrize(("side", "title"), [("local", "本镇改厕"), ("pack", "改厕台账")])
def test_a_preferred_side_decides_at_once(side: str, title: str) -> None:
    take("1.0")
    define_ledger(toilets(title="本镇改厕"), by=SYSTEM)
    take("1.1", title="改厕台账")
    assert take("1.1", prefer=side, title="改厕台账").outcome in ("changed", "unchanged")
    assert registry.ledger("toilets").title == title
    assert offers(SYSTEM) == []


def test_an_upgrade_that_would_lose_data_waits_with_the_reason() -> None:
    take("1.0")
    load(households(2, kind="flush"))
    fields = toilets()["fields"]
    fields[3]["choices"] = {"three_tank": "三格化粪池"}
    waiting = take("1.1", fields=fields)
    assert waiting.undecided
    assert "用着要删的选项（2条" in waiting.note


def test_a_ledger_made_here_is_not_taken_over_unasked(reader_head: Reader) -> None:
    define_ledger(toilets(title="自建台账"), by=reader_head)
    waiting = take("1.0")
    assert [each.title for each in waiting.conflicts] == ["名称"]
    assert registry.ledger("toilets").title == "自建台账"


def test_a_clerk_neither_sees_nor_decides_offers(reader_town: Reader) -> None:
    take("1.0")
    define_ledger(toilets(title="本镇改厕"), by=SYSTEM)
    take("1.1", title="改厕台账")
    assert offers(reader_town) == []
    with pytest.raises(NotAllowed):
        offer(reader_town, "toilets", {})
