"""Numbers that identify people, units and accounts: checked where they enter, masked where they are shown.

Error texts never repeat the number: they end up in logs and on projected screens. Standards: GB 11643-1999
for the citizen number, GB 32100-2015 for the unified social credit code (identity-numbers §1, §2).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from zhenyu.core.errors import RefusedError

_EXCEL_HINT: Final = "请在 Excel 里先把这一列设成“文本”格式，再从原始材料重新录入（只改格式找不回丢失的数字）"
_SCIENTIFIC: Final = re.compile(r"\d+(\.\d+)?[Ee]\+?\d+|\d{15,}\.0*")


class Sex(StrEnum):
    """Sex as the citizen number tells it."""

    MALE = "男"
    FEMALE = "女"


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A valid citizen number and what can be read from it, so that nobody is asked for it again.

    Arguments:
        number: 18 characters, last one a digit or X.
        birth: date of birth.
        sex: from the 17th digit, odd male.
        region: six digits of the county where the number was first given.
        warning: Chinese remark when the number is valid and yet suspicious; empty otherwise.
    """

    number: str
    birth: date
    sex: Sex
    region: str
    warning: str = ""

    def __str__(self) -> str:
        return self.number


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A valid unified social credit code (统一社会信用代码).

    Arguments:
        number: 18 characters.
        registrar: first character, the registering department (9 市场监管, 1 机构编制, 5 民政, N 农业农村 …).
        region: six digits of the registering authority.
        organisation: the nine characters that name the body.
    """

    number: str
    registrar: str
    region: str
    organisation: str

    def __str__(self) -> str:
        return self.number


@dataclass(frozen=True, slots=True)
class BankAccount:
    """A bank account of plausible form; ``warning`` is a Chinese remark for the user to confirm, or empty."""

    number: str
    warning: str = ""

    def __str__(self) -> str:
        return self.number


_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS: Final = "10X98765432"


def check_id_number(text: str, *, today: date | None = None) -> IdNumber:
    """Check a citizen number by GB 11643-1999 (MOD 11-2).

    Full-width characters, spaces, a leading apostrophe and a lower-case x are accepted.

    Arguments:
        text: as typed or imported.
        today: when given, a birth date after it is refused.

    Raises:
        RefusedError: says which rule is broken; numbers ruined by a spreadsheet (scientific notation, last
            digits zeroed because a float keeps 15) and old 15-digit numbers have their own texts.
    """
    number = _normal(text)
    if not number:
        raise RefusedError("身份证号是空的", "请填写18位公民身份号码")
    if _SCIENTIFIC.fullmatch(number):
        raise RefusedError("身份证号被 Excel 变成了科学计数法，后几位已经丢失", _EXCEL_HINT)
    if re.fullmatch(r"[0-9]{15}", number):
        raise RefusedError("这是15位的旧身份证号，已经停用", "请填写第二代居民身份证上的18位号码")
    if len(number) != 18:
        raise RefusedError(f"身份证号应为18位，现有{len(number)}位", "请对照证件检查是否漏录或多录")
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number):
        raise RefusedError("身份证号里有不该有的字符", "前17位应是数字，最后一位是数字或X")
    zeroed = number.endswith("000")
    if _id_check_digit(number) != number[17]:
        if zeroed:
            raise RefusedError(
                "身份证号末三位是000且校验不符，应是被 Excel 当作数字抹掉了末几位", _EXCEL_HINT
            )
        raise RefusedError("身份证号校验位不符", "多半有一位录错，请对照证件核对")
    birth = _birth(number[6:14], today)
    warning = "末三位是000，若来自 Excel 请对照证件核对" if zeroed else ""
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return IdNumber(number, birth, sex, number[:6], warning)


def _id_check_digit(number: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return _ID_CHECKS[total % 11]


def _birth(digits: str, today: date | None) -> date:
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise RefusedError("身份证号里的出生日期不存在", "第7—14位应是真实的年月日，请对照证件核对") from None
    if birth.year < 1850 or (today is not None and birth > today):
        raise RefusedError("身份证号里的出生日期不合理", "第7—14位应是真实的年月日，请对照证件核对")
    return birth


_USCC_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z: too like 1, 0, 5, U, 2
_USCC_WEIGHTS: Final = tuple(pow(3, position, 31) for position in range(17))


def check_uscc(text: str) -> CreditCode:
    """Check a unified social credit code by GB 32100-2015.

    Full-width and lower-case characters are accepted. The check value is (31 − Σ cᵢ·3^(i−1) mod 31) mod 31,
    where a character counts as its index in the alphabet of 31 (not by ``ord``, a common mistake after the
    letters left out).

    Raises:
        RefusedError: says which rule is broken.
    """
    number = _normal(text)
    if not number:
        raise RefusedError("统一社会信用代码是空的", "请填写营业执照或登记证上的18位代码")
    if len(number) != 18 and _SCIENTIFIC.fullmatch(number):  # E is a letter of the alphabet too
        raise RefusedError("统一社会信用代码被 Excel 变成了科学计数法，后几位已经丢失", _EXCEL_HINT)
    if len(number) != 18:
        raise RefusedError(
            f"统一社会信用代码应为18位，现有{len(number)}位", "15位的是旧注册号，请填写换照后的18位代码"
        )
    strangers = [character for character in number if character not in _USCC_ALPHABET]
    if strangers:
        raise RefusedError(
            f"统一社会信用代码里不会出现“{strangers[0]}”",
            "代码不用字母 I、O、S、V、Z，多半是数字 1、0、5、2 或字母 U",
        )
    if not number[2:8].isdigit():
        raise RefusedError("统一社会信用代码第3—8位应是登记机关区划代码，全部为数字", "请对照证照核对")
    if _uscc_check_character(number) != number[17]:
        raise RefusedError("统一社会信用代码校验位不符", "多半有一位录错，请对照证照核对")
    return CreditCode(number, number[0], number[2:8], number[8:17])


def _uscc_check_character(number: str) -> str:
    total = sum(
        _USCC_ALPHABET.index(character) * weight
        for character, weight in zip(number, _USCC_WEIGHTS, strict=False)
    )
    return _USCC_ALPHABET[-total % 31]


_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE: Final = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})([2-9][0-9]{6,7})")
_SERVICE: Final = re.compile(r"[48]00[0-9]{7}")


def check_phone(text: str) -> str:
    """Check a mainland telephone number; +86, spaces, dashes and brackets are accepted.

    Returns:
        ``13812345678`` for a mobile, ``0531-12345678`` for a fixed line, ten digits for a 400/800 number.

    Raises:
        RefusedError: says what is wrong.
    """
    if _MOBILE.fullmatch(text):  # nearly all are; an import reads 100,000 of them
        return text
    number = _normal(text)
    if not number:
        raise RefusedError("电话号码是空的", "请填写11位手机号，或带区号的固定电话")
    if _SCIENTIFIC.fullmatch(number) and "E" in number:
        raise RefusedError("电话号码被 Excel 变成了科学计数法", _EXCEL_HINT)
    digits = re.sub(r"^(\+86|0086)|[-–—()]", "", number)
    if not re.fullmatch(r"[0-9]+", digits):
        raise RefusedError("电话号码里有不该有的字符", "请只填数字，每格一个号码")
    if _MOBILE.fullmatch(digits) or _SERVICE.fullmatch(digits):
        return digits
    landline = _LANDLINE.fullmatch(digits)
    if landline:
        return "-".join(landline.groups())
    if digits.startswith("1"):
        raise RefusedError(f"手机号应为11位且以13—19开头，现有{len(digits)}位", "请核对号码")
    raise RefusedError("看不出这是什么电话号码", "固定电话请带区号，如 0531-12345678；手机号为11位")


def check_bank_account(text: str) -> BankAccount:
    """Check the form of a bank account: 8–32 digits, spaces and dashes accepted.

    Cards of 16–19 digits usually obey the Luhn sum, accounts of units need not, so a broken sum is a warning
    only.

    Raises:
        RefusedError: not digits, a wrong length, or scientific notation.
    """
    number = re.sub(r"-", "", _normal(text))
    if not number:
        raise RefusedError("银行账号是空的", "请填写存折、卡面或开户许可证上的账号")
    if _SCIENTIFIC.fullmatch(number):
        raise RefusedError("银行账号被 Excel 变成了科学计数法，后几位已经丢失", _EXCEL_HINT)
    if not re.fullmatch(r"[0-9]+", number):
        raise RefusedError("银行账号里有不是数字的字符", "请只填数字")
    if not 8 <= len(number) <= 32:
        raise RefusedError(f"银行账号应为8—32位，现有{len(number)}位", "请对照卡或存折核对")
    if not 16 <= len(number) <= 19 or _luhn_holds(number):
        return BankAccount(number)
    if len(number) >= 17 and not number[15:].strip("0"):
        return BankAccount(number, "第16位起全是0且校验不符，可能是被 Excel 抹掉了末几位，请对照卡面核对")
    return BankAccount(number, "银行卡号校验不符，如是个人银行卡请对照卡面核对")


def _luhn_holds(number: str) -> bool:
    total = 0
    for index, digit in enumerate(reversed(number)):
        doubled = int(digit) * (1 + index % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def mask_id(number: str) -> str:
    """``370112199001011234`` → ``370112********1234``: first six and last four; short texts are hidden
    whole."""
    if len(number) < 15:
        return "*" * len(number)
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"


def mask_phone(number: str) -> str:
    """``13812345678`` → ``138****5678``; a fixed line keeps area code and last four; short texts are hidden
    whole."""
    area, dash, line = number.rpartition("-")
    if dash:
        return f"{area}-{'*' * max(len(line) - 4, 3)}{line[-4:]}" if len(line) >= 7 else "*" * len(number)
    if len(number) < 10:
        return "*" * len(number)
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


def mask_name(name: str) -> str:
    """``张三`` and ``张三丰`` → ``张*``: one star whatever the length, which would tell people apart."""
    stripped = name.strip()
    return f"{stripped[0]}*" if stripped else ""


def mask_bank(number: str) -> str:
    """``6222020200112230123`` → ``****0123``: the last four; up to eight characters are hidden whole."""
    return f"****{number[-4:]}" if len(number) > 8 else "*" * len(number)


def _normal(text: str) -> str:
    """Half-width, upper-case, without white space, invisible characters and the apostrophe that marks text in
    Excel."""
    if text.isascii() and text.isprintable():
        return text.upper().replace(" ", "").lstrip("'`")
    half_width = unicodedata.normalize("NFKC", text).upper()
    visible = "".join(
        c for c in half_width if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc")
    )
    return visible.lstrip("'’‘`")
