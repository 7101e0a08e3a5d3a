"""Looking the installation over: each check is a small function that says what it found and what to do. It
changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django.db import DatabaseError, connection

from zhenyu.config import host_checks
from zhenyu.config.host_checks import Word
from zhenyu.core import clock
from zhenyu.core.database.holidays import calendar
from zhenyu.core.database.leakproof import STATEMENT, is_marked
from zhenyu.core.database.row_security import APP_ROLE

OLDEST_DATABASE: Final = 15
CLOCKS_APART: Final = timedelta(seconds=30)
WORKER_SILENT: Final = timedelta(minutes=2)
JOB_WAITS: Final = timedelta(minutes=15)
_NOTICE_MONTH: Final = 11

Check = Callable[[], Iterator[Word]]


def examine() -> list[Word]:
    """Every check in turn; without a database those that need none."""
    words = [word for check in _WITHOUT_DATABASE for word in check()]
    try:
        words += [word for check in _WITH_DATABASE for word in check()]
    except DatabaseError as problem:
        reason = str(problem).strip().splitlines()[0]
        words.append(
            Word(
                "数据库",
                "finding",
                f"连不上或不能用：{reason}",
                "检查 DATABASE_URL；第一次使用先运行 zhenyu init",
            )
        )
    return words


def _asked(statement: str, *spans: timedelta) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [f"{span.total_seconds()} seconds" for span in spans])
        return list(cursor.fetchall())


def _server() -> Iterator[Word]:
    ((version, encoding),) = _asked(
        "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')"
    )
    name = f"PostgreSQL {version // 10000}.{version % 10000}，{encoding}"
    if version // 10000 < OLDEST_DATABASE:
        yield Word("数据库", "finding", name, f"升级到 {OLDEST_DATABASE} 或以上")
    elif encoding != "UTF8":
        yield Word("数据库", "finding", name, "数据库要用 UTF8 编码建立")
    else:
        yield Word("数据库", "ok", name)


def _migrations() -> Iterator[Word]:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Word("数据库结构", "finding", f"有 {len(waiting)} 项升级没有做", "运行 zhenyu init")
    else:
        yield Word("数据库结构", "ok", "最新")


def _row_security() -> Iterator[Word]:
    ((user, above),) = _asked(
        "SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )
    if user != APP_ROLE or above:
        yield Word(
            "数据权限",
            "finding",
            f"以 {user} 的身份读写，数据库的行权限不起作用",
            "运行 zhenyu init 后重新启动",
        )
        return
    open_tables = _asked(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        " AND (relname LIKE 'ledger\\_%%' OR relname = 'core_change') AND NOT (relrowsecurity AND relforcerowsecurity)"
    )
    if open_tables:
        names = "、".join(name for (name,) in open_tables[:5])
        yield Word(
            "数据权限",
            "finding",
            f"{len(open_tables)} 张表没有行权限：{names}",
            "运行 zhenyu init；仍有则联系开发方",
        )
        return
    ((seen,),) = _asked("SELECT count(*) FROM (SELECT FROM core_change LIMIT 1) one")
    if seen:
        yield Word(
            "数据权限", "finding", "没有授权也能读到变更记录", "运行 zhenyu init；仍有则立即停用并联系开发方"
        )
    else:
        yield Word("数据权限", "ok", "每张台账都有行权限，没有授权读不到任何行")


def _clocks() -> Iterator[Word]:
    ((theirs,),) = _asked("SELECT clock_timestamp()")
    apart = abs(datetime.now(UTC) - theirs)
    if apart > CLOCKS_APART:
        yield Word(
            "时钟", "finding", f"与数据库服务器相差 {apart.total_seconds():.0f} 秒", "两台机器都用 NTP 对时"
        )
    else:
        yield Word("时钟", "ok", f"与数据库相差 {apart.total_seconds():.1f} 秒")


def _jobs() -> Iterator[Word]:
    ((alive,),) = _asked(
        "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - %s::interval",
        WORKER_SILENT,
    )
    if alive:
        yield Word("后台任务", "ok", f"{alive} 个进程在运行")
    else:
        yield Word(
            "后台任务",
            "finding",
            "没有进程在运行，导入等不会进行",
            "运行 zhenyu serve，或单独运行 zhenyu worker",
        )
    ((waiting, stuck),) = _asked(
        "SELECT count(*) FILTER (WHERE j.status = 'todo' AND coalesce(j.scheduled_at, e.at) < now() - %s::interval),"
        " count(*) FILTER (WHERE j.status = 'doing' AND w.id IS NULL)"
        " FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w"
        " ON w.id = j.worker_id AND w.last_heartbeat > now() - %s::interval,"
        " LATERAL (SELECT max(at) AS at FROM procrastinate_events WHERE job_id = j.id) e"
        " WHERE j.status IN ('todo', 'doing')",
        JOB_WAITS,
        WORKER_SILENT,
    )
    if waiting:
        yield Word(
            "后台任务",
            "finding",
            f"{waiting} 项等了 {JOB_WAITS.total_seconds() / 60:.0f} 分钟以上",
            "查看后台进程的日志",
        )
    if stuck:
        yield Word("后台任务", "finding", f"{stuck} 项做到一半，进程不在了", "启动 zhenyu worker，它会接着做")


def _calendar() -> Iterator[Word]:
    """The table that time limits are counted by. The notice for a year comes out in the November before
    it."""
    today, kept = clock.today(), calendar(fresh=True)
    wanted = [today.year, today.year + 1] if today.month >= _NOTICE_MONTH else [today.year]
    for year in wanted:
        if kept.knows(date(year, 12, 31)):
            yield Word("节假日", "ok", f"已有 {year} 年的安排")
        else:
            yield Word(
                "节假日",
                "note" if year > today.year and today.month == _NOTICE_MONTH else "finding",
                f"没有 {year} 年的放假安排，办理时限按周一至周五算",
                f"国务院办公厅的通知公布后，在“管理—工作日历”登记 {year} 年的放假和调休",
            )


def _search() -> Iterator[Word]:
    with connection.cursor() as cursor:
        if is_marked(cursor):
            yield Word("查找", "ok", "查找和翻页用得上索引")
        else:
            yield Word(
                "查找",
                "note",
                "数据库没有允许查找使用索引，大台账里查找会慢",
                f"请数据库管理员（超级用户）在本库执行一次：{STATEMENT}",
            )


_WITHOUT_DATABASE: Final[tuple[Check, ...]] = (
    host_checks.front_end,
    host_checks.configuration,
    host_checks.disk,
    host_checks.backups,
    host_checks.programs,
)
_WITH_DATABASE: Final[tuple[Check, ...]] = (
    _server,
    _migrations,
    _row_security,
    _search,
    _clocks,
    _jobs,
    _calendar,
)
