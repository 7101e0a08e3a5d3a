"""A request sent again is answered again and done once."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from zhenyu.core import clock
from zhenyu.core.errors import RefusedError
from zhenyu.core.jobs.idempotency import KEPT, once
from zhenyu.core.models import Answered

pytestmark = pytest.mark.django_db


class Work:
    """What is to be done once, and how often it was."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> dict[str, Any]:
        self.times += 1
        return {"rows": self.times}


def test_the_second_request_gets_the_first_answer() -> None:
    work = Work()
    answers = [once(7, "key-1", ["POST", "/api/v1/x", b"{}"], work) for _ in range(3)]
    assert answers == [{"rows": 1}] * 3
    assert work.times == 1


def test_another_key_is_another_piece_of_work() -> None:
    work = Work()
    once(7, "key-1", ["a"], work)
    once(7, "key-2", ["a"], work)
    assert work.times == 2


def test_the_same_key_of_two_users_is_two_pieces_of_work() -> None:
    work = Work()
    once(7, "key-1", ["a"], work)
    once(8, "key-1", ["a"], work)
    assert work.times == 2


def test_a_key_used_for_something_else_is_refused_with_a_remedy() -> None:
    once(7, "key-1", ["a"], Work())
    other = Work()
    with pytest.raises(RefusedError) as refusal:
        once(7, "key-1", ["b"], other)
    assert refusal.value.message == "Idempotency-Key“key-1”已用于另一个请求"
    assert refusal.value.hint == "每件事用一个新的键，重发时原样使用"
    assert other.times == 0


def test_parts_of_a_request_are_not_run_together() -> None:
    once(7, "key-1", ["ab", "c"], Work())
    with pytest.raises(RefusedError):
        once(7, "key-1", ["a", "bc"], Work())


def test_work_that_fails_gives_the_key_back() -> None:
    def fail() -> dict[str, Any]:
        raise RefusedError("校验位不对")

    with pytest.raises(RefusedError, match="校验位不对"):
        once(7, "key-1", ["a"], fail)
    work = Work()
    once(7, "key-1", ["a"], work)
    assert work.times == 1


def test_answers_are_forgotten_after_a_week(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = clock.now()

    def later(by: timedelta) -> datetime:
        return begun + by

    work = Work()
    once(7, "old", ["a"], work)
    monkeypatch.setattr(clock, "now", lambda: later(KEPT - timedelta(minutes=1)))
    once(7, "old", ["a"], work)
    assert work.times == 1
    monkeypatch.setattr(clock, "now", lambda: later(KEPT + timedelta(minutes=1)))
    once(7, "old", ["a"], work)
    assert work.times == 2
    assert Answered.objects.filter(user_id=7).count() == 1
