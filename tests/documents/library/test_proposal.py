"""What a report says of itself: title, place, time and kind; and places in a later reading of the same
file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.documents.library.proposal import ReportProposal, proposal
from zhenyu.documents.library.realignment import moves

PLACES = [("990101100", "柳河镇"), ("990101100201", "东柳村"), ("990101", "青原县")]


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        (
            "柳河镇2026年1-10月工作总结\n\n今年以来，改厕3户。",
            "新建文档",
            ReportProposal("柳河镇2026年1-10月工作总结", "990101100", 2026, 10, "periodic"),
        ),
        (
            "柳河镇人民政府文件\n柳政发〔2025〕3号\n关于印发\n柳河镇2025年工作要点的通知\n各村：",
            "3号",
            ReportProposal("关于印发柳河镇2025年工作要点的通知", "990101100", 2025, 12, "plan"),
        ),
        (
            "政府工作报告\n——2025年1月10日在柳河镇第三届人民代表大会上\n各位代表：",
            "报告",
            ReportProposal("政府工作报告", "990101100", 2024, 12, "annual"),
        ),
        (
            "一、改厕工作。完成改厕30户，验收合格，群众满意。\n",
            "东柳村2024年上半年总结",
            ReportProposal("东柳村2024年上半年总结", "990101100201", 2024, 6, "half"),
        ),
        (
            "二〇二四年柳河镇新闻发布会\n记者朋友们，大家好。",
            "实录",
            ReportProposal("二〇二四年柳河镇新闻发布会", "990101100", 2024, 12, "press"),
        ),
        (
            "第3期\n工作简报\n柳河镇2023年三季度情况",
            "简报",
            ReportProposal("工作简报", "990101100", 2023, 9, "brief"),
        ),
        ("清河乡大事。\n", "无题", ReportProposal("无题", "", None, 12, "other")),
    ],
)
def test_a_report_says_what_it_is(text: str, name: str, said: ReportProposal) -> None:
    assert proposal(text, name, PLACES) == said


@given(st.text(max_size=300), st.text(max_size=20))
def test_any_text_gives_a_proposal_the_form_can_hold(text: str, name: str) -> None:
    said = proposal(text, name, PLACES)
    assert len(said.title) <= 200
    assert 1 <= said.month <= 12


def test_words_are_found_again_behind_what_came_before_them_and_in_a_changed_line() -> None:
    before = "改厕3户。\n硬化道路5公里，安装路灯20盏。\n"
    after = "新的一行\n改厕3户。\n硬化道路五公里，安装路灯20盏。\n"
    move = moves(before, after)
    for words in ("3户", "20盏"):
        place = move(before.index(words), before.index(words) + len(words))
        assert place is not None
        assert after[slice(*place)] == words
    assert move(before.index("5公里"), before.index("5公里") + 3) is None


@given(st.text(alphabet="一二。\n3", max_size=60), st.text(alphabet="一二。\n3", max_size=60))
def test_a_moved_place_always_has_the_same_words(before: str, after: str) -> None:
    move = moves(before, after)
    for start in range(len(before)):
        place = move(start, start + 1)
        assert place is None or after[slice(*place)] == before[start]
