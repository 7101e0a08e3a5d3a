"""Furnish a database with the demonstration county. Run again, it finds each part done and leaves it alone.

Every part is one transaction: a run that is broken off goes on at the part it did not finish.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Protocol

from zhenyu.areas.actions import load_areas
from zhenyu.areas.models import Area
from zhenyu.core import clock
from zhenyu.core.changelog.seals import seal_log
from zhenyu.core.errors import RefusedError
from zhenyu.core.models import Seal
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.demo import books, library
from zhenyu.demo.accounts import ACCOUNTS, OFFICES, PASSWORD, DemoAccount
from zhenyu.demo.chance import TODAY, Row, later
from zhenyu.demo.files import put_files
from zhenyu.demo.observations import observations
from zhenyu.demo.places import COUNTY, area_rows, towns
from zhenyu.demo.progress import task_reports
from zhenyu.demo.targets import targets
from zhenyu.documents.actions.reports import file_report
from zhenyu.documents.models import active_documents
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.actions.targets import set_targets
from zhenyu.indicators.models import Observation
from zhenyu.ledgers.actions.escalation import escalate
from zhenyu.ledgers.actions.imports import import_rows
from zhenyu.ledgers.models import AttachedFile, Batch, Escalation, Ledger
from zhenyu.ledgers.schema.registry import ledger
from zhenyu.packs import TOWNSHIP
from zhenyu.people.actions import create_office, create_user
from zhenyu.people.models import User
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader
from zhenyu.plans.actions.reports import report_progress
from zhenyu.plans.models import ProgressReport, Task

__all__ = ["ACCOUNTS", "PASSWORD", "furnish"]

Say = Callable[[str], None]
_WHY: Final = "布置示范数据"
_SYSTEM: Final = "town_1357_2026"
_KEPT_UNTIL: Final = later(TODAY, -6)
"""The day the older rows are dated as recorded; the rest is this week's."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the furnishing: whether it is there, and how to make it; ``make`` answers how many it made,
    if it counts."""

    title: str
    done: Callable[[], bool]
    make: Callable[[], int | None]


class ApplyPack(Protocol):
    """``config.packs.apply``: hand the content of a pack to the rooms."""

    def __call__(self, pack: Path, *, by: Reader, area: AreaCode) -> object: ...


def furnish(say: Say = lambda _: None, *, apply_pack: ApplyPack, scale: float = 1.0) -> None:
    """Furnish areas, content, accounts, books, targets, entered figures, reports on tasks, and the library.

    Arguments:
        say: is told each part in a Chinese sentence as it is done.
        apply_pack: how the pack's content gets to its rooms (given by the room above).
        scale: multiplies people, households and events; places, projects and firms stay as many as they are.

    Raises:
        RefusedError: a row of the demonstration breaks a rule of its ledger (a fault of the pack or of the
        generator).
    """
    parts = list(_parts(apply_pack, scale))
    for number, part in enumerate(parts, start=1):
        with reading_as(SYSTEM):
            if part.done():
                continue
            made = part.make()
        if made != 0:  # a ledger may be empty at a small scale
            say(f"[{number}/{len(parts)}] {part.title}{f'，{made}条' if made else ''}")


def _parts(apply_pack: ApplyPack, scale: float) -> Iterator[_Part]:
    def apply_content() -> None:
        apply_pack(TOWNSHIP, by=SYSTEM, area=AreaCode(towns()[0].code))

    yield _Part("区划", Area.objects.filter(code=COUNTY[0]).exists, lambda: load_areas(area_rows()))
    yield _Part("台账、指标、工作体系和模板", Ledger.objects.filter(code="social_orgs").exists, apply_content)
    yield _Part("办所和账号", User.objects.filter(username=ACCOUNTS[-1].username).exists, _open_accounts)
    for code in books.LEDGERS:
        yield _ledger_part(code, scale)
    yield _Part(
        "目标",
        Observation.objects.filter(status="target", by_name=SYSTEM.name, period="2024").exists,
        _set_targets,
    )
    yield _Part("上级部门的数", Observation.objects.filter(status="entered").exists, _enter)
    yield _Part("任务进展", ProgressReport.objects.exists, _report)
    yield _Part("报告库", active_documents().exists, _file)
    yield _Part("附件", AttachedFile.objects.exists, put_files)
    yield _Part("逾期上报", Escalation.objects.exists, escalate)
    yield _Part("封存", Seal.objects.exists, seal_log)


def _open_accounts() -> int:
    for place in towns():
        for name in OFFICES:
            create_office(area=AreaCode(place.code), name=name)
    for account in ACCOUNTS:
        _open(account)
    return len(ACCOUNTS)


def _open(account: DemoAccount) -> None:
    if User.objects.filter(username=account.username).exists():
        return
    office = create_office(area=AreaCode(account.area), name=account.office) if account.office else None
    create_user(
        username=account.username, name=account.name, password=PASSWORD, grants=account.grants, office=office
    )


def _ledger_part(code: str, scale: float) -> _Part:
    return _Part(f"台账 {code}", Batch.objects.filter(ledger=code).exists, lambda: _import(code, scale))


def _import(code: str, scale: float) -> int:
    """Import a ledger in two batches, so that what happened this week is this week's in the history too."""
    rows = list(books.rows(code, scale))
    earlier = [row for row in rows if not _is_of_this_week(row)]
    recent = [row for row in rows if _is_of_this_week(row)]
    return _import_batch(code, earlier, _KEPT_UNTIL) + _import_batch(code, recent, TODAY)


_ENTERED: Final = (
    "reported_on",
    "received_on",
    "found_on",
    "accepted_on",
    "applied_on",
    "held_on",
    "happened_on",
    "issued_on",
)
"""Fields that say when a thing was first written down."""


def _is_of_this_week(row: Row) -> bool:
    return any(_KEPT_UNTIL < row[name] <= TODAY for name in _ENTERED if name in row)


def _import_batch(code: str, rows: list[Row], day: date) -> int:
    """Import rows dated to a day. The first gets every column, because the import learns the columns from the
    first."""
    if not rows:
        return 0
    every_column = dict.fromkeys(field.name for field in ledger(code).fields)
    lines = [{**every_column, **rows[0]}, *rows[1:]]
    report = import_rows(code, lines, area=AreaCode(COUNTY[0]), by=SYSTEM, at=clock.at_noon(day), why=_WHY)
    if report.refused:
        raise RefusedError(
            f"示范数据 {code} 有{report.refused}行不合规则：{report.problems[0]}", "请修正生成器或台账定义"
        )
    return report.read


def _set_targets() -> int:
    return set_targets(targets(), by=SYSTEM)


def _enter() -> int:
    return enter_observations(observations(), by=SYSTEM)


def _report() -> int:
    tasks = {
        task.key: task for task in Task.objects.filter(system__code=_SYSTEM).prefetch_related("milestones")
    }
    reports = task_reports()
    for report in reports:
        task = tasks[report.task]
        nodes = {node.title: node.id for node in task.milestones.all()}
        report_progress(
            task.id,
            by=SYSTEM,
            progress=report.progress,
            problem=report.problem,
            next_step=report.next_step,
            day=report.day,
            done={nodes[title]: day for title, day in report.done.items()},
        )
    return len(reports)


def _file() -> int:
    reports = library.reports()
    for report in reports:
        file_report(
            report.text,
            title=report.title,
            area=AreaCode(report.area),
            period=report.period,
            by=SYSTEM,
            kind="annual",
            filename=report.file,
        )
    return len(reports)
