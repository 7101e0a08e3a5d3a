"""What else is known of a row: rows of other ledgers that point to it, and rows about the same thing. Two
kinds of links are followed: a ``record`` field of another ledger, and a shared data element (公共数据元):
fields that name the same ``element`` hold the same person, household or enterprise wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q

from zhenyu.ledgers.definition.ledger_definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.rows.counts import Extent, capped_count
from zhenyu.ledgers.rows.queries import rows_by_ids
from zhenyu.ledgers.rows.record_links import reference
from zhenyu.ledgers.schema.registry import active_rows, ledgers, loaded_ledger
from zhenyu.ledgers.types import Counted, Row
from zhenyu.ledgers.values.row_titles import naming_fields, row_title
from zhenyu.people.types import Reader

FIRST: Final = 5


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of one ledger that belong to a row, by one field: how many (counted to a cap), the first, how to
    find all.

    ``condition`` is the one an address of the grid needs to find them, None where the value is private and
    must not be in an address.
    """

    ledger: LedgerDefinition
    field: Field
    how: str
    count: int
    capped: bool
    rows: tuple[tuple[Row, str], ...]
    condition: tuple[str, str] | None


def relations(reader: Reader, definition: LedgerDefinition, row: Row) -> tuple[Relation, ...]:
    """The relations of a row that have rows the reader may see, references first. Four statements each at
    most."""
    record = active_rows(loaded_ledger(definition.code)).filter(id=row.id).values().first()
    if record is None:
        return ()
    all_ledgers = ledgers()
    found = [
        *_references(reader, definition, row, all_ledgers),
        *_overlaps(reader, definition, record, all_ledgers),
    ]
    return tuple(relation for relation in found if relation is not None)


def _references(
    reader: Reader, definition: LedgerDefinition, row: Row, others: Sequence[LedgerDefinition]
) -> Iterator[Relation | None]:
    for other in others:
        for field in other.fields:
            if field.type is FieldType.RECORD and field.record == definition.code:
                condition = (field.name, reference(row.id))
                yield _relation(
                    reader, other, field, f"{field.title}是这一条", Q(**{field.name: row.id}), condition
                )


def _overlaps(
    reader: Reader, definition: LedgerDefinition, record: dict[str, Any], others: Sequence[LedgerDefinition]
) -> Iterator[Relation | None]:
    for own in definition.fields:
        value = record[own.name]
        if own.element is None or value is None:
            continue
        for other in others:
            for field in other.fields:
                if field.element != own.element or (other.code == definition.code and field.name == own.name):
                    continue
                same = Q(**{field.name: value})
                if other.code == definition.code:
                    same &= ~Q(id=record["id"])
                if _all_point_here(other, same, definition.code, record["id"]):
                    continue
                condition = None if field.private or own.private else (field.name, f"={value}")
                yield _relation(reader, other, field, f"{field.title}相同", same, condition)


def _all_point_here(ledger: LedgerDefinition, which: Q, code: str, id: int) -> bool:
    """Whether these rows are listed as references already."""
    links = [field.name for field in ledger.fields if field.type is FieldType.RECORD and field.record == code]
    if not links:
        return False
    pointing = Q(*((name, id) for name in links), _connector=Q.OR)
    return not active_rows(loaded_ledger(ledger.code)).filter(which).exclude(pointing).exists()


def _relation(
    reader: Reader,
    ledger: LedgerDefinition,
    field: Field,
    how: str,
    which: Q,
    condition: tuple[str, str] | None,
) -> Relation | None:
    rows = active_rows(loaded_ledger(ledger.code)).filter(which)
    ids = list(rows.order_by("-id").values_list("id", flat=True)[:FIRST])
    if not ids:
        return None
    counted = Counted(len(ids)) if len(ids) < FIRST else capped_count(rows, Extent.FIRST)
    named = tuple(
        (row, row_title(ledger, row.id, row.values, row.masked))
        for row in rows_by_ids(reader, ledger.code, ids)
    )
    return Relation(ledger, field, how, *counted, named, condition)


def found_by_text(reader: Reader, code: str, text: str, limit: int = 12) -> list[tuple[Row, str]]:
    """Rows of a ledger whose name holds the text, for a picker; without a text the newest.

    Names that are private are compared in full only: a picker must not allow anybody to guess them letter by
    letter.
    """
    loaded = loaded_ledger(code)
    rows = active_rows(loaded)
    if text:
        wanted = Q(pk__in=[])
        for field in naming_fields(loaded.definition):
            wanted |= Q(**{f"{field.name}": text}) if field.private else _holds(field, text)
        rows = rows.filter(wanted)
    ids = list(rows.order_by("-id").values_list("id", flat=True)[:limit])
    return [
        (row, row_title(loaded.definition, row.id, row.values, row.masked))
        for row in rows_by_ids(reader, code, ids)
    ]


def _holds(field: Field, text: str) -> Q:
    if field.type in (
        FieldType.TEXT,
        FieldType.LONG_TEXT,
        FieldType.PERSON_NAME,
        FieldType.USCC,
        FieldType.OFFICE,
    ):
        return Q(**{f"{field.name}__contains": text})
    return Q(pk__in=[])
