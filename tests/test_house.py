"""The structure of the house: small folders, no circles, names that mean one thing. The layers themselves are
contracts of import-linter (pyproject.toml)."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import grimp

SOURCE = Path(__file__).parents[1] / "src" / "zhenyu"
MADE = {"node_modules", "dist", "__pycache__", "migrations"}
LARGEST_FOLDER = 25
LONGEST_MODULE = 300

SHARED_CLASS_NAMES = {
    "Figure": "a number as a report states it, and as the books give it",
    "Quantity": "reading has units of its own scheme (reading-scheme §18)",
    "Rank": "as a report states it, and as the books give it",
    "Unit": "reading has units of its own scheme (reading-scheme §18)",
}
"""Class names borne twice, and why that is right."""

NOUNS_IN_ING = {"drawing", "finding", "ranking", "rounding", "staging", "tuning", "wording"}
"""Modules whose name ends like a gerund and is a noun of the trade."""


@cache
def modules() -> tuple[Path, ...]:
    return tuple(path for path in sorted(SOURCE.rglob("*.py")) if not MADE & set(path.parts))


def classes() -> Iterator[tuple[str, str]]:
    """(name, module) of every class at the top of a module."""
    for path in modules():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                yield node.name, str(path.relative_to(SOURCE))


def test_no_folder_holds_more_modules_than_one_can_survey() -> None:
    sizes: dict[str, int] = defaultdict(int)
    for path in SOURCE.rglob("*"):
        if path.suffix in (".py", ".ts") and path.name != "__init__.py" and not MADE & set(path.parts):
            sizes[str(path.parent.relative_to(SOURCE))] += 1
    assert {folder: size for folder, size in sizes.items() if size > LARGEST_FOLDER} == {}


def test_no_module_is_longer_than_one_reads_at_a_sitting() -> None:
    lengths = {str(path.relative_to(SOURCE)): len(path.read_text().splitlines()) for path in modules()}
    assert {path: length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_a_class_name_means_one_thing() -> None:
    bearers: dict[str, list[str]] = defaultdict(list)
    for name, module in classes():
        bearers[name].append(module)
    twice = {name: found for name, found in bearers.items() if len(found) > 1}
    assert {name: found for name, found in twice.items() if name not in SHARED_CLASS_NAMES} == {}
    assert set(SHARED_CLASS_NAMES) == set(twice), "a name that is borne once needs no excuse"


def test_a_module_is_named_by_a_noun() -> None:
    gerunds = {
        str(path.relative_to(SOURCE))
        for path in modules()
        if path.stem.endswith("ing") and "_" not in path.stem and path.stem not in NOUNS_IN_ING
    }
    assert gerunds == set()


def test_every_package_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(SOURCE))
        for path in modules()
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_no_two_modules_import_each_other_not_even_inside_a_function() -> None:
    graph = grimp.build_graph("zhenyu", cache_dir=None)
    assert circles({name: graph.find_modules_directly_imported_by(name) for name in graph.modules}) == []


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """What remains when modules that import nothing of what remains are taken away again and again."""
    left = dict(graph)
    while loose := [name for name, imported in left.items() if not imported & left.keys()]:
        for name in loose:
            del left[name]
    return [sorted(left)] if left else []


def test_a_circle_would_be_found() -> None:
    assert circles({"a": {"b"}, "b": {"a"}, "c": {"a"}, "d": set()}) == [["a", "b", "c"]]
