"""A text as the rules see it: passages with their figures, sentences and part of the report, read once for
all rules.

Rules work on ``clean`` positions of a passage (see ``zhenyu.reading.text.layout``); ``Passage.finding`` leads
back to the raw text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from zhenyu.auditing.finding import Computed, Evidence, Finding, Quote, Severity, nested
from zhenyu.reading import Catalogue, Figure, read
from zhenyu.reading.lexicon import TRADITIONAL
from zhenyu.reading.passes.periods import report_year
from zhenyu.reading.passes.status import ReportPart
from zhenyu.reading.text.layout import SourceParagraph, paragraphs
from zhenyu.reading.text.structure import Ordinal, Sentence, is_heading, masked, opening_ordinal, sentences

Edit = tuple[int, int, str]
"""Words that take the place of ``[start, end)`` of a passage's ``clean``."""

_NAME: Final = 20  # characters of a name that are quoted before a figure
_HEAD: Final = 6  # passages at the top among which a title stands


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A figure and where it stands: ``[start, end)`` of its passage's ``clean``, ``index`` among the
    document's figures."""

    index: int
    figure: Figure
    passage: Passage
    start: int
    end: int
    opens: int  # where its own words begin: its clause, or the end of the figure before it

    @property
    def text(self) -> str:
        """The figure as printed, without line breaks and spaces."""
        return self.passage.paragraph.plain[self.start : self.end]

    @property
    def before(self) -> str:
        """The words of its clause before it (not beyond the figure before)."""
        return self.passage.clean[self.opens : self.start]

    @property
    def sentence(self) -> Sentence:
        return self.passage.sentence_at(self.start)

    @property
    def words(self) -> str:
        """The figure with the name before it, as a quotation for people."""
        return nested(self.quote().text)

    def quote(self) -> Quote:
        name = self.before[-_NAME:]
        return self.passage.quote(self.start - len(name.lstrip("、,和及与;")), self.end)


@dataclass(slots=True, eq=False)
class Passage:
    """A paragraph with everything the rules ask of it; ``plan`` tells whether the report speaks of the time
    ahead."""

    doc: str
    number: int
    paragraph: SourceParagraph
    clean: str
    masked: str
    plan: bool
    heading: bool
    ordinal: Ordinal | None
    sentences: list[Sentence]
    figures: list[Placed] = field(default_factory=list)

    @property
    def furniture(self) -> bool:
        return self.paragraph.furniture

    def sentence_at(self, position: int) -> Sentence:
        index = bisect_right(self.sentences, position, key=lambda sentence: sentence.start) - 1
        return self.sentences[max(index, 0)]

    def stop_at(self, position: int) -> Sentence:
        """The full sentence around ``position``: up to a full stop, semicolons included."""
        sentence = self.sentence_at(position)
        group = [each for each in self.sentences if each.group == sentence.group]
        return Sentence(group[0].start, group[-1].end, sentence.group)

    def clause_start(self, position: int) -> int:
        sentence = self.sentence_at(position)
        return max(
            [sentence.start, *(self.masked.rfind(mark, sentence.start, position) + 1 for mark in ",:(\t")]
        )

    def clause_end(self, position: int) -> int:
        end = self.sentence_at(position).end
        return min(
            [end, *(at for at in (self.masked.find(mark, position, end) for mark in ",:)\t") if at >= 0)]
        )

    def figures_in(self, start: int, end: int) -> list[Placed]:
        return [placed for placed in self.figures if start <= placed.start < end]

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.paragraph.span(start, max(end, start + 1))

    def quote(self, start: int, end: int) -> Quote:
        """The words at ``[start, end)`` as the text has them, its layout aside."""
        return Quote(*self.span(start, end), self.paragraph.plain[start:end])

    def finding(
        self,
        rule: str,
        severity: Severity,
        start: int,
        end: int,
        message: str,
        suggestion: str,
        evidence: Iterable[Evidence | Placed] = (),
        *,
        edits: Sequence[Edit] = (),
    ) -> Finding:
        """A finding at ``[start, end)`` of this passage; without a quotation in ``evidence`` it quotes its
        own place.

        ``edits``, in order and apart from each other, are what makes the words there right.
        """
        proof = [each.quote() if isinstance(each, Placed) else each for each in evidence]
        if all(isinstance(each, Computed) for each in proof):
            proof.insert(0, self.quote(start, end))
        raw = self.span(start, end)
        better = self._edited(start, end, edits) if edits else None
        return Finding(self.doc, raw[0], raw[1], severity, rule, message, suggestion, tuple(proof), better)

    def _edited(self, start: int, end: int, edits: Sequence[Edit]) -> str:
        pieces, at = [], start
        for first, last, words in edits:
            pieces += [self.paragraph.plain[at:first], words]
            at = last
        return "".join(pieces) + self.paragraph.plain[at:end]


