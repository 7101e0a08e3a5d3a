"""Many files read by several processes: one that dies or hangs costs its own file, no other."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Final

from zhenyu.documents.batch.extract import Extract, WantedFile, extract

SILENCE: Final = 360  # seconds without a page or an answer: longer than the longest page may take
_TICK: Final = 1.0
# forking is not to be had on Windows, nor safe beside threads
_SPAWN: Final = multiprocessing.get_context("spawn")


@dataclass
class _Worker:
    process: BaseProcess
    connection: Connection
    wanted: WantedFile
    heard: float  # when it last said something, by the monotonic clock


def read_all(
    files: Iterable[WantedFile], jobs: int, silence: float = SILENCE
) -> Iterator[tuple[WantedFile, Extract]]:
    """Each file with what it gave, as they finish. One job reads in this process.

    Arguments:
        silence: seconds after which a process that says nothing is ended and its file given up.
    """
    if jobs <= 1:
        yield from ((wanted, extract(wanted)) for wanted in files)
        return
    waiting, busy = deque(files), list[_Worker]()
    try:
        while waiting or busy:
            while waiting and len(busy) < jobs:
                busy.append(_started(waiting.popleft()))
            for worker, answer in _heard(busy, silence):
                yield worker.wanted, answer
                if waiting and worker.process.is_alive():
                    worker.wanted, worker.heard = waiting.popleft(), time.monotonic()
                    worker.connection.send(worker.wanted)
                else:
                    busy.remove(worker)
                    _end(worker)
    finally:
        for worker in busy:
            _end(worker)


def _started(wanted: WantedFile) -> _Worker:
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    ours.send(wanted)
    return _Worker(process, ours, wanted, time.monotonic())


def _serve(connection: Connection) -> None:
    """A worker's life: a file in, its extract out; a page recognised is a sign of life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started us
    try:
        while True:
            connection.send(extract(connection.recv(), lambda done, of: connection.send((done, of))))
    except (EOFError, OSError):
        return


def _heard(busy: list[_Worker], silence: float) -> list[tuple[_Worker, Extract]]:
    """The workers that are finished with their file, died over it, or have been silent too long."""
    speaking = wait([worker.connection for worker in busy], timeout=_TICK)
    answers = []
    for worker in busy:
        answer: Extract | None = None
        if worker.connection in speaking:
            answer = _received(worker)
        elif time.monotonic() - worker.heard > silence:
            worker.process.kill()
            worker.process.join()
            answer = Extract(
                problem=f"“{worker.wanted.path}”：超过{silence:.0f}秒没有读完。请检查文件，或把它分成几份"
            )
        if answer is not None:
            answers.append((worker, answer))
    return answers


def _received(worker: _Worker) -> Extract | None:
    try:
        message = worker.connection.recv()
    except (EOFError, OSError):
        worker.process.join()
        return Extract(
            problem=f"“{worker.wanted.path}”：读取程序意外中断。请检查文件，或用 WPS 打开后另存再试"
        )
    worker.heard = time.monotonic()
    return message if isinstance(message, Extract) else None


def _end(worker: _Worker) -> None:
    worker.connection.close()
    worker.process.kill()
    worker.process.join()
