"""Jobs: how each way to end is recorded, and who may look."""

from collections.abc import Callable

import pytest
from django.db import OperationalError, connection
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import TaskNotFound

from zhenyu.core.errors import NotFound, RefusedError
from zhenyu.core.jobs import progress
from zhenyu.core.jobs.deferral import defer
from zhenyu.core.jobs.progress import MOST_ATTEMPTS, Cancelled, run_job
from zhenyu.core.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def job() -> Job:
    return progress.start(
        "import", "导入 改厕.xlsx", by_id=7, by_name="李红", arguments={"area": "990101100"}
    )


def _finish(job: Job) -> None:
    progress.finish(job, {"rows": 3})


def _ended(job: Job) -> Job:
    job.refresh_from_db()
    return job


def _raise(error: Exception) -> Callable[[Job], None]:
    def work(_: Job) -> None:
        raise error

    return work


def test_a_new_job_waits_with_what_it_was_asked(job: Job) -> None:
    assert (job.state, job.arguments, job.by_name) == (Job.WAITING, {"area": "990101100"}, "李红")


def test_a_job_is_its_askers_alone(job: Job) -> None:
    assert progress.job_of(job.id, by_id=7).title == "导入 改厕.xlsx"
    for other in (8, None):
        with pytest.raises(NotFound) as refusal:
            progress.job_of(job.id, by_id=other)
        assert refusal.value.message == f"没有编号为 {job.id} 的任务"


def test_work_that_ends_well_is_recorded_by_itself(job: Job) -> None:
    run_job(job.id, _finish, label="导入")
    assert (_ended(job).state, job.result) == (Job.DONE, {"rows": 3})


def test_a_refusal_is_shown_with_its_remedy(job: Job) -> None:
    run_job(job.id, _raise(RefusedError("第3行身份证号不对", "请核对")), label="导入")
    assert (_ended(job).state, job.error) == (Job.FAILED, "第3行身份证号不对。请核对")


def test_an_accident_says_what_failed_and_shows_no_detail(job: Job) -> None:
    run_job(job.id, _raise(ValueError("370112199001011234")), label="导入")
    assert _ended(job).state == Job.FAILED
    assert job.error.startswith("导入时出了意外，什么都没有写入")
    assert "370112" not in job.error


def test_a_cancelled_job_is_no_failure(job: Job) -> None:
    run_job(job.id, _raise(Cancelled("已取消，什么都没有写入")), label="导入")
    assert (_ended(job).state, job.error) == (Job.CANCELLED, "")


def test_a_lost_database_is_raised_on_for_another_attempt(job: Job) -> None:
    with pytest.raises(OperationalError):
        run_job(job.id, _raise(OperationalError("gone")), label="导入")
    assert not _ended(job).ended


def test_what_is_worth_another_attempt_is_the_callers_to_say(job: Job) -> None:
    class NotYet(Exception):
        pass

    with pytest.raises(NotYet):
        run_job(job.id, _raise(NotYet()), label="修改定义", retry_on=(NotYet,))
    assert not _ended(job).ended


def test_a_job_begun_too_often_is_given_up(job: Job) -> None:
    run_job(job.id, _finish, label="导入", attempt=MOST_ATTEMPTS)
    assert _ended(job).state == Job.FAILED
    assert job.error.startswith(f"开始了{MOST_ATTEMPTS}次都在中途断掉，什么都没有写入")


@pytest.mark.parametrize("state", [Job.DONE, Job.FAILED, Job.CANCELLED])
def test_a_job_that_has_ended_is_left_alone(job: Job, state: str) -> None:
    Job.objects.filter(id=job.id).update(state=state)
    run_job(job.id, _raise(AssertionError("never run")), label="导入")
    assert _ended(job).state == state


# --- cancelling -----------------------------------------------------------------------------------


def test_a_waiting_job_is_cancelled_at_once(job: Job) -> None:
    progress.cancel(job)
    assert _ended(job).state == Job.CANCELLED


def test_a_running_job_is_cancelled_at_its_next_report(job: Job) -> None:
    Job.objects.filter(id=job.id).update(state=Job.RUNNING)
    progress.cancel(job)
    assert _ended(job).state == Job.CANCELLING


def test_a_job_that_has_ended_cannot_be_cancelled(job: Job) -> None:
    progress.finish(job, {"rows": 1})
    progress.cancel(job)
    assert _ended(job).state == Job.DONE


@pytest.mark.django_db(transaction=True)
def test_reports_are_seen_while_the_work_is_not_committed() -> None:
    job = progress.start("import", "导入", by_id=7, by_name="李红")
    with progress.reporter(job) as report:
        report("读取", 1, 10)
        assert (_ended(job).state, job.stage, job.done, job.total) == (Job.RUNNING, "读取", 1, 10)
        report("读取", 2, 10)  # too soon after the first
        assert _ended(job).done == 1
        report("写入", 10, 10)  # the last is never left out
        assert (_ended(job).stage, job.done) == ("写入", 10)
        progress.cancel(job)
        with pytest.raises(Cancelled, match="什么都没有写入"):
            report("写入", 10, 10)


@pytest.mark.django_db(transaction=True)
def test_a_job_is_one_transactions_alone() -> None:
    job = progress.start("import", "导入", by_id=7, by_name="李红")
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN; SELECT pg_advisory_xact_lock(hashtext('zhenyu job'), %s)", [job.id])
            with connection.cursor() as own:
                own.execute("SET lock_timeout = '50ms'")
                with pytest.raises(OperationalError):
                    progress.lock_job(job)
                own.execute("RESET lock_timeout")
            cursor.execute("COMMIT")
        Job.objects.filter(id=job.id).update(state=Job.DONE)
        progress.lock_job(job)
        assert job.ended
    finally:
        other.close()


# --- deferral -------------------------------------------------------------------------------------


def test_work_is_deferred_by_the_name_of_its_task() -> None:
    defer("ledgers.renew_due", code="toilets")
    row = ProcrastinateJob.objects.get(task_name="ledgers.renew_due")
    assert (row.args, row.queue_name) == ({"code": "toilets"}, "indexes")


def test_a_task_that_no_room_has_is_an_error_of_the_programmer() -> None:
    with pytest.raises(TaskNotFound):
        defer("ledgers.no_such_task")
