"""The API through its whole stack: 20 rows of a 100,000-row ledger by token, beside a bare Django Ninja ping
in the same process.

Requests go through Django's handler (all middleware, token, one transaction with its scope, row security,
JSON), without a socket. The floor is an operation of an API without middleware, login or database. An HTTP
server adds the same to both.

    python benchmarks/api.py [ROWS]
"""

import json
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

if __package__:
    from benchmarks.import_ledger import TOWN, installation, write_rows
else:
    from import_ledger import TOWN, installation, write_rows

ROUNDS, REQUESTS = 5, 100


def run(count: int = 100_000) -> list[dict[str, Any]]:
    """Figures: median milliseconds, requests a second and CPU of this process a request; ratio to the
    ping."""
    with installation() as folder:
        ask, ping = _callers(folder, count)
        kinds: dict[str, Callable[[], Any]] = {
            "ping (bare Ninja)": ping,
            "list of 20 rows": lambda: ask(f"/api/v1/ledgers/bench/rows?limit=20&area={TOWN}"),
            "one row": lambda: ask("/api/v1/ledgers/bench/rows/1"),
        }
        timed = {name: _timed(call) for name, call in kinds.items()}
    floor = timed["ping (bare Ninja)"][0]
    return [
        {
            "name": name,
            "value": round(wall * 1000, 2),
            "unit": "ms",
            "note": f"{1 / wall:.0f} requests/s, {cpu * 1000:.2f} ms CPU here, {wall / floor:.1f} × the ping; {count:,} rows",
        }
        for name, (wall, cpu) in timed.items()
    ]


def _callers(folder: Any, count: int) -> tuple[Callable[[str], Any], Callable[[], Any]]:
    from django.test import Client, RequestFactory
    from ninja import NinjaAPI

    from zhenyu.cockpit.api import api
    from zhenyu.core import clock
    from zhenyu.core.values.area_codes import AreaCode
    from zhenyu.ledgers.importing.file_import import import_file
    from zhenyu.people.actions import create_token, create_user
    from zhenyu.people.queries import reader_of
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM, Grant, Role

    api.throttle.num_requests = 10**9
    write_rows(folder / "ledger.csv", count)
    with reading_as(SYSTEM):
        import_file("bench", folder / "ledger.csv", area=AreaCode(TOWN), by=SYSTEM)
    grant = Grant(Role.TOWN_CLERK, AreaCode(TOWN))
    user = create_user(username="clerk", name="业务员", password="bench-2026-x", grants=[grant])  # noqa: S106
    _, secret = create_token(by=reader_of(user, clock.today()), name="bench", expires_on=clock.today())
    client = Client(headers={"Authorization": f"Bearer {secret}"})

    def ask(path: str) -> Any:
        response = client.get(path)
        assert response.status_code == 200, response.content
        return json.loads(response.content)

    bare = NinjaAPI(urls_namespace="bare", docs_url=None)

    @bare.get("/ping")
    def ping(request: Any) -> dict[str, str]:
        return {"ping": "pong"}

    view = next(pattern.callback for pattern in bare.urls[0] if pattern.name == "ping")
    request = RequestFactory().get("/ping")
    return ask, lambda: view(request)


def _timed(call: Callable[[], Any]) -> tuple[float, float]:
    """Median seconds, wall and CPU of this process, of one call."""
    call()
    walls, cpus = [], []
    for _ in range(ROUNDS):
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(REQUESTS):
            call()
        walls.append((time.perf_counter() - wall) / REQUESTS)
        cpus.append((time.process_time() - cpu) / REQUESTS)
    return median(walls), median(cpus)


if __name__ == "__main__":
    for result in run(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000):
        print(f"{result['name']:<20} {result['value']:>8} {result['unit']} {result['note']}")
