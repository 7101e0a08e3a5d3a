"""What an error is to a program: its HTTP status, and a problem document (RFC 9457) with the Chinese message
and remedy."""

from __future__ import annotations

from typing import Any, Final

from ninja import Schema
from pydantic import Field

from zhenyu.core.errors import NotAllowed, NotFound, RefusedError, StaleVersion, UsageError, ZhenyuError

_KINDS: Final = (  # the first class that fits
    (StaleVersion, 409, "已被别人改过"),
    (RefusedError, 422, "未被接受"),
    (NotAllowed, 403, "没有权限"),
    (NotFound, 404, "没有找到"),
    (UsageError, 400, "看不懂这个请求"),
)
TITLES: Final = {status: title for _, status, title in _KINDS} | {
    401: "没有登录",
    405: "不能这样打开",
    412: "已被别人改过",
    413: "请求太大",
    428: "要写明版本",
    429: "请求太频繁",
    500: "系统出错",
    503: "数据库暂时不可用",
}
CONTENT_TYPE: Final = "application/problem+json"


class Problem(Schema):
    """为什么没有办成，以及怎么办（RFC 9457）。"""

    type: str = Field(description="问题的种类", examples=["urn:zhenyu:problem:404"])
    title: str = Field(description="种类的名称", examples=["没有找到"])
    status: int = Field(description="HTTP 状态码", examples=[404])
    detail: str = Field(description="哪里不对", examples=["没有编号为 17 的记录"])
    hint: str = Field(description="怎么办", examples=["可能已删除，或不在您的权限范围内"])
    problems: list[dict[str, Any]] = Field(
        default=[], description="逐行逐格的问题：row、field、value、rule、message、hint"
    )
    yours: dict[str, Any] | None = Field(default=None, description="版本冲突时：要写入的值")
    report: dict[str, Any] | None = Field(default=None, description="批量写入被拒绝时：各数是“将会怎样”")
    theirs: dict[str, Any] | None = Field(default=None, description="版本冲突时：现在的记录")


ERRORS: Final = frozenset({400, 401, 403, 404, 409, 412, 413, 422, 428, 429})
"""Statuses any operation may answer with a :class:`Problem`."""


def status_of(error: ZhenyuError) -> int:
    """The HTTP status of an error."""
    return next((status for kind, status, _ in _KINDS if isinstance(error, kind)), 400)


def problem(status: int, detail: str, hint: str = "", **more: Any) -> dict[str, Any]:
    """A problem document."""
    return {
        "type": f"urn:zhenyu:problem:{status}",
        "title": TITLES[status],
        "status": status,
        "detail": detail,
        "hint": hint,
        **more,
    }
