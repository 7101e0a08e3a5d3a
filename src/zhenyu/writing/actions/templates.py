"""Verbs of writing: defining templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from zhenyu.core import clock
from zhenyu.core.errors import UsageError
from zhenyu.people.types import Reader
from zhenyu.writing.models import Template
from zhenyu.writing.template_binding import faults

_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")


@transaction.atomic
def define_template(raw: Mapping[str, Any], *, by: Reader) -> Template:
    """Make or replace a template.

    Arguments:
        raw: ``code``, ``title`` and the text under ``body``, as the pack loader gives a file with front
        matter.

    Raises:
        UsageError: a missing part, or a figure the text names in a way that does not exist.
    """
    code, title, body = (str(raw.get(key) or "").strip() for key in ("code", "title", "body"))
    if not _CODE.fullmatch(code):
        raise UsageError(f"模板代码“{code}”不对", "用小写字母、数字和下划线，字母开头，如 annual_report")
    if not title or not body:
        raise UsageError(
            f"模板“{code}”缺少{'标题' if not title else '正文'}", "补上 title，正文写在说明块之后"
        )
    wrong = faults(body)
    if wrong:
        raise UsageError(f"模板“{code}”：{wrong[0]}", "；".join(wrong[1:]))
    made, _ = Template.objects.update_or_create(
        code=code,
        defaults={"title": title, "markdown": body, "updated_at": clock.now(), "updated_by": by.name},
    )
    return made
