"""Prints the grid's JSON as the front end's TypeScript: ``python -m tests.ledgers.views.grid_types`` writes
the file anew."""

from __future__ import annotations

from enum import Enum
from inspect import cleandoc
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

import zhenyu
from zhenyu.ledgers.definition.field_types import FieldType
from zhenyu.ledgers.views.grid.grid_json import SHAPES, CellValue

FILE = Path(zhenyu.__file__).parent / "frontend" / "src" / "islands" / "ledger-grid" / "shapes.ts"
HEAD = """/**
 * What the server tells the grid, printed from the ledgers' views (grid_json.py) by `python -m tests.ledgers.views.grid_types`.
 * Change it there, not here.
 */"""
PLAIN = {str: "string", int: "number", bool: "boolean", NoneType: "null"}


def printed() -> str:
    """The whole file as it should stand."""
    types = "\n".join(f'  | "{code}"' for code in FieldType)
    value = " | ".join(typescript(part) for part in get_args(CellValue))
    parts = [
        HEAD,
        f"export type FieldType =\n{types};",
        f"/** Decimals and days come as text, so that no digit is lost on the way. */\nexport type Value = {value};",
        *map(interface, SHAPES),
    ]
    return "\n\n".join(parts) + "\n"


def interface(shape: Any) -> str:
    """A TypedDict as an interface, with the keys of the one it builds on."""
    lines = [f"  {name}: {typescript(hint)};" for name, hint in get_type_hints(shape).items()]
    return "\n".join([documented(shape), f"export interface {name_of(shape)} {{", *lines, "}"])


def documented(shape: Any) -> str:
    lines = cleandoc(shape.__doc__).replace("``", "`").split("\n")
    if len(lines) == 1:
        return f"/** {lines[0]} */"
    return "\n".join(["/**", *(f" * {line}".rstrip() for line in lines), " */"])


def name_of(shape: Any) -> str:
    return str(shape.__name__).removesuffix("Json")


def typescript(hint: Any) -> str:
    """A Python type as the TypeScript of the JSON it becomes.

    Raises:
        TypeError: nothing of the kind is sent.
    """
    if hint == CellValue:
        return "Value"
    if hint in PLAIN:
        return PLAIN[hint]
    if is_typeddict(hint):
        return name_of(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint.__name__
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return " | ".join(map(typescript, parts))
    if origin is list:
        return f"{typescript(parts[0])}[]"
    if origin is dict and parts[0] is str:
        return f"Record<string, {typescript(parts[1])}>"
    raise TypeError(f"no TypeScript for {hint!r}")


if __name__ == "__main__":
    FILE.write_text(printed(), "utf-8")
