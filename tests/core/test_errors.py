"""Errors read as one or two Chinese sentences and carry the exit code of the terminal."""

import pickle

import pytest

from zhenyu.core.errors import NotAllowed, NotFound, RefusedError, StaleVersion, UsageError, ZhenyuError


def test_an_error_says_what_is_wrong_and_then_what_to_do() -> None:
    assert str(UsageError("看不懂时间段“去年”", "请写成 2025")) == "看不懂时间段“去年”。请写成 2025"


@pytest.mark.parametrize("message", ["没有这个台账", "没有这个台账。"])
def test_an_error_without_a_hint_ends_without_a_stray_full_stop(message: str) -> None:
    assert str(NotFound(message)) == "没有这个台账"


def test_full_stops_are_not_doubled() -> None:
    assert str(NotAllowed("您没有权限。", "请联系安全管理员。")) == "您没有权限。请联系安全管理员"


@pytest.mark.parametrize(
    ("kind", "code"),
    [(ZhenyuError, 2), (UsageError, 2), (NotFound, 2), (NotAllowed, 2), (RefusedError, 1), (StaleVersion, 1)],
)
def test_refused_data_exits_with_1_and_misuse_with_2(kind: type[ZhenyuError], code: int) -> None:
    assert kind("x").exit_code == code


def test_an_error_survives_the_way_between_processes() -> None:
    copy = pickle.loads(pickle.dumps(StaleVersion("已被修改", "请比较两个版本")))  # noqa: S301
    assert (copy.message, copy.hint) == ("已被修改", "请比较两个版本")
