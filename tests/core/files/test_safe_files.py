"""A file is written whole or not at all, and by one process at a time."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from zhenyu.core.errors import ZhenyuError
from zhenyu.core.files.safe_files import FileLock, file_problem, written_whole


def test_a_file_appears_whole_when_the_block_ends(tmp_path: Path) -> None:
    target = tmp_path / "表.csv"
    with written_whole(target) as draft:
        draft.write_text("a\n")
        assert not target.exists()
        assert draft.suffix == ".csv"
    assert target.read_text() == "a\n"
    assert [path.name for path in tmp_path.iterdir()] == ["表.csv"]


def test_a_file_that_was_there_stays_when_writing_breaks_off(tmp_path: Path) -> None:
    target = tmp_path / "表.csv"
    target.write_text("before")
    with pytest.raises(ValueError, match="half way"), written_whole(target) as draft:
        draft.write_text("half")
        raise ValueError("half way")
    assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["表.csv"]


def test_others_of_the_server_may_read_what_was_written(tmp_path: Path) -> None:
    with written_whole(tmp_path / "a.txt") as draft:
        draft.write_text("a")
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o644


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ZhenyuError) as refusal, written_whole(tmp_path / "none" / "a.txt"):
        raise AssertionError("never begun")
    assert refusal.value.message == f"没有文件夹“{tmp_path / 'none'}”"
    assert refusal.value.hint == "请先建好文件夹，或换一个位置保存"


def test_a_full_disk_says_how_much_is_free(tmp_path: Path) -> None:
    with pytest.raises(ZhenyuError) as refusal, written_whole(tmp_path / "a.txt") as draft:
        draft.write_text("half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert "磁盘已满" in refusal.value.message
    assert "MB" in refusal.value.message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        (PermissionError(errno.EACCES, "denied"), "没有权限写“/srv/a.txt”"),
        (OSError(errno.EROFS, "Read-only file system"), "写不了“/srv/a.txt”：Read-only file system"),
        (OSError("odd"), "写不了“/srv/a.txt”：odd"),
    ],
)
def test_other_problems_say_what_the_system_said(problem: OSError, message: str) -> None:
    told = file_problem(problem, Path("/srv/a.txt"))
    assert told.message == message
    assert told.hint


# --- the lock of a file ---------------------------------------------------------------------------

HOLDER = """
import sys
from pathlib import Path
from zhenyu.core.files.safe_files import FileLock
lock = FileLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.readline()
"""


def test_a_second_holder_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    first = FileLock(output)
    with pytest.raises(ZhenyuError) as refusal:
        FileLock(output)
    assert f"“{output}.lock”被它锁着" in refusal.value.message
    assert refusal.value.hint == "请等它结束后再运行同一命令，或换一个输出文件"
    first.release()
    FileLock(output).release()
    assert not (tmp_path / "out.jsonl.lock").exists()


@pytest.mark.system
def test_a_lock_ends_with_the_process_that_held_it(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(output)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(ZhenyuError):
            FileLock(output)
        holder.kill()
        holder.wait()
    FileLock(output).release()


def test_a_lock_in_a_missing_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(ZhenyuError, match="没有文件夹"):
        FileLock(tmp_path / "none" / "out.jsonl")
