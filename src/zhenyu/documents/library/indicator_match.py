"""Which indicator a reported figure is of, where the reading left it open between two. Pure.

The reading matches names. “新建高标准农田4215亩，累计建成3.3万亩” names one thing twice and means two
indicators: what was added (a flow) and what there is (a stock). The verb tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from zhenyu.documents.models import ReportedFigure
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition, IndicatorKind

SURE: Final = 0.6
"""From this confidence on (0–1) a figure is taken for an indicator; below, the likeness of names proves too
little."""
_NEAR: Final = 0.4  # how far behind the best name another may stay and still be meant
_LOOK_BACK: Final = 12  # characters before a figure in which its verb may stand
_CLAUSE: Final = re.compile("[，。；：、,;\\s]")
_STANDING: Final = re.compile("累计|总数|总量|共有|现有|在册|存量|保有|达到")
_ADDED: Final = re.compile("新[建增培育引]|增加|年内")


def indicator_of(
    read: ReportedFigure,
    others: Sequence[ReportedFigure],
    known: Mapping[str, IndicatorDefinition],
    text: str,
) -> IndicatorDefinition | None:
    """The indicator of a figure; a growth or a rank is of the one that grew or was ranked. None when unsure.

    Arguments:
        others: all figures of the document, in their order.
        text: the document's text.
    """
    if read.indicator_chosen:
        return known.get(read.indicator)
    compare, rank = read.reading.compare, read.reading.rank
    of = (compare.of_idx if compare else None, rank.of_idx if rank else None)
    base = next((others[index] for index in of if index is not None and index < len(others)), read)
    if (base.confidence or 0) < SURE:
        return None
    return known.get(_by_verb(base, known, text))


def _by_verb(read: ReportedFigure, known: Mapping[str, IndicatorDefinition], text: str) -> str:
    """The best name, or one nearly as good whose kind is what the verb says."""
    before = _CLAUSE.split(text[max(read.start - _LOOK_BACK, 0) : read.start])[-1]
    reading = read.reading
    said = f"{reading.action or ''}{read.measure}{before}"
    ranked = [(read.indicator, read.confidence or 0.0), *reading.runners_up]
    return by_verb(ranked, said, known)


def by_verb(ranked: Sequence[tuple[str, float]], said: str, known: Mapping[str, IndicatorDefinition]) -> str:
    """Of (code, confidence), best first, the best, or one nearly as good whose kind is what the words
    ``said`` mean."""
    (code, confidence), *runners_up = ranked
    wanted = (
        IndicatorKind.STOCK if _STANDING.search(said) else IndicatorKind.FLOW if _ADDED.search(said) else None
    )
    best = known.get(code)
    if wanted is None or best is None or best.kind not in (IndicatorKind.STOCK, IndicatorKind.FLOW):
        return code
    near = [other for other, likeness in runners_up if likeness >= confidence - _NEAR]
    return next((each for each in [code, *near] if each in known and known[each].kind is wanted), code)
