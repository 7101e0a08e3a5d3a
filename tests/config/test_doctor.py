"""The doctor finds what is wrong, says what to do, and leaves everything as it was."""

import os
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from zhenyu.config import doctor, host_checks
from zhenyu.core.database.holidays import set_year
from zhenyu.core.database.row_security import owner_rights
from zhenyu.core.models import CalendarYear

pytestmark = pytest.mark.django_db


def levels(check: doctor.Check) -> list[str]:
    return [word.level for word in check()]


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> Path:
    settings.ZHENYU_VAR = tmp_path
    return tmp_path


def test_a_sound_database_passes_every_check() -> None:
    for check in (doctor._server, doctor._migrations, doctor._row_security, doctor._clocks):
        assert levels(check) == ["ok"]


def test_a_ledger_without_row_security_is_found(county: None) -> None:
    with owner_rights() as cursor:
        cursor.execute("CREATE TABLE ledger_open (id bigint)")
    assert levels(doctor._row_security) == ["finding"]


def test_an_owner_is_not_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
    assert levels(doctor._row_security) == ["finding"]


def test_no_worker_and_jobs_that_wait_or_were_left_are_found() -> None:
    assert levels(doctor._jobs) == ["finding"]
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        assert levels(doctor._jobs) == ["ok"]
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, scheduled_at)"
            " VALUES ('imports', 'x', 'todo', now() - interval '1 hour'), ('imports', 'x', 'doing', NULL)"
        )
    assert levels(doctor._jobs) == ["ok", "finding", "finding"]


def test_a_backup_is_found_by_its_age(var: Path) -> None:
    assert levels(host_checks.backups) == ["finding"]
    (var / "backups").mkdir()
    backup = var / "backups" / "zhenyu.dump"
    backup.write_bytes(b"x")
    assert levels(host_checks.backups) == ["ok"]
    week_ago = time.time() - 7 * 24 * 3600
    os.utime(backup, (week_ago, week_ago))
    assert levels(host_checks.backups) == ["finding"]


def test_a_secret_that_others_can_read_is_found(var: Path) -> None:
    secret = var / "secret_key"
    secret.write_text("x")
    secret.chmod(0o600)
    assert "finding" not in levels(host_checks.configuration)
    secret.chmod(0o644)
    assert "finding" in levels(host_checks.configuration)


def test_a_year_without_a_holiday_notice_is_found(settings: Any) -> None:
    """The table is asked that time limits are counted by; for next year from the November in which its notice
    comes out."""
    settings.ZHENYU_TODAY = "2026-10-31"
    assert levels(doctor._calendar) == ["ok"]
    settings.ZHENYU_TODAY = "2026-11-22"
    assert levels(doctor._calendar) == ["ok", "note"]
    settings.ZHENYU_TODAY = "2026-12-01"
    assert levels(doctor._calendar) == ["ok", "finding"]
    set_year(2027, {date(2027, 1, 1): (False, "元旦")}, source="通知", by_name="系统")
    assert levels(doctor._calendar) == ["ok", "ok"]
    CalendarYear.objects.filter(year=2026).delete()
    assert levels(doctor._calendar)[0] == "finding"


def test_a_scanner_that_is_not_there_is_found(monkeypatch: Any) -> None:
    monkeypatch.setenv("ZHENYU_SCAN_COMMAND", "no-such-scanner --quiet")
    assert "finding" in levels(host_checks.programs)


def test_every_finding_says_what_to_do() -> None:
    words = doctor.examine()
    assert all(word.hint for word in words if word.level == "finding")
    assert {word.check for word in words} >= {
        "数据库",
        "数据权限",
        "时钟",
        "磁盘",
        "后台任务",
        "备份",
        "节假日",
    }
