"""Named statements of the room; each file says what it answers."""

from functools import cache
from pathlib import Path


@cache
def statement(name: str) -> str:
    """The text of ``sql/<name>.sql``."""
    return (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
