"""Parts and totals: only what the text declares a part is one."""

import pytest

from zhenyu.reading import read


def parents(text: str) -> list[tuple[str, str | None]]:
    found = read(text, year=2031)
    return [(each.text, None if each.parent is None else found[each.parent].text) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "共有党员620名，其中预备党员15名；党支部28个。",
            [("620名", None), ("15名", "620名"), ("28个", None)],
        ),
        (
            "新修生产路18.6公里，其中青石村6.2公里、柳湾村4.4公里。",
            [("18.6公里", None), ("6.2公里", "18.6公里"), ("4.4公里", "18.6公里")],
        ),
        (
            "低保户40户（城镇2户、农村38户）。",
            [("40户", None), ("2户", "40户"), ("38户", "40户")],
        ),
        ("新建水厂2座，维修泵站5处。", [("2座", None), ("5处", None)]),
    ],
)
def test_a_part_points_to_its_total(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert parents(text) == expected


def test_a_part_larger_than_what_stands_before_it_is_none() -> None:
    assert parents("新建水厂2座，其中水池9座。") == [("2座", None), ("9座", None)]


def test_a_part_of_another_unit_is_none() -> None:
    assert parents("共有党员620名，其中党费3万元。")[1] == ("3万元", None)
