"""Reading the change log across ledgers, on behalf of somebody whose duty it is to look. Row security keeps
it to their places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Q

from zhenyu.areas.queries import names as area_names
from zhenyu.core import clock
from zhenyu.core.changelog.changes import NAMES
from zhenyu.core.changelog.titles import action_title
from zhenyu.core.errors import NotAllowed, UsageError
from zhenyu.core.models import Change, Seal
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.models import Ledger
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader, Role

PAGE: Final = 50
SEALS_SHOWN: Final = 20
_LOOK: Final = frozenset({Role.OFFICE_HEAD, Role.INSPECTOR, Role.COUNTY_READER})


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """One change as the log page shows it; ``ledger_title`` is empty for what is not a ledger's (plans,
    reports), ``named`` says what it is."""

    at: datetime
    ledger: str
    ledger_title: str
    named: str
    row: int | None
    area_name: str
    action_title: str
    actor: str
    why: str
    batch: int | None


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What is looked for; empty parts ask for nothing."""

    ledger: str = ""
    actor: str = ""
    action: str = ""
    first: date | None = None
    last: date | None = None


def may_look(reader: Reader) -> bool:
    return reader.unlimited or any(grant.role in _LOOK for grant in reader.grants)


def log_page(
    reader: Reader, area: AreaCode, wanted: LogFilter, after: str | None = None
) -> tuple[tuple[LoggedChange, ...], str | None]:
    """Changes below an area, newest first, and the cursor of the next page. Three statements.

    Raises:
        NotAllowed: looking through the log is none of the reader's duties. UsageError: a cursor that is none.
    """
    if not may_look(reader):
        raise NotAllowed("没有查看变更日志的职责", "请办所负责人、督查员来查，或在记录页查看单条历史")
    found = (
        Change.objects.filter(area__gte=str(area), area__lt=area.upper_bound)
        .defer("before")
        .order_by("-at", "-id")
    )
    found = found.filter(_condition(wanted))
    if after:
        at, id = _edge(after)
        found = found.filter(Q(at__lt=at) | Q(at=at, id__lt=id), at__lte=at)
    changes = list(found[: PAGE + 1])
    last = changes[PAGE - 1] if len(changes) > PAGE else None
    titles, names = (
        dict(Ledger.objects.values_list("code", "title")),
        area_names({each.area for each in changes}),
    )
    shown = tuple(
        LoggedChange(
            each.at,
            each.ledger,
            titles.get(each.ledger, ""),
            titles.get(each.ledger) or NAMES.get(each.ledger, each.ledger),
            each.row_id,
            names.get(each.area, each.area),
            action_title(each.action),
            each.actor,
            each.why,
            each.batch,
        )
        for each in changes[:PAGE]
    )
    return shown, f"{last.at.isoformat()}_{last.id}" if last else None


def check_may_see_seals(reader: Reader) -> None:
    """Raises NotAllowed where the seals are none of the reader's duties."""
    if not may_look(reader):
        raise NotAllowed("没有查看封存的职责", "请办所负责人、督查员来查")


def seal_page(reader: Reader) -> tuple[list[Seal], int]:
    """The newest seals, and how many changes wait for the next one.

    Changes are counted beyond the reader's areas, because a seal covers the whole log; nothing of them is
    shown.

    Raises:
        NotAllowed: as :func:`check_may_see_seals`.
    """
    check_may_see_seals(reader)
    newest = list(Seal.objects.defer("marks").order_by("-number")[:SEALS_SHOWN])
    with reading_as(SYSTEM):
        waiting = Change.objects.filter(id__gt=newest[0].until_id) if newest else Change.objects.all()
        return newest, waiting.count()


def _condition(wanted: LogFilter) -> Q:
    asked = Q()
    for name, value in (
        ("ledger", wanted.ledger),
        ("action", wanted.action),
        ("actor__contains", wanted.actor),
    ):
        if value:
            asked &= Q(**{name: value})
    if wanted.first:
        asked &= Q(at__gte=datetime.combine(wanted.first, time.min, clock.CHINA))
    if wanted.last:
        asked &= Q(at__lt=datetime.combine(wanted.last + timedelta(days=1), time.min, clock.CHINA))
    return asked


def _edge(token: str) -> tuple[datetime, int]:
    try:
        at, id = token.rsplit("_", 1)
        return datetime.fromisoformat(at), int(id)
    except ValueError:
        raise UsageError("翻页标记无效或已过时", "请回到第一页重新翻") from None
