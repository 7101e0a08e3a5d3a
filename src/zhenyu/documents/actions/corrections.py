"""Verbs of correction: setting a misread figure right, withdrawing what is none, entering one that was
missed.

Each is kept as an example, with what was read and what is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.db import transaction

from zhenyu.core import clock
from zhenyu.core.errors import NotAllowed, RefusedError, StaleVersion, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.documents.actions import stored_figures
from zhenyu.documents.actions.change_log import log_change
from zhenyu.documents.actions.locks import lock_document, lock_figure
from zhenyu.documents.library.misreadings import Line, corrected, example, missed, words_of
from zhenyu.documents.models import Correction, Document, ReportedFigure
from zhenyu.people.types import Reader

LONGEST: Final = 100
"""Characters a figure's own words may have."""
READINGS: Final = "报告的读数"
"""What is written here, as a refusal names it."""


@transaction.atomic
def correct_figure(
    figure_id: int, *, version: int, said: Mapping[str, str], by: Reader, why: str = ""
) -> ReportedFigure:
    """Set a misread figure right.

    Arguments:
        version: of the figure the person saw.
        said: fields as the form names them (``misreadings.FIELDS``).

    Raises:
        NotFound, NotAllowed, StaleVersion; UsageError: what was said cannot be understood. RefusedError:
        nothing changed.
    """
    figure = _lock_version(figure_id, version, by)
    right = corrected(figure.raw, said)
    if right == figure.raw and not figure.withdrawn:
        raise RefusedError("没有改动任何一项", "请改正读错的那一项，再保存")
    before = None if figure.withdrawn else figure.raw
    stored_figures.replace(figure, right)
    _store_correction(figure, before, right, by, why)
    return figure


@transaction.atomic
def withdraw_figure(figure_id: int, *, version: int, by: Reader, why: str = "") -> ReportedFigure:
    """Say that these words are no figure; raises as :func:`correct_figure`."""
    figure = _lock_version(figure_id, version, by)
    if figure.withdrawn:
        raise RefusedError("这几个字已标为不是数字", "请刷新页面")
    stored_figures.withdraw(figure)
    _store_correction(figure, figure.raw, None, by, why)
    return figure


@transaction.atomic
def add_figure(
    document_id: int, start: int, end: int, *, said: Mapping[str, str], by: Reader, why: str = ""
) -> ReportedFigure:
    """Enter a figure that no reading found, at ``[start, end)`` of the text.

    Raises:
        NotFound, NotAllowed; UsageError: a stretch outside the text, or what was said cannot be understood.
        RefusedError: a figure stands there already.
    """
    document = lock_document(document_id, by, of=READINGS)
    if not (
        0 <= start < end <= len(document.text) and end - start <= LONGEST and document.text[start:end].strip()
    ):
        raise UsageError("没有标出原文中的数字", f"请在正文中选中那个数字的几个字，不超过{LONGEST}字")
    if not said.get("measure", "").strip():
        raise UsageError("没有写明这个数字说的是什么", "请填写“说的是”")
    if document.figures.filter(start__lt=end, end__gt=start, withdrawn=False).exists():
        raise RefusedError("选中的文字里已有读出的数字", "请点那个数字，改正它")
    figure = stored_figures.add(document, missed(document.text, start, end, said))
    _store_correction(figure, None, figure.raw, by, why)
    return figure


def examples(reader: Reader, area: AreaCode) -> Iterator[dict[str, Any]]:
    """Every sentence somebody set right, below an area the reader sees, in the form of tests/corpus;
    sentences once each."""
    if not reader.sees(area):
        raise NotAllowed("您不能查看这个地方的报告", "请切换到您负责的区划")
    made = Correction.objects.filter(
        area__gte=str(area), area__lt=area.upper_bound, document__deleted_at=None
    ).select_related("document")
    given: set[tuple[int, str]] = set()
    for correction in made.iterator(chunk_size=500):
        document = correction.document
        lines = [each.raw for each in document.figures.filter(withdrawn=False).order_by("start")]
        sentence = example(
            f"corrections-{correction.pk}", document.text, correction.start, correction.end, lines
        )
        if (document.pk, sentence["text"]) not in given:
            given.add((document.pk, sentence["text"]))
            yield sentence


def differences(correction: Correction) -> list[tuple[str, str, str]]:
    """(field, before, after) of a correction, for its history; empty for what was added or withdrawn."""
    if correction.read is None or correction.right is None:
        return []
    before, after = words_of(correction.read), words_of(correction.right)
    return [(name, before[name], after[name]) for name in before if before[name] != after[name]]


def may_correct(reader: Reader, document: Document) -> bool:
    return reader.may_write(AreaCode(document.area))


def _lock_version(figure_id: int, version: int, by: Reader) -> ReportedFigure:
    """The figure, held for this transaction, if it is still as the person saw it."""
    figure = lock_figure(figure_id, by, of=READINGS)
    if figure.version != version:
        last = Correction.objects.filter(document=figure.document, start=figure.start, end=figure.end).last()
        who = f"{last.by}改为“{_said(last.right)}”" if last else "别人改过"
        raise StaleVersion(f"这个数字刚被{who}，您的改动没有保存", "请核对现在的内容，仍需改动时再保存")
    return figure


def _said(line: Line | None) -> str:
    if line is None:
        return "不是数字"
    words = words_of(line)
    return f"{words['measure']} {words['value']}{words['unit']}"


def _store_correction(
    figure: ReportedFigure, read: Line | None, right: Line | None, by: Reader, why: str
) -> None:
    Correction.objects.create(
        document=figure.document,
        area=figure.area,
        start=figure.start,
        end=figure.end,
        text=figure.text,
        read=read,
        right=right,
        why=why.strip()[:200],
        at=clock.now(),
        by=by.name,
    )
    log_change(figure.document, by, "update", f"{figure.text}：{_said(right)}")
