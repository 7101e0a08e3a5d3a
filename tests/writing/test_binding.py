"""Templates bound to an area and a period, and the values a draft is made of."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.core.errors import UsageError
from zhenyu.core.values.addresses import FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.writing.markdown import MARK, markdown_of, parse
from zhenyu.writing.template_binding import WORDS, Setting, bind, faults, marks_in, parse_address
from zhenyu.writing.types import Chip, Heading, Paragraph, Table, Text, UnresolvedFigure, plain, with_spans

SETTING = Setting(AreaCode("990101100"), "柳河镇", Period.parse("2026-01..2026-10"))


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("area", "柳河镇"),
        ("period", "2026年1—10月"),
        ("year", "2026"),
        ("last_year", "2025"),
        ("next_year", "2027"),
    ],
)
def test_a_word_stands_for_text(word: str, text: str) -> None:
    assert bind(f"{{{{{word}}}}}", SETTING) == text


def test_every_word_that_is_promised_is_known() -> None:
    assert all(SETTING.word(name) is not None for name in WORDS)
    assert SETTING.word("month") is None


def test_a_chip_may_be_typed_with_spaces() -> None:
    assert bind("{{ tax | completed }}", SETTING) == "{{tax@990101100/2026-01..2026-10|completed}}"


@pytest.mark.parametrize(
    ("markdown", "fault"),
    [
        ("{{tax|huge}}", "没有“huge”这种写法"),
        ("{{Tax}}", "指标代码不对"),
        ("{{tax.size}}", "没有“size”这个方面"),
        ("{{tax", "花括号没有配对"),
        ("tax}}", "花括号没有配对"),
    ],
)
def test_each_fault_of_a_template_is_named_with_its_words(markdown: str, fault: str) -> None:
    (found,) = faults(markdown)
    assert fault in found


def test_all_faults_are_named_at_once() -> None:
    assert len(faults("{{tax|huge}}和{{Tax}}和{{tax")) == 3


def test_figures_are_found_in_reading_order_in_headings_tables_and_text() -> None:
    blocks = parse("# {{a}}\n\n{{b}}。\n\n| 甲 | {{c}} |\n| --- | --- |\n| {{d}} | 乙 |\n")
    assert [each.target for each in marks_in(blocks)] == ["a", "b", "c", "d"]


def test_a_wrong_address_is_a_value_and_no_exception() -> None:
    assert parse_address("tax@990101100/2026") == FigureAddress.parse("tax@990101100/2026")
    assert isinstance(parse_address("tax@somewhere/2026"), UsageError)


def test_a_chip_writes_itself_as_the_draft_had_it() -> None:
    assert Chip("tax@990101100/2026", "value", "3656万元").mark == "{{tax@990101100/2026}}"
    assert Chip("tax@990101100/2026", "rank", "第2位").mark == "{{tax@990101100/2026|rank}}"
    assert Chip("tax@990101100/2026", "rank", "第2位", written="{{ x }}").mark == "{{ x }}"


def test_a_chip_is_stale_when_the_books_say_something_else_than_before() -> None:
    chip = Chip("tax@990101100/2026", "value", "3656万元", value=Decimal(3656), before="3600万元")
    assert chip.stale
    assert chip.as_json()["before"] == "3600万元"
    assert not Chip("a", "value", "3656万元").stale
    assert not Chip("a", "value", "3656万元", before="3656万元").stale


def test_every_span_of_a_block_can_be_changed_and_nothing_else() -> None:
    def shout(span: Text | UnresolvedFigure | Chip) -> Text:
        return Text(f"{plain((span,))}！")

    heading, paragraph, table = (
        with_spans(block, shout) for block in parse("## 甲\n\n乙。\n\n| 丙 | 丁 |\n| --- | ---: |\n")
    )
    assert isinstance(heading, Heading)
    assert (heading.number, plain(heading.spans)) == ("一、", "甲！")
    assert isinstance(paragraph, Paragraph)
    assert plain(paragraph.spans) == "乙。！"
    assert isinstance(table, Table)
    assert [plain(cell) for cell in table.rows[0]] == ["丙！", "丁！"]
    assert table.right == (False, True)


PIECES = st.lists(
    st.sampled_from(
        [
            "# 总结\n",
            "## 经济\n",
            "### 工业\n",
            "财税{{tax}}。\n",
            "**重点。**全年\n",
            "| 甲 | {{b|rank}} |\n",
        ]
    ),
    max_size=12,
).map("\n".join)


@given(PIECES)
def test_a_draft_written_out_and_read_again_says_the_same(markdown: str) -> None:
    blocks = parse(markdown)
    assert parse(markdown_of(blocks)) == blocks


@given(PIECES)
def test_binding_leaves_no_short_name_behind(markdown: str) -> None:
    bound = bind(markdown, SETTING)
    assert all("@" in found[1] for found in MARK.finditer(bound))
    assert bind(bound, SETTING) == bound
