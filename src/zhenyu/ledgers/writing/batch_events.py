"""Publishing what a batch wrote: its rows one by one when they are few, else only the area."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Literal

from django.db import connection

from zhenyu.core.database.statements import statement
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers import events
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition


def publish_batch(
    definition: LedgerDefinition, batch: int, action: Literal["import", "undo"], *, rows: int, area: AreaCode
) -> None:
    """Publish what a batch has just done.

    Arguments:
        rows: how many rows it wrote. area: holds all of them.
    """
    if not rows:
        return
    images = _images(definition, batch, action) if rows <= events.MAX_ROW_IMAGES else None
    events.publish(events.RowsChanged(definition.code, images, area))


def _images(definition: LedgerDefinition, batch: int, action: str) -> list[events.RowImage]:
    images = statement("zhenyu.ledgers", "images_of_batch", table=definition.table)
    with connection.cursor() as cursor:
        cursor.execute(images, {"batch": batch, "action": action, "ledger": definition.code})
        return [events.RowImage(id, _image(before), _image(after)) for id, before, after in cursor.fetchall()]


def _image(value: Any) -> dict[str, Any] | None:
    """A row as JSON. Django's connections leave jsonb as text."""
    image: dict[str, Any] | None = json.loads(value, parse_float=Decimal) if isinstance(value, str) else value
    return image
