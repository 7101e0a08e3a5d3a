"""A condition as a person types it under a column → filters; places are looked for by code, name or
pinyin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from zhenyu.areas.queries import search
from zhenyu.core import clock
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import FieldType, LedgerDefinition
from zhenyu.ledgers.rows.typed_filters import BLANK_WORDS, typed_filters
from zhenyu.ledgers.types import Filter

MOST_PLACES: Final = 500


def conditions(
    definition: LedgerDefinition, name: str, text: str, area: AreaCode | None, *, me: str = ""
) -> Iterator[Filter]:
    """The filters that a typed condition on a column means; an area is looked for by code, name or pinyin
    below ``area``.

    Raises:
        UsageError: the ledger has no such column, or the text means nothing in it.
    """
    field = definition.by_name.get(name)
    if text not in BLANK_WORDS and (name == "area" or (field is not None and field.type is FieldType.AREA)):
        yield _place(name, text, area)
    else:
        yield from typed_filters(definition, name, text, today=clock.today(), me=me)


def _place(name: str, text: str, area: AreaCode | None) -> Filter:
    """Areas whose code, name or pinyin has the text, and what lies below them; ``!`` all others."""
    unmarked = text.lstrip("!=≠").strip()
    codes = [found.code for found in search(unmarked, area, limit=MOST_PLACES)] if area else []
    return Filter(name, "not_in" if text[:1] in "!≠" else "in", codes)
