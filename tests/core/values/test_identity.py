"""Citizen numbers, credit codes, telephones, accounts: checked on entry, masked on show."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.core.errors import RefusedError
from zhenyu.core.values.identity import (
    Sex,
    check_bank_account,
    check_id_number,
    check_phone,
    check_uscc,
    mask_bank,
    mask_id,
    mask_name,
    mask_phone,
)

VALID_ID = "11010519491231002X"  # the example of GB 11643-1999
WEIGHTS = [2 ** (17 - place) % 11 for place in range(17)]  # the standard defines them as powers of two
births = st.dates(date(1900, 1, 1), date(2026, 1, 1))
id_numbers = st.builds(
    lambda region, birth, serial: _with_check(f"{region}{birth:%Y%m%d}{serial:03d}"),
    st.integers(110000, 820000),
    births,
    st.integers(1, 999),
)
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _with_check(first_17: str) -> str:
    """Solve the standard's congruence Σ aᵢ·Wᵢ ≡ 1 (mod 11) by trial: independent of the table under test."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, WEIGHTS, strict=True))
    check = next(value for value in range(11) if (total + value) % 11 == 1)
    return first_17 + ("X" if check == 10 else str(check))


def _refusal(check: Callable[[str], object], text: str) -> RefusedError | None:
    """The refusal of ``text``, or None when it is accepted."""
    try:
        check(text)
    except RefusedError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("text", "number", "birth", "sex"),
    [
        (VALID_ID, VALID_ID, date(1949, 12, 31), Sex.FEMALE),
        ("440524188001010014", "440524188001010014", date(1880, 1, 1), Sex.MALE),
        ("11010519491231002x", VALID_ID, date(1949, 12, 31), Sex.FEMALE),
        ("１１０１０５１９４９１２３１００２Ｘ", VALID_ID, date(1949, 12, 31), Sex.FEMALE),
        ("'110105 19491231 002X\u3000", VALID_ID, date(1949, 12, 31), Sex.FEMALE),
        ("\u200b11010519491231002X\t", VALID_ID, date(1949, 12, 31), Sex.FEMALE),
    ],
)
def test_a_valid_number_tells_birth_and_sex_however_it_was_typed(
    text: str, number: str, birth: date, sex: Sex
) -> None:
    checked = check_id_number(text)
    assert (checked.number, checked.birth, checked.sex, checked.region) == (number, birth, sex, number[:6])


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "空的"),
        ("3.70112E+17", "科学计数法"),
        ("3.70112199001011E+17", "科学计数法"),
        ("370112199001011000.0", "科学计数法"),
        ("370112199001011000", "末三位是000"),
        ("370112900101123", "15位的旧"),
        ("11010519491231002", "现有17位"),
        ("1101051949123100211", "现有19位"),
        ("1101051949123100２Y", "不该有的字符"),
        ("X1010519491231002X", "不该有的字符"),
        ("110105194912310021", "校验位不符"),
        (_with_check("11010519490230002"), "出生日期不存在"),
        (_with_check("11010517490130002"), "出生日期不合理"),
    ],
)
def test_each_kind_of_wrong_number_has_its_own_explanation(text: str, complaint: str) -> None:
    with pytest.raises(RefusedError, match=complaint) as caught:
        check_id_number(text)
    assert caught.value.hint


def test_nobody_is_born_tomorrow() -> None:
    number = _with_check("11010520260101002")
    assert check_id_number(number, today=date(2026, 1, 1)).birth == date(2026, 1, 1)
    with pytest.raises(RefusedError, match="不合理"):
        check_id_number(number, today=date(2025, 12, 31))


def test_a_valid_number_that_ends_in_000_is_accepted_with_a_remark() -> None:
    number = next(
        n
        for n in (_with_check(f"1101051949{m:02d}01{s}00") for m in range(1, 13) for s in range(10))
        if n.endswith("000")
    )
    assert "核对" in check_id_number(number).warning
    assert check_id_number(VALID_ID).warning == ""


def test_an_error_never_repeats_the_number() -> None:
    with pytest.raises(RefusedError) as caught:
        check_id_number("110105194912310021")
    assert "1949" not in str(caught.value)


@given(id_numbers)
def test_every_well_formed_number_is_accepted_and_gives_back_its_parts(number: str) -> None:
    checked = check_id_number(number)
    assert (f"{checked.birth:%Y%m%d}", checked.region) == (number[6:14], number[:6])
    assert (checked.sex is Sex.MALE) == (number[16] in "13579")


@given(id_numbers, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number: str, place: int, shift: int) -> None:
    wrong = f"{number[:place]}{(int(number[place]) + shift) % 10}{number[place + 1 :]}"
    with pytest.raises(RefusedError):
        check_id_number(wrong)


@given(id_numbers)
def test_a_number_that_a_spreadsheet_cut_to_15_digits_is_refused_or_remarked(number: str) -> None:
    ruined = number[:15] + "000"
    refusal = _refusal(check_id_number, ruined)
    assert "Excel" in (str(refusal) if refusal else check_id_number(ruined).warning)


