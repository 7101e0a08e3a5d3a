"""Invented people: numbers that pass every check and that nobody can hold."""

from datetime import date

from zhenyu.core.values.identity import check_bank_account, check_id_number, check_phone, check_uscc
from zhenyu.demo import people
from zhenyu.demo.chance import dice


def test_citizen_numbers_hold_their_check_digit_and_belong_to_no_place() -> None:
    rng = dice("test", 1)
    for _ in range(500):
        number = check_id_number(people.citizen_number(rng), today=date(2026, 10, 31))
        assert number.region == "990101"
        assert not number.warning


def test_citizen_numbers_keep_to_the_ages_asked() -> None:
    rng = dice("test", 2)
    births = [check_id_number(people.citizen_number(rng, 60, 90, date(2024, 1, 1))).birth for _ in range(300)]
    assert max(births) <= date(1964, 1, 2)
    assert min(births) >= date(1930, 1, 1)


def test_credit_codes_are_valid_and_all_different() -> None:
    codes = [people.credit_code(number) for number in range(2000)]
    assert len(set(codes)) == 2000
    assert {check_uscc(code).region for code in codes} == {"990101"}


def test_phones_and_accounts_keep_to_their_blocks() -> None:
    rng = dice("test", 3)
    for _ in range(200):
        assert check_phone(people.phone_number(rng)).startswith("1990000")
        account = check_bank_account(people.bank_account(rng))
        assert not account.warning
        assert account.number.startswith("9901")


def test_names_are_short_and_without_strangers() -> None:
    rng = dice("test", 4)
    names = [people.person_name(rng) for _ in range(500)]
    assert all(2 <= len(name) <= 3 for name in names)
    assert len(set(names)) > 300
