"""Related rows of a record, and the picker that finds a row of another ledger for a form."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.ledger_definition import FieldType
from zhenyu.ledgers.overviews import relations
from zhenyu.ledgers.overviews.relations import Relation
from zhenyu.ledgers.rows import queries, record_links
from zhenyu.ledgers.schema import registry
from zhenyu.ledgers.values.row_titles import row_title
from zhenyu.pages.requests import PlacedRequest


def related(request: PlacedRequest, code: str, row_id: int) -> HttpResponse:
    """What other ledgers know of a record: a fragment for its page, a page of its own without JavaScript."""
    definition = registry.ledger(code)
    row = queries.row(request.reader, code, row_id)
    found = relations.relations(request.reader, definition, row)
    context = {
        "ledger": definition,
        "row": row,
        "title": row_title(definition, row.id, row.values, row.masked),
        "relations": [(relation, _door(request, relation)) for relation in found],
    }
    return render(request, "ledgers/related_list.html" if request.htmx else "ledgers/related.html", context)


def _door(request: PlacedRequest, relation: Relation) -> str | None:
    if relation.condition is None:
        return None
    name, text = relation.condition
    query = {"area": str(request.area), "view": "0", f"f.{name}": text}
    return f"{reverse('ledgers:grid', args=[relation.ledger.code])}?{urlencode(query)}"


def pick(request: PlacedRequest, code: str) -> JsonResponse:
    """Rows a ``record`` field may point to: ``?field=household&q=张`` → ``[{value: "#12", title, place}]``.

    Raises:
        UsageError: a field that points to no ledger.
    """
    field = registry.ledger(code).by_name.get(request.GET.get("field", ""))
    if field is None or field.type is not FieldType.RECORD or field.record is None:
        raise UsageError("这一栏不指向别的台账", "请刷新页面后重试")
    found = relations.found_by_text(request.reader, field.record, request.GET.get("q", "").strip())
    answer: list[dict[str, Any]] = [
        {"value": record_links.reference(row.id), "title": title, "place": row.area_name}
        for row, title in found
    ]
    return JsonResponse({"rows": answer}, json_dumps_params={"ensure_ascii": False})
