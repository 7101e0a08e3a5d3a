"""What the headings of township workbooks mean."""

from __future__ import annotations

import pytest

from zhenyu.ledgers.definition.ledger_definition import FieldType
from zhenyu.workbooks import heading_lexicon as lexicon
from zhenyu.workbooks.heading_lexicon import (
    Hint,
    code_of_choice,
    code_of_word,
    hint_of,
    is_heading,
    ledger_words,
    longest_word,
    state_word,
)


def test_a_whole_title_of_the_lexicon_is_known() -> None:
    hint = hint_of("身份证号")
    assert (hint.type, hint.known) == ("id_number", True)


def test_an_ending_tells_the_type_and_no_more() -> None:
    hint = hint_of("化粪池验收日期")
    assert (hint.type, hint.known) == ("date", False)


def test_of_two_rows_the_lower_speaks_first() -> None:
    assert hint_of("户主/身份证号").type == "id_number"
    assert hint_of("联系电话/其他") == Hint(type="phone", privacy=hint_of("联系电话").privacy)


def test_a_question_is_answered_by_yes_or_no() -> None:
    assert hint_of("是否脱贫户").type == "boolean"


def test_a_strange_title_suggests_nothing() -> None:
    assert hint_of("甲乙丙") == Hint()
    assert not is_heading("甲乙丙")


@pytest.mark.parametrize("text", ["姓名", "身份证号", "完工日期", "联系电话"])
def test_common_headings_are_headings(text: str) -> None:
    assert is_heading(text)


def test_every_hint_names_a_type_and_a_privacy_of_the_ledgers() -> None:
    hints = [*lexicon._headings().values(), *(hint for _, hint in lexicon._endings())]
    assert {hint.type for hint in hints if hint.type} <= {str(each) for each in FieldType}
    assert {hint.privacy for hint in hints if hint.privacy} <= {"public", "internal", "personal", "sensitive"}


def test_states_have_an_order() -> None:
    ranks = [stage.rank for text in ("未开工", "施工中", "已完工") if (stage := state_word(text))]
    assert len(ranks) == 3
    assert ranks == sorted(ranks)
    assert state_word("甲乙丙") is None


def test_the_longest_word_of_a_title_names_the_ledger() -> None:
    named = ledger_words("望澜镇农村改厕台账")
    assert named is not None
    code, domain = named
    assert code.isascii()
    assert domain
    assert ledger_words("甲乙丙") is None


def test_words_and_choices_have_english_codes() -> None:
    assert code_of_word("日期") == "date"
    assert code_of_word("甲乙丙") is None
    assert code_of_choice("甲乙丙") is None
    assert longest_word() >= 2
