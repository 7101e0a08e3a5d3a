"""Codes for fields, choices and ledgers: a known English word, else pinyin; always snake_case ASCII and
unique. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from zhenyu.core.values.pinyin import sort_key
from zhenyu.ledgers.definition.checks import RESERVED_NAMES
from zhenyu.ledgers.definition.ledger_definition import FieldType
from zhenyu.workbooks.header_text import plain
from zhenyu.workbooks.heading_lexicon import Hint, code_of_choice, code_of_word, hint_of, longest_word

LONGEST: Final = 40
_SYLLABLES: Final = 6
_DAY_ENDING: Final = re.compile(r"(日期|时间|年月日|日)$")


def field_name(title: str, hint: Hint, kind: FieldType, taken: Collection[str]) -> str:
    """The code of a field that is not taken and not reserved."""
    base = hint.name or _spelled(title, kind)
    if kind is FieldType.MONTH and base.endswith("_on"):
        base = f"{base[:-3]}_month"
    return unique(base, {*taken, *RESERVED_NAMES})


def choice_codes(titles: Iterable[str]) -> dict[str, str]:
    """Code → title for the choices of a field, in the order given."""
    codes: dict[str, str] = {}
    for title in titles:
        codes[unique(code_of_choice(title) or slug(title, "option"), codes)] = title
    return codes


def ledger_code(title: str) -> str:
    """A code for a ledger by the pinyin of its title."""
    return slug(
        re.sub(r"(台账|统计表|明细表|登记表|汇总表|情况表|清单|花名册|名册|一览表|表)$", "", title), "ledger"
    )


def unique(base: str, taken: Collection[str]) -> str:
    """``base``, or ``base_2`` … when it is taken."""
    if base not in taken:
        return base
    number = 2
    while f"{base}_{number}" in taken:
        number += 1
    return f"{base}_{number}"


def slug(text: str, fallback: str) -> str:
    """Pinyin in snake_case; long texts by their initials; ``fallback`` when nothing is left or digits
    lead."""
    syllables = _syllables(text)
    if len(syllables) > _SYLLABLES:
        syllables = ["".join(syllable[0] for syllable in syllables)]
    code = re.sub(r"_+", "_", "_".join(syllables))[:LONGEST].strip("_")
    if not code:
        return fallback
    return code if code[0].isalpha() else f"{fallback}_{code}"[:LONGEST]


def _spelled(title: str, kind: FieldType) -> str:
    """English when every part of the title is known, else pinyin. Days end in ``_on``."""
    upper, _, lower = title.rpartition("/")
    if upper and (digits := re.match(r"\d+", lower)):  # 播种面积/2021年 → planted_size_2021
        return f"{hint_of(upper).name or slug(upper, 'field')}_{digits[0]}"[:LONGEST]
    text = plain(lower)
    ending = ""
    if kind is FieldType.DATE and _DAY_ENDING.search(text):
        text, ending = _DAY_ENDING.sub("", text), "_on"
    words = _english(text)
    stem = "_".join(words) if words else slug(text, "field")
    return f"{stem[:LONGEST]}{ending}"


def _english(text: str) -> list[str]:
    """The known words a text is made of, longest first from the left; empty when a part is unknown."""
    words: list[str] = []
    while text:
        size = next((n for n in range(min(len(text), longest_word()), 0, -1) if code_of_word(text[:n])), 0)
        if not size:
            return []
        words.append(code_of_word(text[:size]) or "")
        text = text[size:]
    return words


def _syllables(text: str) -> list[str]:
    """``改厕2类A`` → gai, ce, 2, lei, a: pinyin without tones."""
    key = sort_key(plain(text)).replace("ü", "v")
    parts = (re.sub(r"(?<=[a-z])[1-5]$", "", part) for part in re.split(r"[^a-z0-9]+", key))
    return [part for part in parts if part]
