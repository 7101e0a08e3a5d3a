"""Every code that sees more than its reader is listed, with its reason, in docs/scope-widenings.md."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import zhenyu

SOURCES: Final = Path(zhenyu.__file__).parent
REFERENCE: Final = SOURCES.parents[1] / "docs" / "scope-widenings.md"
NAMES: Final = frozenset(
    {"EVERYTHING", "SYSTEM", "scope_applied", "owner_rights", "owner_session", "migrating"}
)
SETTING: Final = "set_config('zhenyu.scope'"
_ROW: Final = re.compile(r"^\| `([\w.:]+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def _module(path: Path) -> str:
    return ".".join(path.relative_to(SOURCES.parent).with_suffix("").parts)


def _widenings(tree: ast.Module, module: str) -> Iterator[tuple[str, str]]:
    """(where, by what): a function or a constant of a module, and the name or setting it widens by."""

    def visit(node: ast.AST, owner: str) -> Iterator[tuple[str, str]]:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            owner = owner or node.name
        elif not owner and isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            owner = target.id if isinstance(target, ast.Name) else owner
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in NAMES:
            yield f"{module}:{owner}", node.id
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SETTING in node.value:
            yield f"{module}:{owner}", "zhenyu.scope"
        for child in ast.iter_child_nodes(node):
            yield from visit(child, owner)

    yield from visit(tree, "")


def _widenings_by_owner() -> dict[str, set[str]]:
    """Where → by what. A scope that is everything is named by that alone."""
    owners: dict[str, set[str]] = {}
    for path in SOURCES.rglob("*.py"):
        for where, name in _widenings(ast.parse(path.read_text(encoding="utf-8")), _module(path)):
            owners.setdefault(where, set()).add(name)
    return {
        where: names - {"scope_applied"} if "EVERYTHING" in names else names
        for where, names in owners.items()
    }


def _listed() -> dict[str, tuple[set[str], str]]:
    text = REFERENCE.read_text(encoding="utf-8")
    return {
        where: ({name.strip(" `") for name in by.split(",")}, reason.strip())
        for where, by, reason in _ROW.findall(text)
    }


def test_every_widening_of_a_scope_is_listed_and_nothing_else() -> None:
    """A new one needs a row that says why its reader's own scope does not do; one that went, its row goes."""
    assert {where: names for where, (names, _) in _listed().items()} == _widenings_by_owner()


def test_every_widening_says_why() -> None:
    assert [where for where, (_, reason) in _listed().items() if len(reason) < 20] == []


def test_functions_of_the_database_with_their_owners_rights_are_listed() -> None:
    """A function that runs as its owner sees past the reader, too; ``sql/schema`` makes them."""
    made = {
        name
        for path in SOURCES.glob("*/sql/schema/*.sql")
        for text in [path.read_text(encoding="utf-8")]
        if "SECURITY DEFINER" in text
        for name in re.findall(r"CREATE (?:OR REPLACE )?FUNCTION (\w+)", text)
    }
    text = REFERENCE.read_text(encoding="utf-8")
    assert made
    assert [name for name in made if f"`{name}`" not in text] == []
