"""Files kept under their digest: stored once, found by nothing else, deleted only when nobody needs them."""

import hashlib
import os
import stat
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.core.errors import NotFound, RefusedError, UsageError, ZhenyuError
from zhenyu.core.files import store
from zhenyu.core.files.store import LONGEST_NAME, harmless_name

PDF = b"%PDF-1.7\n%content"
DIGEST = hashlib.sha256(PDF).hexdigest()


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.ZHENYU_VAR = tmp_path
    settings.ZHENYU_SCAN_COMMAND = ""
    return tmp_path / "attachments"


def _upload(name: str = "通知.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_file_is_kept_under_the_digest_of_its_content(folder: Path) -> None:
    stored = store.store_file(_upload())
    assert stored.as_json() == {
        "name": "通知.pdf",
        "digest": DIGEST,
        "size": len(PDF),
        "type": "application/pdf",
    }
    assert store.stored_path(DIGEST) == folder / DIGEST[:2] / DIGEST
    assert store.stored_path(DIGEST).read_bytes() == PDF


def test_the_same_content_under_two_names_is_one_file(folder: Path) -> None:
    store.store_file(_upload("一.pdf"))
    store.store_file(_upload("二.pdf"))
    assert _files(folder) == [DIGEST]


def test_a_refused_file_leaves_nothing_behind(folder: Path) -> None:
    with pytest.raises(RefusedError):
        store.store_file(_upload("a.pdf", b"MZ program"))
    assert _files(folder) == []


def test_a_file_over_the_limit_says_the_limit(settings: Any) -> None:
    settings.ZHENYU_ATTACHMENT_MB = 1
    with pytest.raises(UsageError) as refusal:
        store.store_file(_upload(content=PDF + b"0" * 2**20))
    assert refusal.value.message == "“通知.pdf”有 1.0 MB，超过 1 MB"
    assert refusal.value.hint == "请压缩图片或拆分后再上传"


@pytest.mark.parametrize("digest", ["", "0" * 63, "../../etc/passwd", "G" * 64, "0" * 64])
def test_only_a_digest_of_a_stored_file_finds_one(digest: str) -> None:
    with pytest.raises(NotFound, match="没有这个附件"):
        store.stored_path(digest)


def test_a_copy_goes_to_a_shelf_of_its_own(tmp_path: Path) -> None:
    source = tmp_path / "报告.docx"
    source.write_bytes(b"report")
    digest = store.store_copy(source, shelf="originals")
    assert store.is_stored(digest, shelf="originals")
    assert not store.is_stored(digest, shelf="attachments")
    assert store.stored_path(digest, "originals").read_bytes() == b"report"


def test_a_deleted_file_is_gone_and_deleting_it_again_is_no_error(tmp_path: Path) -> None:
    source = tmp_path / "a"
    source.write_bytes(b"a")
    digest = store.store_copy(source, shelf="originals")
    store.delete_stored(digest, shelf="originals")
    store.delete_stored(digest, shelf="originals")
    assert not store.is_stored(digest, shelf="originals")


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "harmless"),
    [
        ("通知.pdf", "通知.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\张\\通知.pdf", "通知.pdf"),
        ('a<b>:"c|d?*.pdf', "a_b___c_d__.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\0b\n.pdf", "ab.pdf"),
        ("  .pdf. ", "附件.pdf"),
        ("", "附件"),
        ("没有后缀", "没有后缀"),
    ],
)
def test_a_name_leads_nowhere_and_hides_nothing(name: str, harmless: str) -> None:
    assert harmless_name(name) == harmless


@given(st.text(max_size=400))
def test_any_name_becomes_a_short_one_of_one_part(name: str) -> None:
    harmless = harmless_name(name)
    assert 0 < len(harmless) <= LONGEST_NAME
    assert not set(harmless) & set('/\\:*?"<>|\0\n')


@given(st.text(max_size=200))
def test_a_harmless_name_stays_as_it_is(name: str) -> None:
    once = harmless_name(name)
    assert harmless_name(once) == once


# --- the virus scan -------------------------------------------------------------------------------


def _scanner(tmp_path: Path, code: int) -> str:
    script = tmp_path / "scanner.sh"
    script.write_text(f"#!/bin/sh\nexit {code}\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return str(script)


@pytest.mark.system
def test_a_file_the_scanner_passes_is_kept(settings: Any, tmp_path: Path, folder: Path) -> None:
    settings.ZHENYU_SCAN_COMMAND = _scanner(tmp_path, 0)
    store.store_file(_upload())
    assert _files(folder) == [DIGEST]


@pytest.mark.system
def test_a_file_the_scanner_refuses_is_not(settings: Any, tmp_path: Path, folder: Path) -> None:
    settings.ZHENYU_SCAN_COMMAND = _scanner(tmp_path, 1)
    with pytest.raises(RefusedError) as refusal:
        store.store_file(_upload())
    assert refusal.value.message == "“通知.pdf”没有通过查毒"
    assert _files(folder) == []


@pytest.mark.system
@pytest.mark.parametrize("command", ["/no/such/scanner", "'unbalanced"])
def test_a_scanner_that_does_not_work_keeps_every_file_out(settings: Any, folder: Path, command: str) -> None:
    settings.ZHENYU_SCAN_COMMAND = command
    with pytest.raises(ZhenyuError, match="查毒程序没有正常工作"):
        store.store_file(_upload())
    assert _files(folder) == []


# --- clean-up -------------------------------------------------------------------------------------


def _stored_days_ago(tmp_path: Path, content: bytes, days: float) -> str:
    source = tmp_path / "source"
    source.write_bytes(content)
    digest = store.store_copy(source, shelf="attachments")
    moment = time.time() - days * 86_400
    os.utime(store.stored_path(digest), (moment, moment))
    return digest


def test_clean_up_takes_what_nobody_needs_and_lies_longer_than_a_day(tmp_path: Path) -> None:
    needed = _stored_days_ago(tmp_path, b"needed", 30)
    young = _stored_days_ago(tmp_path, b"young", 0.5)
    old = _stored_days_ago(tmp_path, b"old", 1.5)
    assert set(store.stored_digests()) == {needed, young, old}
    assert store.delete_unneeded({needed}) == 1
    assert set(store.stored_digests()) == {needed, young}


def test_clean_up_looks_at_files_of_ours_alone(folder: Path, tmp_path: Path) -> None:
    _stored_days_ago(tmp_path, b"x", 2)
    stranger = folder / "ab" / "notes.txt"
    stranger.parent.mkdir(exist_ok=True)
    stranger.write_text("x")
    os.utime(stranger, (1, 1))
    store.delete_unneeded(set())
    assert stranger.exists()
