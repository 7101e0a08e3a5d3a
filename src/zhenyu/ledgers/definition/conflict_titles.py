"""How the parts of a definition are called in Chinese, for conflicts of a merge. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from zhenyu.ledgers.definition.ledger_definition import TYPE_TITLES, FieldType

Path = tuple[str, ...]
"""The path of a part in a definition: ``("fields", "cost", "unit")``."""
MISSING: Final[Any] = object()
"""What a side holds where it has nothing."""
LISTED: Final = ("fields", "retired", "transitions", "deadlines", "constraints", "measures")
"""Parts that are lists of named parts."""
_PARTS: Final[Mapping[str, str]] = {
    "title": "名称",
    "domain": "领域",
    "office": "保管办公室",
    "basis": "收集依据",
    "description": "说明",
    "level": "登记层级",
    "key": "主键",
    "fields": "栏目",
    "retired": "停用的栏目",
    "lifecycle": "状态与步骤",
    "states": "状态",
    "transitions": "步骤",
    "initial": "起始状态",
    "deadlines": "办理时限",
    "constraints": "规则",
    "measures": "供数的指标",
    "type": "类型",
    "unit": "单位",
    "required": "必填",
    "choices": "选项",
    "privacy": "隐私级别",
    "synonyms": "别名",
    "help": "填写说明",
    "name": "代码",
    "from": "从",
    "to": "到",
    "role": "由谁办理",
    "requires": "要先填的栏目",
    "not_by": "回避",
    "value": "取值",
    "where": "条件",
    "on": "按日期",
    "until": "截止日期",
    "message": "提示",
    "check": "条件",
    "warn": "提前提醒",
    "formerly": "以前的代码",
}


def part_titles(*raws: Mapping[str, Any]) -> dict[Path, str]:
    """Path of a named part → its title; the last raw that has one wins."""
    found: dict[Path, str] = {}
    for raw in raws:
        for item in (*raw.get("fields", ()), *raw.get("retired", ())):
            found["fields", item["name"]] = found["retired", item["name"]] = item["title"]
        cycle = raw.get("lifecycle") or {}
        found |= {("lifecycle", "states", code): title for code, title in cycle.get("states", {}).items()}
        found |= {
            ("lifecycle", "transitions", step["name"]): step["title"] for step in cycle.get("transitions", ())
        }
    return found


def path_title(path: Path, titles: Mapping[Path, str]) -> str:
    words, position = [], 0
    while position < len(path):
        word = path[position]
        named = word in LISTED or word == "states"
        if named and position + 1 < len(path):
            name = titles.get(path[: position + 2], path[position + 1])
            words.append(f"{_PARTS[word]}“{name}”")
            position += 2
            continue
        if word != "lifecycle" or position + 1 == len(path):
            words.append(_PARTS.get(word, f"“{word}”"))
        position += 1
    return "的".join(words)


def side_text(path: Path, node: Any, titles: Mapping[Path, str]) -> str:
    """What a side holds, in a few words."""
    if node is MISSING:
        return ""
    if isinstance(node, bool):
        return "是" if node else "否"
    if path[-1] == "type" and node in set(FieldType):
        return TYPE_TITLES[FieldType(node)]
    if isinstance(node, Mapping):
        return str(
            node.get("title")
            or "、".join(str(value) for value in node.values() if not isinstance(value, Mapping))
        )
    if isinstance(node, list | tuple):
        return "、".join(titles.get(("fields", str(item)), str(item)) for item in node)
    return (
        titles.get(("fields", str(node)), str(node))
        if path[-1] in ("on", "until", "due", "after")
        else str(node)
    )
