"""What a formula must know of the fields it may name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ValueKind(StrEnum):
    """What a field's values can be compared with."""

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    MONTH = "month"
    BOOLEAN = "boolean"
    OPAQUE = "opaque"  # lists, attachments, points, sensitive fields: counted or blank, never compared

    @property
    def label(self) -> str:
        return {"number": "数字", "text": "文字", "date": "日期", "month": "月份", "boolean": "是否"}.get(
            self, "敏感或附件类字段"
        )


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """What a formula must know of a ledger's field.

    Arguments:
        name: the column.
        title: Chinese name, as sentences print it.
        options: (stored value, Chinese label) of a choice or of the states; empty when anything may stand
        there.
        unit: the declared unit of a numeric field, e.g. 元; empty when it has none.
    """

    name: str
    title: str
    kind: ValueKind
    options: tuple[tuple[str, str], ...] = ()
    unit: str = ""
