"""What the change log calls each action."""

from typing import Any

import pytest

from zhenyu.core.changelog.titles import ACTION_TITLES, action_title, register_actions


def test_an_action_is_called_by_the_title_its_room_registered() -> None:
    assert action_title("delete") == "删除"
    assert action_title("import") == "导入更新"


def test_an_action_nobody_registered_is_called_by_its_code() -> None:
    assert action_title("abracadabra") == "abracadabra"


def test_an_upper_room_adds_its_actions() -> None:
    register_actions({"test_only": "仅供测试"})
    assert action_title("test_only") == "仅供测试"
    assert list(ACTION_TITLES)[-1] == "test_only"
    register_actions({"test_only": "仅供测试"})  # again at each start


def test_two_rooms_may_not_call_one_action_differently() -> None:
    with pytest.raises(ValueError, match="'delete' is called '删除' already, not '抹去'"):
        register_actions({"delete": "抹去"})


def test_the_titles_are_not_changed_past_the_registry() -> None:
    titles: Any = ACTION_TITLES
    with pytest.raises(TypeError):
        titles["delete"] = "抹去"
