"""Cells of redefined ledgers, computed in the background."""

from __future__ import annotations

from procrastinate.contrib.django import app

from zhenyu.indicators.cells.maintenance import recompute_next_pending


@app.periodic(cron="*/5 * * * *")
@app.task(name="indicators.recompute_pending", lock="indicators.recompute_pending")
def recompute_pending(timestamp: int) -> int:
    """Compute what waits, town by town; returns how many. Killed in between, it goes on where it was.

    Asked for when a large ledger is redefined, and every five minutes for what nobody asked for (a
    migration).
    """
    done = 0
    while recompute_next_pending():
        done += 1
    return done
