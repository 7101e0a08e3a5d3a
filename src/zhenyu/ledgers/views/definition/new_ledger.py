"""A new ledger: from a clerk's workbook or a survey form, from the content pack, or from blank."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhenyu.core.errors import NotAllowed, NotFound, RefusedError, UsageError
from zhenyu.core.files import uploads
from zhenyu.ledgers.actions import definitions
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.codes import unique
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.definition.xlsform_import import import_xlsform
from zhenyu.ledgers.inferring.inference import propose
from zhenyu.ledgers.inferring.proposal import LedgerProposal
from zhenyu.ledgers.schema import registry
from zhenyu.ledgers.views.definition.form import Form, FormRow, form_of, parsed
from zhenyu.ledgers.views.definition.form_meaning import raw_of
from zhenyu.ledgers.views.definition.pages import form_context
from zhenyu.packs import TOWNSHIP
from zhenyu.packs.loader import PackItem, load
from zhenyu.pages.area_period import place_query
from zhenyu.pages.requests import PlacedRequest
from zhenyu.workbooks.grids import read_book

_FIELDS: Final = "fields."
_BLANK: Final = Form(
    general={"level": "village"},
    fields=(FormRow("0", {"type": "text", "required": "1", "key": "1"}), FormRow("1", {"type": "text"})),
)


@dataclass(frozen=True, slots=True)
class FileReading:
    """What reading a file found out about it.

    Arguments:
        remarks: field → why it is proposed so and, after “？”, what is doubtful about it.
        general: the same about the ledger as a whole.
    """

    source: str
    notes: tuple[str, ...]
    remarks: Mapping[str, str]
    general: tuple[str, ...] = ()


def choose(request: PlacedRequest) -> HttpResponse:
    """The ways to a new ledger; POST takes a workbook."""
    _check_head(request)
    problem = None
    if request.method == "POST":
        chosen = request.FILES.get("file")
        try:
            key = uploads.store_upload(
                chosen if isinstance(chosen, UploadedFile) else None, by_id=request.reader.user_id
            )
            _read(request, key)
            return redirect(reverse("ledgers:new_from_file", args=[key]) + place_query(request))
        except (UsageError, RefusedError) as refusal:
            problem = refusal
    context = {"problem": problem, "offered": _not_applied(request)}
    return render(request, "ledgers/new_ledger.html", context, status=422 if problem else 200)


def from_file(request: PlacedRequest, file: str) -> HttpResponse:
    """The proposal made from a workbook, in the form, with its reasons and questions."""
    _check_head(request)
    raw, told = _read(request, file)
    known = {each.code for each in registry.ledgers()}
    form = form_of({**raw, "code": unique(str(raw["code"]), known)})
    return _show(request, form, file=file, told=told)


def from_pack(request: PlacedRequest, code: str) -> HttpResponse:
    """A ledger of the pack, in the form."""
    _check_head(request)
    item = _pack_item(request, code)
    return _show(request, form_of(item.raw), pack=item.code)


def from_blank(request: PlacedRequest) -> HttpResponse:
    """An empty form."""
    _check_head(request)
    return _show(request, _BLANK)


@require_POST
def create(request: PlacedRequest) -> HttpResponse:
    """Make the ledger the form describes; one that came with a file goes on to the import of its rows."""
    _check_head(request)
    form = parsed(request.POST)
    file, pack = request.POST.get("file", ""), request.POST.get("pack", "")
    known = {each.code for each in registry.ledgers()}
    try:
        raw = raw_of(form, known)
        if raw["code"] in known:
            raise UsageError(
                f"已有代码为“{raw['code']}”的台账“{registry.ledger(raw['code']).title}”", "换一个代码"
            )
        definition = read_definition(raw, "新台账")
        _make(request, definition, pack)
    except (UsageError, RefusedError, NotAllowed) as problem:
        return _show(request, form, file=file, pack=pack, problem=problem)
    messages.success(request, f"已建立台账“{definition.title}”")
    target = (
        ("ledgers:import_match", [definition.code, file]) if file else ("ledgers:grid", [definition.code])
    )
    return redirect(reverse(target[0], args=target[1]) + place_query(request))


def _make(request: PlacedRequest, definition: LedgerDefinition, pack: str) -> None:
    """A ledger of the pack remembers where it comes from, so that a newer pack can be merged with it."""
    if pack:
        item = _pack_item(request, pack)
        if definition.code == item.code:
            head = load(TOWNSHIP)
            definitions.take_from_pack(item.raw, pack=head.code, version=head.version, by=request.reader)
            definitions.define_ledger(definition.as_raw(), by=request.reader, based_on=1)
            return
    definitions.define_ledger(definition.as_raw(), by=request.reader, based_on=0)


def _read(request: PlacedRequest, key: str) -> tuple[dict[str, Any], FileReading]:
    """A raw definition from an upload: a survey form by its sheet ``survey``, any other workbook by
    inference."""
    path = uploads.upload_path(key, by_id=request.reader.user_id)
    book = read_book(path)
    if any(grid.name.strip().lower() == "survey" for grid in book.grids):
        form = import_xlsform(path)
        return form.definition, FileReading(f"采集表单“{path.name}”", form.notes, {})
    proposal = propose(book)
    remarks = _remarks(proposal)
    general = tuple(text for about, text in remarks.items() if not about.startswith(_FIELDS))
    by_field = {
        about.removeprefix(_FIELDS): text for about, text in remarks.items() if about.startswith(_FIELDS)
    }
    return proposal.definition, FileReading(proposal.source, proposal.notes, by_field, general)


def _show(
    request: PlacedRequest,
    form: Form,
    *,
    file: str = "",
    pack: str = "",
    told: FileReading | None = None,
    problem: Exception | None = None,
) -> HttpResponse:
    if told:
        rows = (
            replace(row, texts={**row.texts, "remark": told.remarks.get(row.text("name"), "")})
            for row in form.fields
        )
        form = replace(form, fields=tuple(rows))
    context = {
        **form_context(request, form),
        "file": file,
        "pack": pack,
        "told": told,
        "problem": problem,
        "founding": True,
    }
    return render(request, "ledgers/definition.html", context, status=422 if problem else 200)


def _remarks(proposal: LedgerProposal) -> dict[str, str]:
    """Path of the definition → reason and questions as one text; questions about the whole are under an empty
    path.

    Words of the YAML in brackets are left out: the form has inputs with Chinese names.
    """
    found: dict[str, str] = {}
    for about, text in (
        *proposal.reasons.items(),
        *((each.about, f"？{each.text}") for each in proposal.questions),
    ):
        bare = re.sub(r"（[a-z_]+(?:）|，(.*?）))", lambda words: f"（{words[1]}" if words[1] else "", text)
        found[about] = f"{found[about]}　{bare}" if about in found else bare
    return found


def _not_applied(request: PlacedRequest) -> list[PackItem]:
    known = {each.code for each in registry.ledgers()}
    return [
        item
        for item in load(TOWNSHIP).ledgers
        if item.code not in known and request.reader.heads(str(item.raw.get("domain", "")))
    ]


def _pack_item(request: PlacedRequest, code: str) -> PackItem:
    found = next((item for item in _not_applied(request) if item.code == code), None)
    if found is None:
        raise NotFound(f"内容包里没有还未启用的台账“{code}”", "请从“新建台账”里的列表选择")
    return found


def _check_head(request: PlacedRequest) -> None:
    if not request.reader.heads():
        raise NotAllowed("只有办所负责人可以新建台账", "请办所负责人来建，或把表格交给他")
