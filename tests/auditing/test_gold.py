"""The five annotated reports: what the auditor finds may not fall below what it has reached, false alarms
stay at none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from zhenyu.auditing import audit

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def scores(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    scorer = shared / "gold" / "score_audit.py"
    lines = tmp_path_factory.mktemp("audit") / "findings.jsonl"
    with lines.open("w", encoding="utf-8") as file:
        for path in sorted((shared / "seeds").glob("*.txt")):
            for finding in audit(path.read_bytes().decode("utf-8"), doc=path.name):
                file.write(json.dumps(finding.as_json(), ensure_ascii=False) + "\n")
    answer = subprocess.run(
        [sys.executable, str(scorer), str(lines), "--json"], capture_output=True, check=True
    )
    result: dict[str, Any] = json.loads(answer.stdout)
    return result


def test_every_numeric_defect_is_found(scores: dict[str, Any]) -> None:
    found, of = scores["numeric_defects_found"]
    assert found == of


def test_most_defects_of_prose_are_found(scores: dict[str, Any]) -> None:
    assert scores["prose_defects_found"][0] >= 10


def test_most_questions_are_asked(scores: dict[str, Any]) -> None:
    assert scores["queries_raised"][0] >= 28


def test_nothing_sound_is_called_wrong(scores: dict[str, Any]) -> None:
    sound, of = scores["passes_left_alone"]
    assert sound == of


def test_little_is_said_beyond_the_annotations(scores: dict[str, Any]) -> None:
    assert scores["findings_outside_gold"] <= 4
