"""Reporting what is long overdue to the roles a deadline names, and putting due days right when the calendar changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.db import connection, transaction
from psycopg import sql

from zhenyu.core.database.holidays import calendar, set_year
from zhenyu.core.errors import NotAllowed
from zhenyu.core.values import clock
from zhenyu.ledgers.definition.ledger_definition import Deadline, Escalation, LedgerDefinition, Span
from zhenyu.ledgers.redefinition.shadow_columns import is_large
from zhenyu.ledgers.schema import tables
from zhenyu.ledgers.schema.deadlines import late_by, start_days
from zhenyu.ledgers.schema.registry import ledgers
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import ROLE_TITLES, SYSTEM, Reader, Role

_SQL: Final = Path(__file__).parents[1] / "sql" / "escalate.sql"


def span_words(span: Span) -> str:
    """``5个工作日``."""
    return f"{span.days}{'个工作日' if span.working else '天'}"


@transaction.atomic
def escalate() -> int:
    """Write the escalations that are due today in every ledger; returns how many are new. The caller sees every row."""
    today, in_force = clock.today(), calendar(fresh=True)
    return sum(
        _escalate(each, deadline, step, late_by(today, step.after, in_force))
        for each in ledgers()
        for deadline in each.deadlines
        for step in deadline.escalate
    )


def _escalate(definition: LedgerDefinition, deadline: Deadline, step: Escalation, latest: date) -> int:
    text: Any = _SQL.read_text(encoding="utf-8")
    running = sql.SQL("t.state = ANY({})").format(sql.Literal(list(deadline.while_)))
    statement = sql.SQL(text).format(
        table=sql.Identifier(definition.table), running=running if definition.lifecycle else sql.SQL("TRUE")
    )
    why = f"逾期{span_words(step.after)}，报{ROLE_TITLES[Role(step.to)]}"
    parameters: dict[str, Any] = {
        "ledger": definition.code, "domain": definition.domain, "role": step.to, "late_by": latest, "at": clock.now(),
        "after": f"{step.after.days}{'wd' if step.after.working else 'd'}", "by": SYSTEM.name, "why": why,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(None), parameters)
        return int(cursor.rowcount)


def may_keep_calendar(reader: Reader) -> bool:
    """The calendar holds for every ledger: an office head of every domain keeps it, or the operator."""
    return reader.unlimited or any(grant.role is Role.OFFICE_HEAD and grant.domain is None for grant in reader.grants)


@transaction.atomic
class Moved(NamedTuple):
    """How many due days a changed calendar moved at once, and the ledgers too large for that, whose turn is to come."""

    rows: int
    later: tuple[LedgerDefinition, ...] = ()


def keep_calendar(year: int, days: dict[date, tuple[bool, str]], *, source: str, by: Reader) -> Moved:
    """Write a year of the holiday table and set every due day counted in working days anew, of large ledgers in the background.

    Raises:
        NotAllowed, UsageError.
    """
    if not may_keep_calendar(by):
        raise NotAllowed("只有负责全部领域的办所负责人可以改节假日表", "请党政综合办负责人或系统管理员来改")
    if not set_year(year, days, source=source, by_name=by.name):
        return Moved(0)
    with reading_as(SYSTEM):
        concerned = [each for each in ledgers() if start_days(each)]
        later = tuple(each for each in concerned if is_large(each))
        moved = sum(tables.renew_due(each) for each in concerned if each not in later)
    from zhenyu.ledgers.jobs import renew_due  # jobs call the actions

    for each in later:
        renew_due.defer(code=each.code)
    return Moved(moved, later)
