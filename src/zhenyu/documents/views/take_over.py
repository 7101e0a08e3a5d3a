"""What a report says of external indicators: looked over, and taken over as reported."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from zhenyu.core.errors import RefusedError, UsageError
from zhenyu.documents.actions.corrections import may_correct
from zhenyu.documents.actions.take_over import candidates, take_over
from zhenyu.documents.library import queries
from zhenyu.pages.area_period import place_query
from zhenyu.pages.requests import PlacedRequest


def taking_over(request: PlacedRequest, document_id: int) -> HttpResponse:
    """The figures that could be taken over; POST takes over those ticked (``figures``)."""
    problem = None
    if request.method == "POST":
        chosen = {int(text) for text in request.POST.getlist("figures") if text.isdigit()}
        try:
            count = take_over(document_id, chosen, by=request.reader)
        except (UsageError, RefusedError) as refused:
            problem = refused
        else:
            messages.success(request, f"已采用 {count} 个数字，指标里标为“报告所载”。")
            return redirect(reverse("documents:taking_over", args=[document_id]) + place_query(request))
    found = queries.report(request.reader, document_id)
    context = {
        "document": found.document,
        "candidates": candidates(found.document, found.comparisons),
        "may_take": may_correct(request.reader, found.document),
        "problem": problem,
    }
    return render(request, "documents/taking_over.html", context, status=422 if problem else 200)
