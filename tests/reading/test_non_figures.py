"""Every numeral is accounted for: a figure, or a date, ordinal, code or other non-figure with its reason."""

import json
from pathlib import Path
from typing import Any

import pytest

from zhenyu.reading import non_figures, read

CORPUS = Path(__file__).parent.parent / "corpus" / "negatives.jsonl"
EXAMPLES = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]


def reasons(text: str) -> list[str]:
    return [mark.reason or mark.kind for _, _, mark in non_figures(text)]


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["id"] for example in EXAMPLES])
def test_a_numeral_that_is_no_figure_is_marked(example: dict[str, Any]) -> None:
    text = example["text"]
    assert read(text) == []
    marked = [text[start:end] for start, end, _ in non_figures(text)]
    for negative in example["negatives"]:
        assert any(negative in one or one in negative for one in marked), (negative, marked)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("过亿元项目顺利开工。", "threshold"),
        ("一期工程完工。", "phase"),
        ("庆祝成立70周年。", "anniversary"),
        ("坚持一户一策。", "abbrev"),
        ("推行“1357”工作体系。", "code"),
        ("由2.0向3.0升级。", "version"),
        ("实施五大工程。", "abbrev"),
        ("联系电话:13800001111", "furniture"),
    ],
)
def test_the_reason_is_the_gold_s_own(text: str, reason: str) -> None:
    assert reason in reasons(text)


def test_no_numeral_is_both() -> None:
    text = "2022年,青禾镇推行“1357”工作体系,新建公厕5座,一是抓实12个村改厕。"
    claimed = {range(figure.start, figure.end) for figure in read(text)}
    marked = {range(start, end) for start, end, _ in non_figures(text)}
    assert not any(set(one) & set(other) for one in claimed for other in marked)
    assert len(claimed) == 2
