"""Serving starts, is told to stop, and leaves nothing behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest


@pytest.fixture
def var() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="zhenyu-serve-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_once_or_often_it_stops_everything_it_started(var: Path, told: signal.Signals) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "ZHENYU_VAR": str(var)}
    command = [sys.executable, "-m", "zhenyu", "serve", "--port", str(port), "--workers", "1"]
    with (var / "log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    while "http://" not in (var / "log").read_text():
        assert server.poll() is None, (var / "log").read_text()
        time.sleep(0.2)
    assert listens(port)
    for _ in range(4):  # an impatient user; a handler that takes a lock would hang here
        server.send_signal(told)
        time.sleep(0.02)
    assert server.wait(timeout=60) == 0
    assert not listens(port)
    assert not (var / "postgres" / "postmaster.pid").exists()
