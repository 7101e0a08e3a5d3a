"""Serving: the web server as a child, background jobs in a thread here, the embedded database watched over.

When this process is told to stop it stops everything it started; when it is killed, its children end with it
(Linux) and the next start finds a database it can take over.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import psycopg
from procrastinate import exceptions

from zhenyu.config.embedded import EmbeddedPostgres
from zhenyu.core.errors import UsageError, ZhenyuError

PR_SET_PDEATHSIG = 1
RESTARTS = 5
HEARTBEAT = 3
"""Seconds between two signs of life of a worker."""
TAKEN_FOR_DEAD = 15
"""Seconds without one after which its jobs are given to others; a job's own lock keeps a slow worker's work
single."""


def check_free(host: str, port: int) -> None:
    """:raises UsageError: somebody listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise UsageError(f"端口 {port} 已被占用", "先停止占用它的程序，或用 --port 换一个端口") from None


BUILT: Final = Path(__file__).parents[1] / "frontend" / "static"
"""Where the front end is built; the settings, which know it too, wait for the database to be started."""


def check_front_end(built: Path = BUILT) -> None:
    """Refuse to serve pages without their scripts and styles.

    Raises:
        UsageError: they have not been built.
    """
    if not (built / "dist" / "main.js").exists():
        raise UsageError("网页前端尚未构建", "在项目目录运行 make build")


class WebServer:
    """Granian over our WSGI application."""

    def __init__(self, host: str, port: int, workers: int) -> None:
        self.command = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            host,
            "--port",
            str(port),
        ]
        self.command += ["--workers", str(workers), "--blocking-threads", "4", "--log-level", "warning"]
        self.command += ["--respawn-failed-workers", "zhenyu.config.wsgi:application"]
        self.address = (host, port)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._end_leftovers()
        die_with_parent = _die_with_parent if sys.platform == "linux" else None
        # in its own session: Ctrl-C reaches only us, and we stop it in order
        self.process = subprocess.Popen(self.command, start_new_session=True, preexec_fn=die_with_parent)

    def wait_until_up(self) -> None:
        """:raises ZhenyuError: the server ended before it answered."""
        while True:
            with suppress(OSError), socket.create_connection(self.address, timeout=1):
                return
            if self.ended():
                raise ZhenyuError("网页服务没有启动", "查看上面的输出")
            time.sleep(0.05)

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        if self.process is None or self.ended():
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=10)
        self._end_leftovers()

    def _end_leftovers(self) -> None:
        """End what is left of the server's process group: the workers of a killed main process keep the
        port."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class JobsThread:
    """The Procrastinate worker in a thread of this process."""

    def __init__(self) -> None:
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._loop: Any = None
        self._task: Any = None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        if self._loop is not None and self._task is not None:
            self._loop.call_soon_threadsafe(self._task.cancel)
            self._thread.join(timeout=10)

    def _run(self) -> None:
        import asyncio

        async def work() -> None:
            self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
            await run_worker()

        with suppress(asyncio.CancelledError):
            asyncio.run(work())


async def run_worker() -> None:
    """Take jobs until cancelled, coming back when the database went away. Jobs of a killed worker are taken
    up again."""
    import asyncio

    from procrastinate.contrib.django import app

    while True:
        with suppress(exceptions.ConnectorException, psycopg.Error):
            worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]  # only Django's has it
            async with worker_app.open_async():
                rescue = asyncio.create_task(_rescue(worker_app.job_manager))
                try:
                    await worker_app.run_worker_async(
                        install_signal_handlers=False,
                        shutdown_graceful_timeout=5,
                        update_heartbeat_interval=HEARTBEAT,
                        stalled_worker_timeout=TAKEN_FOR_DEAD,
                    )
                finally:
                    rescue.cancel()
        await asyncio.sleep(1)  # it only ends by itself when the database is gone


async def _rescue(manager: Any) -> None:
    """Give jobs back to the queue whose worker shows no sign of life."""
    import asyncio

    while True:
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=TAKEN_FOR_DEAD):
            await manager.retry_job(job)
        await asyncio.sleep(HEARTBEAT)


def run(server: WebServer, database: EmbeddedPostgres | None, ready: Callable[[], None]) -> None:
    """Serve until Ctrl-C or SIGTERM, restarting what dies. The server may have been started already."""
    # a list, not an Event: its lock may be held by the very thread the handler interrupts
    stop: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _frame: stop.append(received))
    jobs = JobsThread()
    try:
        if server.process is None:
            server.start()
        server.wait_until_up()
        jobs.start()
        ready()
        restarts = 0
        while not stop:
            _nap(stop)
            if database is not None and not stop:
                database.ensure()
            if server.ended() and not stop:
                restarts += 1
                if restarts > RESTARTS:
                    raise ZhenyuError(f"网页服务连续退出 {restarts} 次", "查看上面的输出")
                server.start()
    finally:
        server.stop()
        jobs.stop()


def _nap(stop: list[int]) -> None:
    """A second's rest, ended early when told to stop."""
    for _ in range(5):
        if not stop:
            time.sleep(0.2)


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
