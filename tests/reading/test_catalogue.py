"""A catalogue gives figures their indicator: synonyms first, likeness next, the unit's family always."""

from zhenyu.reading import CatalogueEntry, Indicators, read

CATALOGUE = Indicators(
    [
        CatalogueEntry("toilets_renovated", "卫生改厕户数", ("改厕", "农村改厕"), "户"),
        CatalogueEntry("toilet_rate", "卫生改厕率", ("改厕率",), "%"),
        CatalogueEntry("farmland", "高标准农田面积", ("高标准农田",), "亩"),
        CatalogueEntry("revenue", "一般公共预算收入", ("财政收入",), "万元"),
        CatalogueEntry("local_revenue", "地方财政收入", (), "万元"),
    ]
)


def test_a_synonym_is_certain() -> None:
    (figure,) = read("完成改厕1200户。", catalogue=CATALOGUE)
    assert (figure.indicator, figure.confidence) == ("toilets_renovated", 1.0)


def test_the_unit_decides_between_a_count_and_a_rate() -> None:
    (figure,) = read("改厕率达92%。", catalogue=CATALOGUE)
    assert figure.indicator == "toilet_rate"


def test_runners_up_are_kept_in_order() -> None:
    (figure,) = read("完成镇级财政收入4200万元。", catalogue=CATALOGUE)
    assert figure.indicator is not None
    scores = [figure.confidence or 0.0, *(score for _, score in figure.runners_up)]
    assert scores == sorted(scores, reverse=True)
    assert "local_revenue" in {figure.indicator, *(code for code, _ in figure.runners_up)}


def test_nothing_alike_means_no_indicator() -> None:
    (figure,) = read("接待游客12万人次。", catalogue=CATALOGUE)
    assert (figure.indicator, figure.confidence, figure.runners_up) == (None, None, ())


def test_without_a_catalogue_the_fields_are_empty() -> None:
    (figure,) = read("完成改厕1200户。")
    assert figure.as_json()["indicator"] is None
