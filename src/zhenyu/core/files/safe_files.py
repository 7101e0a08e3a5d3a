"""Writing a file whole or not at all: to a neighbour first, then renamed over the target; or holding it alone
for a while."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from zhenyu.core.errors import ZhenyuError


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path``; when the block ends well it takes the place of ``path``.

    Raises:
        ZhenyuError: the folder is missing or not writable, or the disk is full (says where and how much is
        free).
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
        os.close(handle)
    except OSError as problem:
        raise file_problem(problem, path) from problem
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o644)
        draft.replace(path)
    except OSError as problem:
        raise file_problem(problem, path) from problem
    finally:
        draft.unlink(missing_ok=True)


class FileLock:
    """A file that one process at a time writes: ``<name>.lock`` beside it is locked as long as the holder
    lives.

    Raises:
        ZhenyuError: another process holds it; names the lock.
    """

    def __init__(self, path: Path) -> None:
        self._lock = path.with_name(f"{path.name}.lock")
        while True:
            try:
                self._file = self._lock.open("a+b")
            except OSError as problem:
                raise file_problem(problem, self._lock) from problem
            try:
                _lock(self._file)
            except OSError as problem:
                self._file.close()
                raise ZhenyuError(
                    f"另一个程序正在写“{path}”（“{self._lock}”被它锁着）",
                    "请等它结束后再运行同一命令，或换一个输出文件",
                ) from problem
            if self._is_the_file_there():
                return
            self._file.close()  # the former holder has just deleted it

    def _is_the_file_there(self) -> bool:
        try:
            return self._lock.stat().st_ino == os.fstat(self._file.fileno()).st_ino
        except FileNotFoundError:
            return False

    def release(self) -> None:
        with suppress(OSError):  # Windows deletes no open file
            self._lock.unlink()
        self._file.close()


def _lock(file: IO[bytes]) -> None:
    """Lock a file until it is closed or the process ends; OSError when somebody else has."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # unknown where mypy runs
        return
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def file_problem(problem: OSError, path: Path) -> ZhenyuError:
    """What went wrong with a file, and what to do about it."""
    if problem.errno == errno.ENOSPC:
        free = shutil.disk_usage(path.parent).free // 2**20
        return ZhenyuError(
            f"磁盘已满，写不下“{path}”（剩余 {free} MB），没有留下半个文件", "请清理磁盘，或换一个位置保存"
        )
    if isinstance(problem, FileNotFoundError):
        return ZhenyuError(f"没有文件夹“{path.parent}”", "请先建好文件夹，或换一个位置保存")
    if isinstance(problem, PermissionError):
        return ZhenyuError(f"没有权限写“{path}”", "请换一个位置，或关闭正在打开它的程序")
    return ZhenyuError(f"写不了“{path}”：{problem.strerror or problem}", "请换一个位置保存")
