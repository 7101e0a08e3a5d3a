"""What an operator sets comes from the environment; serving refuses what cannot work, with a remedy."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from zhenyu.config import setup
from zhenyu.config.embedded_host import secret
from zhenyu.config.services import check_free, check_front_end
from zhenyu.config.settings import _database
from zhenyu.core.errors import UsageError

pytestmark = pytest.mark.system
PROGRAM = """
import json
from django.conf import settings
names = ["ZHENYU_TODAY", "DEBUG", "ALLOWED_HOSTS", "SECRET_KEY", "ZHENYU_VAR"]
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""


def _settings(var: Path, **environment: str) -> dict[str, Any]:
    """The settings of a process started with that environment."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("ZHENYU_")}
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={
            **own,
            "DJANGO_SETTINGS_MODULE": "zhenyu.config.settings",
            "ZHENYU_VAR": str(var),
            **environment,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    settings: dict[str, Any] = json.loads(ended.stdout)
    return settings


def test_without_a_word_the_installation_is_closed_and_runs_by_the_clock(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    assert (settings["DEBUG"], settings["ZHENYU_TODAY"]) == (False, "")
    assert "*" not in settings["ALLOWED_HOSTS"]
    assert settings["ZHENYU_VAR"] == str(tmp_path)


def test_what_the_environment_says_holds(tmp_path: Path) -> None:
    settings = _settings(
        tmp_path, ZHENYU_HOSTS="a.gov.cn,b.gov.cn", ZHENYU_DEBUG="1", ZHENYU_SECRET_KEY="key"
    )
    assert settings["ALLOWED_HOSTS"] == ["a.gov.cn", "b.gov.cn"]
    assert (settings["DEBUG"], settings["SECRET_KEY"]) == (True, "key")


def test_a_day_held_on_disk_holds_and_the_environment_wins(tmp_path: Path) -> None:
    (tmp_path / "today").write_text("2026-10-31\n")
    assert _settings(tmp_path)["ZHENYU_TODAY"] == "2026-10-31"
    assert _settings(tmp_path, ZHENYU_TODAY="2026-11-05")["ZHENYU_TODAY"] == "2026-11-05"


def test_an_address_of_a_database_is_read_by_the_rules_of_libpq() -> None:
    settings = _database("postgresql://zhenyu:p%40ss@db.local:5433/books?sslmode=require")
    named = {key: settings[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
    assert named == {
        "NAME": "books",
        "USER": "zhenyu",
        "PASSWORD": "p@ss",
        "HOST": "db.local",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }
    assert _database("host=/run/postgresql dbname=books")["HOST"] == "/run/postgresql"


# --- bringing the application up ------------------------------------------------------------------


@pytest.fixture
def own_var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZHENYU_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("ZHENYU_TODAY", "")
    return tmp_path / "var"


def test_the_folder_of_the_installation_is_made(own_var: Path) -> None:
    assert setup.var_dir() == own_var
    assert own_var.is_dir()


def test_a_day_is_held_for_every_later_command_and_tells_whether_one_was(own_var: Path) -> None:
    assert not setup.fix_today("2026-10-31")
    assert (own_var / "today").read_text() == "2026-10-31"
    assert os.environ["ZHENYU_TODAY"] == "2026-10-31"
    assert setup.fix_today("2026-11-01")


def test_a_named_server_is_used_and_none_is_started(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.local/books")
    assert setup.start_database() is None
    assert not (own_var / "postgres").exists()


def test_a_secret_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    made = secret(tmp_path / "secret_key")
    assert len(made) > 30
    assert secret(tmp_path / "secret_key") == made
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


# --- what serving refuses -------------------------------------------------------------------------


def test_a_port_somebody_listens_on_is_refused_with_a_remedy() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(UsageError) as refusal:
            check_free("127.0.0.1", port)
    assert refusal.value.message == f"端口 {port} 已被占用"
    assert refusal.value.hint == "先停止占用它的程序，或用 --port 换一个端口"
    check_free("127.0.0.1", port)


def test_pages_without_scripts_and_styles_are_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refusal:
        check_front_end(tmp_path)
    assert (refusal.value.message, refusal.value.hint) == ("网页前端尚未构建", "在项目目录运行 make build")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "main.js").touch()
    check_front_end(tmp_path)
