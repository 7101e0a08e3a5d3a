"""A draft audited: its words with the figures looked up, against themselves and the books, each remark at its
block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from zhenyu.auditing import Computed, Finding, audit
from zhenyu.auditing.render import SEVERITY_NAMES
from zhenyu.auditing.rulebook import title_of
from zhenyu.auditing.tuning import tuned
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.documents.audit.area_books import AreaBooks
from zhenyu.documents.audit.report_findings import key_of
from zhenyu.documents.audit.rule_settings import chosen
from zhenyu.people.types import Reader
from zhenyu.writing.types import Block, Chip, Heading, Spans, Table, plain

_CELL: Final = "\t"


@dataclass(frozen=True, slots=True)
class Fix:
    """The least change that corrects a draft: ``text`` instead of the characters ``[start, end)`` of a
    block."""

    start: int
    end: int
    text: str

    @property
    def from_the_books(self) -> bool:
        """Whether it puts a figure of the books instead of a typed number."""
        return self.text.startswith("{{")


@dataclass(frozen=True, slots=True)
class DraftFinding:
    """A finding at the characters ``[start, end)`` of a block's text (its ordinal aside).

    Arguments:
        number: counts from 1 in the order of the text.
        key: names the finding by its words, as verdicts on reports do.
        fix: None where a person must find the words, or where they stand for the books.
    """

    number: int
    finding: Finding
    key: str
    words: str
    block: int
    start: int
    end: int
    fix: Fix | None

    @property
    def severity_name(self) -> str:
        return SEVERITY_NAMES[self.finding.severity]

    @property
    def title(self) -> str:
        return title_of(self.finding.rule)

    @property
    def books(self) -> list[Computed]:
        """What the books say, with the addresses it traces by."""
        return [each for each in self.finding.evidence if isinstance(each, Computed) and each.address]

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "key": self.key,
            "severity": self.finding.severity,
            "severity_name": self.severity_name,
            "title": self.title,
            "message": self.finding.message,
            "suggestion": self.finding.suggestion,
            "words": self.words,
            "block": self.block,
            "start": self.start,
            "end": self.end,
            "fix": None
            if self.fix is None
            else {"start": self.fix.start, "end": self.fix.end, "text": self.fix.text},
            "books": [each.as_json() for each in self.books],
        }


@dataclass(frozen=True, slots=True)
class DraftAudit:
    """The findings of a draft, and how many each rule the area switched off would have added."""

    findings: tuple[DraftFinding, ...]
    hidden: Mapping[str, int]

    def open_errors(self, dismissed: Mapping[str, str]) -> list[DraftFinding]:
        """Errors that nobody gave a reason to leave as they are."""
        return [
            each
            for each in self.findings
            if each.finding.severity == "error" and not str(dismissed.get(each.key, "")).strip()
        ]


@dataclass(frozen=True, slots=True)
class _Printed:
    """A draft as one text: where each block begins and ends in it, and which stretches are chips."""

    text: str
    blocks: tuple[tuple[int, int], ...]
    chips: tuple[tuple[int, int], ...]


def audit_draft(reader: Reader, blocks: Sequence[Block], area: AreaCode, period: Period) -> DraftAudit:
    """Audit a draft for an area and a period; its figures must be looked up already."""
    printed = _printed(blocks)
    books = AreaBooks(reader, area).through(period)
    every = audit(printed.text, year=period.last.year, books=books, taken=printed.chips)
    settled = tuned(every, chosen(area))
    found = tuple(_placed(printed, finding, number) for number, finding in enumerate(settled.shown, 1))
    return DraftAudit(found, settled.hidden)


def _printed(blocks: Sequence[Block]) -> _Printed:
    pieces: list[str] = []
    blocks_at: list[tuple[int, int]] = []
    chips: list[tuple[int, int]] = []
    at = 0
    for block in blocks:
        ordinal = block.number if isinstance(block, Heading) else ""
        at += len(ordinal)
        pieces.append(ordinal)
        start = at
        for spans, end in lines_of(block):
            for span in spans:
                words = plain((span,))
                if isinstance(span, Chip):
                    chips.append((at, at + len(words)))
                pieces.append(words)
                at += len(words)
            pieces.append(end)
            at += len(end)
        blocks_at.append((start, at - 1))
    return _Printed("".join(pieces), tuple(blocks_at), tuple(chips))


def lines_of(block: Block) -> Iterator[tuple[Spans, str]]:
    """The stretches of a block, each with what parts it from the next."""
    if isinstance(block, Table):
        for row in block.rows:
            for number, cell in enumerate(row, 1):
                yield cell, "\n" if number == len(row) else _CELL
    else:
        yield block.spans, "\n"


def _placed(printed: _Printed, finding: Finding, number: int) -> DraftFinding:
    block = max(
        index for index, (start, _) in enumerate(printed.blocks) if start <= finding.start or index == 0
    )
    first, last = printed.blocks[block]
    start, end = max(finding.start - first, 0), min(finding.end, last) - first
    words = printed.text[first + start : first + end]
    fix = _fix(printed, finding)
    return DraftFinding(
        number,
        finding,
        key_of(printed.text, finding),
        words,
        block,
        start,
        end,
        None if fix is None or fix.end > last else Fix(fix.start - first, fix.end - first, fix.text),
    )


def _fix(printed: _Printed, finding: Finding) -> Fix | None:
    """The characters in which the words and their replacement differ, unless they touch a chip."""
    if finding.replacement is None:
        return None
    words, better = printed.text[finding.start : finding.end], finding.replacement
    before = _shared(words, better)
    after = _shared(words[before:][::-1], better[before:][::-1])
    start, end = finding.start + before, finding.end - after
    if any(start < last and first < end for first, last in printed.chips):
        return None
    return Fix(start, end, better[before : len(better) - after])


def _shared(one: str, other: str) -> int:
    """How many characters two texts have in common from their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
