"""People, firms and numbers that cannot exist outside the demonstration.

* Citizen numbers begin with 990101. GB/T 2260 gives no county that code (there is no province 99), so
  nobody's number does; the check digit is right (GB 11643-1999), so that the books take them.
* Credit codes carry the same place code and a right check character (GB 32100-2015).
* Telephone numbers all lie in one block, 1990000 and four digits, kept apart for this. We have no list of
  allotted blocks that would prove it unassigned, so they are not to be dialled; nothing in the house ever
  sends to a number.
* Bank accounts begin with 9901. ISO/IEC 7812 leaves numbers that begin with 9 to national bodies, and cards
  of mainland banks begin with 62 (or a card scheme's digit), so no bank has issued one.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Final

PLACE: Final = "990101"
_SURNAMES: Final = "顾沈陆江施韩祝邵曲温宋石白叶金苏梅方严林程许谢唐冯邓曹彭曾萧田董潘袁蔡余于杜丁魏薛"
_FIRST: Final = "云知清景望若以怀听予映牧凌南书一秀文玉春桂长立德广世兆宝永福守"
_SECOND: Final = "远川舟帆恒宁轩和鸣水微峰行澜安雪溪野芳英兰珍梅祥海林河山田华民旺财成"
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_DAY_ZERO: Final = date(1930, 1, 1)
_NAME_HEADS: Final = "望栖沐岚禾云澄景恒瑞启鼎嘉泰丰源盛润宏锦"
_NAME_TAILS: Final = "澜禾川舟泽然达成丰茂林晟源和翔阳"


def person_name(rng: Random) -> str:
    """Two or three characters; common characters, hence nobody in particular."""
    name = rng.choice(_SURNAMES) + rng.choice(_FIRST)
    return name + rng.choice(_SECOND) if rng.random() < 0.8 else name


def citizen_number(rng: Random, youngest: int = 1, oldest: int = 70, on: date = date(2024, 1, 1)) -> str:
    """A number of somebody between two ages on a day; it never ends in 000, as numbers spoilt by a
    spreadsheet do."""
    days = int((on - _DAY_ZERO).days - youngest * 365.25 - rng.random() * (oldest - youngest) * 365.25)
    birth = _DAY_ZERO + timedelta(days=max(days, 0))
    sequence = rng.randrange(1, 999)
    sequence += sequence % 100 == 0
    stem = f"{PLACE}{birth:%Y%m%d}{sequence:03d}"
    return (
        stem
        + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(stem, _WEIGHTS, strict=True)) % 11]
    )


def credit_code(number: int, registrar: str = "91") -> str:
    """The code of the firm of a running number: different numbers, different codes."""
    stem = f"{registrar}{PLACE}MADM{_in_alphabet(number)}"
    total = sum(
        _ALPHABET.index(character) * weight for character, weight in zip(stem, _CODE_WEIGHTS, strict=True)
    )
    return stem + _ALPHABET[-total % 31]


def _in_alphabet(number: int) -> str:
    """Five characters of base 31."""
    text = ""
    for _ in range(5):
        number, place = divmod(number, 31)
        text = _ALPHABET[place] + text
    return text


def phone_number(rng: Random) -> str:
    return f"1990000{rng.randrange(10000):04d}"


def bank_account(rng: Random) -> str:
    """Nineteen digits whose Luhn sum holds."""
    stem = f"9901{rng.randrange(10**14):014d}"
    total = sum(_luhn(int(digit), place) for place, digit in enumerate(reversed(stem)))
    return f"{stem}{-total % 10}"


def _luhn(digit: int, place: int) -> int:
    doubled = digit * (2 - place % 2)
    return doubled - 9 if doubled > 9 else doubled


def firm_name(rng: Random, trade: str) -> str:
    """``云渚丰泽机械有限公司``: the county's invented name in front keeps it from being anybody's."""
    return f"云渚{rng.choice(_NAME_HEADS)}{rng.choice(_NAME_TAILS)}{trade}有限公司"
