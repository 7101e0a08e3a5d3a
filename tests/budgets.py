"""Query budgets: how many statements a page or an action may send, so that a query a row is a failing test.

Each room keeps its numbers in ``tests/<room>/query_counts.json``. After a change that is meant to send more
or fewer, run the room's tests once (in one process) with ``ZHENYU_UPDATE_BUDGETS=1`` and look at the
difference of that file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.db import connection
from django.test.utils import CaptureQueriesContext

_TESTS: Final = Path(__file__).parent
_UPDATE: Final = "ZHENYU_UPDATE_BUDGETS"


def budgets_of(room: str, folder: Path = _TESTS) -> dict[str, int]:
    """Name → statements allowed, of a room; empty when nothing is kept yet."""
    kept = folder / room / "query_counts.json"
    return json.loads(kept.read_text()) if kept.exists() else {}


@contextmanager
def assert_query_budget(name: str, room: str, folder: Path = _TESTS) -> Iterator[None]:
    """The statements sent inside, savepoints and scope included, do not exceed the room's budget.

    Send the request once before when it warms a cache: the order of tests must not matter.

    Arguments:
        name: of the budget in the room's file. folder: where the rooms' folders are.

    Raises:
        AssertionError: more statements than allowed (each is listed), or no budget of that name.
    """
    with CaptureQueriesContext(connection) as sent:
        yield
    if os.environ.get(_UPDATE):
        _keep(folder, room, {**budgets_of(room, folder), name: len(sent)})
        return
    allowed = budgets_of(room, folder).get(name)
    assert allowed is not None, f"no budget “{name}” of {room}: run this test once with {_UPDATE}=1"
    statements = "\n".join(f"{number:3} {query['sql'][:200]}" for number, query in enumerate(sent, 1))
    assert len(sent) <= allowed, f"“{name}” sent {len(sent)} statements, allowed are {allowed}:\n{statements}"


def _keep(folder: Path, room: str, budgets: dict[str, int]) -> None:
    text = json.dumps(dict(sorted(budgets.items())), indent=2)
    (folder / room / "query_counts.json").write_text(f"{text}\n")
