"""The pages of the ledgers as a browser without JavaScript and as the grid use them."""

import json
import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import strip_tags

from tests.ledgers.samples import EAST, ID_NUMBER, TOWN, households, load
from zhenyu.core import clock
from zhenyu.core.errors import UsageError
from zhenyu.core.files import uploads
from zhenyu.core.jobs.progress import MOST_ATTEMPTS
from zhenyu.core.models import Change, Job
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers import jobs
from zhenyu.ledgers.actions import imports
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.rows.counts import Extent
from zhenyu.ledgers.rows.typed_conditions import conditions
from zhenyu.ledgers.types import Filter, Row
from zhenyu.ledgers.views.record.page import life
from zhenyu.people.models import User, UserGrant
from zhenyu.people.types import SYSTEM

LEDGER = "/ledgers/toilets/"
JSON: dict[str, Any] = {"content_type": "application/json"}


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.ZHENYU_VAR = tmp_path


@pytest.fixture
def log_in(ledger: LedgerDefinition, client: Client) -> Callable[..., Client]:
    """A client logged in with a role at a place."""

    def logged_in(role: str = "town_clerk", area: AreaCode = TOWN) -> Client:
        user = User.objects.create_user(f"{role}{area}", password="x", name="李红")
        UserGrant.objects.create(user=user, role=role, area=str(area))
        client.force_login(user)
        return client

    return logged_in


@pytest.fixture
def clerk(log_in: Callable[..., Client]) -> Client:
    return log_in()


def first_row() -> Row:
    return queries.page(SYSTEM, "toilets", area=TOWN).rows[0]


def text_of(response: Any) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


# --- list and grid --------------------------------------------------------------------------------


def test_the_list_shows_rows_and_what_is_overdue(clerk: Client, settings: Any) -> None:
    settings.ZHENYU_TODAY = "2026-10-31"
    load(households(3, due_on="2026-09-01"))
    page = text_of(clerk.get("/ledgers/"))
    assert "人居环境" in page
    assert "农村改厕台账" in page
    assert "逾期 3" in page


def test_a_ledger_reads_without_javascript_and_pages_by_key(clerk: Client) -> None:
    load(households(70))
    first = clerk.get(LEDGER)
    assert "共 70 行" in text_of(first)
    assert ">001<" in first.content.decode()
    second = clerk.get(LEDGER, {"after": first.context["page"].next})
    assert ">070<" in second.content.decode()
    assert ">001<" not in second.content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        ("cost", ">=300", [Filter("cost", "gte", "300")]),
        ("cost", ">300", [Filter("cost", "gte", "300"), Filter("cost", "ne", "300")]),
        ("cost", "100..200", [Filter("cost", "gte", "100"), Filter("cost", "lte", "200")]),
        (
            "finished_on",
            "2026-10",
            [Filter("finished_on", "gte", "2026-10-01"), Filter("finished_on", "lte", "2026-10-31")],
        ),
        ("kind", "水冲式", [Filter("kind", "eq", "flush")]),
        ("subsidised", "是", [Filter("subsidised", "eq", "是")]),
        ("remark", "空", [Filter("remark", "blank")]),
        ("remark", "漏水", [Filter("remark", "contains", "漏水")]),
    ],
)
def test_a_condition_reads_as_people_type_it(
    ledger: LedgerDefinition, field: str, typed: str, expected: list[Filter]
) -> None:
    assert list(conditions(ledger, field, typed, TOWN)) == expected


def test_a_page_of_a_ledger_keeps_to_its_statements(
    clerk: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    """However many rows it shows and wherever it asks for the definition; scope and savepoints included."""
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)  # the next minute's request writes the session
    budgets = json.loads((Path(__file__).parents[1] / "query_counts.json").read_text())
    load(households(70))
    clerk.get(LEDGER)
    with django_assert_max_num_queries(budgets["grid_page"]):
        assert "下一页" in clerk.get(LEDGER).content.decode()
    with django_assert_max_num_queries(budgets["grid_rows"]):
        assert len(clerk.get(f"{LEDGER}rows").json()["rows"]) == 60


