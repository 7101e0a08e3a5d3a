"""The reader: paragraphs → sentences → passes → figures. Each pass is a module; this one only puts them in
order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from zhenyu.reading.catalogue import Catalogue
from zhenyu.reading.figure import Compare, Figure
from zhenyu.reading.lexicon import WORDS
from zhenyu.reading.passes import attributes, growth, lists, measure, parts, status
from zhenyu.reading.passes.context import Context
from zhenyu.reading.passes.periods import Clock, report_year
from zhenyu.reading.passes.status import ReportPart
from zhenyu.reading.scan.mention import Mark, Mention
from zhenyu.reading.scan.scanner import scan
from zhenyu.reading.text.layout import SourceParagraph, paragraphs
from zhenyu.reading.text.structure import is_heading, masked, opening_ordinal, sentences

_TOPIC: Final = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}[是、]|\d{1,2}[.、]|\([^)]{1,3}\))?(?P<name>[^,。;:、()]{3,30}?(?:项目|工程))(?:进展|建设|顺利|已|正|全面|有序|推进|落地|成效|稳步|加快|[,。:])"
)
_MEMORY: Final = 12  # figures of the sentence before that a pass may look back to


def read(
    text: str, *, doc: str = "", year: int | None = None, catalogue: Catalogue | None = None
) -> list[Figure]:
    """Every figure of a report, in order of place; [] for an empty text or one without figures.

    ``doc`` is copied to each figure; ``year`` is the year the report speaks of, where the caller knows it
    (else it is inferred); ``catalogue`` fills ``indicator``, ``confidence`` and ``runners_up``. Never raises
    on any text."""
    return list(iter_figures(text, doc=doc, year=year, catalogue=catalogue))


def iter_figures(
    text: str, *, doc: str = "", year: int | None = None, catalogue: Catalogue | None = None
) -> Iterator[Figure]:
    """``read``, paragraph by paragraph: memory does not grow with the text."""
    clock = Clock(year if year is not None else report_year(text))
    part = ReportPart()
    emitted = 0
    for paragraph in paragraphs(text):
        for mention in _paragraph(paragraph, clock, part):
            mention.index = emitted
            emitted += 1
            yield _figure(text, paragraph, mention, doc, catalogue)


def _paragraph(paragraph: SourceParagraph, clock: Clock, part: ReportPart) -> list[Mention]:
    """The finished mentions of a paragraph, in order."""
    clean = paragraph.clean
    mentions, marks = scan(clean, furniture=paragraph.furniture)
    heading = is_heading(clean)
    part.enter(clean, opening_ordinal(clean), clock.year)
    clock.open_paragraph(clean, marks, heading and not mentions and not paragraph.furniture)
    if not mentions and (heading or not any(mark.date for mark in marks)):
        return mentions
    mask = masked(clean)
    topic = _TOPIC.match(mask)
    before: list[Mention] = []
    totals: dict[str, Mention] = {}
    taken = marked = 0
    group = 0
    for sentence in sentences(mask):
        first, opened = taken, marked
        while taken < len(mentions) and mentions[taken].start < sentence.end:
            mentions[taken].sentence = sentence.start
            taken += 1
        while marked < len(marks) and marks[marked].start < sentence.end:
            marked += 1
        if (not part.plan and first == opened == 0) or marked > opened:
            part.turn(clean[sentence.start : sentence.start + 80], clock.year)
        if taken > first:
            sentence = sentence.in_clauses(mask)
        context = Context(
            paragraph.plain,
            mask,
            sentence,
            mentions[first:taken],
            marks[opened:marked],
            before,
            topic["name"] if topic and WORDS.at(topic["name"], 0, len(topic["name"])) is None else None,
            totals=totals if sentence.group == group else {},
        )
        _sentence(context, clock, part)
        before = context.mentions[-_MEMORY:] or before
        totals, group = context.totals, sentence.group
    return mentions


def _sentence(context: Context, clock: Clock, part: ReportPart) -> None:
    if context.mentions:
        growth.mark_growth(context)
        measure.name_all(context)
        attributes.own_all(context)
        lists.spread_plain_list(context)
        lists.join_from_to(context)
        growth.link(context)
        lists.spread_respectively(context)
        lists.pair_growth_with_levels(context)
        parts.set_parents(context)
    clock.set_periods(context)
    if context.mentions:
        status.set_status(context, part)


def _figure(
    text: str, paragraph: SourceParagraph, mention: Mention, doc: str, catalogue: Catalogue | None
) -> Figure:
    start, end = paragraph.span(mention.start, mention.end)
    of_idx = mention.of.index if mention.of is not None and mention.of.index >= 0 else None
    compare = (
        Compare(mention.basis, mention.measure, of_idx, mention.form) if mention.kind == "growth" else None
    )
    figure = Figure(
        doc=doc,
        start=start,
        end=end,
        text=text[start:end],
        value=mention.value,
        unit=mention.unit_text,
        value_si=mention.value_si,
        unit_base=mention.unit.base,
        kind=mention.kind,  # type: ignore[arg-type]  # one of Kind by ``kind_of``
        measure=mention.measure,
        action=mention.action,
        scope=mention.scope,
        period=mention.period,
        period_src=mention.period_src,
        status=mention.status,
        approx=mention.approx,
        compare=compare,
        rank=replace(mention.rank, of_idx=of_idx) if mention.rank else None,
        parent=mention.parent.index if mention.parent is not None and mention.parent.index >= 0 else None,
        opt=mention.opt,
        note=mention.note,
    )
    if catalogue is None:
        return figure
    # a growth or a place in a ranking bears its indicator's name and a unit of its own
    unit = "" if mention.kind in ("growth", "rank") else mention.unit.base
    found = catalogue.match(mention.measure, mention.scope, unit)
    if not found:
        return figure
    return replace(figure, indicator=found[0][0], confidence=found[0][1], runners_up=tuple(found[1:]))


def non_figures(text: str) -> Iterator[tuple[int, int, Mark]]:
    """Every numeral that is no figure: raw start, raw end, and the mark with its kind and reason."""
    for paragraph in paragraphs(text):
        for mark in scan(paragraph.clean, furniture=paragraph.furniture)[1]:
            start, end = paragraph.span(mark.start, mark.end)
            yield start, end, mark
