"""Pictures of a PDF's or scan's pages, drawn on demand and kept by the file's digest.

    python -m zhenyu.documents.library.page_pictures NUMBER < FILE > PICTURE.jpg

A stranger's file is drawn in a process of its own, as it is read (:mod:`zhenyu.documents.formats.sandbox`).
"""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, Final

from zhenyu.core.errors import UsageError, ZhenyuError
from zhenyu.core.files.safe_files import written_whole

MEDIA_TYPE: Final = "image/jpeg"
_WIDE: Final = 1600  # pixels at most: a page is shown some 700 wide, on fine screens twice that
_DOTS_PER_INCH: Final = 130
_QUALITY: Final = 80
_SECONDS: Final = 60


def picture_of_page(file: Path, digest: str, number: int) -> Path:
    """The picture of a page (from 1), drawn once.

    Raises:
        UsageError: the page cannot be drawn.
    """
    stored = folder_of(digest) / f"{number}.jpg"
    if not stored.is_file():
        drawn = _drawn_apart(file, number)
        stored.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with written_whole(stored) as draft:
            draft.write_bytes(drawn)
    return stored


def folder_of(digest: str) -> Path:
    """Where the pictures of a file are kept."""
    from django.conf import settings  # the drawing process has none

    return Path(settings.ZHENYU_VAR) / "pages" / digest


def _drawn_apart(file: Path, number: int) -> bytes:
    command = [sys.executable, "-m", "zhenyu.documents.library.page_pictures", str(number)]
    try:
        with file.open("rb") as data:
            done = subprocess.run(command, stdin=data, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise UsageError(f"第{number}页画了{_SECONDS}秒还没有画完", "请下载原件查看") from error
    if done.returncode or not done.stdout:
        raise UsageError(f"第{number}页画不出来", "请下载原件查看")
    return done.stdout


def drawn(data: bytes, number: int) -> bytes:
    """The page as a JPEG, upright as it is shown."""
    picture = _sheet(data, number)
    picture.thumbnail((_WIDE, 4 * _WIDE))
    out = BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _sheet(data: bytes, number: int) -> Any:
    if b"%PDF-" in data[:1024]:
        from zhenyu.documents.formats.printed_pages import open_pdf, picture_of

        document = open_pdf(data)
        if number > len(document):
            raise UsageError(f"没有第{number}页")
        return picture_of(document, number - 1, _DOTS_PER_INCH)
    from zhenyu.documents.formats.scanned_pages import pictures

    frames = list(islice(pictures(data), number - 1, number))
    if not frames:
        raise UsageError(f"没有第{number}页")
    return frames[0]


def main(number: int) -> int:
    """The child: draw a page of standard input; a code other than 0 where that cannot be done."""
    from zhenyu.documents.formats.sandbox import limit_memory

    limit_memory()
    try:
        sys.stdout.buffer.write(drawn(sys.stdin.buffer.read(), number))
    except (ZhenyuError, MemoryError):
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
