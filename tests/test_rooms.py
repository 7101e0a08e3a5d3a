"""Each room's page under docs/rooms names every module of the room and what other rooms call there.

The tables are made from the sources: ``ZHENYU_UPDATE_DOCS=1 pytest tests/test_rooms.py`` writes them anew and
leaves the words around them alone.
"""

import ast
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "zhenyu"
PAGES = ROOT / "docs" / "rooms"
TABLES = "## Modules"
ROOMS = sorted(path.stem for path in PAGES.glob("*.md"))
NAMES_SHOWN = 7
PARAMETERS_SHOWN = 6


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def modules() -> dict[str, Path]:
    """Dotted name below ``zhenyu`` → file, but for migrations and the modules that only mark a package."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        if "node_modules" not in parts and "migrations" not in parts and parts[-1] != "__init__":
            found[".".join(parts)] = path
    return found


@cache
def called_from_outside() -> dict[str, set[str]]:
    """Module → the names that other rooms import from it, or use of it as ``module.name``."""
    called: dict[str, set[str]] = defaultdict(set)
    for path in SOURCE.rglob("*.py"):
        room = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        if "node_modules" in path.parts or room == "demo":
            continue
        for module, name in names_used(path):
            if module in modules() and module.split(".")[0] != room:
                called[module].add(name)
    return called


def names_used(path: Path) -> Iterator[tuple[str, str]]:
    """(module below ``zhenyu``, name) of everything a file takes from another module."""
    aliases: dict[str, str] = {}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("zhenyu."):
            module = node.module.removeprefix("zhenyu.")
            for alias in node.names:
                yield module, alias.name
                aliases[alias.asname or alias.name] = f"{module}.{alias.name}"
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases:
            yield aliases[node.value.id], node.attr


def purpose(path: Path) -> str:
    """The first sentence of a module's docstring."""
    text = " ".join((ast.get_docstring(tree(path)) or "").partition("\n\n")[0].split())
    sentence = re.split(r"(?<=[.。])\s", text)[0].rstrip(".")
    return sentence.replace("``", "`").replace("|", "\\|")


def shown(name: str, path: Path) -> str:
    """``name(parameters)`` of a function, the bare name of anything else."""
    node = next(
        (each for each in tree(path).body if isinstance(each, ast.FunctionDef) and each.name == name), None
    )
    if node is None:
        return f"`{name}`"
    plain = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
    given = [*plain, *(f"{each.arg}=" for each in node.args.kwonlyargs)]
    more = ", …" if len(given) > PARAMETERS_SHOWN else ""
    return f"`{name}({', '.join(given[:PARAMETERS_SHOWN])}{more})`"


def rows(room: str, wing: str) -> Iterator[str]:
    for module, path in modules().items():
        place = module.split(".")
        if place[0] != room or ".".join(place[1:-1]) != wing:
            continue
        names = sorted(called_from_outside().get(module, ()), key=lambda name: (name.lower(), name))
        listed = " · ".join(shown(name, path) for name in names[:NAMES_SHOWN])
        more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
        yield f"| `{place[-1]}` | {purpose(path)} | {listed}{more} |"


def tables(room: str) -> str:
    """The part of a room's page that follows from its sources: a table for each wing."""
    wings = sorted(
        {".".join(module.split(".")[1:-1]) for module in modules() if module.split(".")[0] == room}
    )
    lines = []
    for wing in wings:
        if wing:
            init = SOURCE / room / wing.replace(".", "/") / "__init__.py"
            lines += ["", f"### {room}/{wing.replace('.', '/')}", "", f"{purpose(init)}."]
        lines += ["", "| module | what it is for | called from other rooms |", "| --- | --- | --- |"]
        lines += rows(room, wing)
    return "\n".join([TABLES, *lines]) + "\n"


@pytest.mark.parametrize("room", ROOMS)
def test_the_page_of_a_room_names_its_modules_and_what_is_called_there(room: str) -> None:
    page = PAGES / f"{room}.md"
    words, mark, made = page.read_text(encoding="utf-8").partition(TABLES)
    if os.environ.get("ZHENYU_UPDATE_DOCS"):
        page.write_text(words + tables(room), encoding="utf-8")
        return
    assert mark + made == tables(room), "ZHENYU_UPDATE_DOCS=1 pytest tests/test_rooms.py"


def test_every_room_has_a_page_that_the_map_links() -> None:
    rooms = {module.split(".")[0] for module in modules() if "." in module} - {"config", "demo"}
    assert rooms == set(ROOMS)
    linked = re.findall(r"\(rooms/(\w+)\.md\)", (ROOT / "docs/architecture.md").read_text(encoding="utf-8"))
    assert sorted(linked) == ROOMS