def test_counts_alone_go_further_than_those_of_a_page(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Extent.FIRST, "_value_", 3)
    monkeypatch.setattr(Extent.FURTHER, "_value_", 5)
    load(households(70))
    assert clerk.get(f"{LEDGER}rows").json()["counts"]["total"] == {"number": 3, "capped": True}
    assert clerk.get(f"{LEDGER}rows", {"count": "further"}).json()["total"] == {"number": 5, "capped": True}
    dear = clerk.get(f"{LEDGER}rows", {"count": "all", "f.cost": ">=200"}).json()
    assert dear["total"] == dear["states"]["planned"] == {"number": 69, "capped": False}
    unmet = clerk.get(f"{LEDGER}?f.cost=>=200").content.decode()
    assert '>施工中<span class="count" data-count></span>' in unmet


def test_a_condition_on_a_field_that_does_not_exist_is_said(ledger: LedgerDefinition) -> None:
    with pytest.raises(UsageError, match="没有栏目“colour”"):
        list(conditions(ledger, "colour", "红", TOWN))


def test_rows_come_as_json_with_tabs_sums_and_a_cursor(clerk: Client) -> None:
    load(households(70))
    answer = clerk.get(f"{LEDGER}rows", {"f.cost": "<=1000", "sums": "1"}).json()
    assert answer["counts"]["total"] == {"number": 10, "capped": False}
    assert answer["sums"]["cost"] == "5500"
    assert answer["counts"]["states"]["planned"]["number"] == 10
    assert answer["next"] is None
    assert answer["rows"][0]["values"]["cost"] == "100"


def test_a_place_nobody_is_called_has_no_rows(clerk: Client) -> None:
    load(households(2))
    answer = clerk.get(f"{LEDGER}rows", {"f.area": "没有这样的村"}).json()
    assert (answer["counts"]["total"]["number"], answer["rows"]) == (0, [])


def test_an_area_is_found_by_name(clerk: Client) -> None:
    load(households(2))
    load(households(3, AreaCode("990101100202")))
    assert clerk.get(f"{LEDGER}rows", {"f.area": "西柳"}).json()["counts"]["total"]["number"] == 3


def test_a_reader_sees_only_their_village(log_in: Callable[..., Client]) -> None:
    load(households(2))
    load(households(3, AreaCode("990101100202")))
    recorder = log_in("village_recorder", EAST)
    assert recorder.get(f"{LEDGER}rows").json()["counts"]["total"]["number"] == 2
    assert recorder.get(LEDGER, {"area": "990101100202"}).status_code == 403


def test_an_export_is_a_workbook_of_the_rows_asked_for(clerk: Client) -> None:
    load(households(5))
    response = clerk.get(f"{LEDGER}export", {"f.cost": ">=400"})
    sheet = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content))).worksheets[0]
    header, *rows = sheet.iter_rows(values_only=True)
    assert [row[header.index("户编号")] for row in rows] == ["004", "005"]


# --- edits of the grid ----------------------------------------------------------------------------


def edit(client: Client, row: Row, **values: Any) -> Any:
    body = {"edits": [{"id": row.id, "version": row.version, "values": values}]}
    return client.post(f"{LEDGER}rows", json.dumps(body), **JSON)


def test_an_edit_is_saved_and_comes_back(clerk: Client) -> None:
    load(households(1))
    answer = edit(clerk, first_row(), cost="250").json()
    assert answer["changed"] == 1
    assert answer["rows"][0]["values"]["cost"] == "250"
    assert answer["rows"][0]["updated_by"] == "李红"


