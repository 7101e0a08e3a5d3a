"""Files handed in through the browser: checked, read, confirmed, kept, taken away again."""

import os
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import strip_tags

from tests.documents.formats.made_pdf import pdf, wrapped
from tests.ledgers.inferring.ugly.old_formats import write_ods, write_xls
from zhenyu.core.files import store
from zhenyu.core.jobs import progress
from zhenyu.core.models import Change, Job
from zhenyu.documents.actions import corrections, receipt
from zhenyu.documents.actions.corrections import correct_figure
from zhenyu.documents.actions.originals import delete_orphaned_originals
from zhenyu.documents.actions.second_reading import read_again
from zhenyu.documents.formats.office import converted
from zhenyu.documents.jobs import carry_out, read_file
from zhenyu.documents.library import originals
from zhenyu.documents.models import Document
from zhenyu.people.models import User, UserGrant
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM

TEXT = "柳河镇2026年1-10月工作总结\n\n今年1-10月，柳河镇完成财税收入3656万元，同比增长41.7%。\n全镇改厕150余户。\n"
UPLOAD = "/reports/upload/"
PAGE = "<html><head><meta charset='gbk'></head><body><h1>柳河镇2026年上半年总结</h1><p>改厕102户。</p></body></html>"


def docx_bytes(text: str = TEXT) -> bytes:
    document, out = docx.Document(), BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def xlsx_bytes() -> bytes:
    book, out = openpyxl.Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (["柳河镇2026年改厕情况"], ["村", "改厕（户）"], ["东柳村", 102]):
        sheet.append(row)
    book.save(out)
    return out.getvalue()


def zipped(**files: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return out.getvalue()


def hand_in(client: Client, *files: tuple[str, bytes]) -> str:
    """What the library says of the files that wait, after these came."""
    came = client.post(UPLOAD, {"files": [SimpleUploadedFile(name, content) for name, content in files]})
    assert came.status_code == 302
    html = client.get("/reports/").content.decode()
    return " ".join(strip_tags(html).split())


def said(job: Job, **other: str) -> dict[str, str]:
    result = job.result or {}
    return {name: str(result[name]) for name in ("title", "area", "year", "month", "kind")} | other


def filed(client: Client, name: str = "总结.docx", content: bytes = b"") -> Document:
    hand_in(client, (name, content or docx_bytes()))
    job = Job.objects.get(kind=receipt.READ, state=Job.DONE)
    client.post(f"{UPLOAD}{job.pk}/confirm", said(job))
    return Document.objects.get()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("总结.txt", TEXT.encode("gb18030")),
        ("总结.txt", TEXT.encode("utf-16")),
        ("總結.txt", "柳河镇2026年1-10月工作總結\n\n完成財稅收入3656萬元。\n".encode("big5", "replace")),
        ("总结.md", TEXT.encode()),
        ("总结.docx", docx_bytes()),
        ("网页.html", PAGE.encode("gbk")),
        ("网页.doc", PAGE.encode("gbk")),
        ("改厕.xlsx", xlsx_bytes()),
    ],
)
def test_each_form_is_read_at_once_and_proposes_what_it_is(clerk: Client, name: str, content: bytes) -> None:
    hand_in(clerk, (name, content))
    (job,) = Job.objects.filter(kind=receipt.READ)
    assert (job.state, job.error) == (Job.DONE, "")
    assert (job.result or {})["year"] == 2026
    clerk.post(f"{UPLOAD}{job.pk}/confirm", said(job))
    document = Document.objects.get()
    assert document.filename == name
    assert originals.path_of(document).read_bytes() == content


def test_an_old_word_file_is_converted_in_the_background(
    clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_file, "defer", lambda job_id: carry_out(job_id))
    content = converted(docx_bytes(), ".docx", ".doc")
    document = filed(clerk, "旧.doc", content)
    assert document.figures.filter(text="3656万元").exists()
    assert originals.path_of(document).read_bytes() == content


