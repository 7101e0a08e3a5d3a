"""Three-way merge of definitions: what a ledger was made from, what it is here, what is offered now (a newer
pack, a colleague's edit). Pure.

Parts are told apart by name: a field by its name, a state by its code, a step, a measure, a rule by what it
is about; inside a part by word. What only one side changed is taken; what both changed differently is a
conflict, and stays as it is here until somebody chooses.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.field_renames import with_renames
from zhenyu.ledgers.definition.ledger_definition import TYPE_TITLES, FieldType, LedgerDefinition

Side = Literal["local", "pack"]
Path = tuple[str, ...]
_MISSING: Final[Any] = object()
_LISTED: Final = ("fields", "retired", "transitions", "deadlines", "constraints", "measures")
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


@dataclass(frozen=True, slots=True)
class DefinitionConflict:
    """Both sides changed one thing differently.

    Arguments:
        path: where it is in the definition, e.g. ``("fields", "cost", "unit")``.
        title: the same in Chinese: ``栏目“造价”的单位``.
        base, local, pack: what each holds, as text; empty where it has nothing there.
    """

    path: Path
    title: str
    base: str
    local: str
    pack: str

    @property
    def key(self) -> str:
        """The path as one text, for forms."""
        return "/".join(self.path)


@dataclass(frozen=True, slots=True)
class MergedDefinition:
    """The merged definition, raw; parts in conflict are as they are here."""

    definition: dict[str, Any]
    conflicts: tuple[DefinitionConflict, ...]


@dataclass
class _DefinitionMerge:
    """Choices made by people, conflicts found on the way."""

    choices: Mapping[str, Side]
    prefer: Side | None
    titles: Mapping[Path, str]
    conflicts: list[DefinitionConflict] = field(default_factory=list)


def merge(
    base: LedgerDefinition | None,
    local: LedgerDefinition,
    pack: LedgerDefinition,
    *,
    prefer: Side | None = None,
    choices: Mapping[str, Side] | None = None,
) -> MergedDefinition:
    """Merge what ``local`` and ``pack`` changed since ``base``.

    Arguments:
        base: None when it is not known: then every difference is a conflict.
        prefer: which side wins every conflict that is not chosen in ``choices`` (conflict key → side).

    Raises:
        UsageError: the parts fit each other no longer (a step of one side needs a state the other took away).
    """
    b, ours, theirs = _aligned(base, local, pack) if base else ({}, local.as_raw(), pack.as_raw())
    work = _DefinitionMerge(choices or {}, prefer, _titles(b, theirs, ours))
    merged = _mended(_plain(_merge((), _tree(b) if base else _MISSING, _tree(ours), _tree(theirs), work)))
    try:
        read_definition(merged, f"合并后的台账“{local.title}”")
    except UsageError:
        if not work.conflicts:
            raise
        merged = local.as_raw()  # half-made choices need not fit yet
    return MergedDefinition(merged, tuple(work.conflicts))


def _aligned(
    base: LedgerDefinition, local: LedgerDefinition, pack: LedgerDefinition
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Fields that one side renamed bear the new name on all sides."""
    ours, theirs = _renames(base, local), _renames(base, pack)
    theirs = {old: new for old, new in theirs.items() if old not in ours and new not in local.whole.by_name}
    return (
        with_renames(base.as_raw(), ours | theirs),
        with_renames(local.as_raw(), theirs),
        with_renames(pack.as_raw(), ours),
    )


def _renames(base: LedgerDefinition, side: LedgerDefinition) -> dict[str, str]:
    known = base.whole.by_name
    return {
        former: item.name
        for item in side.whole.fields
        for former in item.formerly
        if former in known and item.name not in known
    }


# --- the tree: lists of named parts become mappings, so that parts of the same name meet ----------


