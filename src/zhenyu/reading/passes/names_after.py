"""Names that follow a number (12个|招商专班), up to the predicate, and deeds counted by the place they were
done in."""

from __future__ import annotations

import re
from typing import Final

from zhenyu.reading.lexicon import CARRIERS, OTHER, SINGLE, WORDS
from zhenyu.reading.text.wording import CLOSE, cut

_PREDICATE1: Final = frozenset(SINGLE["predicate"])
_PREDICATE: Final = frozenset(OTHER["predicate"]["words"])
_LISTED: Final = re.compile(r"化|型|性|级|式")
_GENERAL: Final = frozenset(OTHER["general"])
_AMONG: Final = re.compile("(?:当)?中(?![心学药小医央队型介层国华])")
_WORK: Final = re.compile("(?:任务|工作)$")
_DEEDS: Final = tuple(OTHER["deeds"])


def right_name(plain: str, masked: str, start: int, end: int) -> str:
    """The noun that follows a number (12个|招商专班), up to the predicate; empty if a predicate or nothing
    follows.

    Abstract tails (任务, 工作) are still on it; ``without_tails`` drops them.
    """
    position = start
    listed = masked.find("等", start, end)
    while position < end:
        char = masked[position]
        close = CLOSE.get(char)
        if close is not None:
            stop = masked.find(close, position, end)
            position = stop + 1 if stop >= 0 else position + 1
            continue
        if char == "、" and not (
            position < listed or (_LISTED.match(masked, position - 1) and "的" in masked[position:end])
        ):
            break
        hit = WORDS.at(masked, position, end)
        if hit is not None and hit[0] in ("noun", "n"):
            position = hit[1]
            continue
        if _stops(masked, position, hit, start, end):
            break
        position = hit[1] if hit is not None else position + 1
    return cut(plain, masked, start, position)


def _stops(text: str, position: int, hit: tuple[str, int] | None, start: int, end: int) -> bool:
    if hit is not None:
        word = text[position : hit[1]]
        if word in _PREDICATE or hit[0] in ("forward", "reach"):
            return True
        if hit[0] in ("strong", "spend"):
            return not (position == start and text[hit[1] : end].strip() in _GENERAL)
        if hit[0] in ("initial", "content"):
            return (position == start and hit[1] >= end) or (
                position - start in (2, 3) and text[start:position] in _GENERAL
            )
        return hit[0] in ("prep", "time", "conj") and position > start
    return text[position] in _PREDICATE1 and (position > start or text[position] not in "可")


def carrier(text: str) -> tuple[str, str] | None:
    """(村, the deed) when a counted name opens with a place one counts deeds by (12个|村的拆迁工作), else
    None.

    ``text`` keeps its abstract tail, because 任务 or 工作 at the end is what tells a deed from a compound
    (村级网格).
    """
    for word in CARRIERS:
        if text.startswith(word):
            rest = text[len(word) :]
            if not rest:
                return word, ""
            if _AMONG.match(rest):
                return word, ""  # 16个|乡镇中最远的
            if rest.startswith(("的", word)) or rest.endswith(_DEEDS):
                return word, _WORK.sub("", rest.lstrip("的"))
    return None
