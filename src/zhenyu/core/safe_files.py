"""Writing a file whole or not at all: to a neighbour first, then renamed over the target."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zhenyu.core.errors import ZhenyuError


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path``; when the block ends well it takes the place of ``path``.

    Raises:
        ZhenyuError: the folder is missing or not writable, or the disk is full (says where and how much is free).
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
        os.close(handle)
    except OSError as problem:
        raise readable(problem, path) from problem
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o644)
        draft.replace(path)
    except OSError as problem:
        raise readable(problem, path) from problem
    finally:
        draft.unlink(missing_ok=True)


def readable(problem: OSError, path: Path) -> ZhenyuError:
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
