"""``zhenyu audit`` on files: what it prints and how it exits."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from zhenyu.auditing import audit
from zhenyu.auditing.render import as_table, counted
from zhenyu.documents.cli.audit import audit_command


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_errors_leave_with_one(tmp_path: Path) -> None:
    file = written(tmp_path, "总结.txt", "2025年，总投资800万，占地30亩。\n")
    result = CliRunner().invoke(audit_command, [file])
    assert result.exit_code == 1
    assert "总结.txt" in result.output
    assert "没有写单位" in result.output
    assert "建议：" in result.output


def test_questions_alone_leave_with_zero(tmp_path: Path) -> None:
    file = written(tmp_path, "总结.md", "2025年，村集体收入达到3万—8万元。\n")
    result = CliRunner().invoke(audit_command, [file])
    assert result.exit_code == 0
    assert "疑问 1" in result.output


def test_a_sound_report_says_so(tmp_path: Path) -> None:
    file = written(tmp_path, "总结.txt", "2025年，完成农村改厕300户。\n")
    result = CliRunner().invoke(audit_command, [file])
    assert result.exit_code == 0
    assert "没有发现问题" in result.output


def test_json_is_one_finding_a_line(tmp_path: Path) -> None:
    file = written(tmp_path, "总结.txt", "2025年，总投资800万，拆除违建860平米。\n")
    result = CliRunner().invoke(audit_command, ["--json", file])
    lines = [json.loads(line) for line in result.output.splitlines()]
    assert [line["rule"] for line in lines] == ["missing_unit", "colloquial_unit"]
    assert {line["doc"] for line in lines} == {"总结.txt"}


def test_a_file_that_cannot_be_read_leaves_with_two_and_the_rest_is_audited(tmp_path: Path) -> None:
    file = written(tmp_path, "总结.txt", "2025年，总投资800万，占地30亩。\n")
    result = CliRunner().invoke(audit_command, [str(tmp_path / "没有.txt"), file])
    assert result.exit_code == 2
    assert "没有写单位" in result.output


def test_personal_numbers_are_not_printed_again() -> None:
    text = "2025年，联系人王某，电话19912345678，身份证11010519491231002X。"
    findings = audit(text)
    shown = as_table(text, findings)
    assert "199****5678" in shown
    assert "19912345678" not in shown
    assert "11010519491231002X" not in shown
    assert counted(findings) == "错误 2、警告 0、疑问 0"
