"""Chinese text in the order of the alphabet."""

from zhenyu.core.values.pinyin import initials, sort_key


def test_villages_sort_by_the_alphabet_and_not_by_code_point() -> None:
    assert sorted(["赵庄", "李家", "安丘", "王村"], key=sort_key) == ["安丘", "李家", "王村", "赵庄"]


def test_the_first_character_decides_before_the_second() -> None:
    assert sorted(["先锋", "西安"], key=sort_key) == ["西安", "先锋"]


def test_numbers_and_latin_letters_keep_their_place_before_chinese() -> None:
    assert sorted(["安丘", "3组", "A区"], key=sort_key) == ["3组", "A区", "安丘"]


def test_initials_find_a_place_and_drop_punctuation() -> None:
    assert initials("望澜镇") == "wlz"
    assert initials("（第3组）A区") == "d3zaq"
    assert initials("") == ""