def test_a_refused_cell_is_named(clerk: Client) -> None:
    load(households(1))
    response = edit(clerk, first_row(), cost="一千五")
    assert response.status_code == 422
    [problem] = response.json()["problems"]
    assert (problem["row"], problem["field"]) == (1, "cost")


def test_a_stale_edit_brings_the_other_side_and_writes_nothing(clerk: Client) -> None:
    load(households(1))
    seen = first_row()
    edit(clerk, seen, cost="250")
    response = edit(clerk, seen, cost="300")
    assert response.status_code == 409
    assert response.json()["theirs"][0]["values"]["cost"] == "250"
    assert first_row().values["cost"] == 250


def test_rows_take_a_step_together(clerk: Client) -> None:
    load(households(3))
    refs = [{"id": row.id, "version": row.version} for row in queries.page(SYSTEM, "toilets", area=TOWN).rows]
    response = clerk.post(f"{LEDGER}rows/transition", json.dumps({"refs": refs, "name": "start"}), **JSON)
    assert {row["state_title"] for row in response.json()["rows"]} == {"施工中"}


def test_a_step_without_what_it_requires_is_refused_in_words(clerk: Client) -> None:
    load(households(1, state="building"))
    row = first_row()
    body = {"refs": [{"id": row.id, "version": row.version}], "name": "finish"}
    response = clerk.post(f"{LEDGER}rows/transition", json.dumps(body), **JSON)
    assert response.status_code == 422
    assert "完工日期" in response.json()["message"]


def test_deleting_rows_needs_a_reason(clerk: Client) -> None:
    load(households(1))
    row = first_row()
    refs = [{"id": row.id, "version": row.version}]
    assert clerk.post(f"{LEDGER}rows/delete", json.dumps({"refs": refs}), **JSON).status_code == 400
    clerk.post(f"{LEDGER}rows/delete", json.dumps({"refs": refs, "why": "重复登记"}), **JSON)
    assert queries.page(SYSTEM, "toilets", area=TOWN).total == 0


# --- record ---------------------------------------------------------------------------------------


def test_a_record_shows_fields_life_and_history(clerk: Client) -> None:
    load(households(1, kind="flush"))
    edit(clerk, first_row(), cost="250")
    page = text_of(clerk.get(f"{LEDGER}{first_row().id}/"))
    assert "东柳村 001" in page
    assert "水冲式" in page
    assert "造价 100 → 250" in page


def test_the_form_sends_only_what_was_changed(clerk: Client) -> None:
    load(households(1, remark="靠路"))
    row = first_row()
    form = {"version": row.version, "was.cost": "100", "cost": "250", "was.remark": "靠路", "remark": "靠路"}
    clerk.post(f"{LEDGER}{row.id}/", form)
    changed = queries.history(SYSTEM, "toilets", row.id)[0].changes
    assert [change.field for change in changed] == ["cost"]


def test_a_refused_form_keeps_what_was_typed(clerk: Client) -> None:
    load(households(1))
    row = first_row()
    response = clerk.post(f"{LEDGER}{row.id}/", {"version": row.version, "was.cost": "100", "cost": "-5"})
    assert response.status_code == 422
    assert 'value="-5"' in response.content.decode()
    assert "造价不能为负" in text_of(response)


def test_a_stale_form_shows_both_sides_and_can_be_saved_again(clerk: Client) -> None:
    load(households(1))
    row = first_row()
    edit(clerk, row, cost="250")
    response = clerk.post(f"{LEDGER}{row.id}/", {"version": row.version, "was.cost": "100", "cost": "300"})
    assert response.status_code == 409
    assert "用我的：300" in text_of(response)
    clerk.post(f"{LEDGER}{row.id}/", {"version": response.context["row"].version, "cost": "300"})
    assert first_row().values["cost"] == 300


def test_a_new_record_belongs_to_the_chosen_village(clerk: Client) -> None:
    response = clerk.post(f"{LEDGER}new/", {"area": str(EAST), "household_no": "900"})
    assert response.status_code == 302
    assert first_row().area == EAST


