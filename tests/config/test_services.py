"""Serving starts, is told to stop, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

pytestmark = pytest.mark.system


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
    server = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    said: list[str] = []
    while not said or "http://" not in said[-1]:
        said.append(server.stderr.readline())
        assert said[-1], "".join(said)
    assert listens(port)
    for _ in range(4):  # an impatient user; a handler that takes a lock would hang here
        server.send_signal(told)
        time.sleep(0.02)
    assert server.wait(timeout=60) == 0
    assert not listens(port)
    assert not (var / "postgres" / "postmaster.pid").exists()