def test_workbooks_of_other_kinds_are_read_at_once(clerk: Client, tmp_path: Path) -> None:
    rows = [["柳河镇2026年改厕情况"], ["村", "改厕（户）"], ["东柳村", 102]]
    write_xls(tmp_path / "旧.xls", "改厕", rows)
    write_ods(tmp_path / "改厕.ods", [("改厕", rows)])
    hand_in(clerk, *((name, (tmp_path / name).read_bytes()) for name in ("旧.xls", "改厕.ods")))
    assert [job.state for job in Job.objects.filter(kind=receipt.READ)] == [Job.DONE, Job.DONE]


def test_the_proposal_stands_in_the_form_and_may_be_set_right(clerk: Client) -> None:
    hand_in(clerk, ("总结.docx", docx_bytes()))
    (job,) = Job.objects.filter(kind=receipt.READ)
    assert said(job) == {
        "title": "柳河镇2026年1-10月工作总结",
        "area": "990101100",
        "year": "2026",
        "month": "10",
        "kind": "periodic",
    }
    answer = clerk.post(
        f"{UPLOAD}{job.pk}/confirm", said(job, title="十月总结", area="990101100201", kind="brief")
    )
    document = Document.objects.get()
    assert answer.url == f"/reports/{document.pk}/"
    assert (document.title, document.area, document.kind) == ("十月总结", "990101100201", "brief")
    assert not receipt.waiting(corrections.Reader(User.objects.get().pk, "李红"))


def test_a_form_that_cannot_be_filed_keeps_what_was_typed(clerk: Client) -> None:
    hand_in(clerk, ("总结.docx", docx_bytes()))
    (job,) = Job.objects.filter(kind=receipt.READ)
    answer = clerk.post(f"{UPLOAD}{job.pk}/confirm", said(job, title="改过的标题", year=""))
    assert answer.status_code == 422
    assert "没有写明报告说的是哪一段时间" in answer.content.decode()
    assert "改过的标题" in answer.content.decode()
    assert not Document.objects.exists()


BAD = [
    ("空.docx", b"", "“空.docx”是空文件"),
    ("坏.docx", b"PK\x03\x04" + b"x" * 99, "“坏.docx”已经损坏或加了密"),
    (
        "密.xlsx",
        bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage\0".encode("utf-16-le"),
        "“密.xlsx”加了打开密码",
    ),
    (
        "宏.docm",
        zipped(**{"[Content_Types]_xml": b"macroEnabled", "word__vbaProject_bin": b"x"}),
        "“宏.docm”里有宏或程序",
    ),
    (
        "弹.docx",
        zipped(**{"[Content_Types]_xml": b"x", "word__document_xml": b"0" * 300 * 2**20}),
        "可能是压缩炸弹",
    ),
    ("程序.exe", b"MZ", "不能读取“程序.exe”这种文件"),
    ("图.pdf", b"%PDF-1.4 nothing", "“图.pdf”：PDF 文件已损坏"),
    ("改名.docx", TEXT.encode(), "不能上传“改名.docx”这种文件"),
    ("无字.txt", b"  \n ", "“无字.txt”里没有文字"),
]


def test_each_bad_file_says_why_and_the_good_ones_of_the_same_drop_go_on(clerk: Client) -> None:
    page = hand_in(clerk, *((name, content) for name, content, _ in BAD), ("总结.docx", docx_bytes()))
    for name, _, told in BAD:
        assert told in page, name
    states = list(Job.objects.filter(kind=receipt.READ).order_by("id").values_list("state", flat=True))
    assert states == [*[Job.FAILED] * len(BAD), Job.DONE]


def test_a_file_that_is_too_large_says_so(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipt, "MAX_SCAN_BYTES", 2**20)
    assert "“大.pdf”有 3 MB，超过 1 MB" in hand_in(clerk, ("大.pdf", b"%PDF-" + b"0" * 3 * 2**20))


def test_what_the_virus_scan_finds_is_not_kept(clerk: Client, settings: Any) -> None:
    settings.ZHENYU_SCAN_COMMAND = "false"
    assert "“总结.docx”没有通过查毒" in hand_in(clerk, ("总结.docx", docx_bytes()))
    assert not [path for path in Path(settings.ZHENYU_VAR).rglob("*") if path.is_file()]