def test_a_leader_is_offered_no_form(log_in: Callable[..., Client]) -> None:
    load(households(1))
    leader = log_in("leader")
    assert "新增" not in text_of(leader.get(LEDGER))
    assert leader.get(f"{LEDGER}new/").status_code == 403


def test_a_step_from_the_record_page(clerk: Client) -> None:
    load(households(1, state="building"))
    row = first_row()
    refused = clerk.post(
        f"{LEDGER}{row.id}/step", {"version": row.version, "step": "finish", "finished_on": ""}
    )
    assert refused.status_code == 422
    clerk.post(
        f"{LEDGER}{row.id}/step", {"version": row.version, "step": "finish", "finished_on": "2026-10-20"}
    )
    assert first_row().state_title == "已完工"


def test_a_masked_field_is_shown_with_a_reason_that_is_kept(clerk: Client) -> None:
    load(households(1, id_number=ID_NUMBER))
    row = first_row()
    assert ID_NUMBER not in clerk.get(f"{LEDGER}{row.id}/").content.decode()
    reveal = f"{LEDGER}{row.id}/reveal"
    assert (
        clerk.post(reveal, {"field": "id_number", "why": ""}, headers={"HX-Request": "true"}).status_code
        == 400
    )
    shown = clerk.post(reveal, {"field": "id_number", "why": "入户核对"}, headers={"HX-Request": "true"})
    assert ID_NUMBER in shown.content.decode()
    assert "入户核对" in Change.objects.get(action="reveal").why


def test_the_state_bar_follows_the_main_line(ledger: LedgerDefinition) -> None:
    assert [(step["title"], step["status"]) for step in life(ledger, "building")] == [
        ("待改", "done"),
        ("施工中", "now"),
        ("已完工", "ahead"),
        ("已验收", "ahead"),
    ]


# --- import ---------------------------------------------------------------------------------------


def workbook(*rows: list[Any]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["村", "户编号", "改造费用", "完工"], *rows):
        sheet.append(row)
    kept = BytesIO()
    book.save(kept)
    return SimpleUploadedFile("改厕 摸底.xlsx", kept.getvalue())