def _tree(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {word: _listed(word, value) if word in _LISTED else _node(value) for word, value in raw.items()}


def _node(value: Any) -> Any:
    return _tree(value) if isinstance(value, Mapping) else value


def _listed(word: str, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for item in items:
        name = _name(word, item)
        number = 2
        while name in named:
            name, number = f"{_name(word, item)}#{number}", number + 1
        named[name] = dict(item)
    return named


def _name(word: str, item: Mapping[str, Any]) -> str:
    if word == "measures":
        return str(item["indicator"])
    if word == "deadlines":
        return "、".join(item["while"])
    if word == "constraints":
        return str(item.get("check") or item.get("balance"))
    return str(item["name"])


def _plain(tree: Any) -> Any:
    if not isinstance(tree, Mapping):
        return tree
    return {
        word: [dict(item) for item in value.values()] if word in _LISTED else _plain(value)
        for word, value in tree.items()
    }


def _mended(raw: dict[str, Any]) -> dict[str, Any]:
    """A field that one side retired and the other changed is kept once, among the live ones."""
    live = {item["name"] for item in raw.get("fields", ())}
    retired = [item for item in raw.get("retired", ()) if item["name"] not in live]
    return {
        **{word: value for word, value in raw.items() if word != "retired"},
        **({"retired": retired} if retired else {}),
    }


# --- merging --------------------------------------------------------------------------------------


def _merge(path: Path, base: Any, local: Any, pack: Any, work: _DefinitionMerge) -> Any:
    if _same(local, pack) or _same(base, pack):
        return local
    if _same(base, local):
        return pack
    nodes = [node for node in (base, local, pack) if node is not _MISSING]
    if local is not _MISSING and pack is not _MISSING and all(isinstance(node, Mapping) for node in nodes):
        return _merge_mappings(path, base if base is not _MISSING else {}, local, pack, work)
    return _chosen(path, base, local, pack, work)


def _merge_mappings(path: Path, base: Any, local: Any, pack: Any, work: _DefinitionMerge) -> dict[str, Any]:
    merged = {}
    for name in _order(list(base), list(local), list(pack)):
        b, ours, theirs = (part.get(name, _MISSING) for part in (base, local, pack))
        value = _merge((*path, name), b, ours, theirs, work)
        if value is not _MISSING:
            merged[name] = value
    return merged


def _order(base: list[str], local: list[str], pack: list[str]) -> list[str]:
    """The order of whoever changed it (here first); additions of the other side follow the part they followed
    there."""
    common = [name for name in base if name in local and name in pack]
    moved = [name for name in local if name in common] != common
    first, second = (local, pack) if moved else (pack, local)
    ordered = list(first)
    for place, name in enumerate(second):
        if name not in ordered:
            before = next((other for other in reversed(second[:place]) if other in ordered), None)
            ordered.insert(ordered.index(before) + 1 if before is not None else 0, name)
    return ordered


def _chosen(path: Path, base: Any, local: Any, pack: Any, work: _DefinitionMerge) -> Any:
    side = work.choices.get("/".join(path), work.prefer)
    if side is None:
        work.conflicts.append(
            DefinitionConflict(
                path,
                _title(path, work.titles),
                *(_text(path, node, work.titles) for node in (base, local, pack)),
            )
        )
    return pack if side == "pack" else local


def _same(one: Any, other: Any) -> bool:
    """Equal in content and in order: the order of states and choices is part of a definition."""
    if one is _MISSING or other is _MISSING:
        return one is other
    return json.dumps(one) == json.dumps(other)


# --- words ----------------------------------------------------------------------------------------


def _titles(*raws: Mapping[str, Any]) -> dict[Path, str]:
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


def _title(path: Path, titles: Mapping[Path, str]) -> str:
    words, place = [], 0
    while place < len(path):
        word = path[place]
        named = word in _LISTED or word == "states"
        if named and place + 1 < len(path):
            name = titles.get(path[: place + 2], path[place + 1])
            words.append(f"{_PARTS[word]}“{name}”")
            place += 2
            continue
        if word != "lifecycle" or place + 1 == len(path):
            words.append(_PARTS.get(word, f"“{word}”"))
        place += 1
    return "的".join(words)


def _text(path: Path, node: Any, titles: Mapping[Path, str]) -> str:
    """What a side holds, in a few words."""
    if node is _MISSING:
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
