"""The order of a list of rows and the places in it. Pure: builds expressions only.

Lists page by key: a cursor holds the sort value and the id of the row at the edge, and the next page begins
after them. Blanks come last in both directions. Names and texts are compared by their pinyin
(:mod:`zhenyu.ledgers.schema.pinyin_sort`).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.expressions import OrderBy
from django.db.models.lookups import IsNull

from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.ledger_definition import FieldType, LedgerDefinition
from zhenyu.ledgers.rows.conditions import OWN_COLUMNS, nearest, value_of
from zhenyu.ledgers.schema.pinyin_sort import key, key_function, sorted_fields
from zhenyu.ledgers.values.references import References

_UNSORTED: Final = frozenset({FieldType.CHOICES, FieldType.ATTACHMENT, FieldType.POINT})
_LARGEST_ID: Final = 2**63 - 1
_NEVER_BLANK: Final = frozenset({"area", "owner", "created_at", "created_by", "updated_at", "updated_by"})


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort column (``id`` when nothing is asked) and its direction; ties go by id in the same direction.

    ``by`` is the function of the database that makes the key compared, where it is not the value; ``kept``:
    by an index.
    """

    name: str = "id"
    descending: bool = False
    by: str | None = None
    kept: bool = False

    @classmethod
    def parse(cls, text: str | None, definition: LedgerDefinition) -> Sort:
        """Read ``cost`` or ``-cost``; UsageError for a column that has no order."""
        name = (text or "id").removeprefix("-")
        field = definition.by_name.get(name)
        if field is not None and field.type in _UNSORTED:
            raise UsageError(f"“{field.title}”没有先后，不能按它排序", "换一个栏目排序")
        if field is None and name not in OWN_COLUMNS:
            raise UsageError(f"不能按“{name}”排序", nearest(name, definition))
        descending = (text or "").startswith("-")
        return cls(name, descending, key_function(definition, name), name in sorted_fields(definition))

    def __str__(self) -> str:
        return f"{'-' if self.descending else ''}{self.name}"

    def at(self, text: str, definition: LedgerDefinition) -> Cursor:
        """A place in this order: just before the first row with this value, or with the next one that there
        is.

        Raises:
            UsageError: not a value of the column.
        """
        value = value_of(self.name, definition.by_name.get(self.name), text, definition, References())
        return Cursor(value, _LARGEST_ID if self.descending else 0)

    def legs(self, cursor: Cursor | None, *, backwards: bool) -> list[Leg]:
        """The stretches a page is read from, one after the other: rows with a value, then blanks (reversed
        backwards).

        Apart, each is a walk of one index in either direction; together, ``NULLS LAST`` would sort every row.
        """
        descending = self.descending != backwards
        by_id = OrderBy(F("id"), descending=descending)
        if self.name == "id":
            return [Leg(_beyond_id(cursor, below=descending), (by_id,))]
        ordered = (OrderBy(self._compared(F(self.name)), descending=descending), by_id)
        beyond = self._beyond(cursor, below=descending)
        if self.name in _NEVER_BLANK:
            return [Leg(beyond, ordered)]
        blank, has_value = self._blank(True), self._blank(False)
        if cursor is not None and cursor.value is None:
            within = Leg(blank & _beyond_id(cursor, below=descending), (by_id,))
            return [within, Leg(has_value, ordered)] if backwards else [within]
        filled = Leg(has_value if cursor is None else beyond, ordered)
        if cursor is not None and backwards:
            return [filled]
        return [Leg(blank, (by_id,)), filled] if backwards else [filled, Leg(blank, (by_id,))]

    def _blank(self, wanted: bool) -> Q:
        """An index on keys finds blanks by their keys; how many there are, the planner knows of the values
        only."""
        value = Q(IsNull(F(self.name), wanted))
        return value & Q(IsNull(self._compared(F(self.name)), wanted)) if self.by and self.kept else value

    def _compared(self, of: F | Value) -> Any:
        return key(self.by, of) if self.by else of

    def _beyond(self, cursor: Cursor | None, *, below: bool) -> Q:
        """Rows past the cursor's: ``(cost, id) > (…, …)`` compared as one, which an index answers without
        reading ties."""
        if cursor is None:
            return Q()
        edge = self._compared(Value(cursor.value)), Value(cursor.id)
        return _past((self._compared(F(self.name)), F("id")), edge, below=below)


@dataclass(frozen=True, slots=True)
class Leg:
    """One stretch of an order."""

    where: Q
    order: tuple[OrderBy, ...]


def _beyond_id(cursor: Cursor | None, *, below: bool) -> Q:
    return _past((F("id"),), (Value(cursor.id),), below=below) if cursor else Q()


def _past(columns: Sequence[Any], edge: Sequence[Any], *, below: bool) -> Q:
    return Q(_Compared(_Together(*columns), _Together(*edge), arg_joiner=" < " if below else " > "))


class _Together(Func):
    """``(a, b)``"""

    template = "(%(expressions)s)"
    output_field = BooleanField()  # never read: only compared


class _Compared(Func):
    """``(a, b) < (x, y)``"""

    template = "%(expressions)s"
    output_field = BooleanField()


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row at the edge of a page: its sort value and id."""

    value: Any
    id: int

    def token(self, sort: Sort) -> str:
        """Opaque text for a link."""
        text = json.dumps([str(sort), _plain(self.value), self.id], ensure_ascii=False)
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, token: str, sort: Sort, definition: LedgerDefinition) -> Cursor:
        """Read a token; UsageError when it is not one or belongs to another order."""
        try:
            order, value, row_id = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
            if order != str(sort) or not isinstance(row_id, int):
                raise ValueError(order)
            return cls(_typed(value, sort.name, definition), row_id)
        except (ValueError, TypeError, ArithmeticError):
            raise UsageError("翻页标记无效或已过时", "请回到第一页重新翻") from None


def _plain(value: Any) -> Any:
    return (
        value
        if value is None or isinstance(value, int | str | bool)
        else (value.isoformat() if isinstance(value, date) else str(value))
    )


def _typed(value: Any, name: str, definition: LedgerDefinition) -> Any:
    field = definition.by_name.get(name)
    if value is None:
        return None
    if name in ("created_at", "updated_at", "deleted_at"):
        return datetime.fromisoformat(value)
    if name == "due" or (field is not None and field.type in (FieldType.DATE, FieldType.MONTH)):
        return date.fromisoformat(value)
    if field is not None and field.numeric and field.type is not FieldType.INTEGER:
        return Decimal(value)
    return value
