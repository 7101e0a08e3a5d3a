"""People, units and accounts that cannot exist: area code 990101, telephones 1990000xxxx, names with 试.
Deterministic."""

from __future__ import annotations

from datetime import date, timedelta

SURNAMES = "王李张刘陈杨赵黄周吴徐孙"
NUMERALS = "一二三四五六七八九十"
VILLAGES = ("东岭村", "西河村", "南坪村", "柳湾社区")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def person(n: int) -> str:
    """The n-th name."""
    return f"{SURNAMES[n % 12]}试{NUMERALS[n // 12 % 10]}"


def id_number(n: int) -> str:
    """The n-th citizen number: right check digit, a county that is none."""
    born = date(1950, 1, 1) + timedelta(days=411 * n)
    body = f"990101{born:%Y%m%d}{(n * 7 + 11) % 999:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _ID_WEIGHTS, strict=True)) % 11]


def uscc(n: int) -> str:
    """The n-th credit code with a right check character."""
    body = f"91990101MA{n:05d}A{n % 10}"[:17]
    total = sum(_USCC_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + _USCC_ALPHABET[-total % 31]


def phone(n: int) -> str:
    return f"1990000{n:04d}"


def account(n: int) -> str:
    """The n-th bank account of 19 digits, with a right Luhn digit."""
    body = f"622999{n:012d}"
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 - place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return body + str(-total % 10)


def village(n: int) -> str:
    return VILLAGES[n % 4]


def day(n: int) -> date:
    return date(2023, 3, 1) + timedelta(days=9 * n)


def serial_number(day_: date) -> int:
    """The day as Excel counts."""
    return (day_ - date(1899, 12, 30)).days
