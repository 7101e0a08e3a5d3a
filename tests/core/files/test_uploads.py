"""Uploads: kept under a key that is their uploader's alone, and cleared away after some days."""

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhenyu.core.errors import NotFound, UsageError
from zhenyu.core.files import uploads

CONTENT = b"a,b\n1,2\n"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.ZHENYU_VAR = tmp_path


def _upload(name: str = "改厕.csv", content: bytes = CONTENT) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_an_upload_is_found_by_its_key_and_keeps_its_name() -> None:
    key = uploads.store_upload(_upload(), by_id=7)
    assert key == f"{DIGEST}/7/改厕.csv"
    assert uploads.upload_path(key, by_id=7).read_bytes() == CONTENT
    assert uploads.upload_name(key) == "改厕.csv"


def test_a_key_opens_nothing_for_somebody_else() -> None:
    key = uploads.store_upload(_upload(), by_id=7)
    for other in (8, None):
        with pytest.raises(NotFound, match="上传的文件已经不在了"):
            uploads.upload_path(key, by_id=other)
    with pytest.raises(NotFound):
        uploads.upload_path(key.replace("/7/", "/8/"), by_id=8)


@pytest.mark.parametrize(
    "key", ["", "x/7/a.csv", f"{DIGEST}/7/../../secret", f"{DIGEST}/7/", "../../7/a.csv"]
)
def test_a_key_that_is_none_of_ours_leads_nowhere(key: str) -> None:
    uploads.store_upload(_upload(), by_id=7)
    with pytest.raises(NotFound):
        uploads.upload_path(key, by_id=7)


def test_a_name_is_made_harmless() -> None:
    key = uploads.store_upload(_upload("../../改厕 <1>;rm.csv"), by_id=7)
    assert uploads.upload_name(key) == "改厕 _1__rm.csv"
    assert uploads.upload_path(key, by_id=7).is_file()


@pytest.mark.parametrize(
    ("upload", "message", "hint"),
    [
        (None, "没有选择文件", "请选择 .xlsx、.xls、.ods、.csv 文件"),
        (_upload("a.pdf"), "不能读取“a.pdf”这种文件", "请另存为 .xlsx、.xls、.ods、.csv 后再上传"),
        (_upload("a.csv", b""), "“a.csv”是空文件", "请确认文件已经保存，再重新上传"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_remedy(
    upload: SimpleUploadedFile | None, message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as refusal:
        uploads.store_upload(upload, by_id=7)
    assert (refusal.value.message, refusal.value.hint) == (message, hint)


def test_a_file_too_large_is_refused_with_the_remedy_of_its_page() -> None:
    with pytest.raises(UsageError) as refusal:
        uploads.store_upload(
            _upload(content=b"0" * (2 * 2**20)), by_id=7, largest=2**20, too_large="请分村上传"
        )
    assert refusal.value.message == "“改厕.csv”有 2 MB，超过 1 MB"
    assert refusal.value.hint == "请分村上传"


def test_a_deleted_upload_is_gone_and_deleting_it_again_is_no_error() -> None:
    key = uploads.store_upload(_upload(), by_id=7)
    uploads.delete_upload(key, by_id=8)
    assert uploads.upload_path(key, by_id=7).is_file()
    uploads.delete_upload(key, by_id=7)
    uploads.delete_upload(key, by_id=7)
    with pytest.raises(NotFound):
        uploads.upload_path(key, by_id=7)


def test_clean_up_takes_old_uploads_and_answers_but_those_still_needed(tmp_path: Path) -> None:
    needed = uploads.store_upload(_upload("一.csv"), by_id=7)
    old = uploads.store_upload(_upload("二.csv"), by_id=7)
    young = uploads.store_upload(_upload("三.csv", b"c\n"), by_id=7)
    answer = uploads.result_path(5)
    answer.write_bytes(b"x")
    for path in (uploads.upload_path(needed, by_id=7), uploads.upload_path(old, by_id=7), answer):
        os.utime(path, (100, 100))
    assert uploads.delete_old_uploads(1_000, [needed]) == 2
    assert uploads.upload_path(needed, by_id=7).is_file()
    assert uploads.upload_path(young, by_id=7).is_file()
    assert not answer.exists()


def test_clean_up_leaves_no_empty_folders(tmp_path: Path) -> None:
    key = uploads.store_upload(_upload(), by_id=7)
    os.utime(uploads.upload_path(key, by_id=7), (100, 100))
    uploads.delete_old_uploads(1_000, [])
    assert list((tmp_path / "uploads").iterdir()) == []
