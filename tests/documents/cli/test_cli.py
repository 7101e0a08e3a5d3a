"""``zhenyu read`` on files alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zhenyu.documents.cli.read import read_command

TEXT = "今年1-10月，柳河镇完成财税收入3656万元，同比增长41.7%。\n改厕102户。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "一.txt").write_text(TEXT, encoding="gb18030")
    (tmp_path / "二.md").write_text("# 总结\n新建高标准农田2.6万亩。\n", encoding="utf-8")
    return tmp_path


def read(*arguments: str | Path) -> Result:
    return CliRunner().invoke(read_command, [str(each) for each in arguments])


def test_figures_come_one_a_line_for_machines(folder: Path) -> None:
    result = read(folder / "一.txt", "--format", "jsonl")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert {(line["doc"], line["text"]) for line in lines} >= {("一.txt", "3656万元"), ("一.txt", "102户")}
    assert all(TEXT[line["start"] : line["end"]] == line["text"] for line in lines)


def test_json_is_the_same_as_the_format_jsonl(folder: Path) -> None:
    assert read(folder / "一.txt", "--json").stdout == read(folder / "一.txt", "--format", "jsonl").stdout


def test_figures_come_as_a_table_for_people(folder: Path) -> None:
    result = read(folder / "一.txt")
    lines = result.stdout.splitlines()
    assert lines[0] == "一.txt：3 个数"
    assert lines[1].split() == ["位置", "原文", "数值", "单位", "指标", "范围", "时期", "状态"]
    assert any("3656万元" in line and "实绩" in line for line in lines)


def test_a_folder_is_read_whole_and_what_was_left_is_said(folder: Path) -> None:
    (folder / "录像.mp4").write_bytes(b"x")
    result = read(folder, "--json")
    assert {json.loads(line)["doc"] for line in result.stdout.splitlines()} == {"一.txt", "二.md"}
    assert "有 1 个其他类型的文件没有读，如 录像.mp4" in result.stderr
    assert result.exit_code == 0


def test_a_bad_file_is_named_and_the_rest_is_read(folder: Path) -> None:
    (folder / "坏.docx").write_bytes(b"PK broken")
    result = read(folder / "坏.docx", folder / "没有.txt", folder / "一.txt", "--json")
    assert result.exit_code == 1
    assert "坏.docx" in result.stderr
    assert "没有.txt" in result.stderr
    assert "有 2 个文件没有读成" in result.stderr
    assert len(result.stdout.splitlines()) == 3


def test_the_answer_goes_to_a_file(folder: Path) -> None:
    result = read(folder, "--json", "-o", folder / "out.jsonl")
    assert result.stdout == ""
    assert len((folder / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 4


def test_a_text_without_figures_has_none(tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_text("真抓实干。", encoding="utf-8")
    assert read(tmp_path / "空.txt").stdout.splitlines()[0] == "空.txt：0 个数"
    assert read(tmp_path / "空.txt", "--json").stdout == ""


@pytest.mark.system
def test_it_works_without_a_database_and_without_django(folder: Path) -> None:
    """The real command, in a process of its own, with a database address that leads nowhere."""
    program = (
        "import sys; from zhenyu.cli import main\n"
        "sys.argv = ['zhenyu', 'read', *sys.argv[1:]]\n"
        "try: main()\n"
        "except SystemExit as end: sys.exit(3 if 'django' in sys.modules else end.code)"
    )
    environment = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    run = subprocess.run(
        [sys.executable, "-c", program, str(folder / "一.txt"), "--json"],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert run.returncode == 0, run.stderr
    assert len(run.stdout.splitlines()) == 3
