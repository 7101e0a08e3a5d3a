"""The embedded PostgreSQL: our own supervisor over the server programs that come in a wheel (or any other
``bin`` folder).

Several processes may use one server; each holds a shared lock while it does. Whoever leaves last stops the
server, and a killed process leaves nothing that the next start cannot clean: the server is found by its own
``postmaster.pid``. Why not the wheel's own Python layer: paths with spaces fail, a fixed ten-second start
limit breaks crash recovery, and a server whose starter was killed is never stopped.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

import psycopg

from zhenyu.config.embedded_host import (
    EmbeddedError,
    Exclusive,
    ServerAccount,
    free_port,
    is_free,
    locale_options,
    secret,
    server_programs,
)
from zhenyu.core.database.leakproof import mark_leakproof

DATABASE = "zhenyu"
RELAUNCHES = 10
SHARED = Path("/var/lib/zhenyu")
SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 80
shared_buffers = 512MB
work_mem = 32MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
checkpoint_timeout = 15min
random_page_cost = 1.1
jit = off
timezone = 'Asia/Shanghai'
log_timezone = 'Asia/Shanghai'
log_min_messages = warning
"""


class EmbeddedPostgres:
    """One server over one data folder below ``var``."""

    def __init__(self, var: Path, bin_dir: Path | None = None) -> None:
        self.var = var
        self.account = ServerAccount.for_server()
        var.mkdir(parents=True, exist_ok=True)
        self.data = self._data_dir()
        self.bin = self._reachable(bin_dir or server_programs())
        self._lock: IO[str] | None = None
        self._server: subprocess.Popen[bytes] | None = None

    # --- life -------------------------------------------------------------------------------------

    def start(self, say: Callable[[str], None] = lambda _: None) -> str:
        """Start the server, or join the running one, and return the address of the database."""
        self._join()
        with self._alone():
            if not (self.data / "PG_VERSION").exists():
                say("初始化内置数据库 …")
                self._initialise()
            if not self._answers():
                self._launch()
        self._wait(say)
        return self._database_url()

    def stop(self) -> None:
        """Leave; the last user stops the server, waiting until its data are on disk."""
        if self._lock is None:
            return
        lock, self._lock = self._lock, None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return
        pid = self._pid()
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
            self._wait_for_end(pid)
        lock.close()

    def ensure(self) -> None:
        """Start the server again if it was killed; called from time to time by a long-running command.

        The children of a killed server take a moment to end, and hold its shared memory until then.
        """
        if self._answers():
            return
        for attempt in range(1, RELAUNCHES + 1):
            try:
                self._restart()
                break
            except EmbeddedError:
                if attempt == RELAUNCHES:
                    raise
                time.sleep(1)

    def _restart(self) -> None:
        with self._alone():
            if not self._answers():
                self._launch()
        self._wait(lambda _: None)

    # --- parts ------------------------------------------------------------------------------------

    def _join(self) -> None:
        self._lock = (self.var / "postgres.users").open("a")
        fcntl.flock(self._lock, fcntl.LOCK_SH)

    def _alone(self) -> "Exclusive":
        return Exclusive(self.var / "postgres.starting")

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there whole: a killed start leaves no half
        cluster."""
        making = self.data.with_name(self.data.name + ".making")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700, parents=True)
        password = self._password()
        hand_over = making.with_name(making.name + ".pw")
        hand_over.write_text(password)
        self._own(making, hand_over)
        command = [self.bin / "initdb", "-D", making, "-U", "postgres", "-E", "UTF8", "-A", "scram-sha-256"]
        command += [f"--pwfile={hand_over}", *locale_options(self.bin), "--no-instructions"]
        try:
            done = subprocess.run(
                list(map(str, command)), capture_output=True, text=True, check=False, **self._as_account()
            )
        finally:
            hand_over.unlink(missing_ok=True)
        if done.returncode:
            raise EmbeddedError(
                f"内置数据库初始化失败：{done.stderr.strip()[-400:]}", f"检查 {self.var} 的磁盘空间和权限"
            )
        with (making / "postgresql.conf").open("a") as conf:
            conf.write(SETTINGS)
        making.rename(self.data)

    def _launch(self) -> None:
        # after a kill the old port again: those who use the server hold its address
        port = self._port() or 0
        port = port if port and is_free(port) else free_port()
        log = (self.var / "postgres.log").open("ab")
        self._server = subprocess.Popen(
            [str(self.bin / "postgres"), "-D", str(self.data), "-p", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C in the terminal is for us; we stop the server in order
            **self._as_account(),
        )
        log.close()

    def _wait(self, say: Callable[[str], None]) -> None:
        """Wait as long as the server lives: crash recovery of a large log takes its time."""
        began = time.monotonic()
        told = False
        while not self._answers():
            if self._server is not None and self._server.poll() is not None:
                tail = (self.var / "postgres.log").read_text(errors="replace")[-600:].strip()
                raise EmbeddedError(
                    f"内置数据库没有启动：{tail}", f"查看 {self.var / 'postgres.log'}；磁盘满时先腾出空间"
                )
            if not told and time.monotonic() - began > 5:
                say("内置数据库正在恢复上次未写完的日志，请稍候 …")
                told = True
            time.sleep(0.05)
        self._ensure_database()

    def _ensure_database(self) -> None:
        self._mark("template1")  # what is made from it later has the marks too: restored and test databases
        with psycopg.connect(self._url("postgres", "postgres"), autocommit=True) as server:
            known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not known:
                quoted = psycopg.sql.Literal(self._password())
                role = psycopg.sql.SQL("CREATE ROLE zhenyu LOGIN CREATEDB CREATEROLE PASSWORD {}").format(
                    quoted
                )
                server.execute(role)
                server.execute("CREATE DATABASE zhenyu OWNER zhenyu")
        if known:
            self._mark(DATABASE)

    def _mark(self, database: str) -> None:
        with psycopg.connect(self._url("postgres", database)) as connection:
            mark_leakproof(connection)

    def _answers(self) -> bool:
        port = self._port()
        if port is None or self._pid() is None:
            return False
        try:
            psycopg.connect(self._url("postgres", "postgres"), connect_timeout=3).close()
        except psycopg.OperationalError:
            return False
        return True

    def _wait_for_end(self, pid: int) -> None:
        """A server in order removes its ``postmaster.pid`` last; its process may stay a zombie of another
        starter."""
        while self._pid() == pid:
            time.sleep(0.05)
        if self._server is not None and self._server.pid == pid:
            self._server.wait()

    # --- facts ------------------------------------------------------------------------------------

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _pid(self) -> int | None:
        """The running server's process, None when there is none (a zombie of ours is reaped and counts as
        none)."""
        lines = self._pid_file()
        if not lines:
            return None
        pid = int(lines[0])
        if self._server is not None and self._server.pid == pid and self._server.poll() is not None:
            return None
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return None
        except PermissionError:
            return pid
        return pid

    def _port(self) -> int | None:
        lines = self._pid_file()
        return int(lines[3]) if len(lines) > 3 and lines[3].isdigit() else None

    def _url(self, user: str, database: str) -> str:
        return f"postgresql://{user}:{self._password()}@127.0.0.1:{self._port()}/{database}"

    def _database_url(self) -> str:
        return self._url("zhenyu", DATABASE)

    def _password(self) -> str:
        return secret(self.var / "postgres.password")

    def _as_account(self) -> dict[str, Any]:
        if self.account is None:
            return {}
        return {"user": self.account.uid, "group": self.account.gid, "extra_groups": [], "cwd": "/"}

    def _own(self, *paths: Path) -> None:
        if self.account is not None:
            for path in paths:
                os.chown(path, self.account.uid, self.account.gid)

    def _data_dir(self) -> Path:
        """``var/postgres``; where root's server account cannot walk there, a folder under /var/lib that it
        links to."""
        place = self.var / "postgres"
        if self.account is None or place.is_symlink() or self.account.reaches(place):
            return place.resolve()
        real = SHARED / sha256(str(place.resolve()).encode()).hexdigest()[:12]
        real.mkdir(parents=True, exist_ok=True)
        self._own(real)
        place.symlink_to(real / "data")
        return place.resolve()

    def _reachable(self, bin_dir: Path) -> Path:
        """The server programs where the server account can read them; a copy where the original is out of its
        reach."""
        if self.account is None or self.account.reaches(bin_dir / "postgres"):
            return bin_dir
        install = bin_dir.parent
        copy = SHARED / f"programs-{sha256(str(install).encode()).hexdigest()[:12]}"
        if not copy.exists():
            making = copy.with_name(f"{copy.name}.{os.getpid()}")
            shutil.copytree(install, making, symlinks=True)
            making.rename(copy)
        return copy / "bin"
