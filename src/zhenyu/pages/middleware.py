"""Places before views, and errors after them: every :class:`ZhenyuError` becomes an answer a person can act
on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import render

from zhenyu.core import clock
from zhenyu.core.errors import UsageError, ZhenyuError
from zhenyu.core.problems import TITLES, status_of
from zhenyu.pages.area_period import place_of

ONLY_SENT_TO = UsageError(
    "这个地址只接收提交的表单，不能直接打开", "请回到原来的页面再操作一次；刚才没有写入任何内容"
)


class ProblemMiddleware:
    """Give each view ``request.area`` and ``request.period``; show errors as a page, an htmx fragment or
    JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not request.path.startswith("/api/"):
            return problem_response(request, ONLY_SENT_TO, status=405)  # a bare 405 is an empty page
        return response

    def process_view(
        self, request: Any, view: Callable[..., Any], _args: list[Any], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Resolve the place of a page that needs a login; a bad one is answered before the view runs."""
        if "\0" in request.path or "%00" in request.META["QUERY_STRING"] or _has_nul(request.POST):
            return problem_response(request, UsageError("地址或表单里有不能保存的字符", "请去掉后重试"))
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        try:
            request.place = place_of(request.GET, request.reader, clock.today())
        except ZhenyuError as error:
            return problem_response(request, error)
        request.area, request.period = request.place.area, request.place.period
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return problem_response(request, error) if isinstance(error, ZhenyuError) else None


def _has_nul(form: QueryDict) -> bool:
    """U+0000 is the one character PostgreSQL cannot keep."""
    return any("\0" in value for _, values in form.lists() for value in values)


def problem_response(request: HttpRequest, error: ZhenyuError, status: int | None = None) -> HttpResponse:
    """The answer to an error: what happened and what to do, never a traceback."""
    status = status or status_of(error)
    if wants_json(request):
        return JsonResponse(
            {"message": error.message, "hint": error.hint},
            status=status,
            json_dumps_params={"ensure_ascii": False},
        )
    context = {"title": TITLES[status], "message": error.message, "hint": error.hint, "status": status}
    template = "pages/components/problem.html" if getattr(request, "htmx", False) else "pages/problem.html"
    return render(request, template, context, status=status)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of ours asks, not a person's browser."""
    return (
        request.content_type == "application/json"
        or request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    )
