"""Whether each row's history is whole, and whether imports still have the rows they added. Part of ``zhenyu
verify``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db import connection
from psycopg import sql

from zhenyu.core.clock import CHINA
from zhenyu.core.database.statements import statement
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.models import Batch
from zhenyu.ledgers.schema.registry import ledgers

_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class BrokenChain:
    """A row whose history does not fit it (``row``), or an import that misses rows (``batch``)."""

    ledger: str
    row: int | None
    batch: int | None
    message: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def broken_chains() -> tuple[BrokenChain, ...]:
    """The faults of all ledgers, at most twenty of each. The caller sees every row."""
    return tuple(fault for each in ledgers() for fault in (*_rows(each), *_batches(each)))


def _rows(definition: LedgerDefinition) -> Iterator[BrokenChain]:
    with connection.cursor() as cursor:
        broken = statement("zhenyu.ledgers", "broken_chains", table=definition.table)
        cursor.execute(broken, {"ledger": definition.code, "most": _MOST})
        found = cursor.fetchall()
    for id, version, kept, updated_at in found:
        if version is None:
            message = "有改动记录，但表里已没有这条记录（没有经过删除手续）"
        else:
            message = f"现为第{version}版，应有{version - 1}次改动记录，实有{kept or 0}次"
            message += f"（最后修改 {updated_at.astimezone(CHINA):%Y-%m-%d %H:%M}）"
        yield BrokenChain(definition.code, id, None, f"{definition.title} 编号 {id}：{message}")


def _batches(definition: LedgerDefinition) -> Iterator[BrokenChain]:
    """Imported rows have no change of their own for their creation; their batch counts them."""
    counts = sql.SQL(
        "SELECT b.id, b.added, count(t.id) FROM {batches} b LEFT JOIN {table} t ON t.batch = b.id"
        " WHERE b.ledger = %s GROUP BY b.id HAVING count(t.id) <> b.added ORDER BY b.id LIMIT %s"
    ).format(batches=sql.Identifier(Batch._meta.db_table), table=sql.Identifier(definition.table))
    with connection.cursor() as cursor:
        cursor.execute(counts.as_string(None), [definition.code, _MOST])
        for batch, added, there in cursor.fetchall():
            message = f"第{batch}批导入新增了{added}条，表里有{there}条"
            yield BrokenChain(definition.code, None, batch, f"{definition.title}：{message}")
