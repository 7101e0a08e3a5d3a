"""Taking over what a report says of external indicators, as ``reported`` with the report as its source.

Never a target, a plan, a rank, a growth or a range, and never over a value that was entered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from zhenyu.core.database.row_security import scope_applied
from zhenyu.core.errors import RefusedError, UsageError
from zhenyu.core.values.addresses import Aspect
from zhenyu.core.values.scope import EVERYTHING
from zhenyu.documents.actions.change_log import log_change
from zhenyu.documents.actions.locks import lock_document
from zhenyu.documents.library import queries
from zhenyu.documents.models import Document
from zhenyu.documents.types import BooksComparison
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.actions.reported_values import take_over_reported
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition, IndicatorKind
from zhenyu.indicators.measures.registry import catalogue
from zhenyu.indicators.models import Observation
from zhenyu.indicators.types import ObservationEntry
from zhenyu.people.types import SYSTEM, Reader


@dataclass(frozen=True, slots=True)
class TakeOverCandidate:
    """A figure of an external indicator: what would be taken over, or why it cannot be; ``taken``: it stands
    already."""

    comparison: BooksComparison
    why_not: str = ""
    taken: bool = False

    @property
    def free(self) -> bool:
        return not self.why_not and not self.taken


def candidates(document: Document, comparisons: Iterable[BooksComparison]) -> list[TakeOverCandidate]:
    """What the report says of external indicators, in the order of its text."""
    known = catalogue()
    own = [each for each in comparisons if _is_external(each, known)]
    return [TakeOverCandidate(each, _why_not(each), _is_taken(document, each)) for each in own]


def _is_external(each: BooksComparison, known: Mapping[str, IndicatorDefinition]) -> bool:
    return (
        each.address.aspect is Aspect.VALUE and known[each.address.indicator].kind is IndicatorKind.EXTERNAL
    )


def _why_not(each: BooksComparison) -> str:
    read, figure = each.reported_figure, each.figure
    if read.status != "actual":
        return "目标和计划不是实绩"
    if read.kind in ("growth", "rank"):
        return "增速和位次不采用"
    if read.reading.is_range:
        return "报告写的是一个范围"
    if each.reported is None:
        return f"单位换算不成{each.unit}"
    if figure is not None and figure.status == "entered" and figure.value is not None:
        return "已有录入的数"
    return ""


def _is_taken(document: Document, each: BooksComparison) -> bool:
    figure = each.figure
    stands = figure is not None and figure.status == "reported" and _mark(document) in figure.source
    return stands and figure is not None and figure.value == each.reported


@transaction.atomic
def take_over(document_id: int, figure_ids: Collection[int], *, by: Reader) -> int:
    """Take over the figures named, which a person has looked at. Returns how many.

    Raises:
        NotFound, NotAllowed; UsageError: none chosen, or two of one indicator and time.
        RefusedError: one that cannot be taken over; says which and why, and none is.
    """
    document = lock_document(document_id, by, of="报告所载的数")
    found = candidates(document, queries.report(by, document_id).comparisons)
    chosen = [each for each in found if each.comparison.reported_figure.pk in figure_ids and not each.taken]
    if not chosen:
        raise UsageError("没有选中可以采用的数字", "请勾选核对过的数字")
    if refused := next((each for each in chosen if each.why_not), None):
        raise RefusedError(
            f"“{refused.comparison.reported_figure.text}”不能采用：{refused.why_not}", "请去掉它再采用"
        )
    twice = {each.comparison.address for each in chosen}
    if len(twice) < len(chosen):
        raise UsageError("同一指标同一时间选了两个数", "请只选其中一个")
    count = take_over_reported([_entry(document, each.comparison) for each in chosen], by=by)
    words = "、".join(each.comparison.reported_figure.text for each in chosen)
    log_change(document, by, "update", f"采用为报告所载的数：{words}")
    return count


def take_back(document: Document) -> None:
    """What was taken over from a report that is taken out of the library stands no longer."""
    with scope_applied(EVERYTHING, "系统"):
        latest: dict[tuple[str, str, str], Observation] = {}
        named = Observation.objects.filter(status="reported", area=document.area).order_by("id")
        for each in named:
            latest[each.indicator, each.area, each.period] = each
        gone = [each for each in latest.values() if _mark(document) in each.source and each.value is not None]
        entries = [
            ObservationEntry(
                each.indicator, each.area, each.period, None, each.source, "reported", note="报告已删除"
            )
            for each in gone
        ]
        enter_observations(entries, by=SYSTEM)


def _entry(document: Document, each: BooksComparison) -> ObservationEntry:
    read, address = each.reported_figure, each.address
    page = read.location.get("page")
    where = f"，第{page}页" if page else ""
    source = f"{document.title}（{_mark(document)}{where}）"
    return ObservationEntry(
        address.indicator, address.area, address.period, each.reported, source, note=f"原文：{read.text}"
    )


def _mark(document: Document) -> str:
    """By which a source names its report, whatever its title."""
    return f"报告库第{document.pk}号"
