"""Sentences, clauses, list ordinals and headings of a paragraph."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.reading.text.structure import (
    BRACKETED,
    SENTENCE_LIMIT,
    is_heading,
    masked,
    opening_ordinal,
    sentences,
)


def parts(text: str) -> list[str]:
    return [text[each.start : each.end] for each in sentences(text)]


def test_a_sentence_ends_at_a_full_stop_or_a_semicolon() -> None:
    assert parts("甲。乙;丙!丁") == ["甲", "乙", "丙", "丁"]


def test_what_a_semicolon_parts_is_one_group() -> None:
    assert [each.group for each in sentences("甲。乙;丙!丁")] == [0, 1, 1, 2]


def test_a_text_without_full_stops_is_cut_at_a_comma() -> None:
    text = "修路三公里," * 400
    cut = list(sentences(text))
    assert [each.start for each in cut[1:]] == [each.end for each in cut[:-1]]
    assert all(each.end - each.start <= SENTENCE_LIMIT for each in cut)


def test_clauses_are_found_around_a_position() -> None:
    text = "甲,乙3座,丙5座"
    (sentence,) = (each.in_clauses(text) for each in sentences(text))
    assert text[sentence.clause_start(3) : sentence.clause_end(3)] == "乙3座"
    assert sentence.previous_clause(3) == (0, 1)
    assert sentence.previous_clause(0) is None


def test_punctuation_inside_a_quotation_ends_no_clause() -> None:
    text = "“一河两岸,十里花堤”建成"
    (sentence,) = (each.in_clauses(masked(text)) for each in sentences(masked(text)))
    assert sentence.cuts == ()


def test_a_bracket_without_a_number_is_blotted_out_and_one_with_a_number_is_read() -> None:
    assert BRACKETED in masked("建成(见附图)")
    assert masked("共3处(含2处)") == "共3处(含2处)"


@pytest.mark.parametrize(
    ("text", "level", "value", "words"),
    [
        ("第一章总则", "chapter", 1, "第一章"),
        ("一、农业", "top", 1, "一、"),
        ("十二、民生", "top", 12, "十二、"),
        ("(三)工业", "sub", 3, "(三)"),
        ("12.水利", "item", 12, "12."),
        ("## 经济", "hash", 0, "##"),
    ],
)
def test_a_paragraph_opens_with_an_ordinal(text: str, level: str, value: int, words: str) -> None:
    found = opening_ordinal(text)
    assert found is not None
    assert (found.level, found.value, text[: found.end]) == (level, value, words)


@pytest.mark.parametrize("text", ["12.5亩果园", "正文", "一村一品"])
def test_a_number_that_begins_a_sentence_is_no_ordinal(text: str) -> None:
    assert opening_ordinal(text) is None


def test_a_heading_is_short_and_has_no_full_stop() -> None:
    assert is_heading("农业生产")
    assert not is_heading("农业丰收。")
    assert not is_heading("长" * 43)


@given(st.text(alphabet='甲乙1二,。;:“”《》()\t |"‘’', max_size=60))
def test_masking_moves_no_character(text: str) -> None:
    assert len(masked(text)) == len(text)


@given(st.text(alphabet="甲乙1,。;!? ", max_size=60))
def test_sentences_stand_in_order_and_apart(text: str) -> None:
    found = list(sentences(text))
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert all(0 <= each.start < each.end <= len(text) for each in found)
