"""The ledgers for programs: definitions, rows, bulk writes, history, changes. Assembled in :mod:`zhenyu.web.api`."""

from ninja import Router

from zhenyu.ledgers.api import bulk, definitions, following, rows

router = Router(tags=["台账"])
for part in (definitions, rows, bulk, following):
    router.add_router("", part.router)
