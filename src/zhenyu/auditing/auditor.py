"""The auditor: reads a text once and asks every rule; ``RULES`` is the list of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from zhenyu.auditing.books import Books
from zhenyu.auditing.document import AuditedText, opened
from zhenyu.auditing.finding import SEVERITIES, Finding
from zhenyu.auditing.rules import (
    bound,
    claims,
    conflicts,
    dates,
    entities,
    enumerations,
    growth,
    headings,
    ledgers,
    magnitudes,
    numbers,
    ordinals,
    private,
    progress,
    rate_bases,
    rates,
    repeats,
    scope,
    sentences,
    sums,
    targets,
    units,
    wording,
)

Rule = Callable[[AuditedText], Iterator[Finding]]

RULES: Final[tuple[Rule, ...]] = (
    sums.parts_total,
    rates.rate_recomputed,
    rates.impossible_rate,
    rate_bases.rate_base,
    growth.growth_recomputed,
    enumerations.count_items,
    headings.count_headings,
    ordinals.ordinal,
    repeats.duplicate_text,
    repeats.repeated_figure,
    conflicts.two_values,
    conflicts.same_value,
    dates.year_missing,
    dates.year_mismatch,
    dates.cut_off,
    dates.impossible_date,
    units.missing_unit,
    units.colloquial_unit,
    units.unit_noun,
    units.mixed_units,
    magnitudes.magnitude,
    magnitudes.percent_over,
    magnitudes.implausible_ratio,
    magnitudes.implausible_each,
    numbers.number_style,
    entities.entity_attribute,
    private.placeholder,
    private.personal_data,
    wording.misused_word,
    wording.doubled_word,
    sentences.broken_paragraph,
    sentences.missing_word,
    sentences.uneven_series,
    progress.unfinished_in_review,
    progress.done_and_under_way,
    claims.unsupported_claim,
    claims.no_comparison,
    targets.target_trend,
    targets.scope_differs,
    scope.unclear_reach,
)
_ORDER: Final = {severity: number for number, severity in enumerate(SEVERITIES)}


def audit(
    text: str,
    *,
    doc: str = "",
    year: int | None = None,
    books: Books | None = None,
    taken: Sequence[tuple[int, int]] | None = None,
) -> list[Finding]:
    """Everything an attentive reader would question, in order of place; [] for an empty or a faultless text.

    ``doc`` is copied to each finding; ``year`` is the year the report speaks of, where the caller knows it
    (else it is inferred); ``books`` adds the rules that compare the text with the ledgers. Of a draft,
    ``taken`` are the stretches whose words come from the books, in order: other figures are asked about.
    Deterministic; never raises on any text."""
    catalogue = books.catalogue if books else None
    document = opened(text, doc=doc, year=year, catalogue=catalogue, taken=taken or ())
    found = [finding for rule in RULES for finding in rule(document)]
    if books is not None:
        found.extend(ledgers.against_books(document, books))
    if taken is not None:
        found.extend(bound.unbound_figure(document, books))
    unique = {(each.start, each.end, each.rule, each.message): each for each in found}
    return sorted(unique.values(), key=lambda each: (each.start, each.end, _ORDER[each.severity], each.rule))
