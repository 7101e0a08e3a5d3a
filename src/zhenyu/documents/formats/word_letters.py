"""Where the characters of a document's text stand in its Word file, and how to cut the file's runs between
them. Pure.

The text is found again line by line, spaces aside, so that it matters little how tables, notes and breaks
were turned into text.
"""

from __future__ import annotations

import copy
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOT_READ: Final = frozenset((f"{W}del", f"{W}moveFrom", _FALLBACK, f"{W}txbxContent", f"{W}pPr", f"{W}rPr"))
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_PIECE: Final = 2  # characters a part of a table row must have to be looked for alone


class Letters:
    """The printed characters of a Word body, numbered from 0, in the order of its paragraphs; white space is
    none."""

    def __init__(self, body: Any, text: str) -> None:
        # run, element in it (None: not to be cut), offset in its text
        self._homes: list[tuple[Any, Any, int]] = []
        printed = []
        for paragraph in body.iter(f"{W}p"):
            if any(ancestor.tag == _FALLBACK for ancestor in paragraph.iterancestors()):
                continue
            for element in _pieces(paragraph):
                run, whole = _run_of(element)
                words = "-" if element.tag == f"{W}noBreakHyphen" else element.text or ""
                for offset, character in enumerate(words):
                    if _prints(character):
                        printed.append(character)
                        self._homes.append((run, None if whole else element, offset))
        self._cuts: dict[Any, list[tuple[int, Any]]] = defaultdict(list)
        self.count = len(printed)
        self._numbers = _aligned(text, "".join(printed))

    def stretch(self, start: int, end: int) -> tuple[int, int] | None:
        """First and last letter of the characters ``[start, end)`` of the text; None if the body has none of
        them."""
        found = [number for number in self._numbers[start:end] if number >= 0]
        return (min(found), max(found)) if found else None

    def cut(self, edges: set[int]) -> None:
        """Cut the runs so that each letter in ``edges`` begins one; call once. From the end, so that offsets
        stay true."""
        for edge in sorted(edges, reverse=True):
            if 0 < edge < self.count and self._homes[edge - 1][0] is self._homes[edge][0]:
                run, element, offset = self._homes[edge]
                if element is not None:
                    self._cuts[run].insert(0, (edge, _split(run, element, offset)))

    def home(self, letter: int) -> Any:
        """The run a letter stands in, after the cuts."""
        run = self._homes[letter][0]
        cuts = self._cuts.get(run, [])
        before = bisect_right(cuts, letter, key=lambda cut: cut[0])
        return cuts[before - 1][1] if before else run

    def runs(self, first: int, last: int) -> list[Any]:
        """The runs of the letters ``first`` to ``last``, each once."""
        return list(dict.fromkeys(self.home(letter) for letter in range(first, last + 1)))


def _pieces(element: Any) -> Iterator[Any]:
    """The elements that print the words of a paragraph, those of text boxes in it aside."""
    for child in element:
        if child.tag in (f"{W}t", f"{W}noBreakHyphen"):
            yield child
        elif child.tag not in _NOT_READ and isinstance(child.tag, str):
            yield from _pieces(child)


def _run_of(element: Any) -> tuple[Any, bool]:
    """The run to mark for an element: its own; the outermost, not to be cut, in a text box or under ruby (no
    comments there)."""
    runs = list(element.iterancestors(f"{W}r"))
    return runs[-1], len(runs) > 1


def _split(run: Any, element: Any, offset: int) -> Any:
    """Cut a run before the character ``offset`` of one of its elements; gives the new run behind, formatted
    alike."""
    behind = copy.copy(run)
    for child in list(behind):
        behind.remove(child)
    behind.text = None
    properties = run.find(f"{W}rPr")
    if properties is not None:
        behind.append(copy.deepcopy(properties))
    following = list(element.itersiblings())
    if offset:
        rest = copy.copy(element)
        rest.text, element.text = element.text[offset:], element.text[:offset]
        rest.set(_SPACE, "preserve")
        element.set(_SPACE, "preserve")
        behind.append(rest)
    else:
        behind.append(element)
    behind.extend(following)
    run.addnext(behind)
    return behind


def _aligned(text: str, printed: str) -> list[int]:
    """The letter of each character of the text, -1 for white space and for lines the file's body does not
    have."""
    numbers = [-1] * len(text)
    cursor = offset = 0
    for line in text.splitlines(keepends=True):
        positions = [at for at, character in enumerate(line, offset) if _prints(character)]
        offset += len(line)
        found = _find(printed, "".join(filter(_prints, line)), cursor)
        if found >= 0:
            _number(numbers, positions, found)
            cursor = found + len(positions)
            continue
        for piece in line.split("\t"):
            words = "".join(filter(_prints, piece))
            own, positions = positions[: len(words)], positions[len(words) :]
            found = _find(printed, words, cursor) if len(words) >= _PIECE else -1
            if found >= 0:
                _number(numbers, own, found)
                cursor = found + len(own)
    return numbers


def _prints(character: str) -> bool:
    return not character.isspace() and character > " "


def _number(numbers: list[int], positions: list[int], first: int) -> None:
    for letter, position in enumerate(positions, first):
        numbers[position] = letter


def _find(printed: str, words: str, cursor: int) -> int:
    if not words:
        return -1
    found = printed.find(words, cursor)
    return found if found >= 0 else printed.find(words)
