"""Where the rows of a town begin and end in the order they were registered.

Lists without a sort column walk the primary key. Of a ledger many towns share that walk begins far from a town's own rows: when
the others' came first, a town's first page read all of theirs (0.3 ms for 1,000). The first and the last row of each area stand
at the ends of its stretch of the index on area and id; the next stretch is found from there.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q
from django.db.models.expressions import RawSQL

from zhenyu.core.area_codes import AreaCode, AreaLevel
from zhenyu.ledgers.definition import LedgerDefinition

_OUTERMOST = """
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


def up_to_the_last(area: AreaCode, definition: LedgerDefinition) -> Q:
    """No row registered after the last one of an area; nothing, where the index finds that by itself or areas are many."""
    words = {"order": "DESC", "beyond": "<", "edge": "max"}
    return Q(id__lte=_outermost(area, definition, words)) if _is_of_use(area, definition) else Q()


def from_the_first(area: AreaCode, definition: LedgerDefinition) -> Q:
    """No row registered before the first one of an area; as :func:`up_to_the_last`."""
    words = {"order": "ASC", "beyond": ">", "edge": "min"}
    return Q(id__gte=_outermost(area, definition, words)) if _is_of_use(area, definition) else Q()


def _is_of_use(area: AreaCode, definition: LedgerDefinition) -> bool:
    return AreaLevel.TOWN.digits <= len(area) < definition.level.digits


def _outermost(area: AreaCode, definition: LedgerDefinition, words: Mapping[str, str]) -> RawSQL:
    low, high = str(area), area.upper_bound
    statement = _OUTERMOST.format(table=definition.table, **words)
    return RawSQL(statement, (low, high, low, high))  # noqa: S611 — its own words and the table's name
