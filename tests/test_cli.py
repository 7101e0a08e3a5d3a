"""The command as a user meets it: every failure is a message, a remedy and an exit code, never a
traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.system


def zhenyu(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "zhenyu", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The message of a command that failed as the contract says."""
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_help_lists_every_command_without_a_database() -> None:
    done = zhenyu("--help", DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    assert done.returncode == 0
    assert all(name in done.stdout for name in ("demo", "import", "figure", "trace", "read", "write"))


def test_an_unknown_command_is_named() -> None:
    assert "figurs" in refused(zhenyu("figurs"))


@pytest.mark.parametrize(
    "arguments",
    [("figure", "toilets_renovated@990101100/2025"), ("export", "x", "--area", "9", "-o", "/tmp/x.xlsx")],
)
def test_a_database_that_does_not_answer_is_said_with_the_remedy(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    url = "postgresql://nobody@127.0.0.1:1/nothing"
    message = refused(zhenyu(*arguments, DATABASE_URL=url, ZHENYU_VAR=str(tmp_path)))
    assert "数据库" in message
    assert "DATABASE_URL" in message


def test_reading_needs_no_database(tmp_path: Path) -> None:
    report = tmp_path / "总结.txt"
    report.write_text("2025年，全镇完成改厕1200户，同比增长20%。", encoding="utf-8")
    done = zhenyu(
        "read", str(report), "--format", "jsonl", DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing"
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 2


def test_a_text_that_is_no_report_gives_no_figures_and_no_error(tmp_path: Path) -> None:
    poem = tmp_path / "poem.txt"
    poem.write_text("床前明月光，疑是地上霜。", encoding="utf-8")
    done = zhenyu("read", str(poem), "--format", "jsonl")
    assert (done.returncode, done.stdout) == (0, "")


def test_a_missing_file_is_named() -> None:
    done = zhenyu("read", "没有.txt")
    assert done.returncode == 1  # a file that could not be read, among those asked for
    assert "没有.txt" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_in_use_is_said_before_anything_starts(tmp_path: Path) -> None:
    import socket

    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        message = refused(zhenyu("serve", "--port", str(port), ZHENYU_VAR=str(tmp_path)))
    assert str(port) in message
    assert "--port" in message
    assert not (tmp_path / "postgres").exists()
