"""Whatever the text, the reader answers: spans lie inside, nothing overlaps, nothing is raised, cost grows
linearly."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from zhenyu.reading import iter_figures, non_figures, read
from zhenyu.reading.render import as_table

PIECES = st.sampled_from(
    [
        *"零一二三四五六七八九十百千万亿0123456789%.,。;、,:()“”《》+-~至到 \n\t年月日个户村元亩",
        *[
            "完成",
            "同比增长",
            "其中",
            "分别",
            "投资",
            "的",
            "项目",
            "第",
            "由",
            "提高到",
            "总投资",
            "占地",
            "下一步",
            "位列",
        ],
        *[
            "截至",
            "2023年",
            "以上",
            "余",
            "近",
            "平方米",
            "百分点",
            "翻一番",
            "一是",
            "(一)",
            "新增企业",
            "工作计划",
        ],
        *["𠮷", "\x00", "\u3000"],
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=80).map("".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_is_read_without_an_exception(text: str) -> None:
    figures = read(text)
    end = 0
    for figure in figures:
        assert end <= figure.start < figure.end <= len(text)
        assert text[figure.start : figure.end] == figure.text
        assert figure.measure
        end = figure.end
    for figure in figures:
        assert figure.parent is None or 0 <= figure.parent < len(figures)
    for figure in figures:
        assert json.loads(json.dumps(figure.as_json()))["kind"] == figure.kind
    as_table(figures)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_figures_and_other_numerals_never_overlap(text: str) -> None:
    taken: set[int] = set()
    for figure in read(text):
        taken.update(range(figure.start, figure.end))
    for start, end, _ in non_figures(text):
        assert 0 <= start < end <= len(text)
        assert not taken & set(range(start, end))


@settings(max_examples=40, deadline=None)
@given(TEXTS)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert read(text) == read(text)


def test_an_empty_text_has_no_figures() -> None:
    assert read("") == []
    assert read("\n\n \t\n") == []


def test_figures_come_one_by_one_however_long_the_text() -> None:
    text = "新增企业3家,完成税收1200万元。\n" * 50_000
    first = next(iter_figures(text))
    assert first.text == "3家"


def test_a_paragraph_reads_the_same_in_a_long_text() -> None:
    paragraph = "2022年,完成税收1200万元,同比增长5%;新建公厕6座,其中村级公厕4座。\n"
    once = [(f.text, f.measure, f.period, f.status) for f in read(paragraph)]
    often = [(f.text, f.measure, f.period, f.status) for f in read(paragraph * 300)]
    assert often == once * 300
