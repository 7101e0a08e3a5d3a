"""Figures as JSON and as a table a terminal can show."""

from zhenyu.core.values.display_width import display_width
from zhenyu.reading import read
from zhenyu.reading.render import as_table

TEXT = "2022年,青禾镇完成税收1.2亿元,同比增长8%;每户补助3000至5000元。"


def test_a_figure_is_json_in_the_gold_s_shape() -> None:
    lines = [figure.as_json() for figure in read(TEXT, doc="a.txt")]
    assert [line["text"] for line in lines] == ["1.2亿元", "8%", "3000至5000元"]
    assert lines[0]["doc"] == "a.txt"
    assert (lines[0]["value"], lines[0]["unit"], lines[0]["value_si"]) == (1.2, "亿元", 120_000_000)
    assert lines[1]["compare"] == {"basis": "yoy", "of": "税收", "of_idx": 0, "form": "pct"}
    assert lines[2]["value_si"] == [3000, 5000]


def test_table_columns_line_up_for_chinese() -> None:
    header, rule, *rows = as_table(read(TEXT)).splitlines()
    assert header.split()[:3] == ["序", "原文", "指标"]
    starts = [
        len(rule) - len(rule[i:])
        for i in range(len(rule))
        if rule[i] == "-" and (i == 0 or rule[i - 1] == " ")
    ]
    column = header.index("指标")
    assert display_width(header[:column]) in starts
    for row in rows:
        assert display_width(row[: row.index("税收")] if "税收" in row else header[:column]) == display_width(
            header[:column]
        )


def test_a_han_character_takes_two_columns() -> None:
    assert display_width("村A") == 3
