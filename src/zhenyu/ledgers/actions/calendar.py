"""Verb of the holiday table: a year of it is written, and every due day counted in working days follows."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import transaction

from zhenyu.core.database.holidays import set_year
from zhenyu.core.errors import NotAllowed
from zhenyu.core.jobs.deferral import defer
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.schema import tables
from zhenyu.ledgers.schema.deadlines import start_days
from zhenyu.ledgers.schema.registry import ledgers
from zhenyu.ledgers.schema.size import is_large
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader, Role


def may_keep_calendar(reader: Reader) -> bool:
    """The calendar holds for every ledger: an office head of every domain keeps it, or the operator."""
    return reader.unlimited or any(
        grant.role is Role.OFFICE_HEAD and grant.domain is None for grant in reader.grants
    )


class Moved(NamedTuple):
    """How many due days a changed calendar moved at once, and the ledgers too large for that, whose turn is
    to come."""

    rows: int
    later: tuple[LedgerDefinition, ...] = ()


@transaction.atomic
def keep_calendar(year: int, days: dict[date, tuple[bool, str]], *, source: str, by: Reader) -> Moved:
    """Write a year of the holiday table and set every due day counted in working days anew, of large ledgers
    in the background.

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
    for each in later:
        defer("ledgers.renew_due", code=each.code)
    return Moved(moved, later)
