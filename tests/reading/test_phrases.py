"""Names of numbers: verbs, manner, time and place fall away, compounds stay whole."""

import pytest

from zhenyu.reading.passes.names_after import carrier, right_name
from zhenyu.reading.passes.phrases import Name, left_name
from zhenyu.reading.text.structure import masked


def left(text: str) -> Name:
    return left_name(text, masked(text), 0, len(text))


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("全年累计完成固定资产投资", "固定资产投资"),
        ("召开产业发展座谈会", "产业发展座谈会"),
        ("村党组织覆盖率达到", "村党组织覆盖率"),
        ("工业企业利润实现", "工业企业利润"),
        ("先后引进项目", "引进项目"),
        ("打造“花果长廊,百里花香”品牌", "“花果长廊,百里花香”品牌"),
        ("在柳溪村流转土地", "流转土地"),
        ("梳理镇级民生实事清单", "镇级民生实事清单"),
        ("以食品、纺织为代表的龙头企业", "龙头企业"),
        ("建设仓储、商贸等市级重点项目", "市级重点项目"),
    ],
)
def test_the_name_before_a_number(text: str, noun: str) -> None:
    assert left(text).noun == noun


def test_verbs_alone_leave_the_name_to_the_figure_before() -> None:
    assert left("累计建成").verb_only
    assert left("累计建成").noun == ""


def test_a_place_becomes_the_scope() -> None:
    assert left("在柳溪村新建大棚").scope == "柳溪村"
    assert left("全镇玉米种植面积").scope == "全镇"


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("规模以上工业企业", "规模以上工业企业"),
        ("社区楼房已全部完工", "社区楼房"),
        ("项目进入审核阶段", "项目"),
        ("标准化、规模化的养殖场", "标准化、规模化的养殖场"),
        ("堤防路建设、土地修复", "堤防路建设"),
        ("均已完工", ""),
    ],
)
def test_the_name_after_a_number_ends_with_the_predicate(text: str, noun: str) -> None:
    assert right_name(text, masked(text), 0, len(text)) == noun


def test_places_carry_deeds() -> None:
    assert carrier("村饮水提升任务") == ("村", "饮水提升")
    assert carrier("村的拆迁工作") == ("村", "拆迁")
    assert carrier("村级网格") is None
