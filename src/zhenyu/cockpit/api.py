"""The API at ``/api/v1/`` and its documentation at ``/api/docs``: the rooms' routers together, and errors as
problem documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver
from django.views.decorators.gzip import gzip_page
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled, ValidationError
from ninja.openapi.docs import Swagger
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from zhenyu.core.errors import UsageError, ZhenyuError
from zhenyu.core.problems import CONTENT_TYPE, problem, status_of
from zhenyu.core.values.json_text import read_json, text_of
from zhenyu.indicators.api import router as figures
from zhenyu.ledgers.api import router as ledgers
from zhenyu.ledgers.api.bulk import BulkRefused
from zhenyu.ledgers.api.rows import VersionNeeded, row_json
from zhenyu.ledgers.schema.registry import ledger
from zhenyu.ledgers.types import RowConflict, RowsRefused
from zhenyu.people.api import router as people
from zhenyu.people.authentication import RATE, SessionAuth, TokenAuth, TokenThrottle

DESCRIPTION: Final = f"""台账、指标和数，供其他系统读写。

* 在“访问令牌”页面建立令牌，放进请求头 `Authorization: Bearer zhy_…`。令牌能做的不超过本人此刻的授权。
* 修改、办理、删除要带 `If-Match`，值为读取时的 `ETag`；别人先改过则答 412，不会覆盖。
* 出错时答 `application/problem+json`：`detail` 说哪里不对，`hint` 说怎么办，`problems` 逐行逐格。
* 小数用文本，日期用 2026-10-31。请求内容最大 10 MB；每个令牌每分钟最多 {RATE.partition("/")[0]} 次（答 429 时按 Retry-After 等候）。
"""
_PLACES: Final = {"query": "查询参数", "path": "路径", "header": "请求头", "body": "请求内容"}
_FAULTS: Final[Mapping[str, str]] = {
    "missing": "没有填写",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "bool_parsing": "应为 true 或 false",
    "string_type": "应为文本",
    "dict_type": "应为 JSON 对象",
    "list_type": "应为 JSON 数组",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "literal_error": "不在可选的值里",
    "string_too_long": "太长",
    "model_attributes_type": "应为 JSON 对象",
    "model_type": "应为 JSON 对象",
}


class ExactParser(Parser):
    """Bodies whose numbers stay exact."""

    def parse_body(self, request: HttpRequest) -> Any:
        return read_json(text_of(request.body))


class ProblemAPI(NinjaAPI):
    """Ninja, whose errors are documented as what they are: ``application/problem+json``."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        for path in schema["paths"].values():
            for operation in path.values():
                for status, response in operation["responses"].items():
                    if int(status) >= 400:
                        response["content"] = {CONTENT_TYPE: response["content"]["application/json"]}
        return schema


api = ProblemAPI(
    title="镇域一本账 接口",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    auth=[TokenAuth(), SessionAuth()],
    throttle=TokenThrottle(RATE),
    parser=ExactParser(),
    docs=Swagger({"docExpansion": "list", "defaultModelsExpandDepth": 0, "tryItOutEnabled": False}),
)
for router in (people, ledgers, figures):
    api.add_router("/v1", router)


def urls() -> tuple[list[URLPattern | URLResolver], str, str]:
    """The API's addresses. Operations ask for a token themselves, the schema holds nothing of anybody; the
    page is behind the login, for trying things out."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern) and pattern.name not in ("openapi-view", "api-root"):
            pattern.callback = login_not_required(gzip_page(pattern.callback))
    return patterns, app_name, namespace


# --- errors ---------------------------------------------------------------------------------------


def _answer(status: int, detail: str, hint: str = "", **more: Any) -> JsonResponse:
    return JsonResponse(
        problem(status, detail, hint, **more),
        status=status,
        content_type=CONTENT_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )


@api.exception_handler(ZhenyuError)
def _problem_answer(_request: HttpRequest, error: ZhenyuError) -> HttpResponse:
    return _answer(status_of(error), error.message, error.hint)


@api.exception_handler(VersionNeeded)
def _version_needed(_request: HttpRequest, error: VersionNeeded) -> HttpResponse:
    return _answer(428, error.message, error.hint)


@api.exception_handler(RowsRefused)
def _refused(_request: HttpRequest, error: RowsRefused) -> HttpResponse:
    return _answer(422, error.message, error.hint, problems=[each.as_json() for each in error.problems])


@api.exception_handler(BulkRefused)
def _bulk_refused(_request: HttpRequest, error: BulkRefused) -> HttpResponse:
    whole = error.report.as_json()
    return _answer(422, error.message, error.hint, problems=whole.pop("problems"), report=whole)


@api.exception_handler(RowConflict)
def _conflict(request: HttpRequest, error: RowConflict) -> HttpResponse:
    """Both sides: what was to be written, and the row that stands there now."""
    first = error.conflicts[0]
    assert request.resolver_match is not None  # noqa: S101 — an operation was found
    theirs = row_json(first.theirs, ledger(request.resolver_match.kwargs["code"]))
    yours = {"version": first.based_on, "values": dict(first.yours)}
    answer = _answer(412, error.message, error.hint, yours=yours, theirs=theirs)
    answer["ETag"] = f'"{first.theirs.version}"'
    return answer


@api.exception_handler(ValidationError)
def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    found = [
        {
            "row": 0,
            "field": ".".join(map(str, each["loc"][1:])),
            "value": "",
            "rule": each["type"],
            "message": f"{_PLACES.get(each['loc'][0], '')}{_FAULTS.get(each['type'], '格式不对')}",
            "hint": "",
        }
        for each in error.errors
    ]
    first = found[0]
    return _answer(422, f"“{first['field']}”{first['message']}", "写法见 /api/docs", problems=found)


@api.exception_handler(HttpError)
def _http(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """What Ninja itself refuses: no credentials, too often, a body it cannot read, a session without CSRF
    token."""
    if error.status_code == 401:
        answer = _answer(
            401, "没有有效的令牌", "请在“访问令牌”页面建立令牌，放进请求头 Authorization: Bearer zhy_…"
        )
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    if isinstance(error, Throttled):
        answer = _answer(429, "请求太频繁", f"每个令牌每分钟最多 {RATE.partition('/')[0]} 次，请稍后再试")
        answer["Retry-After"] = str(max(1, round(error.wait or 1)))
        return answer
    if error.status_code == 403:
        return _answer(403, "没有带 CSRF 标记", "程序请用令牌；网页请刷新后重试")
    if isinstance(error.__cause__, ZhenyuError):
        return _problem_answer(_request, error.__cause__)
    return _problem_answer(_request, UsageError("看不懂请求内容", "请发 JSON，写法见 /api/docs"))


@api.exception_handler(RequestDataTooBig)
def _too_big(_request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return _answer(413, "请求内容超过 10 MB", "请分几次发，或用“从 Excel 导入”")


@api.exception_handler(Http404)
def _missing(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return _answer(404, "没有这个地址", "地址见 /api/docs")
