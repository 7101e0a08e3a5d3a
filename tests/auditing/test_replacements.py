"""What a rule proposes, put into the text, must satisfy that rule: over every example and every planted
defect."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.auditing.test_examples import POSITIVE
from tests.auditing.test_ledgers import Shelf
from tests.auditing.test_reports import NAMES, text_of, told
from tests.auditing.test_reports import Shelf as NamedShelf
from zhenyu.auditing import Books, Finding, audit

_FOUND: list[tuple[str, str, Books | None]] = [
    *((f"{rule}: {example['text'][:20]}", example["text"], None) for rule, example in POSITIVE),
    *((name, text_of(name), NamedShelf(told(name).get("books", {}))) for name in NAMES),
    ("ledger", "2025年，完成农村改厕1573户。", Shelf({"农村改厕": "1373"})),
    ("base", "2025年，税收收入900万元，同比增长10%。", Shelf(previous={"税收收入": "8000000"})),
    ("rank", "2025年，规上工业总产值31亿元，总量位列全县第2。", Shelf(ranks={"规上工业总产值": "4"})),
    ("target", "2026年，力争完成农村改厕900户。", Shelf(targets={"农村改厕": "950"})),
]
ALWAYS = {  # rules that know the right words whenever they speak
    "colloquial_unit",
    "doubled_word",
    "ledger_mismatch",
    "misused_word",
    "personal_data",
    "rate_recomputed",
    "target_mismatch",
}


def proposals(text: str, books: Books | None) -> Iterator[tuple[Finding, str]]:
    for finding in audit(text, books=books):
        if finding.replacement is not None:
            yield finding, text[: finding.start] + finding.replacement + text[finding.end :]


@pytest.mark.parametrize("text, books", [each[1:] for each in _FOUND], ids=[each[0] for each in _FOUND])
def test_a_proposal_put_in_silences_its_rule_at_its_place(text: str, books: Books | None) -> None:
    for finding, mended in proposals(text, books):
        end = finding.start + len(finding.replacement or "")
        again = [
            (each.message, finding.replacement)
            for each in audit(mended, books=books)
            if each.rule == finding.rule and each.start < end and finding.start < each.end
        ]
        assert again == []


def test_rules_that_know_the_right_words_say_them() -> None:
    silent = [
        (finding.rule, text[finding.start : finding.end])
        for _, text, books in _FOUND
        for finding in audit(text, books=books)
        if finding.rule in ALWAYS and finding.replacement is None
    ]
    assert silent == []


@pytest.mark.parametrize(
    "text, mended",
    [
        ("2025年，完成投资4.9个亿。", "完成投资4.9亿元"),
        ("2025年，户均增收5—10万元。", "5万元—10万元"),
        ("收购烟叶3.02万担。", "151万千克"),
        ("惠及群众2千余人。", "2000余人"),
        ("硬化面积12.6余万平方米。", "12.6万余平方米"),
        ("创新“共享式”式帮扶。", "式”"),
        ("完成张庄、李庄、王庄四个村的搬迁。", "张庄、李庄、王庄三个村"),
    ],
)
def test_the_proposed_words(text: str, mended: str) -> None:
    assert any(mended in each for _, each in proposals(text, None))


def test_ranges_of_one_paragraph_are_one_remark_and_mended_together() -> None:
    text = "2025年，收入90-100万元的村2个，80—90万元的3个，70~80万元的4个。"
    [(finding, mended)] = proposals(text, None)
    assert "等3处" in finding.message
    assert mended == "2025年，收入90万元-100万元的村2个，80万元—90万元的3个，70万元~80万元的4个。"
