"""One search over all ledgers: rows that hold the words in a searched field, a few of each ledger.

Sensitive fields are searched nowhere (:func:`zhenyu.ledgers.schema.search_terms.searched_fields`); what is
private comes masked. A word of one character has no pair of characters that an index could answer, so nothing
is searched for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from psycopg import sql

from zhenyu.ledgers.definition.ledger_definition import FieldType, LedgerDefinition
from zhenyu.ledgers.overviews.overview import for_each
from zhenyu.ledgers.rows.queries import rows_by_ids
from zhenyu.ledgers.schema.indexes import ready_searches
from zhenyu.ledgers.schema.registry import ledgers
from zhenyu.ledgers.schema.search_terms import bigrams, indexed_expression, pattern, searched_fields
from zhenyu.ledgers.types import Row
from zhenyu.ledgers.values.row_titles import naming_fields, row_title
from zhenyu.people.types import Reader

SHORTEST: Final = 2
"""Characters of the shortest words that are searched."""
SHOWN: Final = 5
"""Rows shown of each ledger."""
_AROUND: Final = 12


@dataclass(frozen=True, slots=True)
class RowHit:
    """A row that holds the words: what it is called, and where it holds them as far as that may be shown."""

    row: Row
    title: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LedgerHits:
    """The first hits of a ledger; ``more`` says that there are others."""

    definition: LedgerDefinition
    hits: tuple[RowHit, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, by ledger, and the titles of the ledgers whose search index is not ready and that were
    not searched."""

    ledgers: tuple[LedgerHits, ...]
    unsearched: tuple[str, ...]


def find_rows(reader: Reader, words: str) -> Findings:
    """Rows of every ledger the reader has a part in, wherever in their scope. Two statements, and three a
    ledger with hits."""
    words = words.strip()
    if len(words) < SHORTEST:
        return Findings((), ())
    wanted = [each for each in ledgers() if reader.has_part_in(each.domain) and searched_fields(each)]
    ready = ready_searches(wanted)
    searched = [each for each in wanted if each.code in ready]
    found = zip(searched, _ids(reader, searched, words), strict=True)
    return Findings(
        tuple(_hits(reader, each, ids, words) for each, ids in found if ids),
        tuple(each.title for each in wanted if each.code not in ready),
    )


def _ids(reader: Reader, searched: list[LedgerDefinition], words: str) -> list[list[int] | None]:
    """The ids of the first rows that come, one more than are shown. Unordered, so that the database may stop
    there."""
    piece = sql.SQL(
        "SELECT array_agg(id) FROM (SELECT id FROM {table} WHERE {within} AND {pairs} @> %(pairs)s::text[] AND {says}"
        " LIMIT {most}) found"
    )

    def own(each: LedgerDefinition) -> dict[str, sql.Composable]:
        columns = [
            sql.SQL("{} ILIKE %(like)s").format(sql.Identifier(field.name)) for field in searched_fields(each)
        ]
        says = sql.SQL("({})").format(sql.SQL(" OR ").join(columns))
        return {"pairs": sql.SQL(f"({indexed_expression(each)})"), "says": says}

    values = {"pairs": bigrams(words), "like": pattern(words)}
    rows = for_each(reader, searched, None, piece, {"most": sql.Literal(SHOWN + 1)}, own, values)
    return [ids for (ids,) in rows]


def _hits(reader: Reader, definition: LedgerDefinition, ids: list[int], words: str) -> LedgerHits:
    rows = rows_by_ids(reader, definition.code, sorted(ids)[:SHOWN])
    hits = tuple(
        RowHit(
            row, row_title(definition, row.id, row.values, row.masked), tuple(_facts(definition, row, words))
        )
        for row in rows
    )
    return LedgerHits(definition, hits, len(ids) > SHOWN)


def _facts(definition: LedgerDefinition, row: Row, words: str) -> Iterator[str]:
    """Masked names, and the fields that hold the words and are not private."""
    named = {field.name for field in naming_fields(definition)}
    for field in searched_fields(definition):
        text = str(row.values.get(field.name) or "")
        position = text.lower().find(words.lower())
        if field.name in named or not text:
            continue
        if field.name in row.masked:
            if field.type is FieldType.PERSON_NAME:
                yield f"{field.title} {text}"
        elif position >= 0:
            yield f"{field.title} {_around(text, position, len(words))}"


def _around(text: str, position: int, length: int) -> str:
    begin, end = max(0, position - _AROUND), position + length + _AROUND
    return f"{'…' if begin else ''}{text[begin:end]}{'…' if end < len(text) else ''}"
