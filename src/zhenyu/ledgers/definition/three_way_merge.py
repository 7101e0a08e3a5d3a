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
from typing import Any, Literal

from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.conflict_titles import (
    LISTED,
    MISSING,
    Path,
    part_titles,
    path_title,
    side_text,
)
from zhenyu.ledgers.definition.field_renames import with_renames
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition

Side = Literal["local", "pack"]


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
    work = _DefinitionMerge(choices or {}, prefer, part_titles(b, theirs, ours))
    merged = _mended(_plain(_merge((), _tree(b) if base else MISSING, _tree(ours), _tree(theirs), work)))
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
    return {word: _listed(word, value) if word in LISTED else _node(value) for word, value in raw.items()}


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
        word: [dict(item) for item in value.values()] if word in LISTED else _plain(value)
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
    nodes = [node for node in (base, local, pack) if node is not MISSING]
    if local is not MISSING and pack is not MISSING and all(isinstance(node, Mapping) for node in nodes):
        return _merge_mappings(path, base if base is not MISSING else {}, local, pack, work)
    return _chosen(path, base, local, pack, work)


def _merge_mappings(path: Path, base: Any, local: Any, pack: Any, work: _DefinitionMerge) -> dict[str, Any]:
    merged = {}
    for name in _order(list(base), list(local), list(pack)):
        b, ours, theirs = (part.get(name, MISSING) for part in (base, local, pack))
        value = _merge((*path, name), b, ours, theirs, work)
        if value is not MISSING:
            merged[name] = value
    return merged


def _order(base: list[str], local: list[str], pack: list[str]) -> list[str]:
    """The order of whoever changed it (here first); additions of the other side follow the part they followed
    there."""
    common = [name for name in base if name in local and name in pack]
    moved = [name for name in local if name in common] != common
    first, second = (local, pack) if moved else (pack, local)
    ordered = list(first)
    for position, name in enumerate(second):
        if name not in ordered:
            before = next((other for other in reversed(second[:position]) if other in ordered), None)
            ordered.insert(ordered.index(before) + 1 if before is not None else 0, name)
    return ordered


def _chosen(path: Path, base: Any, local: Any, pack: Any, work: _DefinitionMerge) -> Any:
    side = work.choices.get("/".join(path), work.prefer)
    if side is None:
        work.conflicts.append(
            DefinitionConflict(
                path,
                path_title(path, work.titles),
                *(side_text(path, node, work.titles) for node in (base, local, pack)),
            )
        )
    return pack if side == "pack" else local


def _same(one: Any, other: Any) -> bool:
    """Equal in content and in order: the order of states and choices is part of a definition."""
    if one is MISSING or other is MISSING:
        return one is other
    return json.dumps(one) == json.dumps(other)
