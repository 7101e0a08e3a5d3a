"""The entries of the navigation: each room registers its own when Django starts (``apps.py``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zhenyu.people.types import Reader


def _to_everybody(_reader: Reader) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry of the navigation, shown in the order of ``position``, to readers of whom ``shown_to`` says
    so.

    ``below`` are addresses outside ``url`` whose pages belong to the entry too.
    """

    position: int
    title: str
    icon: str
    url: str
    below: tuple[str, ...] = ()
    shown_to: Callable[[Reader], bool] = _to_everybody

    def holds(self, path: str) -> bool:
        """Whether a page stands in this part of the product."""
        if self.url == "/":
            return path == "/"
        return path.startswith((f"/{self.url.split('/')[1]}/", *self.below))


_ENTRIES: dict[str, MenuEntry] = {}


def register(entry: MenuEntry) -> None:
    """Add an entry; one of the same address is replaced."""
    _ENTRIES[entry.url] = entry


def entries_of(reader: Reader) -> list[MenuEntry]:
    """The entries a reader is shown, in order."""
    return [
        entry for entry in sorted(_ENTRIES.values(), key=lambda each: each.position) if entry.shown_to(reader)
    ]