def test_what_takes_long_waits_for_a_worker_and_can_be_cancelled(
    clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    deferred: list[int] = []
    monkeypatch.setattr(read_file, "defer", lambda job_id: deferred.append(job_id))
    page = clerk.post(
        UPLOAD, {"files": [SimpleUploadedFile("扫描.png", png())]}, headers={"HX-Request": "true"}
    )
    (job,) = Job.objects.filter(kind=receipt.READ)
    assert deferred == [job.pk]
    assert 'hx-trigger="every 1s"' in page.content.decode()
    clerk.post(f"{UPLOAD}{job.pk}/drop")
    carry_out(job.pk)
    job.refresh_from_db()
    assert job.state == Job.CANCELLED
    assert "扫描.png" not in clerk.get("/reports/").content.decode()


def test_somebody_else_s_file_is_not_to_be_had(clerk: Client) -> None:
    hand_in(clerk, ("总结.docx", docx_bytes()))
    (job,) = Job.objects.filter(kind=receipt.READ)
    other = User.objects.create_user("other", password="x", name="王强")
    UserGrant.objects.create(user=other, role="town_clerk", area="990101100")
    clerk.force_login(other)
    assert clerk.get(f"{UPLOAD}{job.pk}/").status_code == 404
    assert clerk.post(f"{UPLOAD}{job.pk}/confirm", said(job)).status_code == 404
    assert clerk.post(f"{UPLOAD}{job.pk}/drop").status_code == 404


class TestOriginals:
    def test_the_file_is_handed_out_as_it_came_and_that_is_logged(self, clerk: Client) -> None:
        document = filed(clerk)
        answer = clerk.get(f"/reports/{document.pk}/file")
        assert b"".join(answer.streaming_content) == originals.path_of(document).read_bytes()  # type: ignore[attr-defined]
        assert "attachment" in answer["Content-Disposition"]
        assert Change.objects.get(ledger="documents.document", action="export").why == "下载原件：总结.docx"

    def test_deleting_the_last_report_of_a_file_deletes_the_file(
        self, clerk: Client, django_capture_on_commit_callbacks: Any
    ) -> None:
        content = docx_bytes()
        first = filed(clerk, content=content)
        hand_in(clerk, ("又一份.docx", content))
        job = Job.objects.filter(kind=receipt.READ).first()  # the newest
        assert job is not None
        clerk.post(f"{UPLOAD}{job.pk}/confirm", said(job, area="990101100201"))
        second = Document.objects.exclude(pk=first.pk).get()
        assert first.original == second.original
        for document, left in ((first, True), (second, False)):
            with django_capture_on_commit_callbacks(execute=True):
                clerk.post(f"/reports/{document.pk}/delete", {"why": "存错了"})
            assert store.is_stored(first.original, shelf=originals.SHELF) is left

    def test_a_file_that_no_report_got_is_deleted_after_a_day(self, clerk: Client, tmp_path: Path) -> None:
        document = filed(clerk)
        (tmp_path / "半途.txt").write_text("存入时断了")
        orphan = store.store_copy(tmp_path / "半途.txt", shelf=originals.SHELF)
        for digest in (orphan, document.original):
            os.utime(store.stored_path(digest, originals.SHELF), (1, 1))
        assert delete_orphaned_originals() == 1
        assert originals.path_of(document).is_file()

    def test_a_report_without_a_file_still_reads_again_from_its_text(self, clerk: Client) -> None:
        clerk.post("/reports/", {"text": TEXT, "year": "2026", "month": "10", "kind": "annual"})
        document = Document.objects.get()
        assert "已重新读数" in clerk.post(f"/reports/{document.pk}/read-again", follow=True).content.decode()
        assert clerk.get(f"/reports/{document.pk}/file").status_code == 404

    def test_reading_again_reads_the_file_and_takes_corrections_along(self, clerk: Client) -> None:
        document = filed(clerk)
        figure = document.figures.get(text="3656万元")
        correct_figure(figure.pk, version=1, said={"value": "3565"}, by=SYSTEM)
        start = figure.start
        Document.objects.filter(pk=document.pk).update(text="前面多出的一行\n" + TEXT.replace("改厕", "改廁"))
        shift = len("前面多出的一行\n")
        document.corrections.update(start=start + shift, end=figure.end + shift)
        with reading_as(SYSTEM):
            done = read_again(document.pk, by=SYSTEM)
        assert done.lost == ()
        assert done.document.text.splitlines()[0] == "柳河镇2026年1-10月工作总结"
        kept = done.document.figures.get(text="3656万元")
        assert (kept.start, kept.value) == (start, 3565)
        assert kept.raw["place"] == figure.raw["place"]

    def test_a_correction_whose_words_are_gone_is_named(self, clerk: Client) -> None:
        document = filed(clerk)
        figure = document.figures.get(text="3656万元")
        correct_figure(figure.pk, version=1, said={"value": "3565"}, by=SYSTEM)
        Document.objects.filter(pk=document.pk).update(text=TEXT.replace("3656万元", "捌仟玖佰元"))
        page = clerk.post(f"/reports/{document.pk}/read-again", follow=True).content.decode()
        assert "改正过的这些文字现在读不到了，没有带过来：捌仟玖佰" in page


def png(text: str = "") -> bytes:
    """A page with a text as a scanner gives it; without one an empty sheet."""
    from PIL import Image

    from zhenyu.documents.formats.printed_pages import open_pdf, picture_of

    out = BytesIO()
    sheet = (
        picture_of(open_pdf(pdf(wrapped(text, 72, 80, 36))), 0, 150)
        if text
        else Image.new("L", (60, 60), 255)
    )
    sheet.save(out, "PNG")
    return out.getvalue()


class TestPages:
    def test_the_pages_of_a_pdf_are_shown_with_the_boxes_of_its_figures(
        self, clerk: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
    ) -> None:
        monkeypatch.setenv("ZHENYU_VAR", str(settings.ZHENYU_VAR))
        monkeypatch.setattr(read_file, "defer", lambda job_id: carry_out(job_id))
        document = filed(clerk, "总结.pdf", pdf(wrapped(TEXT, 72, 80, 36)))
        page = clerk.get(f"/reports/{document.pk}/").content.decode()
        figure = document.figures.get(text="3656万元")
        assert f'href="#f{figure.pk}" data-figure="{figure.pk}" aria-label="3656万元"><rect' in page
        picture = clerk.get(f"/reports/{document.pk}/pages/1.jpg")
        assert b"".join(picture.streaming_content)[:3] == b"\xff\xd8\xff"  # type: ignore[attr-defined]
        assert clerk.get(f"/reports/{document.pk}/pages/2.jpg").status_code == 404

    def test_a_scan_is_read_in_the_background_marks_what_is_unclear_and_is_read_again_from_its_file(
        self, clerk: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
    ) -> None:
        monkeypatch.setenv("ZHENYU_VAR", str(settings.ZHENYU_VAR))
        monkeypatch.setattr(read_file, "defer", lambda job_id: carry_out(job_id))
        document = filed(clerk, "扫描.png", png(TEXT))
        figure = document.figures.get(value_si=36560000)
        assert document.pages[0][:2] != [0, 0]
        raw = {**figure.raw, "note": "扫描不清，请对照原件"}
        type(figure).objects.filter(pk=figure.pk).update(raw=raw)
        assert "扫描不清，请对照原件" in clerk.get(f"/reports/{document.pk}/").content.decode()
        corrections.correct_figure(figure.pk, version=1, said={}, by=SYSTEM)
        assert "扫描不清，请对照原件" not in clerk.get(f"/reports/{document.pk}/").content.decode()

        page = clerk.post(f"/reports/{document.pk}/read-again", follow=True)
        assert "已经读完" in page.content.decode()
        assert document.figures.filter(value_si=36560000).exists()


def test_a_reading_begun_too_often_is_given_up(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_file, "defer", lambda job_id: carry_out(job_id, progress.MOST_ATTEMPTS))
    assert "都在中途断掉" in hand_in(clerk, ("扫描.png", png()))
