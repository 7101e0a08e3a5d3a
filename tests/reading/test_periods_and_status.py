"""When a figure is true, and whether it is done: stated in its sentence, or inherited from paragraph,
heading, report."""

from zhenyu.reading import read
from zhenyu.reading.passes.periods import report_year


def periods(text: str, year: int | None = None) -> list[str | None]:
    return [figure.period for figure in read(text, year=year)]


def statuses(text: str) -> list[str]:
    return [figure.status for figure in read(text)]


def test_the_caller_s_year_is_used_where_the_text_states_none() -> None:
    assert periods("全镇完成税收1200万元。", year=2024) == ["2024"]


def test_a_stated_year_overrules_the_caller_s() -> None:
    assert periods("2022年,全镇完成税收1200万元。", year=2024) == ["2022"]


def test_a_year_nobody_states_is_left_open() -> None:
    assert periods("1-6月,完成税收1200万元。") == ["Y-01/Y-06"]


def test_the_publication_date_is_not_the_report_s_year() -> None:
    assert report_year("2023-02-05 10:54 来源:本站\n2022年,全镇完成税收1200万元。2022年任务完成。") == 2022


def test_an_anniversary_dates_a_report_without_a_year() -> None:
    assert report_year("庆祝新中国成立70周年文艺汇演举行。") == 2019


def test_a_month_range_holds_for_the_paragraph_and_no_longer() -> None:
    text = "2022年1-9月,完成税收900万元。新增企业3家。\n全镇新建公厕5座。"
    assert periods(text) == ["2022-01/2022-09", "2022-01/2022-09", "2022"]


def test_source_tells_stated_from_inherited() -> None:
    stated, inherited = read("2022年,完成税收900万元。新增企业3家。")
    assert (stated.period_src, inherited.period_src) == ("stated", "inherited")


def test_a_plan_heading_makes_targets_and_the_review_before_stays_actual() -> None:
    text = "一、2023年工作总结\n新建公厕5座。\n二、2024年工作计划\n新建公厕8座。"
    assert statuses(text) == ["actual", "target"]


def test_a_next_step_inside_a_section_ends_with_the_next_section() -> None:
    text = (
        "一、农业农村工作\n新建大棚12栋。\n下一步,将重点做好冬季管护,新建大棚6栋。\n"
        "二、民生保障工作\n发放救助金12万元。"
    )
    assert statuses(text) == ["actual", "target", "actual"]


def test_what_already_stands_in_the_plan_part_is_actual() -> None:
    text = "下一步,我镇将扩大园区。目前已建成大棚30栋。"
    assert statuses(text) == ["actual"]


def test_a_forecast_of_the_ending_year_is_actual_with_a_note() -> None:
    (figure,) = read("预计全年完成税收1200万元。")
    assert (figure.status, figure.note) == ("actual", "预计")
