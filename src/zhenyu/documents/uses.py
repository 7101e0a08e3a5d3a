"""What the documents room knows of an indicator: the reports that state it."""

from __future__ import annotations

from collections.abc import Iterator

from zhenyu.core.area_codes import AreaCode
from zhenyu.core.periods import Period
from zhenyu.documents.models import Document
from zhenyu.indicators.uses import Use
from zhenyu.people.types import Reader


def uses(_reader: Reader, code: str, area: AreaCode, _period: Period) -> Iterator[Use]:
    """The area's reports with a figure of the indicator, the latest first; the database shows the reader's own."""
    found = (
        Document.objects.filter(figures__indicator=code, figures__withdrawn=False, area=str(area))
        .distinct()
        .order_by("-pk")
    )
    for document in found[:50]:
        yield Use("报告", document.title, f"/reports/{document.pk}/")
