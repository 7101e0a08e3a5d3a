"""How far a task is: the window of its target, its nodes by a day, and several tasks as a whole."""

from datetime import date
from decimal import Decimal

import pytest

from zhenyu.core.values.periods import Period
from zhenyu.plans.assessment import NodeProgress, assess, node_progress, nodes_on, overall, window
from zhenyu.plans.lights import GREY
from zhenyu.plans.types import NodeState, TaskState


def node(due: str, done: str | None = None, weight: int = 1) -> NodeState:
    return NodeState(
        1, "选址", date.fromisoformat(due), date.fromisoformat(done) if done else None, Decimal(weight)
    )


def task(completion: str | None, weight: int = 1) -> TaskState:
    done = Decimal(completion) if completion is not None else None
    return TaskState(
        1,
        "改厕",
        "村建办",
        (),
        "",
        Decimal(weight),
        "基本",
        "",
        "990101100",
        "柳河镇",
        (),
        None,
        None,
        None,
        (),
        done,
        None,
        GREY,
        "",
        None,
    )


@pytest.mark.parametrize(
    ("target", "asked", "judged"),
    [
        ("2026", "2026-Q3", "2026-01..2026-09"),
        ("2026", "2026-05", "2026-01..2026-05"),
        ("2026", "2026", "2026"),
        ("2026", "2027-03", "2026"),
        ("2026", "2025-12", None),
        ("2026-Q2", "2026-05", "2026-Q2"),
        ("2026-Q2", "2026-03", None),
    ],
)
def test_a_target_is_judged_by_its_own_months_up_to_those_asked(
    target: str, asked: str, judged: str | None
) -> None:
    found = window(Period.parse(target), Period.parse(asked))
    assert (str(found) if found else None) == (str(Period.parse(judged)) if judged else None)


def test_what_was_done_later_was_not_done_yet() -> None:
    (then,) = nodes_on([node("2026-03-31", "2026-04-02")], date(2026, 4, 1))
    assert (then.done_on, then.overdue_days, then.overdue) == (None, 1, True)
    (now,) = nodes_on([node("2026-03-31", "2026-04-02")], date(2026, 4, 2))
    assert (now.done_on, now.overdue_days, now.overdue) == (date(2026, 4, 2), 0, False)


def test_a_node_is_not_late_on_its_day() -> None:
    (last_day,) = nodes_on([node("2026-03-31")], date(2026, 3, 31))
    assert not last_day.overdue


def test_progress_over_nodes_is_weighted() -> None:
    nodes = (node("2026-03-31", "2026-03-01", weight=3), node("2026-06-30"), node("2026-12-31", weight=4))
    assert node_progress(nodes, date(2026, 7, 1)) == NodeProgress(Decimal("37.5"), Decimal(50))


def test_nodes_without_weight_say_nothing() -> None:
    assert node_progress((node("2026-03-31", weight=0),), date(2026, 7, 1)) is None
    assert node_progress((), date(2026, 7, 1)) is None


def test_a_task_without_figure_stands_by_its_nodes() -> None:
    nodes = nodes_on([node("2026-03-31", "2026-03-01"), node("2026-06-30")], date(2026, 7, 10))
    found = assess(None, nodes, date(2026, 7, 10))
    assert (found.completion, found.pace) == (Decimal(50), Decimal(-50))
    assert (found.overdue_nodes, found.overdue_days) == (1, 10)
    assert not found.over_limit
    assert not found.is_level


def test_a_task_of_which_nothing_is_known_stands_nowhere() -> None:
    found = assess(None, (), date(2026, 7, 10))
    assert (found.completion, found.pace, found.overdue_nodes) == (None, None, 0)


def test_the_whole_is_the_weighted_mean_of_what_is_known() -> None:
    whole = overall([task("50", weight=3), task("100"), task(None, weight=9)])
    assert (whole.completion, whole.known, whole.all) == (Decimal("62.5"), 2, 3)


def test_a_task_that_overfulfils_does_not_make_up_for_another() -> None:
    assert overall([task("300"), task("0")]).completion == Decimal(50)


def test_a_whole_of_nothing_known_has_no_completion() -> None:
    assert overall([task(None)]).completion is None
    assert overall([]).all == 0


def test_the_next_node_is_the_earliest_that_is_not_done() -> None:
    assert task("0").next_node is None
