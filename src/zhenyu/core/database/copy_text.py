"""Values as the text format of COPY reads them (PostgreSQL manual, COPY, “Text Format”)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

BLANK: Final = "\\N"
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_text(value: Any) -> str:
    """A typed value as COPY's text format reads it."""
    if value is None:
        return BLANK
    if isinstance(value, str):
        return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPES)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return array_text(value)
    return json.dumps(value, ensure_ascii=False, default=json_of).translate(_ESCAPES)


def array_text(items: Iterable[str]) -> str:
    """A ``text[]`` literal inside COPY text."""
    quoted = (item.replace("\\", "\\\\").replace('"', '\\"') for item in items)
    return ("{" + ",".join(f'"{item}"' for item in quoted) + "}").translate(_ESCAPES)


def json_of(value: object) -> Any:
    """What JSON has no word for: decimals and days as texts. For ``json.dumps(default=…)``."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot stand in a row")
