"""What the documents room knows of an indicator: the reports that state it."""

from __future__ import annotations

from collections.abc import Iterator

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.documents.models import ReportedFigure
from zhenyu.indicators.measures.uses import Use
from zhenyu.people.types import Reader


def uses(_reader: Reader, code: str, area: AreaCode, _period: Period) -> Iterator[Use]:
    """What the area's reports say of the indicator, the latest first; the database shows the reader's own."""
    stated = ReportedFigure.objects.filter(
        indicator=code, area=str(area), withdrawn=False, status="actual", document__deleted_at=None
    )
    for figure in stated.select_related("document").order_by("-document_id", "start")[:50]:
        said = f"{figure.document.title}：写的是{figure.text}"
        yield Use("报告", said, f"/reports/{figure.document_id}/#t{figure.pk}")
