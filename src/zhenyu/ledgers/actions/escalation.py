"""Reporting what is long overdue to the roles a deadline names."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection, transaction
from psycopg import sql

from zhenyu.core import clock
from zhenyu.core.database.holidays import calendar
from zhenyu.core.database.statements import statement
from zhenyu.ledgers.definition.ledger_definition import DayLimit, Deadline, EscalationStep, LedgerDefinition
from zhenyu.ledgers.schema.deadlines import late_by
from zhenyu.ledgers.schema.registry import ledgers
from zhenyu.people.types import ROLE_TITLES, SYSTEM, Role


def span_words(span: DayLimit) -> str:
    """``5个工作日``."""
    return f"{span.days}{'个工作日' if span.working else '天'}"


@transaction.atomic
def escalate() -> int:
    """Write the escalations that are due today in every ledger; returns how many are new. The caller sees
    every row."""
    today, in_force = clock.today(), calendar(fresh=True)
    return sum(
        _escalate(each, deadline, step, late_by(today, step.after, in_force))
        for each in ledgers()
        for deadline in each.deadlines
        for step in deadline.escalate
    )


def _escalate(definition: LedgerDefinition, deadline: Deadline, step: EscalationStep, latest: date) -> int:
    running = sql.SQL("t.state = ANY({})").format(sql.Literal(list(deadline.while_)))
    escalated = statement(
        "zhenyu.ledgers",
        "escalate",
        table=definition.table,
        running=running if definition.lifecycle else sql.SQL("TRUE"),
    )
    why = f"逾期{span_words(step.after)}，报{ROLE_TITLES[Role(step.to)]}"
    parameters: dict[str, Any] = {
        "ledger": definition.code,
        "domain": definition.domain,
        "role": step.to,
        "late_by": latest,
        "at": clock.now(),
        "after": f"{step.after.days}{'wd' if step.after.working else 'd'}",
        "by": SYSTEM.name,
        "why": why,
    }
    with connection.cursor() as cursor:
        cursor.execute(escalated, parameters)
        return int(cursor.rowcount)
