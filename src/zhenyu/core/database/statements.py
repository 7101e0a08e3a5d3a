"""SQL that stands in files of its own, each saying in its first line what it answers or makes.

A room keeps what it runs in ``sql/statements/<name>.sql``, and what its migrations installed in
``sql/schema/<migration>.sql``. The second are frozen: an installation made them once, so that a file edited
later would tell two towns two things (``tests/config/frozen_schema.txt`` holds their digests).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from psycopg import sql


def statement(package: str, name: str, /, **pieces: str | sql.Composable) -> str:
    """A statement of a room, read once, with its ``{…}`` filled.

    Arguments:
        package: the room, such as ``zhenyu.ledgers``.
        pieces: a text is an identifier (a table, a column) and is quoted; anything else comes as psycopg
            composed it. Without any the text stays as it is, braces included.
    """
    return _filled(_text(package, "statements", name), pieces)


def frozen_schema(package: str, name: str, /, **pieces: str | sql.Composable) -> str:
    """What a migration of a room runs, filled as :func:`statement` fills."""
    return _filled(_text(package, "schema", name), pieces)


@cache
def _text(package: str, folder: str, name: str) -> Any:
    return files(package).joinpath("sql", folder, f"{name}.sql").read_text(encoding="utf-8")


def _filled(text: Any, pieces: dict[str, str | sql.Composable]) -> str:
    if not pieces:
        return str(text)
    composed = {
        name: sql.Identifier(piece) if isinstance(piece, str) else piece for name, piece in pieces.items()
    }
    return sql.SQL(text).format(**composed).as_string(None)
