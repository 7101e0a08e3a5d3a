"""What the writing room makes of an indicator: the templates that name it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.indicators.measures.uses import Use
from zhenyu.people.types import Reader
from zhenyu.writing.models import Template


def uses(_reader: Reader, code: str, _area: AreaCode, _period: Period) -> Iterator[Use]:
    """The report templates with a chip of the indicator."""
    chip = re.compile(r"\{\{\s*" + re.escape(code) + r"\b")
    for template in Template.objects.filter(markdown__contains=code):
        if chip.search(template.markdown):
            yield Use("报告模板", template.title, f"/reports/write/?template={template.code}")
