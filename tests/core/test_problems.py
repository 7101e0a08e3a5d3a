"""What an error is to a program."""

import pickle

import pytest

from zhenyu.core.errors import (
    NotAllowed,
    NotFound,
    RefusedError,
    StaleVersion,
    UsageError,
    ZhenyuError,
)
from zhenyu.core.problems import ERRORS, TITLES, problem, status_of


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StaleVersion("x"), 409),
        (RefusedError("x"), 422),
        (NotAllowed("x"), 403),
        (NotFound("x"), 404),
        (UsageError("x"), 400),
        (ZhenyuError("x"), 400),
    ],
)
def test_each_kind_of_error_has_its_status(error: ZhenyuError, status: int) -> None:
    assert status_of(error) == status
    assert status in ERRORS


def test_a_problem_names_its_kind_what_is_wrong_and_what_to_do() -> None:
    assert problem(404, "没有编号为 17 的记录", "可能已删除") == {
        "type": "urn:zhenyu:problem:404",
        "title": "没有找到",
        "status": 404,
        "detail": "没有编号为 17 的记录",
        "hint": "可能已删除",
    }


def test_a_problem_may_carry_more() -> None:
    assert problem(422, "x", problems=[{"row": 3}])["problems"] == [{"row": 3}]


@pytest.mark.parametrize("status", sorted(ERRORS))
def test_every_status_an_operation_may_answer_has_a_title(status: int) -> None:
    assert TITLES[status]


@pytest.mark.parametrize(
    ("message", "hint", "sentence"),
    [
        ("没有这个区划", "请核对", "没有这个区划。请核对"),
        ("没有这个区划。", "请核对。", "没有这个区划。请核对"),
        ("没有这个区划", "", "没有这个区划"),
        (" 没有这个区划 ", "  ", "没有这个区划"),
    ],
)
def test_an_error_reads_as_one_or_two_sentences(message: str, hint: str, sentence: str) -> None:
    assert str(ZhenyuError(message, hint)) == sentence


def test_an_error_survives_the_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(RefusedError("校验位不对", "请核对证件")))  # noqa: S301 — made here
    assert (type(error), error.message, error.hint) == (RefusedError, "校验位不对", "请核对证件")


def test_the_terminal_leaves_with_1_for_refused_data_and_2_for_a_wrong_request() -> None:
    assert (RefusedError("x").exit_code, StaleVersion("x").exit_code) == (1, 1)
    assert (UsageError("x").exit_code, NotFound("x").exit_code, NotAllowed("x").exit_code) == (2, 2, 2)