@dataclass(slots=True, eq=False)
class AuditedText:
    """A whole text, read.

    Arguments:
        year: the year the report speaks of, None if nothing tells.
        taken: of a draft, the stretches of the text whose words come from the books, in order.
    """

    text: str
    year: int | None
    passages: list[Passage]
    figures: list[Placed]
    taken: Sequence[tuple[int, int]] = ()

    def from_books(self, placed: Placed) -> bool:
        """Whether a figure stands where the words come from the books."""
        before = bisect_right(self.taken, placed.figure.start, key=lambda stretch: stretch[0]) - 1
        return before >= 0 and placed.figure.start < self.taken[before][1]

    @property
    def head(self) -> Sequence[Passage]:
        """The first passages that are no page furniture: where a title may stand."""
        return [passage for passage in self.passages if not passage.furniture][:_HEAD]

    @property
    def body(self) -> Iterator[Passage]:
        return (passage for passage in self.passages if not passage.furniture)


def opened(
    text: str,
    *,
    doc: str = "",
    year: int | None = None,
    catalogue: Catalogue | None = None,
    taken: Sequence[tuple[int, int]] = (),
) -> AuditedText:
    """Read ``text`` once: its figures, laid into their passages. Cost grows with the length of the text and
    not faster.

    ``catalogue`` names the indicator of each figure, for those who hold them against the books.
    """
    year = year if year is not None else report_year(text)
    part, passages = ReportPart(), []
    for number, paragraph in enumerate(paragraphs(text)):
        clean = paragraph.clean
        ordinal = opening_ordinal(clean)
        part.enter(clean, ordinal, year)
        mask = masked(clean)
        passages.append(
            Passage(
                doc,
                number,
                paragraph,
                clean,
                mask,
                part.plan,
                is_heading(clean),
                ordinal,
                list(sentences(mask)),
            )
        )
    figures = _placed(read(text, doc=doc, year=year, catalogue=catalogue), passages)
    return AuditedText(text, year, passages, figures, taken)


def _placed(figures: Sequence[Figure], passages: Sequence[Passage]) -> list[Placed]:
    """Each figure in its passage; both stand in the order of the text."""
    firsts = [passage.paragraph.raws[0] if passage.paragraph.raws else 0 for passage in passages]
    found = []
    for index, figure in enumerate(figures):
        passage = passages[max(bisect_right(firsts, figure.start) - 1, 0)]
        start, end = _clean(passage.paragraph, figure.start), _clean(passage.paragraph, figure.end - 1) + 1
        opens = max(passage.clause_start(start), passage.figures[-1].end if passage.figures else 0)
        placed = Placed(index, _simplified(figure), passage, start, end, min(opens, start))
        passage.figures.append(placed)
        found.append(placed)
    return found


def _simplified(figure: Figure) -> Figure:
    """The figure with its names in simplified characters, which the words of the rules are written in."""
    measure, scope = (
        figure.measure.translate(TRADITIONAL),
        figure.scope and figure.scope.translate(TRADITIONAL),
    )
    same = (measure, scope) == (figure.measure, figure.scope)
    return figure if same else replace(figure, measure=measure, scope=scope)


def _clean(paragraph: SourceParagraph, raw: int) -> int:
    run = bisect_right(paragraph.raws, raw) - 1
    return paragraph.starts[run] + raw - paragraph.raws[run]
