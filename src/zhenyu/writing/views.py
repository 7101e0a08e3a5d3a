"""The report writer: a draft from a template whose figures are alive, edited as Markdown, taken away as
Word."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from zhenyu.areas import queries as areas
from zhenyu.core.errors import UsageError
from zhenyu.indicators.measures.registry import indicators
from zhenyu.pages.requests import PlacedRequest
from zhenyu.writing import queries
from zhenyu.writing.actions import issue as issuing
from zhenyu.writing.draft_audit import audit_draft
from zhenyu.writing.fixes import apply_fix
from zhenyu.writing.phrases import PHRASE_TITLES
from zhenyu.writing.types import Block, Chip, Heading, spans_of
from zhenyu.writing.word import render as render_word

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LONGEST = 200_000
"""Characters of a draft; the longest annual report known has 30,000."""


def write(request: PlacedRequest) -> HttpResponse:
    """Choose a template; with ``?template=`` the draft for the page's area and period. POST redraws an edited
    text, with the fix of the finding named by ``mend`` put in."""
    code = request.GET.get("template")
    if not code:
        context = {"templates": queries.templates(), "area_name": areas.area(request.area).name}
        return render(request, "writing/choose.html", context)
    if request.method == "POST":
        markdown = _markdown(request.POST.get("markdown"))
        if key := request.POST.get("mend"):
            markdown = _with_fix(request, markdown, key)
        title, blocks = queries.template(code).title, queries.resolve(request.reader, markdown)
    else:
        draft = queries.draft(request.reader, code, request.area, request.period)
        markdown, title, blocks = draft.markdown, draft.title, list(draft.blocks)
    return _page(request, code, title, markdown, blocks)


def _with_fix(request: PlacedRequest, markdown: str, key: str) -> str:
    """The draft with the fix of a finding put in; as it was, with a word, where the finding is no longer
    there."""
    blocks = queries.resolve(request.reader, markdown)
    found = audit_draft(request.reader, blocks, request.area, request.period).findings
    finding = next((each for each in found if each.key == key and each.fix), None)
    if finding is None:
        messages.warning(request, "这条意见已经不在文中，没有改动。请看更新后的意见。")
        return markdown
    messages.success(request, f"已改正“{finding.words}”。")
    return apply_fix(blocks, finding)


def _page(
    request: PlacedRequest, code: str, title: str, markdown: str, blocks: Sequence[Block], **more: object
) -> HttpResponse:
    """The sheet with its margin: figures and findings."""
    audit = audit_draft(request.reader, blocks, request.area, request.period)
    context = {
        "templates": queries.templates(),
        "template": code,
        "title": title,
        "markdown": markdown,
        "blocks": blocks,
        "chips": _chips(blocks),
        "problems": sum(1 for chip in _chips(blocks) if chip.problem),
        "catalogue": _catalogue(request),
        "findings": audit.findings,
        "hidden": sum(audit.hidden.values()),
        "issues": queries.issues_of(code, request.area, request.period),
        "may_issue": request.reader.may_write(request.area),
        **more,
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
def audit(request: PlacedRequest) -> JsonResponse:
    """POST ``{markdown}``: what an attentive reader would question in the draft, in the order of the text."""
    try:
        body = json.loads(request.body)
    except ValueError:
        body = {}
    blocks = queries.resolve(request.reader, _markdown(body.get("markdown")))
    found = audit_draft(request.reader, blocks, request.area, request.period)
    answer = {"findings": [each.as_json() for each in found.findings], "hidden": sum(found.hidden.values())}
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


@require_POST
def issue(request: PlacedRequest) -> HttpResponse:
    """POST ``template, markdown, dismissed, reason``: the sealed Word file; with open errors and no reason
    the page asks."""
    posted = request.POST
    code, markdown = posted.get("template", ""), _markdown(posted.get("markdown"))
    template = queries.template(code)
    try:
        issued = issuing.issue(
            markdown,
            template=code,
            area=request.area,
            period=request.period,
            by=request.reader,
            reason=posted.get("reason", ""),
            dismissed=_dismissed(posted.get("dismissed", "")),
        )
    except issuing.UnsettledError as problem:
        blocks = queries.resolve(request.reader, markdown)
        asked = {"open_errors": problem.findings, "dismissed": posted.get("dismissed", "")}
        return _page(request, code, template.title, markdown, blocks, **asked)
    response = HttpResponse(issued.word, content_type=DOCX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{issued.issue.title}.docx')}"
    return response


def _dismissed(text: str) -> dict[str, str]:
    """Finding → reason, as the page sends it; nothing for anything else."""
    try:
        sent = json.loads(text) if text else {}
    except ValueError:
        return {}
    return {str(key): str(why) for key, why in sent.items()} if isinstance(sent, dict) else {}


@require_POST
def word(request: PlacedRequest) -> FileResponse:
    """The edited text as a Word file in the layout of GB/T 9704-2012, its figures as the books say them
    now."""
    blocks = queries.resolve(request.reader, _markdown(request.POST.get("markdown")))
    title = queries.title_of(blocks) or "报告"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.docx"
        render_word(blocks, path, title=title)
        opened = path.open("rb")  # stays readable after the folder is gone
    response = FileResponse(opened, content_type=DOCX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{title}.docx')}"
    return response


def _chips(blocks: Sequence[Block]) -> list[Chip]:
    return [span for block in blocks for span in spans_of(block) if isinstance(span, Chip)]


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
