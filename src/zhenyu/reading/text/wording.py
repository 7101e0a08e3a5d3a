"""Text cut into known words and runs of unknown characters, and the trimming of names. The words are those of
``lexicon/verbs.toml`` and ``lexicon/words.toml``; nothing here is a list of words."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from zhenyu.reading.lexicon import OTHER, SINGLE, WORDS, by_length
from zhenyu.reading.text.structure import BRACKETED

VERBS: Final = frozenset(("strong", "initial", "content"))
_ASPECT: Final = frozenset(SINGLE["aspect"])
_TAILS: Final = tuple(by_length(OTHER["tails"]))
_INDEFINITE: Final = re.compile("^(?:一批|一系列|一些|一座|一个)(?=..)")
CLOSE: Final = {"“": "”", "《": "》", "‘": "’"}


class Token(NamedTuple):
    tag: str
    start: int
    end: int


def tokens(text: str, start: int, end: int) -> list[Token]:
    """``text[start:end]`` as known words and runs of unknown characters (tag ``n``), quotations whole."""
    found: list[Token] = []
    position, run = start, -1
    while position < end:
        close = CLOSE.get(text[position])
        if close is not None:
            stop = text.find(close, position, end)
            hit: tuple[str, int] | None = None if stop < 0 else ("n", stop + 1)
        else:
            hit = WORDS.at(text, position, end)
        if hit is None or hit[0] in ("noun", "n"):
            run = position if run < 0 else run
            position = hit[1] if hit else position + 1
            continue
        if run >= 0:
            found.append(Token("n", run, position))
            run = -1
        tag, stop = hit
        if tag in VERBS and stop < end and text[stop] in _ASPECT:
            stop += 1
        found.append(Token(tag, position, stop))
        position = stop
    if run >= 0:
        found.append(Token("n", run, end))
    return found


def cut(plain: str, masked: str, start: int, end: int) -> str:
    """The characters of ``plain[start:end]`` without blotted-out brackets and stray marks at the ends."""
    text = plain[start:end]
    if BRACKETED in masked[start:end]:
        text = "".join(char for char, mask in zip(text, masked[start:end], strict=True) if mask != BRACKETED)
    return _INDEFINITE.sub("", text.strip("、的了,，:： \t|·-—►*#。;；"))


def without_tails(noun: str) -> str:
    """任务, 工作, 等 … at the end go while three characters are left."""
    for tail in _TAILS:
        if noun.endswith(tail) and len(noun) - len(tail) >= 3:
            return without_tails(noun[: -len(tail)])
    return noun
