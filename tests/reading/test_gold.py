"""The five annotated reports: the reader's score may not fall below what it has reached."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from zhenyu.reading import read

FLOORS = {
    "value_si": 0.99,
    "measure": 0.97,
    "measure_full": 0.90,
    "status": 0.98,
    "approx": 0.98,
    "period": 0.97,
    "growth_link": 0.99,
    "rank": 0.99,
}


@pytest.fixture(scope="module")
def scorer(shared: Path) -> ModuleType:
    path = shared / "gold" / "score.py"
    spec = importlib.util.spec_from_file_location("gold_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def scores(scorer: ModuleType, shared: Path) -> dict[str, Any]:
    texts = {
        path.name: path.read_bytes().decode("utf-8") for path in sorted((shared / "seeds").glob("*.txt"))
    }
    predicted = {name: [figure.as_json() for figure in read(text, doc=name)] for name, text in texts.items()}
    result: dict[str, Any] = scorer.score(predicted, scorer.load([str(shared / "gold" / "seeds")]))
    return result


def test_every_figure_is_found_and_little_else(scores: dict[str, Any]) -> None:
    assert scores["span"]["F1"] >= 0.99
    assert scores["span_exact"]["F1"] >= 0.98


def test_figures_are_facts_a_ledger_could_take(scores: dict[str, Any]) -> None:
    assert scores["fact"]["F1"] >= 0.97


def test_parts_find_their_totals(scores: dict[str, Any]) -> None:
    assert scores["parent"]["F1"] >= 0.95


@pytest.mark.parametrize("metric", sorted(FLOORS))
def test_each_field_keeps_its_floor(scores: dict[str, Any], metric: str) -> None:
    assert scores[metric] >= FLOORS[metric]


def test_dates_and_codes_are_never_claimed(scores: dict[str, Any]) -> None:
    assert scores["date_fp_rate"] == 0
    assert scores["neg_fp_rate"] <= 0.01
