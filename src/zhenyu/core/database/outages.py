"""What to tell people when the database itself fails: it went away, or its disk is full."""

from __future__ import annotations

import psycopg

from zhenyu.core.errors import ZhenyuError


def database_problem(error: BaseException | None) -> ZhenyuError | None:
    """The message and remedy for a database that went away or ran out of room; None for anything else.

    Django wraps the driver's errors, so the chain of causes is searched.
    """
    while error is not None and not isinstance(error, psycopg.Error):
        error = error.__cause__
    if isinstance(error, psycopg.errors.DiskFull):
        return ZhenyuError("数据库所在磁盘已满，本次操作已全部撤回", "请系统管理员腾出空间，然后重试")
    if isinstance(error, psycopg.OperationalError):
        return ZhenyuError(
            "与数据库的连接中断，本次操作已全部撤回",
            "请稍后重试；仍不行请系统管理员确认数据库在运行（DATABASE_URL 所指的，或内置的）",
        )
    return None
