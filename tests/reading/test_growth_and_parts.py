"""Growth knows its base, ranks what they rank, parts their total."""

from zhenyu.reading import Figure, read


def one(text: str, index: int) -> Figure:
    return read(text)[index]


def test_a_fall_is_negative_and_as_written() -> None:
    figure = one("完成税收900万元,同比下降3.2%。", 1)
    assert figure.as_json()["value"] == 3.2
    assert figure.as_json()["value_si"] == -3.2
    assert figure.compare is not None
    assert (figure.compare.basis, figure.compare.of, figure.compare.of_idx) == ("yoy", "税收", 0)


def test_a_share_of_the_plan_does_not_grow() -> None:
    figure = one("到位资金4亿元,占年计划的112%,同比增长20%。", 2)
    assert figure.compare is not None
    assert figure.compare.of_idx == 0


def test_points_are_the_change_of_a_rate() -> None:
    figure = one("改厕率达93%,比上年提高5个百分点。", 1)
    assert figure.unit_base == "pp"
    assert figure.compare is not None
    assert (figure.compare.form, figure.compare.of) == ("delta", "改厕率")


def test_raised_to_is_a_level_not_a_growth() -> None:
    assert [figure.kind for figure in read("改厕率由62%提高到95%。")] == ["ratio", "ratio"]


def test_each_number_of_a_respectively_list_has_its_own_name() -> None:
    figures = read("农业总产值、工业总产值分别增长5%和9%。")
    assert [figure.measure for figure in figures] == ["农业总产值", "工业总产值"]


def test_a_rank_points_to_the_figure_that_was_ranked() -> None:
    figure = one("工业总产值完成18亿元,总量位列全县乡镇第2。", 1)
    assert figure.rank is not None
    assert (figure.rank.n, figure.rank.among, figure.rank.of_idx) == (2, "全县乡镇", 0)


def test_a_neighbour_without_a_marker_is_no_part() -> None:
    assert [figure.parent for figure in read("新建公厕8座,改造公厕3座。")] == [None, None]


def test_parts_point_to_the_total_of_their_unit() -> None:
    figures = read("脱贫户90户200人,其中监测户10户22人。")
    assert [figure.parent for figure in figures] == [None, None, 0, 1]


def test_a_part_is_never_larger_than_its_total() -> None:
    assert [figure.parent for figure in read("新增企业5家,其中亿元以上项目完成,服务企业30家。")] == [
        None,
        None,
    ]


def test_a_new_subject_ends_the_parts() -> None:
    figures = read("党员800名,其中女党员200名,共有村干部120名。")
    assert [figure.parent for figure in figures] == [None, 0, None]
