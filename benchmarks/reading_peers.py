"""Our reader beside two libraries that find numbers in Chinese text, on the same five reports in one run.

jionlp finds amounts of money; recognizers-text (Microsoft's) finds numbers, percentages, currencies and
dimensions. Neither says what a number measures, when, or whether it was reached. Recall is the share of the
gold's figures (of its amounts, for jionlp) whose place a peer hits; false hits are the gold's non-figures
(dates, codes, idioms) it takes for numbers.

The peers are installed by ``make bench`` and are no part of the product.
"""

from __future__ import annotations

import json
import statistics
import time
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from zhenyu.reading import read

SHARED = Path(__file__).parents[2] / "shared"
ROUNDS = 5
Span = tuple[int, int]


def run() -> list[dict[str, Any]]:
    """Speed, recall and false hits of each reader; empty of peers that are not installed."""
    documents = _documents()
    if not documents:
        return [{"name": "reading beside peers", "value": 0, "unit": "characters/s", "note": "no gold found"}]
    warnings.simplefilter("ignore")
    rows = [_row("zhenyu", _ours, documents, lambda line: True)]
    ours = rows[0]["value"]
    for name, finder, kinds in (
        ("jionlp, money only", _jionlp, ("amount",)),
        ("recognizers-text", _recognizers, None),
    ):
        try:
            find = finder()
        except ImportError:
            rows.append(
                {
                    "name": name,
                    "value": 0,
                    "unit": "characters/s",
                    "note": "not installed: make bench installs it",
                }
            )
            continue
        row = _row(name, find, documents, lambda line, kinds=kinds: kinds is None or line["kind"] in kinds)
        row["note"] += f"; we are {ours / row['value']:.1f} × as fast"
        rows.append(row)
    return rows


def _documents() -> list[tuple[str, list[dict[str, Any]]]]:
    documents = []
    for gold in sorted((SHARED / "gold" / "seeds").glob("[0-9]*.jsonl")):
        if gold.name.endswith(".issues.jsonl"):
            continue
        lines = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
        text = next((SHARED / "seeds").glob(f"{gold.stem}*.txt")).read_text(encoding="utf-8")
        documents.append((text, lines))
    return documents


def _row(
    name: str,
    find: Callable[[str], Iterable[Span]],
    documents: list[tuple[str, list[dict[str, Any]]]],
    wanted: Callable[[dict[str, Any]], bool],
) -> dict[str, Any]:
    hit = figures = false = negatives = 0
    for text, lines in documents:
        spans = list(find(text))
        for line in lines:
            touched = any(start < line["end"] and line["start"] < end for start, end in spans)
            if "value" not in line:
                false, negatives = false + touched, negatives + 1
            elif wanted(line) and not line.get("opt"):
                hit, figures = hit + touched, figures + 1
    size = sum(len(text) for text, _ in documents)
    rounds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for text, _ in documents:
            list(find(text))
        rounds.append(size / (time.process_time() - started))
    return {
        "name": name,
        "value": round(statistics.median(rounds)),
        "unit": "characters/s",
        "note": f"recall {100 * hit / figures:.1f} % of {figures} figures, {false} of {negatives} non-figures taken for numbers",
    }


def _ours(text: str) -> list[Span]:
    return [(figure.start, figure.end) for figure in read(text)]


def _jionlp() -> Callable[[str], list[Span]]:
    import jionlp  # type: ignore[import-not-found, unused-ignore]

    def find(text: str) -> list[Span]:
        return [tuple(one["offset"]) for one in jionlp.ner.extract_money(text)]

    return find


def _recognizers() -> Callable[[str], list[Span]]:
    from recognizers_number import Culture, recognize_number, recognize_percentage  # type: ignore[import-not-found, unused-ignore]
    from recognizers_number_with_unit import (  # type: ignore[import-not-found, unused-ignore]
        recognize_currency,
        recognize_dimension,
    )

    def find(text: str) -> list[Span]:
        return [
            (one.start, one.end + 1)
            for recognize in (recognize_number, recognize_percentage, recognize_currency, recognize_dimension)
            for one in recognize(text, Culture.Chinese)
        ]

    return find
