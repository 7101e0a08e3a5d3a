"""Lines of a file become paragraphs, and every character still knows where it stood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.reading.text.layout import PARAGRAPH_LIMIT, columns, paragraphs, wrap_width


def plain(text: str) -> list[str]:
    return [each.plain for each in paragraphs(text)]


def test_a_line_is_a_paragraph() -> None:
    assert plain("一句。\n二句。\n\n三句") == ["一句。", "二句。", "三句"]


def test_a_line_that_ends_in_a_comma_goes_on() -> None:
    assert plain("修了一段路，\n通往村里。") == ["修了一段路，通往村里。"]


def test_a_number_parted_from_its_unit_by_a_line_end_is_joined() -> None:
    assert plain("新修道路18\n公里。") == ["新修道路18公里。"]


def test_a_page_number_between_two_lines_is_dropped() -> None:
    assert plain("第一行没有句号\n- 2 -\n第二行") == ["第一行没有句号", "第二行"]


WRAPPED = "\n".join(["望云镇全年新修生产道路十八公里并且硬化了村里"] * 6 + ["短。"])


def test_text_wrapped_at_one_width_is_one_paragraph() -> None:
    assert wrap_width(WRAPPED) == 44
    assert len(plain(WRAPPED)) == 1


def test_a_few_lines_say_nothing_about_a_width() -> None:
    assert wrap_width("一。\n二。\n三。") is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("3 500", "3500"),
        ("2031　年", "2031年"),
        ("甲　乙", "甲 乙"),
        ("同期增 长 21%", "同期增长21%"),
        ("1200\t85%", "1200\t85%"),
    ],
)
def test_space_goes_where_it_is_typesetting_and_stays_where_it_separates(text: str, read: str) -> None:
    assert plain(text) == [read]


def test_matching_goes_by_simplified_characters_of_usual_width() -> None:
    (found,) = paragraphs("鎮裡建設１２％")
    assert (found.plain, found.clean) == ("鎮裡建設１２％", "镇里建设12%")


def test_a_span_leads_back_over_a_line_end() -> None:
    text = "新修道路18\n公里。"
    (found,) = paragraphs(text)
    start, end = found.span(found.clean.index("18"), found.clean.index("里") + 1)
    assert text[start:end] == "18\n公里"


def test_a_paragraph_without_end_is_cut_at_a_sentence() -> None:
    text = "修路三公里并架桥一座。" * 800
    pieces = plain(text)
    assert "".join(pieces) == text
    assert all(len(each) <= PARAGRAPH_LIMIT and each.endswith("。") for each in pieces)


def test_a_han_character_is_two_columns_wide() -> None:
    assert columns("望a") == 3


LAYOUT = st.text(alphabet="修路三公里，。\n \t　12ab-—", max_size=80)


@given(LAYOUT)
def test_every_character_is_where_it_says(text: str) -> None:
    for paragraph in paragraphs(text):
        for index, character in enumerate(paragraph.plain):
            raw = text[paragraph.raw(index)]
            assert raw == character or (character in " \t" and raw.isspace())


@given(LAYOUT)
def test_both_forms_of_a_paragraph_are_of_one_length(text: str) -> None:
    assert all(len(each.plain) == len(each.clean) for each in paragraphs(text))


@given(st.text(max_size=120))
def test_a_sentence_keeps_its_characters_in_their_order(text: str) -> None:
    starts = [paragraph.raws[0] for paragraph in paragraphs(text) if paragraph.plain]
    assert starts == sorted(starts)
