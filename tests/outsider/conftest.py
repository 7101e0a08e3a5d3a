"""A village full of canaries, and those who have no business there."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.indicators.conftest import INDICATORS, TOILETS
from zhenyu.core import clock
from zhenyu.core.files import uploads
from zhenyu.core.jobs import progress
from zhenyu.core.models import Job
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.documents.actions.corrections import correct_figure
from zhenyu.documents.actions.reports import file_report
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.actions.targets import set_targets
from zhenyu.indicators.types import ObservationEntry
from zhenyu.ledgers.actions.attachments import attach
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.actions.deletion import delete_rows
from zhenyu.ledgers.actions.imports import IMPORT
from zhenyu.ledgers.actions.rows import save_rows, transition_rows
from zhenyu.ledgers.actions.saved_views import save_view
from zhenyu.ledgers.schema.registry import ledger
from zhenyu.ledgers.types import RowEdit, RowRef
from zhenyu.people.actions import create_token, create_user
from zhenyu.people.models import User
from zhenyu.people.queries import reader_of
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Grant, Reader, Role
from zhenyu.plans.actions.reports import report_progress
from zhenyu.plans.actions.systems import define_system
from zhenyu.plans.models import Task
from zhenyu.writing.actions.templates import define_template

TOWN, EAST, WEST = AreaCode("990101100"), AreaCode("990101100201"), AreaCode("990101100202")
WORD = "canary"
"""What a search looks for; every planted text begins with it and goes on with what must never be seen."""

PASSWORD = "liuhe-2026-x"


def canary(of: str) -> str:
    return f"{WORD}-{of}-7f3a"


AMOUNT = "7654321"
TEXTS = tuple(
    canary(of)
    for of in ("row", "old", "why", "deleted", "file", "problem", "cell", "upload", "token", "view", "beside")
)
PLACE_TEXTS = tuple(canary(of) for of in ("source", "report", "task", "progress"))
NUMBERS = (AMOUNT, "765.43", "6543.21")


@dataclass(frozen=True)
class Planted:
    """Where the canaries are: what the placeholders of ``places.py`` stand for."""

    row: int
    deleted: int
    household: str
    job: int
    upload: str
    report: int
    figure: int
    task: int
    token: int
    view: int
    file: str
    east: str = str(EAST)
    word: str = WORD


@pytest.fixture
def planted(county: None, settings: Any, tmp_path: Path) -> Planted:
    """Everything the system keeps, with a canary in it, in the east village."""
    settings.ZHENYU_VAR = tmp_path
    settings.ZHENYU_TODAY = "2026-10-31"
    owner = account("owner", Role.VILLAGE_RECORDER, EAST)
    with reading_as(SYSTEM):
        _plant_figures()
        row, deleted, file = _plant_rows()
        report, figure = _plant_report(tmp_path / "总结.txt")
        task = _plant_task()
        define_template(
            {"code": "annual_report", "title": "年度总结", "body": "# 总结\n\n补助{{paid}}。"}, by=SYSTEM
        )
    with reading_as(reader_of(owner, clock.today())):
        view = _plant_view(reader_of(owner, clock.today()))
        token, _ = create_token(
            by=reader_of(owner, clock.today()), name=canary("token"), expires_on=clock.today(), read_only=True
        )
    upload = _plant_upload(owner)
    job = _plant_job(owner, upload)
    return Planted(row, deleted, canary("row"), job, upload, report, figure, task, token.pk, view, file)


def account(username: str, role: Role, area: AreaCode, domain: str | None = None) -> User:
    return create_user(
        username=username, name=f"{username}员", password=PASSWORD, grants=[Grant(role, area, domain)]
    )


@pytest.fixture
def as_user(client: Client) -> Any:
    def logged_in(user: User) -> Client:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return logged_in


def _plant_figures() -> None:
    define_indicators(INDICATORS, by=SYSTEM)
    define_ledger(TOILETS, by=SYSTEM)
    revenue = ObservationEntry("revenue", EAST, "2026", "6543.21", source=canary("source"))
    enter_observations([revenue], by=SYSTEM)
    set_targets([("paid", EAST, Period.parse("2026"), 999, "at_least")], by=SYSTEM)


def _plant_rows() -> tuple[int, int, str]:
    values = {
        "household": canary("row"),
        "builder": canary("old"),
        "cost": AMOUNT,
        "listed_on": "2026-01-05",
        "accepted_on": "2026-02-01",
    }
    row = save_rows("toilets", [RowEdit(values, area=EAST)], by=SYSTEM, why=canary("why")).rows[0]
    transition_rows("toilets", [RowRef(row.id, 1)], "accept", values={"builder": canary("row")}, by=SYSTEM)
    gone = save_rows(
        "toilets", [RowEdit({"household": "0", "builder": canary("deleted")}, area=EAST)], by=SYSTEM
    ).rows[0]
    save_rows("toilets", [RowEdit({"builder": "改"}, gone.id, 1)], by=SYSTEM)
    file = SimpleUploadedFile(f"{canary('beside')}.txt", canary("beside").encode())
    (kept,) = attach("toilets", RowRef(gone.id, 2), [file], by=SYSTEM)
    delete_rows("toilets", [RowRef(gone.id, 3)], by=SYSTEM, why=canary("why"))
    save_rows(
        "toilets", [RowEdit({"household": "西1", "cost": 5, "listed_on": "2026-01-05"}, area=WEST)], by=SYSTEM
    )
    return row.id, gone.id, kept.digest


def _plant_view(owner: Reader) -> int:
    question = {"f.builder": canary("view")}
    view = save_view(
        ledger("toilets"), title=canary("view"), audience="own", display="grid", question=question, by=owner
    )
    return int(view.pk)


def _plant_report(file: Path) -> tuple[int, int]:
    file.write_text(f"# 东柳村总结\n\n{canary('report')}完成财政收入6543.21万元。\n", encoding="utf-8")
    filed = file_report(file, title=canary("report"), area=EAST, period=Period.parse("2026"), by=SYSTEM)
    (figure,) = filed.figures.all()
    correct_figure(figure.pk, version=1, said={"measure": canary("report")}, by=SYSTEM)
    return int(filed.id), int(figure.pk)


def _plant_task() -> int:
    leaf = {
        "title": canary("task"),
        "lead": "村委会",
        "nodes": [{"title": canary("task"), "due": "2026-06-30"}],
    }
    item = {"title": canary("task"), "tasks": [leaf]}
    raw = {"code": "east", "title": canary("task"), "year": 2026, "area": str(EAST)}
    define_system({**raw, "levels": [{"title": canary("task"), "items": [item]}]}, by=SYSTEM)
    task = Task.objects.get(area=str(EAST)).id
    report_progress(task, by=SYSTEM, progress=canary("progress"))
    return int(task)


def _plant_upload(owner: User) -> str:
    text = f"户编号,施工队,造价\n{canary('upload')},{canary('upload')},1\n"
    return uploads.store_upload(SimpleUploadedFile("表.csv", text.encode()), by_id=owner.pk)


def _plant_job(owner: User, upload: str) -> int:
    job = progress.start(
        IMPORT,
        canary("file"),
        by_id=owner.pk,
        by_name=owner.name,
        arguments={
            "ledger": "toilets",
            "area": str(EAST),
            "file": upload,
            "name": canary("file"),
            "dry_run": True,
        },
    )
    problem = {"row": 2, "field": "造价", "value": canary("problem"), "message": "不行", "hint": ""}
    Job.objects.filter(pk=job.pk).update(
        state=Job.DONE, result={"read": 1, "problems": [problem], "batch": None}
    )
    with zipfile.ZipFile(uploads.result_path(job.pk), "w") as book:
        book.writestr("xl/sharedStrings.xml", canary("cell"))
    return int(job.pk)