@pytest.fixture
def run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run an import when it is started: the queue is tested where it lives."""
    monkeypatch.setattr(imports, "defer", lambda task, job_id: jobs.run_import_job(job_id))


def upload(client: Client, *rows: list[Any]) -> str:
    return str(client.post(f"{LEDGER}import/", {"file": workbook(*rows)}).url)


@pytest.mark.usefixtures("run_at_once")
def test_the_wizard_from_file_to_rows_and_back(clerk: Client) -> None:
    match = upload(clerk, ["东柳村", "801", 1200, ""], ["西柳村", "802", "一千五", ""])
    page = clerk.get(match)
    assert [column["field"] for column in page.context["columns"]][:3] == ["area", "household_no", "cost"]

    checked = clerk.post(match, {"column.0": "area", "column.1": "household_no", "column.2": "cost"}).url
    seen = clerk.get(checked)
    assert "没有写入" in text_of(seen)
    assert (seen.context["report"]["added"], seen.context["report"]["refused"]) == (1, 1)
    assert queries.page(SYSTEM, "toilets", area=TOWN).total == 0
    assert clerk.get(f"{checked}errors.xlsx").status_code == 200

    done = clerk.post(f"{checked}accept", {"accept_good": "1"}).url
    assert clerk.get(done).context["report"]["added"] == 1
    assert first_row().values["household_no"] == "801"

    clerk.post(f"{done}undo")
    assert queries.page(SYSTEM, "toilets", area=TOWN).total == 0
    assert "已经撤销" in text_of(clerk.get(done))


@pytest.mark.usefixtures("run_at_once")
def test_a_job_that_cannot_go_on_says_why(clerk: Client) -> None:
    match = upload(clerk, ["东柳村", "801", 1200, ""])
    twice = {"column.1": "household_no", "column.2": "household_no"}
    page = clerk.get(clerk.post(match, twice).url)
    assert page.context["job"].state == Job.FAILED
    assert "有两列都对应到" in text_of(page)


def test_an_import_that_waits_can_be_left_and_come_back_to(clerk: Client) -> None:
    waiting = clerk.post(upload(clerk, ["东柳村", "801", 1200, ""]), {"column.1": "household_no"}).url
    assert 'hx-trigger="every' in clerk.get(waiting).content.decode()
    assert "改厕 摸底.xlsx" in text_of(clerk.get(f"{LEDGER}import/"))


def test_a_waiting_import_is_cancelled_at_once(clerk: Client) -> None:
    waiting = clerk.post(upload(clerk, ["东柳村", "801", 1200, ""]), {"column.1": "household_no"}).url
    job_id = clerk.get(waiting).context["job"].id
    assert "已经取消" in text_of(clerk.post(f"{LEDGER}import/{job_id}/cancel", follow=True))
    jobs.run_import_job(job_id)
    assert clerk.get(waiting).context["job"].state == Job.CANCELLED


@pytest.mark.usefixtures("run_at_once")
def test_an_import_begun_too_often_is_given_up_with_a_reason(
    clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "defer", lambda task, job_id: jobs.run_import_job(job_id, MOST_ATTEMPTS))
    page = clerk.get(clerk.post(upload(clerk, ["东柳村", "801", 1200, ""]), {"column.1": "household_no"}).url)
    assert "都在中途断掉，什么都没有写入" in text_of(page)


def test_old_uploads_are_cleaned_but_those_of_recent_imports(tmp_path: Path, settings: Any) -> None:
    settings.ZHENYU_VAR = tmp_path
    keys = [
        uploads.store_upload(SimpleUploadedFile(f"{name}.csv", name.encode()), by_id=1)
        for name in ("old", "wanted", "new")
    ]
    for key in keys[:2]:
        os.utime(uploads.upload_path(key, by_id=1), (1000, 1000))
    assert uploads.delete_old_uploads(2000, {keys[1]}) == 1
    assert [(tmp_path / "uploads" / key).exists() for key in keys] == [False, True, True]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("表.docx", b"PK"), "不能读取"),
        (SimpleUploadedFile("表.xlsx", b""), "没有选择文件|空文件"),
        (SimpleUploadedFile("表.csv", "甲,乙\n1,2\n".encode()), "没有找到"),
    ],
)
def test_a_file_that_is_no_table_of_this_ledger_is_refused(
    clerk: Client, file: SimpleUploadedFile, said: str
) -> None:
    response = clerk.post(f"{LEDGER}import/", {"file": file})
    assert response.status_code in (200, 422)
    assert any(words in text_of(response) for words in said.split("|"))


@pytest.mark.parametrize("key", ["../../etc/passwd", "0" * 64 + "/../x.xlsx", "0" * 64 + "/没有.xlsx", "x"])
def test_no_key_leads_out_of_the_uploads(clerk: Client, key: str) -> None:
    assert clerk.get(f"{LEDGER}import/file/{key}/").status_code == 404


def test_nobody_sees_the_import_of_another(log_in: Callable[..., Client]) -> None:
    other = Job.objects.create(
        kind=imports.IMPORT, title="x", by_id=999, by_name="别人", arguments={"ledger": "toilets"}
    )
    assert log_in().get(f"{LEDGER}import/{other.id}/").status_code == 404


def test_a_late_record_counts_its_delay_in_working_days(clerk: Client, settings: Any) -> None:
    settings.ZHENYU_TODAY = "2026-10-31"  # a Saturday
    load(households(1, due_on="2026-10-20"))
    assert "已逾期 8 个工作日" in text_of(clerk.get(f"{LEDGER}{first_row().id}/"))
