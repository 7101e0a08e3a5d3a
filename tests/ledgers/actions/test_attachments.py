"""Files beside rows: what is let in, who gets it out, what history keeps."""

import io
import os
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.ledgers.samples import EAST, TOWN, WEST, households, load, toilets
from zhenyu.core.errors import NotFound, RefusedError, UsageError, ZhenyuError
from zhenyu.core.files import store
from zhenyu.core.files.kinds import DOCX, JPEG, PDF, PNG, TEXT, XLS, kind_of
from zhenyu.core.files.store import StoredFile, harmless_name
from zhenyu.ledgers.actions import attachments
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.actions.deletion import delete_rows
from zhenyu.ledgers.actions.rows import save_rows
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.jobs import clear_attachments
from zhenyu.ledgers.models import AttachedFile
from zhenyu.ledgers.rows import attached_files, queries
from zhenyu.ledgers.schema.registry import loaded_ledger
from zhenyu.ledgers.types import Row, RowConflict, RowEdit, RowRef, RowsRefused
from zhenyu.people.models import User, UserGrant
from zhenyu.people.types import SYSTEM

PDF_BYTES = b"%PDF-1.4\n1 0 obj <<>> endobj\n%%EOF\n"


def png(width: int = 10, height: int = 10) -> bytes:
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + b"IHDR"
        + struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    )


def jpeg(width: int = 10, height: int = 10) -> bytes:
    return (
        b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08"
        + struct.pack(">HH", height, width)
        + b"\x03"
        + b"\0" * 12
    )


def office(folder: str = "word", extra: dict[str, bytes] | None = None, types: str = "") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f"<Types>{types}</Types>")
        archive.writestr(f"{folder}/document.xml", "<w/>")
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return content.getvalue()


def ole(*streams: str) -> bytes:
    names = b"".join((stream + "\0").encode("utf-16-le") for stream in streams)
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + names


def upload(name: str, content: bytes = PDF_BYTES) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.ZHENYU_VAR = tmp_path / "var"
    settings.ZHENYU_VAR.mkdir()


@pytest.fixture
def row(ledger: LedgerDefinition) -> Row:
    load(households(1))
    return queries.page(SYSTEM, "toilets", area=TOWN).rows[0]


def attach(row: Row, *uploads: SimpleUploadedFile, field: str = "") -> tuple[StoredFile, ...]:
    now = queries.row(SYSTEM, "toilets", row.id)
    return attachments.attach("toilets", RowRef(now.id, now.version), uploads, field=field, by=SYSTEM)


def names_of(row: Row) -> list[str]:
    definition = read_definition(toilets())
    groups = attached_files.files_of(SYSTEM, definition, queries.row(SYSTEM, "toilets", row.id))
    return [file.name for _, group in groups for file in group]


def kept_files() -> list[str]:
    return list(store.stored_digests())


def by_name(value: object) -> str:
    """The name of a case; archives hold the time they were made at, which must not tell two test workers
    apart."""
    return value if isinstance(value, str) else ""


