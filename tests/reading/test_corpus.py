"""Short invented sentences, one construction each (tests/corpus/*.jsonl): what must be read, and what must
not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from zhenyu.reading import Figure, read

CORPUS = Path(__file__).parent.parent / "corpus"
EXAMPLES = [
    json.loads(line)
    for path in sorted(CORPUS.glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
    if line.strip()
]
NAME_LIKENESS = 0.6  # the gold scorer's bar for a measure


def likeness(one: str, other: str) -> float:
    """Dice likeness of character pairs, punctuation aside, as the gold scorer has it."""
    one, other = (("".join(char for char in name if char.isalnum())) for name in (one, other))
    if one == other:
        return 1.0
    pairs = [one[i : i + 2] for i in range(len(one) - 1)]
    others = [other[i : i + 2] for i in range(len(other) - 1)]
    shared = sum(min(pairs.count(pair), others.count(pair)) for pair in set(pairs))
    return 2 * shared / max(len(pairs) + len(others), 1)


def differences(figure: Figure, expected: dict[str, Any]) -> list[str]:
    """What the figure reads otherwise than expected, field by field."""
    line = figure.as_json()
    wrong = [
        f"{field}: {line[field]!r}, expected {expected[field]!r}"
        for field in ("text", "unit_base", "kind", "status", "period", "approx", "parent")
        if field in expected and line[field] != expected[field]
    ]
    if line["value_si"] != pytest.approx(expected["value_si"]):
        wrong.append(f"value_si: {line['value_si']!r}, expected {expected['value_si']!r}")
    names = (figure.measure, (figure.scope or "") + figure.measure)
    if max(likeness(name, expected["measure"]) for name in names) < NAME_LIKENESS:
        wrong.append(f"measure: {figure.measure!r}, expected {expected['measure']!r}")
    if "scope" in expected and figure.scope != expected["scope"]:
        wrong.append(f"scope: {figure.scope!r}, expected {expected['scope']!r}")
    if "basis" in expected and (figure.compare is None or figure.compare.basis != expected["basis"]):
        wrong.append(f"compare: {figure.compare!r}, expected basis {expected['basis']!r}")
    if "among" in expected and (figure.rank is None or figure.rank.among != expected["among"]):
        wrong.append(f"rank: {figure.rank!r}, expected among {expected['among']!r}")
    link = figure.compare or figure.rank
    if "of" in expected and (link is None or link.of_idx != expected["of"]):
        wrong.append(f"of_idx: {link!r}, expected {expected['of']!r}")
    return wrong


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["id"] for example in EXAMPLES])
def test_the_sentence_is_read_as_a_clerk_would(example: dict[str, Any]) -> None:
    figures = read(example["text"])
    expected = example["figures"]
    assert [figure.text for figure in figures] == [one["text"] for one in expected]
    assert [differences(figure, one) for figure, one in zip(figures, expected, strict=True)] == [
        [] for _ in expected
    ]


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    assert len(EXAMPLES) >= 300
    assert len({example["id"] for example in EXAMPLES}) == len(EXAMPLES)
