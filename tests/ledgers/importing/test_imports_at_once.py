"""Two imports of the same rows at the same time: one writes, the other is told to try again; neither waits
for ever."""

import threading
from typing import Any

import pytest
from django.db import connection

from tests.ledgers.samples import EAST, TOWN, households, load, toilets
from zhenyu.areas.actions import load_areas
from zhenyu.core.errors import StaleVersion
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.schema.registry import loaded_ledger
from zhenyu.ledgers.types import Filter
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM

COUNT = 40


def waiting() -> int:
    """How many transactions wait for a row or for another transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype IN ('tuple', 'transactionid')"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_in_one_order_whatever_the_file_s() -> None:
    with reading_as(SYSTEM):
        load_areas([{"code": str(TOWN), "name": "柳河镇"}, {"code": str(EAST), "name": "东柳村"}])
        define_ledger(toilets(), by=SYSTEM)
        load(
            households(3000)
        )  # so many that the planner looks the changed ones up one by one, as they come in the file
    said: dict[str, Any] = {}

    def change(name: str, rows: list[dict[str, Any]]) -> None:
        try:
            with reading_as(SYSTEM):
                said[name] = load([{**row, "remark": name} for row in rows]).changed
        except Exception as problem:
            said[name] = problem
        finally:
            connection.close()

    rows = households(COUNT)
    imports = [
        threading.Thread(target=change, args=("先", rows)),
        threading.Thread(target=change, args=("后", rows[::-1])),
    ]
    with reading_as(SYSTEM):
        model: Any = loaded_ledger("toilets").model
        assert model.objects.select_for_update().get(household_no=f"{COUNT // 2:03d}")
        for place, one in enumerate(imports, start=1):  # both meet in the middle, from their own ends
            one.start()
            while waiting() < place and one.is_alive():  # it waits until we let go, however slow the machine
                one.join(0.02)
    for one in imports:
        one.join(30)
    assert {type(answer) for answer in said.values()} == {StaleVersion, int}
    with reading_as(SYSTEM):
        remarks = {
            row.values["remark"]
            for row in queries.page(SYSTEM, "toilets", filters=[Filter("remark", "not_blank")]).rows
        }
    assert remarks == {name for name, answer in said.items() if answer == COUNT}
