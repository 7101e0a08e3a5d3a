"""How wide a text is where a Chinese character takes the room of two Latin ones: terminals, sheets. Pure."""

from __future__ import annotations

import unicodedata


def display_width(text: str) -> int:
    """Columns a text takes: two for each wide or full-width character (UAX #11), none for a combining one,
    one for each other."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )
