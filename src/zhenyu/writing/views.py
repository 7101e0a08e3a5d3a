"""The report writer: a draft from a template whose figures are alive, edited as Markdown, taken away as Word."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from zhenyu.areas import queries as areas
from zhenyu.core.errors import UsageError
from zhenyu.indicators.registry import indicators
from zhenyu.people.requests import PlacedRequest
from zhenyu.writing import queries
from zhenyu.writing.phrases import PHRASE_TITLES
from zhenyu.writing.types import TITLE_LEVEL, Block, Chip, Heading, plain, spans_of
from zhenyu.writing.word import render as render_word

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LONGEST = 200_000
"""Characters of a draft; the longest annual report known has 30,000."""


def write(request: PlacedRequest) -> HttpResponse:
    """Choose a template; with ``?template=`` the draft for the page's area and period. POST redraws an edited text."""
    code = request.GET.get("template")
    choices = queries.templates()
    if not code:
        return render(
            request, "writing/choose.html", {"templates": choices, "area_name": areas.area(request.area).name}
        )
    if request.method == "POST":
        markdown = _markdown(request.POST.get("markdown"))
        title, blocks = queries.template(code).title, queries.resolve(request.reader, markdown)
    else:
        draft = queries.draft(request.reader, code, request.area, request.period)
        markdown, title, blocks = draft.markdown, draft.title, list(draft.blocks)
    context = {
        "templates": choices,
        "template": code,
        "title": title,
        "markdown": markdown,
        "blocks": blocks,
        "chips": _chips(blocks),
        "problems": sum(1 for chip in _chips(blocks) if chip.problem),
        "catalogue": _catalogue(request),
    }
    return render(request, "writing/write.html", context)


@require_POST
def resolve(request: PlacedRequest) -> JsonResponse:
    """POST ``{markdown, seen}``: what each chip says now and each heading's ordinal, in reading order."""
    try:
        body = json.loads(request.body)
    except ValueError:
        body = {}
    seen = body.get("seen")
    blocks = queries.resolve(
        request.reader, _markdown(body.get("markdown")), seen=seen if isinstance(seen, Mapping) else None
    )
    answer = {
        "chips": {chip.mark: {**chip.as_json(), "title": chip.title} for chip in _chips(blocks)},
        "numbers": [block.number for block in blocks if isinstance(block, Heading)],
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


@require_POST
def word(request: PlacedRequest) -> FileResponse:
    """The edited text as a Word file in the layout of GB/T 9704-2012, its figures as the books say them now."""
    blocks = queries.resolve(request.reader, _markdown(request.POST.get("markdown")))
    title = _title(blocks) or "报告"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.docx"
        render_word(blocks, path, title=title)
        opened = path.open("rb")  # stays readable after the folder is gone
    response = FileResponse(
        opened, content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{title}.docx')}"
    return response


def _chips(blocks: Sequence[Block]) -> list[Chip]:
    return [span for block in blocks for span in spans_of(block) if isinstance(span, Chip)]


def _title(blocks: Sequence[Block]) -> str:
    titles = (plain(block.spans) for block in blocks if isinstance(block, Heading) and block.level == TITLE_LEVEL)
    return next(titles, "")


def _catalogue(request: PlacedRequest) -> dict[str, Any]:
    """What can be inserted: indicators and the ways to write them."""
    return {
        "suffix": f"@{request.area}/{request.period}",
        "phrases": PHRASE_TITLES,
        "indicators": [
            {"code": item.code, "title": item.title, "unit": item.unit, "words": "".join(item.synonyms)}
            for item in indicators()
        ],
    }


def _markdown(text: object) -> str:
    if not isinstance(text, str) or not text.strip():
        raise UsageError("草稿是空的", "请先选择模板生成草稿")
    if len(text) > LONGEST:
        raise UsageError(f"草稿有 {len(text)} 个字，超过 {LONGEST} 个字", "请拆成几篇")
    return text.replace("\r\n", "\n")