# --- kinds ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("方案.pdf", PDF_BYTES, PDF),
        ("现场.PNG", png(), PNG),
        ("现场.jpeg", jpeg(), JPEG),
        ("名单.docx", office(), DOCX),
        ("旧表.et", ole("Workbook"), XLS),
        ("说明.txt", "同意".encode(), TEXT),
        ("说明.txt", "同意".encode("gb18030"), TEXT),
    ],
    ids=by_name,
)
def test_what_a_file_is_its_content_says(tmp_path: Path, name: str, content: bytes, kind: object) -> None:
    (tmp_path / "file").write_bytes(content)
    assert kind_of(tmp_path / "file", name) is kind


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("空.pdf", b"", "空文件"),
        ("方案.docx", PDF_BYTES, "内容是PDF，名字却是 .docx"),
        ("方案", PDF_BYTES, "没有后缀"),
        ("程序.pdf", b"MZ\x90\x00" + b"\0" * 100, "不能上传"),
        ("网页.txt", b"<html><script>alert(1)</script>", "不能上传"),
        ("图.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "不能上传"),
        ("脚本.txt", b"#!/bin/sh\nrm -rf /\n", "不能上传"),
        ("乱码.txt", b"\x00\x01\x02", "不能上传"),
        ("包.docx", office("other"), "压缩包"),
        ("宏.docx", office(extra={"word/vbaProject.bin": b"x"}), "宏或程序"),
        ("宏.docx", office(types="application/vnd.ms-word.document.macroEnabled.main+xml"), "宏或程序"),
        ("宏.xls", ole("Workbook", "_VBA_PROJECT"), "有宏"),
        ("密码.docx", ole("EncryptedPackage"), "打开密码"),
        ("安装.doc", ole("Property"), "不能上传"),
        ("炸弹.docx", office(extra={"word/media.xml": b"0" * 60 * 2**20}), "压缩炸弹"),
        ("穿越.docx", office(extra={"../../etc/cron.d/x": b"x"}), "指向文件外面"),
        ("坏.docx", office()[:60], "损坏"),
        ("大图.png", png(60_000, 60_000), "耗尽内存"),
        ("大图.jpg", jpeg(60_000, 60_000), "耗尽内存"),
        ("半张.jpg", b"\xff\xd8\xff\xe0\x00\x04ab", "不是完整的图片"),
        ("两用.png", png() + office(), "夹带"),
        ("两用.pdf", PDF_BYTES + office(), "夹带"),
        ("两用.jpg", jpeg() + b"<script>alert(1)</script>", "夹带"),
    ],
    ids=by_name,
)
def test_a_file_that_is_something_else_is_refused_with_a_reason(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(RefusedError, match=told):
        kind_of(tmp_path / "file", name)


@pytest.mark.parametrize(
    ("name", "harmless"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\用户\\表.xlsx", "表.xlsx"),
        ("..pdf", "附件.pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ('引"号<>|.pdf', "引_号___.pdf"),
        ("换\n行\0.pdf", "换行.pdf"),
        ("", "附件"),
    ],
)
def test_a_name_leads_nowhere_and_hides_nothing(name: str, harmless: str) -> None:
    assert harmless_name(name) == harmless


def test_a_name_of_300_characters_keeps_its_ending(row: Row) -> None:
    (file,) = attach(row, upload("改" * 300 + ".pdf"))
    assert len(file.name) == 120
    assert file.name.endswith("改.pdf")


# --- keeping --------------------------------------------------------------------------------------


def test_the_same_file_is_stored_once_and_put_beside_a_row_once(row: Row) -> None:
    assert len(attach(row, upload("一.pdf"), upload("一.pdf"))) == 1
    assert attach(row, upload("一.pdf")) == ()
    attach(row, upload("另一个名字.pdf"))
    assert names_of(row) == ["一.pdf", "另一个名字.pdf"]
    assert len(kept_files()) == 1


def test_a_file_above_the_limit_is_refused(row: Row, settings: Any) -> None:
    settings.ZHENYU_ATTACHMENT_MB = 1
    with pytest.raises(UsageError, match=r"有 1\.5 MB，超过 1 MB"):
        attach(row, upload("大.pdf", PDF_BYTES + b"\0" * int(1.5 * 2**20)))


def test_a_refused_file_leaves_nothing_behind(row: Row, settings: Any) -> None:
    with pytest.raises(RefusedError):
        attach(row, upload("好.pdf"), upload("坏.svg", b"<svg/>"))
    assert names_of(row) == []
    assert not list(settings.ZHENYU_VAR.rglob("incoming-*"))


def test_the_scanner_has_the_last_word(row: Row, settings: Any) -> None:
    settings.ZHENYU_SCAN_COMMAND = "grep -q -v virus"
    attach(row, upload("干净.pdf"))
    with pytest.raises(RefusedError, match="没有通过查毒"):
        attach(row, upload("病毒.txt", b"virus"))
    settings.ZHENYU_SCAN_COMMAND = "/no/such/scanner"
    with pytest.raises(ZhenyuError, match="查毒程序没有正常工作"):
        attach(row, upload("再来.pdf", PDF_BYTES + b"2"))
    assert names_of(row) == ["干净.pdf"]


def test_files_no_row_ever_got_are_cleared_after_a_day_and_others_never(row: Row) -> None:
    attach(row, upload("留.pdf"))
    store.store_file(upload("没归属.pdf", PDF_BYTES + b"x"))
    assert attachments.clear_orphans() == 0
    a_day_ago = time.time() - 25 * 3600
    for digest in kept_files():
        os.utime(store.stored_path(digest), (a_day_ago, a_day_ago))
    assert attachments.clear_orphans() == 1
    assert len(kept_files()) == 1


def test_the_nightly_job_clears_them_too(row: Row) -> None:
    attach(row, upload("留.pdf"))
    store.store_file(upload("没归属.pdf", PDF_BYTES + b"x"))
    for digest in kept_files():
        os.utime(store.stored_path(digest), (0, 0))
    clear_attachments(0)
    assert len(kept_files()) == 1


# --- a row that must have files -------------------------------------------------------------------


@pytest.fixture
def with_photo(row: Row) -> None:
    raw = toilets()
    raw["fields"].append({"name": "photo", "title": "照片", "type": "attachment"})
    define_ledger(raw, by=SYSTEM)
    raw["fields"][-1]["required"] = True
    ledger_model = loaded_ledger("toilets").model
    ledger_model.objects.all().delete()  # type: ignore[attr-defined]
    define_ledger(raw, by=SYSTEM)


def test_a_new_row_comes_with_its_required_files(with_photo: None, log_in: Callable[..., Client]) -> None:
    clerk = log_in("town_clerk", TOWN)
    form = {"area": str(EAST), "household_no": "007"}
    assert 'type="file"' in clerk.get("/ledgers/toilets/new/").content.decode()
    refused = clerk.post("/ledgers/toilets/new/", form)
    assert refused.status_code == 422
    assert "照片" in refused.content.decode()
    taken = clerk.post(
        "/ledgers/toilets/new/", {**form, "photo": [upload("前.png", png()), upload("后.png", png(20))]}
    )
    assert taken.status_code == 302
    (made,) = queries.page(SYSTEM, "toilets", area=TOWN).rows
    assert [file["name"] for file in made.values["photo"]] == ["前.png", "后.png"]
    digest = made.values["photo"][0]["digest"]
    assert clerk.get(f"/ledgers/toilets/{made.id}/files/{digest}/x.png").status_code == 200


def test_files_of_a_refused_row_belong_to_nobody(with_photo: None, log_in: Callable[..., Client]) -> None:
    form = {"area": str(EAST), "household_no": "007", "cost": "-5", "photo": upload("前.png", png())}
    assert log_in("town_clerk", TOWN).post("/ledgers/toilets/new/", form).status_code == 422
    assert not AttachedFile.objects.exists()


# --- rows -----------------------------------------------------------------------------------------


def test_history_says_what_came_and_went(row: Row) -> None:
    (file,) = attach(row, upload("验收单.pdf"))
    now = queries.row(SYSTEM, "toilets", row.id)
    attachments.detach(
        "toilets", RowRef(now.id, now.version), file.digest, file.name, by=SYSTEM, why="传错了"
    )
    left, came, _ = queries.history(SYSTEM, "toilets", row.id)
    assert came.why == "增加附件 验收单.pdf"
    assert [(change.before, change.after) for change in came.changes] == [("", "验收单.pdf")]
    assert left.why == "移除附件 验收单.pdf：传错了"
    assert [(change.before, change.after) for change in left.changes] == [("验收单.pdf", "")]


def test_an_upload_on_an_old_version_is_a_conflict(row: Row) -> None:
    attach(row, upload("一.pdf"))
    with pytest.raises(RowConflict):
        attachments.attach("toilets", RowRef(row.id, row.version), [upload("二.pdf")], by=SYSTEM)


def with_photos() -> dict[str, Any]:
    return toilets(
        fields=[*toilets()["fields"], {"name": "photos", "title": "现场照片", "type": "attachment"}]
    )


def test_a_field_of_files_goes_through_edits_and_back(row: Row) -> None:
    define_ledger(with_photos(), by=SYSTEM)
    attach(row, upload("改前.png", png()), upload("改后.png", png(20, 20)), field="photos")
    now = queries.row(SYSTEM, "toilets", row.id)
    first, _ = now.values["photos"]
    result = save_rows("toilets", [RowEdit({"photos": [first]}, id=now.id, version=now.version)], by=SYSTEM)
    assert [item["name"] for item in result.rows[0].values["photos"]] == ["改前.png"]
    newest = queries.history(SYSTEM, "toilets", row.id)[0]
    assert [(change.title, change.before, change.after) for change in newest.changes] == [
        ("现场照片", "改前.png、改后.png", "改前.png")
    ]


@pytest.mark.parametrize(
    "forged", [[{"digest": "0" * 64, "name": "x.pdf", "size": 1, "type": "text/html"}], "x.pdf", [7]]
)
def test_nobody_names_a_file_that_does_not_stand_there(row: Row, forged: Any) -> None:
    define_ledger(with_photos(), by=SYSTEM)
    with pytest.raises(RowsRefused, match="不能从表格填写"):
        save_rows("toilets", [RowEdit({"photos": forged}, id=row.id, version=row.version)], by=SYSTEM)


# --- handing out ----------------------------------------------------------------------------------


@pytest.fixture
def log_in(ledger: LedgerDefinition, client: Client) -> Callable[..., Client]:
    def logged_in(role: str, area: object) -> Client:
        user = User.objects.create_user(f"{role}{area}", password="x", name="李红")
        UserGrant.objects.create(user=user, role=role, area=str(area))
        client.force_login(user)
        return client

    return logged_in


def address(row: Row, file: StoredFile, name: str | None = None) -> str:
    return f"/ledgers/toilets/{row.id}/files/{file.digest}/{name or file.name}"


def test_a_file_comes_as_a_download_that_can_do_nothing(row: Row, log_in: Callable[..., Client]) -> None:
    (file,) = attach(row, upload("验收单.pdf"))
    response = log_in("village_recorder", EAST).get(address(row, file))
    assert b"".join(response.streaming_content) == PDF_BYTES  # type: ignore[attr-defined]
    assert response["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E9%AA%8C")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")


def test_only_pictures_and_pdf_open_in_the_browser(row: Row, log_in: Callable[..., Client]) -> None:
    picture, text = attach(row, upload("照片.png", png()), upload("说明.txt", b"ok"))
    client = log_in("town_clerk", TOWN)
    assert client.get(address(row, picture), {"inline": "1"})["Content-Disposition"].startswith("inline")
    assert client.get(address(row, text), {"inline": "1"})["Content-Disposition"].startswith("attachment")
    assert client.get(address(row, picture, "照片.html")).status_code == 422


def test_an_outsider_gets_nothing_and_learns_nothing(row: Row, log_in: Callable[..., Client]) -> None:
    (file,) = attach(row, upload("验收单.pdf"))
    outsider = log_in("village_recorder", WEST)
    hidden, absent = (
        outsider.get(address(row, file)),
        outsider.get(f"/ledgers/toilets/999999/files/{file.digest}/x.pdf"),
    )
    assert hidden.status_code == absent.status_code == 404
    body = {"version": row.version + 1, "files": upload("二.pdf")}
    assert outsider.post(f"/ledgers/toilets/{row.id}/files", body).status_code == 404


def test_a_known_digest_opens_nothing_at_another_row(row: Row, log_in: Callable[..., Client]) -> None:
    (file,) = attach(row, upload("验收单.pdf"))
    load(households(1, WEST))
    other = queries.page(SYSTEM, "toilets", area=WEST).rows[0]
    assert log_in("village_recorder", WEST).get(address(other, file)).status_code == 404
    with pytest.raises(NotFound):
        store.stored_path("../../secret_key")


def test_a_deleted_row_keeps_its_files_for_its_history(row: Row, log_in: Callable[..., Client]) -> None:
    (file,) = attach(row, upload("验收单.pdf"))
    now = queries.row(SYSTEM, "toilets", row.id)
    delete_rows("toilets", [RowRef(now.id, now.version)], by=SYSTEM, why="重复登记")
    assert log_in("town_clerk", TOWN).get(address(row, file)).status_code == 200
