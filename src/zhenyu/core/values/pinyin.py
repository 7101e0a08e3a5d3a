"""Pinyin for sorting and for finding by initials. Rows sort by keys of the database (``0007_pinyin.sql``)."""

from __future__ import annotations


def sort_key(text: str) -> str:
    """Key that sorts Chinese text by the alphabet: syllable by syllable with tones, other characters as they
    are.

    The first character decides, then the second: 安丘 before 昂山, 李二 before 李四. Compare keys with a C
    collation.
    """
    from pypinyin import Style, lazy_pinyin  # 0.4 s of dictionaries, loaded by those who sort

    # A space sorts before every letter, so that xi+an stays before xian.
    return " ".join(lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True)).lower()


def initials(text: str) -> str:
    """First letters of the syllables; ASCII letters and digits stay, the rest goes: 望澜镇 → wlz, 3组 →
    3z."""
    from pypinyin import Style, lazy_pinyin

    letters = lazy_pinyin(text, style=Style.FIRST_LETTER)
    return "".join(letter for letter in "".join(letters).lower() if letter.isascii() and letter.isalnum())
