"""Reads of documents: the library, and a report beside the books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count, Q
from django.db.models.functions import Length

from zhenyu.areas import queries as areas
from zhenyu.core.errors import NotFound
from zhenyu.core.values.addresses import Aspect, FigureAddress
from zhenyu.core.values.area_codes import AreaCode, AreaLevel
from zhenyu.core.values.periods import Period
from zhenyu.documents.agreement import Agreement, agreement, in_unit, within, written_step
from zhenyu.documents.library.book_periods import spoken_period
from zhenyu.documents.library.indicator_match import SURE, indicator_of
from zhenyu.documents.models import Document, ReportedFigure, active_documents
from zhenyu.documents.types import BooksComparison, LibraryEntry, LibraryReport
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition, IndicatorKind
from zhenyu.indicators.figures.queries import figures
from zhenyu.indicators.measures.registry import catalogue
from zhenyu.indicators.types import Figure
from zhenyu.people.types import Reader

PAGE = 100
_ACTIVE = Q(figures__withdrawn=False)


def library(reader: Reader, *, area: AreaCode | None = None, before: int | None = None) -> list[LibraryEntry]:
    """Documents within the reader's scope, latest first, a page of them.

    Arguments:
        area: only those of this area and below.
        before: the id of the last entry of the page before.
    """
    found = active_documents().defer("text").order_by("-id")
    if area is not None and reader.sees(area):
        found = found.filter(area__gte=str(area), area__lt=area.upper_bound)
    if before is not None:
        found = found.filter(id__lt=before)
    counted = found.annotate(
        characters=Length("text"),
        figure_count=Count("figures", filter=_ACTIVE),
        matched_count=Count(
            "figures", filter=_ACTIVE & ~Q(figures__indicator="") & Q(figures__confidence__gte=SURE)
        ),
    )
    documents = list(counted[:PAGE])
    names = areas.names(document.area for document in documents)
    return [
        LibraryEntry(
            id=document.id,
            title=document.title,
            area=document.area,
            area_name=names.get(document.area, document.area),
            period=document.period,
            period_title=Period.parse(document.period).title,
            kind=document.get_kind_display(),
            filename=document.filename,
            added_at=document.added_at,
            added_by=document.added_by,
            characters=document.characters,
            figures=document.figure_count,
            matched=document.matched_count,
        )
        for document in documents
    ]


def accessible_document(reader: Reader, document_id: int) -> Document:
    """A document that is in the library and within the reader's scope.

    Raises:
        NotFound: none of that number there.
    """
    found = active_documents().filter(id=document_id).first()
    if found is None or not reader.sees(AreaCode(found.area)):
        raise NotFound(f"没有编号为 {document_id} 的报告", "请从报告库重新打开")
    return found


def report(reader: Reader, document_id: int) -> LibraryReport:
    """A document, its figures, and beside each that the catalogue knows what the books say today.

    Raises:
        NotFound: none of that number within the reader's scope.
    """
    filed = accessible_document(reader, document_id)
    read = tuple(filed.figures.all())
    active = tuple(
        sorted((each for each in read if not each.withdrawn), key=lambda each: (each.start, -each.end))
    )
    return LibraryReport(filed, active, tuple(_comparisons(reader, filed, read)))


def _comparisons(reader: Reader, document: Document, read: Sequence[ReportedFigure]) -> list[BooksComparison]:
    known = catalogue()
    own = own_scopes(document)
    asked = []
    for each in read:
        if each.withdrawn:
            continue
        definition = indicator_of(each, read, known, document.text)
        if definition and each.scope in own and (address := _address(document, each, definition)):
            asked.append((each, definition, address))
    addresses = sorted({address for _, _, address in asked}, key=str)
    found = (
        {figure.address: figure for figure in figures(reader, addresses, open_to_area=True)}
        if addresses
        else {}
    )
    return [_comparison(each, definition, address, found) for each, definition, address in asked]


def own_scopes(document: Document) -> tuple[str, ...]:
    """The scopes that mean the document's own area: none said, its name, 全镇."""
    area = AreaCode(document.area)
    return ("", areas.names([document.area]).get(document.area, ""), *_WHOLE_AREA.get(area.level, ()))


_RANK_UNITS = ("位", "名")
_WHOLE_AREA = {
    AreaLevel.COUNTY: ("全县", "全区", "全市", "全旗"),
    AreaLevel.TOWN: ("全镇", "全乡", "全街道"),
    AreaLevel.VILLAGE: ("全村", "全社区"),
}
"""Scopes that mean the document's own area; any other is of a village, a project, somebody else."""


def period_of(document: Document, read: ReportedFigure, *, as_at: bool = False) -> Period | None:
    """The period a figure speaks of."""
    inherited = read.reading.period_src != "stated"
    return spoken_period(read.period, Period.parse(document.period), as_at=as_at, inherited=inherited)


def _address(
    document: Document, read: ReportedFigure, definition: IndicatorDefinition
) -> FigureAddress | None:
    """Where in the books the same number stands; None for what no address names (plans, month-on-month
    growth)."""
    aspect = _aspect(read, definition)
    as_at = definition.kind is IndicatorKind.STOCK
    period = period_of(document, read, as_at=as_at)
    if aspect is None or period is None:
        return None
    return FigureAddress(definition.code, AreaCode(document.area), period, aspect)


def _aspect(read: ReportedFigure, definition: IndicatorDefinition) -> Aspect | None:
    """Which aspect of the indicator a figure states; an indicator may itself be a rank or a growth (县内位次,
    增加值增速)."""
    if read.status != "actual":
        return Aspect.TARGET if read.status == "target" and read.kind not in ("growth", "rank") else None
    of_its_own_kind = {
        "rank": definition.unit in _RANK_UNITS,
        "growth": definition.unit == "%" and not definition.computed,
    }
    if of_its_own_kind.get(read.kind, True):
        return Aspect.VALUE
    if read.kind == "rank":
        return Aspect.RANK
    compare = read.reading.compare
    if compare is None or compare.basis not in ("yoy", "unspecified"):
        return None
    return {"%": Aspect.YOY, "pp": Aspect.YOY_POINTS}.get(read.unit_base)


def _comparison(
    read: ReportedFigure,
    definition: IndicatorDefinition,
    address: FigureAddress,
    found: Mapping[FigureAddress, Figure],
) -> BooksComparison:
    figure, reading = found.get(address), read.reading
    unit = _unit(address.aspect, definition)
    reported = in_unit(read.value_si, read.unit_base, unit)
    # reports do not prove each other
    ledger = figure.value if figure and figure.status != "reported" else None
    if reported is None:
        agreed = Agreement.OTHER_UNIT
    elif reading.is_range:
        agreed = within(reported, in_unit(reading.high_si, read.unit_base, unit), ledger)
    else:
        step = written_step(reading.low, read.unit, unit)
        agreed = agreement(reported, ledger, step=step, approx=reading.approx)
    return BooksComparison(read, address, definition.title, unit, reported, ledger, figure, agreed)


def _unit(aspect: Aspect, definition: IndicatorDefinition) -> str:
    return {Aspect.YOY: "%", Aspect.YOY_POINTS: "百分点", Aspect.RANK: "位"}.get(aspect, definition.unit)
