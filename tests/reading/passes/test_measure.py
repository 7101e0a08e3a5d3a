"""What a figure measures: the noun before it, behind it, or shared with another."""

import pytest

from zhenyu.reading import Figure, read


def figures(text: str) -> list[Figure]:
    return read(text, year=2031)


def measured(text: str) -> list[tuple[str, str]]:
    return [(each.text, each.measure) for each in figures(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新建冷库3座。", [("3座", "冷库")]),
        ("慰问困难户120户，发放慰问金8万元。", [("120户", "困难户"), ("8万元", "慰问金")]),
        ("户均增收1500元。", [("1500元", "户均增收")]),
        ("粮食、油料产量分别达到3.1万吨、4200吨。", [("3.1万吨", "粮食产量"), ("4200吨", "油料产量")]),
        ("存、贷款余额分别为5亿元和3亿元。", [("5亿元", "存款余额"), ("3亿元", "贷款余额")]),
        ("接待群众来访三百余人次，办结率100%。", [("三百余人次", "群众来访"), ("100%", "群众来访办结率")]),
        ("积案100%化解。", [("100%", "积案化解率")]),
        ("投资30万元，硬化街道5000平方米。", [("30万元", "街道硬化投资"), ("5000平方米", "硬化街道")]),
        ("70岁以上老人85名。", [("85名", "70岁以上老人")]),
        ("培训党员85，集中学习3场。", [("85", "培训党员"), ("3场", "学习")]),
    ],
)
def test_a_figure_is_named_as_a_ledger_would_head_the_column(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert measured(text) == expected


def test_the_verb_stands_apart_from_the_name() -> None:
    (found,) = figures("望云镇新建冷库3座。")
    assert (found.action, found.measure, found.scope) == ("新建", "冷库", "望云镇")


def test_a_property_belongs_to_the_project_that_is_named_behind_it() -> None:
    first, second = figures("总投资5000万元的冷链项目占地80亩。")
    assert (first.measure, first.scope) == ("总投资", "冷链项目")
    assert (second.measure, second.scope) == ("占地面积", "冷链项目")


def test_a_phase_is_part_of_its_project() -> None:
    found = figures("总投资5000万元的冷链项目占地80亩，一期投资2000万元。")
    assert (found[2].measure, found[2].scope, found[2].parent) == ("一期投资", "冷链项目一期", 0)


def test_a_rate_of_the_plan_names_the_plan_as_its_whole() -> None:
    found = figures("任务数800户，完成680户，占任务的85%。")
    assert [each.unit_base for each in found] == ["household", "household", "%"]
    assert found[2].measure.endswith("占任务")
