"""What a reading owes its text: exact words, and no surprise from the paragraphs beside them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from zhenyu.reading import read
from zhenyu.reading.passes.periods import report_year

SENTENCES = st.sampled_from(
    [
        "新建冷库3座，总投资1200万元。",
        "完成税收8600万元，同比增长7.5%。",
        "低保户40户（城镇2户、农村38户）。",
        "粮食、油料产量分别达到3.1万吨、4200吨。",
        "办理时限由15天缩短到5天。",
        "共有党员620名，其中预备党员15名。",
        "慰问困难户120户，发放慰问金6万—8万元。",
    ]
)
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=6)


@settings(deadline=None)
@given(PARAGRAPHS)
def test_every_figure_quotes_its_own_words(lines: list[str]) -> None:
    text = "\n".join(lines)
    for figure in read(text, year=2031):
        assert text[figure.start : figure.end] == figure.text


@settings(deadline=None)
@given(PARAGRAPHS, st.randoms())
def test_paragraphs_of_the_review_read_the_same_in_any_order(lines: list[str], random: object) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random

    def said(order: list[str]) -> list[tuple[str, str, object]]:
        figures = read("\n\n".join(order), year=2031)
        return sorted((each.text, each.measure, each.low_si) for each in figures)

    assert said(shuffled) == said(lines)


@settings(deadline=None)
@given(PARAGRAPHS)
def test_references_point_to_figures_before_or_beside_them(lines: list[str]) -> None:
    figures = read("\n".join(lines), year=2031)
    for index, figure in enumerate(figures):
        for other in (figure.parent, figure.compare.of_idx if figure.compare else None):
            assert other is None or (other != index and 0 <= other < len(figures))


@settings(deadline=None)
@given(PARAGRAPHS)
def test_a_text_without_a_year_states_none(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert report_year(text) is None
    assert all((figure.period or "").startswith(("Y", "/Y")) for figure in read(text) if figure.period)
