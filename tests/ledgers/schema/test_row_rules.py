"""Rules over whole rows that an import is checked by."""

from __future__ import annotations

from typing import Any

from tests.ledgers.samples import EAST, TOWN, toilets
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.schema.row_rules import RowRule, check_rules, import_rules
from zhenyu.people.types import SYSTEM, Grant, Reader, Role

LEDGER = read_definition(toilets())
ALL = frozenset(LEDGER.by_name)


def rules(
    by: Reader = SYSTEM, brought: frozenset[str] = ALL, definition: LedgerDefinition = LEDGER
) -> list[RowRule]:
    return import_rules(definition, TOWN, by, brought)


def named(found: list[RowRule], rule: str) -> list[RowRule]:
    return [each for each in found if each.rule == rule]


def person(role: Role, area: Any = TOWN) -> Reader:
    return Reader(1, "李红", (Grant(role, area),))


def test_a_check_marks_its_first_field_and_says_its_message() -> None:
    (rule,) = check_rules(LEDGER)
    assert (rule.rule, rule.field, rule.message) == ("check", "cost", "造价不能为负")
    assert rule.broken_when.as_string(None).startswith("NOT (")


def test_a_balance_is_no_rule_over_one_row() -> None:
    points = read_definition(toilets(constraints=[{"balance": "cost", "min": 0}]))
    assert check_rules(points) == []


def test_a_percent_sign_in_a_check_is_no_parameter() -> None:
    odd = read_definition(toilets(constraints=[{"check": "remark <> '100%'", "message": "不能写满"}]))
    assert "100%%" in check_rules(odd)[0].broken_when.as_string(None)


def test_a_missing_required_column_refuses_new_rows_only() -> None:
    (rule,) = named(rules(brought=ALL - {"household_no"}), "required")
    assert rule.message == "新记录要填“户编号”，表里没有这一列"
    assert "row_id IS NULL" in rule.broken_when.as_string(None)
    assert named(rules(), "required") == []


def test_a_mask_in_a_new_row_is_refused_where_fields_are_private() -> None:
    assert len(named(rules(), "masked")) == 1
    raw = toilets()
    raw["fields"] = [each for each in raw["fields"] if each["name"] not in ("head", "id_number")]
    assert named(rules(definition=read_definition(raw)), "masked") == []


def test_the_operator_may_bring_in_any_state_with_its_required_fields() -> None:
    found = rules()
    assert named(found, "state") == []
    assert {each.message for each in named(found, "requires")} == {
        "状态是“已完工”时要填“完工日期”",
        "状态是“已验收”时要填“完工日期”",
    }


def test_a_recorder_brings_new_rows_no_further_than_they_may_take_them() -> None:
    new, old = named(rules(person(Role.VILLAGE_RECORDER, EAST)), "state")
    assert "您可以登记为：待改" in new.hint
    assert "已验收" not in new.hint
    assert old.message == "不能从现在的状态改成这个状态"


def test_a_clerk_may_bring_rows_in_at_every_state_a_step_leads_to() -> None:
    new, _ = named(rules(person(Role.TOWN_CLERK)), "state")
    assert new.hint == "您可以登记为：待改、已验收、施工中、已完工" or set(
        new.hint.removeprefix("您可以登记为：").split("、")
    ) == {"待改", "施工中", "已完工", "已验收"}


def test_who_finished_may_not_accept_by_an_import_either() -> None:
    (rule,) = named(rules(person(Role.TOWN_CLERK)), "not_by")
    assert rule.message == "“验收”不能由本人办理"
    assert "'李红'" in rule.broken_when.as_string(None)


def test_a_name_with_a_quote_or_percent_stays_a_name() -> None:
    odd = Reader(1, "O'Neil 100%", (Grant(Role.TOWN_CLERK, TOWN),))
    (rule,) = named(rules(odd), "not_by")
    assert "'O''Neil 100%%'" in rule.broken_when.as_string(None)


def test_a_ledger_without_states_has_no_rules_of_states() -> None:
    plain = read_definition(toilets(lifecycle=None, deadlines=[], measures=[]))
    assert {each.rule for each in rules(person(Role.TOWN_CLERK), definition=plain)} == {"check", "masked"}
