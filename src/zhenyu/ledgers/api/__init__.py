"""The ledgers for programs: definitions, rows, bulk writes, history, changes. Assembled in
:mod:`zhenyu.cockpit.api`."""

from ninja import Router

from zhenyu.ledgers.api import bulk, change_feed, definitions, rows

router = Router(tags=["台账"])
for part in (definitions, rows, bulk, change_feed):
    router.add_router("", part.router)
