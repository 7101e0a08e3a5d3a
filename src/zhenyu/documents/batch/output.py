"""The output of a batch and its index: what has been read stays read, whatever happens to the process.

``OUT.jsonl`` grows file by file; ``OUT.jsonl.index`` gets a line when a file's figures are all written: its
name, digest, the reader's version and the bytes it takes. What lies behind the last entry is a file half
written and is cut off.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO, Final

from zhenyu.core.errors import ZhenyuError
from zhenyu.core.files.safe_files import FileLock, written_whole
from zhenyu.documents.batch.extract import WantedFile
from zhenyu.documents.formats.source import READER_VERSION

VERSION: Final = f"{version('zhenyu')}-{READER_VERSION}"
_CHUNK: Final = 2**20


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file that was read: its lines are the bytes ``[start, end)`` of the output."""

    doc: str
    digest: str
    version: str
    start: int
    end: int


class Output:
    """The figures written so far. Open it, ask what is left to read, ``add`` each file's lines, close it.

    Raises:
        ZhenyuError: the output or its index cannot be written, was written by something else, or is being
        written now.
    """

    def __init__(self, path: Path, wanted: Sequence[WantedFile], *, again: bool = False) -> None:
        self._path, self._index = path, path.with_name(f"{path.name}.index")
        self._hold = FileLock(path)
        try:
            self._open(wanted, again=again)
        except BaseException:
            self._hold.release()
            raise

    def _open(self, wanted: Sequence[WantedFile], *, again: bool) -> None:
        digests = {each.name: digest for each in wanted if (digest := digest_of(each.path))}
        known = self._entries()
        unchanged = [entry for entry in known if not again and self._holds(entry, digests)]
        if again:
            unchanged = [entry for entry in known if entry.doc not in {each.name for each in wanted}]
        if unchanged == known:
            self._cut_off(known)
        else:
            self._rewrite(unchanged)
        self._digests = digests
        self._done = {entry.doc for entry in unchanged}
        self._file: IO[bytes] = self._path.open("ab")
        self._entries_file: IO[bytes] = self._index.open("ab")

    def left(self, wanted: Iterable[WantedFile]) -> list[WantedFile]:
        """Those not yet read, or changed since, or read by an older reader."""
        return [each for each in wanted if each.name not in self._done]

    def add(self, wanted: WantedFile, lines: Sequence[str]) -> None:
        """Write a file's figures, then note that they are all there."""
        start = self._file.tell()
        self._file.write("".join(f"{line}\n" for line in lines).encode())
        self._flush(self._file)
        entry = _Entry(wanted.name, self._digests.get(wanted.name, ""), VERSION, start, self._file.tell())
        self._entries_file.write(_line(entry))
        self._flush(self._entries_file)

    def close(self) -> None:
        self._file.close()
        self._entries_file.close()
        self._hold.release()

    def _flush(self, file: IO[bytes]) -> None:
        try:
            file.flush()
        except OSError as problem:
            raise ZhenyuError(
                f"写不了“{self._path}”：{problem.strerror}", "请清理磁盘后再运行同一命令，会接着读"
            ) from problem

    def _holds(self, entry: _Entry, digests: dict[str, str]) -> bool:
        """Whether an entry needs no new reading: another folder's, or the same bytes by the same reader."""
        return entry.doc not in digests or (entry.digest == digests[entry.doc] and entry.version == VERSION)

    def _entries(self) -> list[_Entry]:
        """The entries whose lines are all in the output."""
        if not self._index.exists():
            if self._path.exists() and self._path.stat().st_size:
                raise ZhenyuError(f"“{self._path}”已存在，且不是批量读取的结果", "请换一个文件名，或先删去它")
            return []
        size = self._path.stat().st_size if self._path.exists() else 0
        found = []
        for line in self._index.read_bytes().splitlines():
            try:
                entry = _Entry(**json.loads(line))
            except (ValueError, TypeError):  # the line being written when the process ended
                break
            if entry.end <= size:
                found.append(entry)
        return found

    def _cut_off(self, known: Sequence[_Entry]) -> None:
        """Drop what was half written when a run was broken off."""
        if known:
            os.truncate(self._path, known[-1].end)
            os.truncate(self._index, sum(len(_line(entry)) for entry in known))

    def _rewrite(self, unchanged: Sequence[_Entry]) -> None:
        """Output and index with the unchanged entries alone: first an empty index, so that no moment has a
        wrong one."""
        moved: list[_Entry] = []
        with written_whole(self._path) as draft, draft.open("wb") as out:
            if self._path.exists():
                with self._path.open("rb") as old:
                    for entry in unchanged:
                        start = out.tell()
                        old.seek(entry.start)
                        _copy(old, out, entry.end - entry.start)
                        moved.append(_Entry(entry.doc, entry.digest, entry.version, start, out.tell()))
            out.flush()
            os.fsync(out.fileno())
            with written_whole(self._index) as empty:
                empty.write_bytes(b"")
        with written_whole(self._index) as index:
            index.write_bytes(b"".join(map(_line, moved)))


def _copy(old: IO[bytes], out: IO[bytes], size: int) -> None:
    while size > 0:
        piece = old.read(min(size, _CHUNK))
        if not piece:
            return
        out.write(piece)
        size -= len(piece)


def _line(entry: _Entry) -> bytes:
    return json.dumps(asdict(entry), ensure_ascii=False).encode() + b"\n"


def digest_of(path: Path) -> str:
    """SHA-256 of a file; empty when it cannot be read (the reading itself will say why)."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
