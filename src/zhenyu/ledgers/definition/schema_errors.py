"""What the models of a definition refuse by themselves: unknown words and wrong forms, each with its path.
Pure."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.ledger_definition import (
    Constraint,
    Deadline,
    EscalationStep,
    Field,
    LedgerDefinition,
    Transition,
)

_MESSAGES: Final[Mapping[str, tuple[str, str]]] = {
    "missing": ("没有写", "补上这一项"),
    "string_pattern_mismatch": (
        "的代码不合规矩",
        "用小写字母开头，只含小写字母、数字和下划线，不超过48个字符",
    ),
    "string_too_short": ("是空的", "写上名称"),
    "string_too_long": ("太长", "不超过120个字"),
    "too_short": ("是空的", "至少写一项"),
    "too_long": ("太多", "一个台账最多200个栏目，请拆成两个台账"),
    "bool_type": ("应是 true 或 false", "写 true 或 false，不加引号"),
    "bool_parsing": ("应是 true 或 false", "写 true 或 false，不加引号"),
    "int_parsing": ("应是整数", "只写数字"),
    "int_type": ("应是整数", "只写数字"),
}


def usage_error(problem: ValidationError, raw: Mapping[str, Any], source: str) -> UsageError:
    """What a model refuses of a definition, as a sentence with its place and its remedy."""
    fault = problem.errors(include_url=False)[0]
    path = path_text(fault["loc"], raw)
    kind = fault["type"]
    if kind == "extra_forbidden":
        known = _known_words(fault["loc"])
        near = difflib.get_close_matches(str(fault["loc"][-1]), known, n=1)
        hint = f"是不是“{near[0]}”？" if near else f"可以写的有：{'、'.join(known)}"
        return UsageError(f"{source}：{path} 不认识", hint)
    if kind in ("enum", "literal_error"):
        expected = str(fault.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
        near = difflib.get_close_matches(str(fault["input"]), expected.split(", "), n=1)
        hint = f"是不是“{near[0]}”？" if near else ""
        return UsageError(f"{source}：{path} 不能是“{fault['input']}”", hint + f"可用的有：{expected}")
    if kind == "value_error":
        return UsageError(
            f"{source}：{path} 写法不对：{fault['input']}", fault["msg"].removeprefix("Value error, ")
        )
    if fault["loc"][-1] == "[key]":
        path = path_text(fault["loc"][:-2], raw)
        return UsageError(
            f"{source}：{path} 的代码“{fault['input']}”被 YAML 读成了真假值", "给代码加上引号，如 'yes': 是"
        )
    message, hint = _MESSAGES.get(kind, (f"写法不对（{fault['msg']}）", "对照台账定义示例改正"))
    return UsageError(f"{source}：{path} {message}", hint)


def path_text(path: Sequence[str | int], raw: Any) -> str:
    """``fields[2]（head）.type``: the path to a part of the YAML, items of lists with their name or code."""
    text, here = "", raw
    for step in path:
        if isinstance(step, int):
            here = here[step] if isinstance(here, Sequence) and step < len(here) else None
            named = here if isinstance(here, Mapping) else {}
            label = next((named[word] for word in ("name", "indicator", "title") if word in named), "")
            text += f"[{step}]" + (f"（{label}）" if label else "")
            continue
        text += f".{step}" if text else step
        here = here.get(step) if isinstance(here, Mapping) else None
    return text


def _known_words(path: Sequence[str | int]) -> list[str]:
    models: dict[str, Any] = {
        "fields": Field,
        "transitions": Transition,
        "deadlines": Deadline,
        "escalate": EscalationStep,
        "constraints": Constraint,
    }
    if "lifecycle" in path and "transitions" not in path:
        from zhenyu.ledgers.definition.ledger_definition import Lifecycle

        models["lifecycle"] = Lifecycle
    if "measures" in path:
        from zhenyu.ledgers.definition.ledger_definition import Measure

        models["measures"] = Measure
    owner = next(
        (models[step] for step in reversed(path[:-1]) if isinstance(step, str) and step in models), None
    )
    model = owner or LedgerDefinition
    return [field.alias or name for name, field in model.model_fields.items()]
