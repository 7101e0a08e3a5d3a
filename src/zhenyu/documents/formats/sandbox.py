"""Files of strangers that C code must parse (PDF, pictures, old Word) are parsed in a process of its own.

    python -m zhenyu.documents.formats.sandbox pdf < FILE a JSON line a page, then {"end": …} or {"error": …}

It has a limit of memory, and of time per page; if it dies the file is refused and we live on. What comes back
is JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import IO, Any, Final, cast

from zhenyu.core.errors import UsageError, ZhenyuError
from zhenyu.documents.formats.fragments import Page

Progress = Callable[[int, int], None]  # pages done, of how many

_MEMORY: Final = 4 * 2**30  # of address space; recognition uses 0.7 GB, its library reserves three times that
_SECONDS: Final = {"pdf": 30, "scan": 300, "picture": 300}  # a page may take; recognition usually takes ten
_HINT: Final = "请用 WPS 或 PDF 阅读器打开后另存为新的文件再试"


def parse_in_subprocess(kind: str, data: bytes, progress: Progress | None = None) -> list[Page]:
    """The pages of a file, parsed apart.

    Arguments:
        kind: ``pdf`` its text, ``scan`` a PDF whose pages without text are recognised, ``picture`` a picture
        recognised.

    Raises:
        UsageError: the file is refused, takes too long or too much memory.
    """
    child = subprocess.Popen(
        [sys.executable, "-m", "zhenyu.documents.formats.sandbox", kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    question, answers = cast(IO[bytes], child.stdin), cast(IO[bytes], child.stdout)
    overdue = threading.Event()
    try:
        threading.Thread(target=_feed, args=(question, data), daemon=True).start()
        pages: list[Page] = []
        for line in _watched(child, answers, _SECONDS[kind], overdue):
            if "error" in line:
                raise UsageError(*line["error"])
            if "end" in line:
                return pages
            pages.append(Page.from_json(line["page"]))
            if progress is not None:
                progress(len(pages), line["of"])
        if overdue.is_set():
            raise UsageError(f"第{len(pages) + 1}页超过{_SECONDS[kind]}秒还没有读完", _HINT)
        raise UsageError("文件太复杂或已损坏，解析程序中断", _HINT)
    finally:
        child.kill()
        answers.close()
        child.wait()


def _feed(pipe: IO[bytes], data: bytes) -> None:
    try:
        pipe.write(data)
        pipe.close()
    except OSError:  # the child refused the file before it had read all of it
        return


def _watched(
    child: subprocess.Popen[bytes], answers: IO[bytes], seconds: int, overdue: threading.Event
) -> Iterator[dict[str, Any]]:
    """The lines the child writes; it is killed when one takes longer than ``seconds``."""

    def give_up() -> None:
        overdue.set()
        child.kill()

    while True:
        clock = threading.Timer(seconds, give_up)
        clock.start()
        try:
            line = answers.readline()
        finally:
            clock.cancel()
        if not line.endswith(b"\n"):
            return
        yield json.loads(line)


def main(kind: str) -> None:
    """The child: read standard input, write a line a page."""
    limit_memory()
    say = sys.stdout
    sys.stdout = sys.stderr  # what libraries print must not mix with the answer
    try:
        for page, count in _PARSERS[kind](sys.stdin.buffer.read()):
            print(json.dumps({"page": page.as_json(), "of": count}), file=say, flush=True)
        answer: dict[str, Any] = {"end": True}
    except ZhenyuError as error:
        answer = {"error": [error.message, error.hint]}
    except MemoryError:
        answer = {"error": ["文件展开后太大，内存不够", _HINT]}
    print(json.dumps(answer), file=say, flush=True)


def limit_memory() -> None:
    """Let this process have no more than a stranger's file may need."""
    try:
        import resource
    except ImportError:  # Windows has none; there the time limit alone protects
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _pdf(data: bytes) -> Iterator[tuple[Page, int]]:
    from zhenyu.documents.formats.printed_pages import open_pdf, printed_page

    document = open_pdf(data)
    for number in range(len(document)):
        yield printed_page(document, number), len(document)


def _scan(data: bytes) -> Iterator[tuple[Page, int]]:
    from zhenyu.documents.formats.printed_pages import open_pdf, picture_of, printed_page
    from zhenyu.documents.formats.scanned_pages import MAX_SCANNED, engine, scanned_page

    document, recogniser, scanned = open_pdf(data), engine(), 0
    for number in range(len(document)):
        page = printed_page(document, number)
        if page.pictured:
            scanned += 1
            if scanned > MAX_SCANNED:
                raise UsageError(f"扫描的页超过{MAX_SCANNED}页", "请把文件分成几份")
            page = scanned_page(recogniser, picture_of(document, number))
        yield page, len(document)


def _picture(data: bytes) -> Iterator[tuple[Page, int]]:
    from zhenyu.documents.formats.scanned_pages import engine, pictures, scanned_page

    recogniser = None
    for number, picture in enumerate(pictures(data), 1):
        recogniser = recogniser or engine()
        yield scanned_page(recogniser, picture), number


_PARSERS: Final[dict[str, Callable[[bytes], Iterator[tuple[Page, int]]]]] = {
    "pdf": _pdf,
    "scan": _scan,
    "picture": _picture,
}

if __name__ == "__main__":
    main(sys.argv[1])