@given(st.text(max_size=24))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    refusal = _refusal(check_id_number, text)
    assert refusal or len(check_id_number(text).number) == 18


@pytest.mark.parametrize(
    "text", ["91350100M000100Y43", "11320000MB151840XJ", "91350100m000100y43", "９１350100M000100Y43"]
)
def test_the_published_credit_codes_are_accepted(text: str) -> None:
    assert check_uscc(text).number in {"91350100M000100Y43", "11320000MB151840XJ"}


def test_a_credit_code_with_one_e_among_digits_is_not_taken_for_scientific_notation() -> None:
    assert check_uscc("911101085511E12002").number == "911101085511E12002"


def test_a_credit_code_tells_its_parts() -> None:
    code = check_uscc("91350100M000100Y43")
    assert (code.registrar, code.region, code.organisation) == ("9", "350100", "M000100Y4")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "空的"),
        ("9.1350100E+17", "科学计数法"),
        ("370112228012345", "现有15位"),
        ("9135O100M000100Y43", "不会出现“O”"),
        ("91350100M000100Y4Z", "不会出现“Z”"),
        ("9135A100M000100Y43", "第3—8位"),
        ("91350100M000100Y44", "校验位不符"),
    ],
)
def test_each_kind_of_wrong_credit_code_has_its_own_explanation(text: str, complaint: str) -> None:
    with pytest.raises(RefusedError, match=complaint):
        check_uscc(text)


@given(st.integers(0, 16), st.integers(1, 30))
def test_one_wrong_character_of_a_credit_code_is_always_found(place: int, shift: int) -> None:
    number = "11320000MB151840XJ"
    other = USCC_ALPHABET[(USCC_ALPHABET.index(number[place]) + shift) % 31]
    with pytest.raises(RefusedError):
        check_uscc(number[:place] + other + number[place + 1 :])


@given(st.text(alphabet=USCC_ALPHABET, min_size=9, max_size=9), st.integers(0, 999999))
def test_exactly_one_check_character_fits_each_body(organisation: str, region: int) -> None:
    refusals = [
        _refusal(check_uscc, f"91{region:06d}{organisation}{character}") for character in USCC_ALPHABET
    ]
    assert refusals.count(None) == 1
    assert all("校验位" in refusal.message for refusal in refusals if refusal)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13812345678", "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("+86-138-1234-5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("0531-82345678", "0531-82345678"),
        ("(010)62345678", "010-62345678"),
        ("05316234567", "0531-6234567"),
        ("4001234567", "4001234567"),
    ],
)
def test_telephones_are_kept_in_one_form(text: str, number: str) -> None:
    assert check_phone(text) == number


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "空的"),
        ("1381234567", "现有10位"),
        ("12812345678", "13—19"),
        ("1.3812E+10", "科学计数法"),
        ("82345678", "看不出"),
        ("13812345678/13912345678", "不该有的字符"),
    ],
)
def test_a_wrong_telephone_is_explained(text: str, complaint: str) -> None:
    with pytest.raises(RefusedError, match=complaint):
        check_phone(text)


@pytest.mark.parametrize(
    ("text", "number", "warned"),
    [
        ("4111 1111 1111 1111", "4111111111111111", False),
        ("4111111111111112", "4111111111111112", True),
        ("6222020200112230000", "6222020200112230000", True),
        ("37001616308050012345", "37001616308050012345", False),
    ],
)
def test_a_card_with_a_broken_sum_is_taken_with_a_remark(text: str, number: str, warned: bool) -> None:
    account = check_bank_account(text)
    assert (account.number, bool(account.warning)) == (number, warned)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "空的"),
        ("6.22202E+18", "科学计数法"),
        ("622202O200112230123", "不是数字"),
        ("1234567", "现有7位"),
    ],
)
def test_a_wrong_account_is_explained(text: str, complaint: str) -> None:
    with pytest.raises(RefusedError, match=complaint):
        check_bank_account(text)


def test_masks_show_what_the_design_allows() -> None:
    assert mask_id("370112199001011234") == "370112********1234"
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("0531-82345678") == "0531-****5678"
    assert mask_name("张三") == mask_name("张三丰") == "张*"
    assert mask_bank("6222020200112230123") == "****0123"


@pytest.mark.parametrize("mask", [mask_id, mask_phone, mask_bank])
def test_texts_too_short_to_hide_in_part_are_hidden_whole(mask: Callable[[str], str]) -> None:
    assert mask("12345") == "*****"
    assert mask("") == ""
    assert mask_name(" ") == ""


@given(st.text(alphabet="0123456789-X", max_size=40))
def test_a_mask_always_hides_at_least_three_characters_of_a_number(text: str) -> None:
    for mask in (mask_id, mask_phone, mask_bank):
        assert mask(text).count("*") >= min(3, len(text))
        assert len(text) < 3 or mask(text) != text
