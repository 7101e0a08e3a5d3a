"""Where the rows of a town begin and end in the order they were registered.

Lists without a sort column walk the primary key. Of a ledger many towns share that walk begins far from a town's own rows: when
the others' came first, a town's first page read all of theirs (0.3 ms for 1,000). Each area's own first and last row stand
at the ends of its stretch of the index on area and id.
"""

from __future__ import annotations

from django.db.models import Q
from django.db.models.expressions import RawSQL

from zhenyu.core.area_codes import AreaCode, AreaLevel
from zhenyu.ledgers.definition import LedgerDefinition

_EDGE = """
WITH RECURSIVE places (area) AS (
  (SELECT area FROM "{table}" WHERE area >= %s AND area < %s ORDER BY area LIMIT 1)
  UNION ALL
  SELECT (SELECT t.area FROM "{table}" t WHERE t.area > p.area AND t.area < %s ORDER BY t.area LIMIT 1)
  FROM places p WHERE p.area IS NOT NULL
)
SELECT {edge}((SELECT t.id FROM "{table}" t WHERE t.area = p.area ORDER BY t.id {order} LIMIT 1)) FROM places p
"""


def up_to_the_last(area: AreaCode, definition: LedgerDefinition) -> Q:
    """No row registered after the last one of an area; nothing, where the index finds that by itself or areas are many."""
    return Q(id__lte=_edge(area, definition, "max", "DESC")) if _is_of_use(area, definition) else Q()


def from_the_first(area: AreaCode, definition: LedgerDefinition) -> Q:
    """No row registered before the first one of an area; as :func:`up_to_the_last`."""
    return Q(id__gte=_edge(area, definition, "min", "ASC")) if _is_of_use(area, definition) else Q()


def _is_of_use(area: AreaCode, definition: LedgerDefinition) -> bool:
    return AreaLevel.TOWN.digits <= len(area) < definition.level.digits


def _edge(area: AreaCode, definition: LedgerDefinition, edge: str, order: str) -> RawSQL:
    statement = _EDGE.format(table=definition.table, edge=edge, order=order)
    return RawSQL(statement, (str(area), area.upper_bound, area.upper_bound))  # noqa: S611 — its own words and the table's name
