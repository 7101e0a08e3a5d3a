"""The first and last row of a town in the order of registration.

Lists without a sort column walk the primary key. Of a ledger many towns share that walk begins far from a
town's own rows: when the others' came first, a town's first page read all of theirs (0.3 ms for 1,000). The
first and the last row of each area are at the ends of its range in the index on area and id; the next range
is found from there.
"""

from __future__ import annotations

from typing import Final

from django.db.models import Q
from django.db.models.expressions import RawSQL

from zhenyu.core.values.area_codes import AreaCode, AreaLevel
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition

_UP: Final = ("ASC", ">", "min", "gte")
_DOWN: Final = ("DESC", "<", "max", "lte")
_OUTERMOST: Final = """
WITH RECURSIVE outermost (area, id) AS (
  (SELECT area, id FROM "{table}" WHERE area >= %s AND area < %s ORDER BY area {order}, id {order} LIMIT 1)
  UNION ALL
  SELECT further.area, further.id FROM outermost CROSS JOIN LATERAL (
    SELECT t.area, t.id FROM "{table}" t WHERE t.area >= %s AND t.area < %s AND t.area {beyond} outermost.area
    ORDER BY t.area {order}, t.id {order} LIMIT 1
  ) AS further
)
SELECT {edge}(id) FROM outermost
"""


def from_its_edge(area: AreaCode, definition: LedgerDefinition, *, descending: bool) -> Q:
    """No row registered before the first one of an area, or after the last one where the walk descends.

    Nothing, where the index finds that by itself or areas are many.
    """
    if not AreaLevel.TOWN.digits <= len(area) < definition.level.digits:
        return Q()
    order, beyond, edge, lookup = _DOWN if descending else _UP
    statement = _OUTERMOST.format(table=definition.table, order=order, beyond=beyond, edge=edge)
    low, high = str(area), area.upper_bound
    outermost = RawSQL(statement, (low, high, low, high))  # noqa: S611 — its own words and the table's name
    return Q(**{f"id__{lookup}": outermost})
