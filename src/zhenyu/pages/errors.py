"""The page of last resort: for errors nobody foresaw, and for a database that is not there. It asks the
database nothing."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from zhenyu.core.database.outages import database_problem
from zhenyu.core.errors import ZhenyuError
from zhenyu.core.problems import CONTENT_TYPE
from zhenyu.core.problems import problem as api_problem
from zhenyu.pages.middleware import wants_json

UNFORESEEN = ZhenyuError(
    "系统出错了，这次操作没有写入任何数据",
    "请稍后再试。如果一再出现，请把发生的时间和正在做的事告诉系统管理员，日志中有详细记录",
)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``: 503 while the database is away or full, else 500."""
    known = database_problem(sys.exc_info()[1])
    problem, status = (known, 503) if known else (UNFORESEEN, 500)
    if request.path.startswith("/api/"):
        body = api_problem(status, problem.message, problem.hint)
        return JsonResponse(body, status=status, content_type=CONTENT_TYPE)
    if wants_json(request):
        return JsonResponse({"message": problem.message, "hint": problem.hint}, status=status)
    return HttpResponse(render_to_string("500.html", {"problem": problem}), status=status)
