"""A redefinition in the background as people meet it: on the page, in the terminal, with a newer pack."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from django.db import connection

from tests.ledgers.redefinition.test_redefining_large import with_days
from tests.ledgers.samples import EAST, TOWN, households, load, toilets
from tests.ledgers.views.test_definition_views import clients, save
from zhenyu.areas.actions import load_areas
from zhenyu.core.models import Job
from zhenyu.ledgers.actions import definitions
from zhenyu.ledgers.actions.definitions import define_ledger, take_from_pack
from zhenyu.ledgers.cli.ledger import ledger_group
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.models import PackSource
from zhenyu.ledgers.redefinition import background, in_progress
from zhenyu.ledgers.schema import registry, size
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM

__all__ = ["clients"]  # a fixture
PAGE = "/ledgers/toilets/definition/versions/"
POLLED = "/ledgers/toilets/definition/underway"
HEAD, CLERK = ("office_head", None), ("town_clerk", None)


@pytest.fixture(autouse=True)
def one_row_is_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size, "AT_ONCE", 0)


def test_saving_begins_it_and_everybody_sees_who_and_since_when(
    ledger: LedgerDefinition, clients: Any
) -> None:
    load(households(2, remark="2023.5.1"))
    head, clerk = clients(HEAD), clients(CLERK)
    assert save(head, with_days(), 1).status_code == 302
    assert registry.loaded_ledger("toilets").version == 1
    page = head.get(PAGE).content.decode()
    assert "定义正在修改" in page
    assert "同事1" in page
    assert "取消这次修改" in page
    others = clerk.get(PAGE).content.decode()
    assert "同事1" in others
    assert "取消这次修改" not in others
    assert "定义正在修改" in clerk.get(POLLED).content.decode()


def test_another_one_is_refused_meanwhile_with_a_sentence(ledger: LedgerDefinition, clients: Any) -> None:
    load(households(2, remark="2023.5.1"))
    first, second = clients(HEAD), clients(HEAD)
    save(first, with_days(), 1)
    answer = save(second, toilets(title="另一个名称"), 1)
    assert answer.status_code == 422
    assert "定义正在修改：同事1" in answer.content.decode()


def test_whoever_defines_the_ledger_may_cancel_it(ledger: LedgerDefinition, clients: Any) -> None:
    load(households(2, remark="2023.5.1"))
    head, clerk = clients(HEAD), clients(CLERK)
    save(head, with_days(), 1)
    assert clerk.post(f"{POLLED}/cancel").status_code == 403
    assert head.post(f"{POLLED}/cancel").status_code == 302
    assert in_progress.in_progress("toilets") is None
    assert "定义和记录都没有变" in head.get(PAGE).content.decode()
    assert head.get(POLLED)["HX-Refresh"] == "true"
    assert save(head, toilets(title="另一个名称"), 1).status_code == 302
    assert "上一次修改已经取消" not in head.get(PAGE).content.decode()


@pytest.fixture
def with_rows() -> None:
    with reading_as(SYSTEM):
        load_areas([{"code": str(TOWN), "name": "柳河镇"}, {"code": str(EAST), "name": "东柳村"}])
        define_ledger(toilets(), by=SYSTEM)
        load(households(3, remark="2023.5.1"))


@pytest.mark.django_db(transaction=True)
def test_a_file_redefines_it_from_the_terminal(with_rows: None, tmp_path: Path) -> None:
    file = tmp_path / "toilets.yaml"
    file.write_text(yaml.safe_dump(with_days(), allow_unicode=True), encoding="utf-8")
    done = CliRunner().invoke(ledger_group, ["define", str(file), "--why", "核对"])
    assert done.output.endswith("修改定义：农村改厕台账：已生效，第2版\n")
    assert "没有正在办理的定义修改" in CliRunner().invoke(ledger_group, ["redefinition", "toilets"]).output
    assert "已生效" in CliRunner().invoke(ledger_group, ["define", str(file)]).output


@pytest.mark.django_db(transaction=True)
def test_the_terminal_tells_cancels_and_goes_on_with_what_a_page_began(with_rows: None) -> None:
    def begin() -> Job:
        with reading_as(SYSTEM):
            job = definitions.redefine(with_days(), by=SYSTEM, based_on=1)
        assert isinstance(job, Job)
        return job

    job = begin()
    told = CliRunner().invoke(ledger_group, ["redefinition", "toilets"]).output
    assert told.startswith("修改定义：农村改厕台账：系统 ")
    assert str(CliRunner().invoke(ledger_group, ["redefinition", "toilets", "--cancel"]).exception) == (
        "已取消，定义和记录都没有变"
    )
    job.refresh_from_db()
    assert job.state == Job.CANCELLED
    begin()
    assert "第2版" in CliRunner().invoke(ledger_group, ["redefinition", "toilets", "--resume"]).output


@pytest.mark.django_db(transaction=True)
def test_a_newer_pack_waits_and_is_dealt_with_once_it_is_done(with_rows: None) -> None:
    with reading_as(SYSTEM):
        PackSource.objects.create(
            ledger_id="toilets", pack="township", version="1.0", raw=json.dumps(toilets())
        )
        upgrade = take_from_pack(with_days(), pack="township", version="1.1", by=SYSTEM)
        assert upgrade.undecided
        assert "在后台办理" in upgrade.note
        job = definitions.redefine(with_days(), by=SYSTEM, based_on=1, offer=True)
    assert isinstance(job, Job)
    background.run_redefinition_job(job.id)
    source = PackSource.objects.get(ledger="toilets")
    assert (source.version, source.offered) == ("1.1", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT why FROM ledgers_ledgerversion WHERE version = 2")
        assert cursor.fetchone() == ("合并内容包 township 1.1",)
