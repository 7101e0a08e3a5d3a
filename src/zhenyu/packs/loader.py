"""Read a pack folder into raw mappings, each with the file and line it stands at.

The loader knows the shape of the folder and nothing of what a ledger or an indicator is: the rooms check
that. It knows one thing about YAML that everybody else would trip over. YAML 1.1, which PyYAML speaks, reads
``on:``, ``no`` and ``yes`` as booleans and ``2026-03-31`` as a date, so that ``on: accepted_on`` in a measure
would lose its key. Packs are read by the core schema of YAML 1.2 instead: only ``true`` and ``false`` are
booleans, and dates stay text.
"""

from __future__ import annotations

import csv
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any, Final

import yaml

from zhenyu.core.errors import UsageError

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PackItem:
    """One definition as written.

    Arguments:
        raw: the mapping of the file, its values plain YAML scalars, lists and mappings.
        source: the file's path inside the pack, e.g. ``ledgers/toilet_renovation.yaml``.
        line: the line the definition begins at, from 1.
    """

    raw: Raw
    source: str
    line: int = 1

    @property
    def code(self) -> str:
        return str(self.raw["code"])


@dataclass(frozen=True, slots=True)
class AreaList:
    """The rows of one areas file, every value a text."""

    rows: tuple[Mapping[str, str], ...]
    source: str


@dataclass(frozen=True, slots=True)
class PackHead:
    """What ``pack.yaml`` says.

    Arguments:
        cockpit: ``figures`` (indicator codes of the key figures) and ``funnel`` (indicator codes of the
            stages, first to last); empty when the pack says nothing about it.
    """

    code: str
    title: str
    version: str
    folder: Path
    cockpit: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pack(PackHead):
    """The content of a folder."""

    ledgers: tuple[PackItem, ...] = ()
    indicators: tuple[PackItem, ...] = ()
    systems: tuple[PackItem, ...] = ()
    templates: tuple[PackItem, ...] = ()
    areas: tuple[AreaList, ...] = ()


def load(folder: Path | str) -> Pack:
    """Read ``pack.yaml``, ``ledgers/``, ``indicators/`` (lists), ``systems/``, ``templates/*.md``,
    ``areas/*.csv``.

    A template's raw mapping is its front matter with the text after it under ``body``.

    Raises:
        UsageError: the folder or ``pack.yaml`` is missing, a file is not what it should be, or two
            definitions of one kind have the same code; names the file, the line and the remedy.
    """
    head = load_head(folder)
    root = head.folder
    return Pack(
        code=head.code,
        title=head.title,
        version=head.version,
        folder=root,
        cockpit=head.cockpit,
        ledgers=_unique("台账", _definitions(root, "ledgers")),
        indicators=_unique("指标", _definitions(root, "indicators")),
        systems=_unique("工作体系", _definitions(root, "systems")),
        templates=_unique("模板", _templates(root)),
        areas=tuple(_area_list(path, root) for path in sorted(root.glob("areas/*.csv"))),
    )


def load_head(folder: Path | str) -> PackHead:
    """Read ``pack.yaml`` alone.

    Raises:
        UsageError: the folder or the file is missing, or says no code, title or version.
    """
    root = Path(folder)
    if not root.is_dir():
        raise UsageError(f"没有内容包目录 {root}", "请写内容包所在的目录，其中应有 pack.yaml")
    head_file = root / "pack.yaml"
    if not head_file.is_file():
        raise UsageError(f"{root} 里没有 pack.yaml", "内容包要有 pack.yaml，写明 code、title、version")
    head = _mapping(_read_yaml(head_file, root), head_file, root)
    for key in ("code", "title", "version"):
        if not head.get(key):
            raise UsageError(f"pack.yaml 缺少 {key}", f"补上一行“{key}: …”")
    return PackHead(
        code=str(head["code"]),
        title=str(head["title"]),
        version=str(head["version"]),
        folder=root,
        cockpit=head.get("cockpit") or {},
    )


def definition_in(path: Path) -> Mapping[str, Any]:
    """The one definition a file holds.

    Raises:
        UsageError: it cannot be read, or holds something else.
    """
    try:
        return _mapping(_read_yaml(path, path.parent), path, path.parent)
    except OSError as problem:
        raise UsageError(f"打不开“{path}”", "给出台账定义的 YAML 文件") from problem


class _Loader(yaml.SafeLoader):
    """Core schema of YAML 1.2, repeated keys refused, the line of every mapping kept."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"“{key.value}”写了两次", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


_BOOLEAN: Final = "tag:yaml.org,2002:bool"
_DATE: Final = "tag:yaml.org,2002:timestamp"
_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if tag != _DATE and (tag != _BOOLEAN or first in "tTfF")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _definitions(root: Path, kind: str) -> Iterator[PackItem]:
    """Every definition of a folder; a file holds one mapping or a list of them."""
    for path in sorted([*root.glob(f"{kind}/*.yaml"), *root.glob(f"{kind}/*.yml")]):
        node = _compose(path, root)
        content = _read_yaml(path, root)
        entries = content if isinstance(content, list) else [content]
        lines = [child.start_mark.line for child in node.value] if isinstance(content, list) else [0]
        for entry, line in zip(entries, lines, strict=True):
            raw = _mapping(entry, path, root, line + 1)
            if not raw.get("code"):
                raise UsageError(
                    f"{_name(path, root)} 第{line + 1}行的定义没有 code", "补上 code: 英文小写代码"
                )
            yield PackItem(raw, _name(path, root), line + 1)


def _templates(root: Path) -> Iterator[PackItem]:
    for path in sorted(root.glob("templates/*.md")):
        name, text = _name(path, root), _text(path, root)
        opening, separator, rest = text.partition("---\n")
        front, closing, body = rest.partition("\n---\n")
        if opening.strip() or not separator or not closing:
            raise UsageError(
                f"{name} 开头没有说明块",
                "文件以 --- 开始，写 code 和 title，再以单独一行 --- 结束，后面是正文",
            )
        raw = _mapping(_parse(front, name, first_line=2), path, root)
        if not raw.get("code"):
            raise UsageError(f"{name} 的说明块没有 code", "补上 code: 英文小写代码")
        yield PackItem({**raw, "body": body.lstrip("\n")}, name)


def _area_list(path: Path, root: Path) -> AreaList:
    rows = csv.DictReader(StringIO(_text(path, root)), restval="")
    missing = {"code", "name"} - set(rows.fieldnames or ())
    if missing:
        columns = "、".join(sorted(missing))
        raise UsageError(
            f"{_name(path, root)} 第1行缺少 {columns} 列",
            "表头写 code,name,level,kind,valid_from,valid_to,successors",
        )
    return AreaList(tuple(rows), _name(path, root))


def _unique(kind: str, items: Iterator[PackItem]) -> tuple[PackItem, ...]:
    first: dict[str, PackItem] = {}
    for item in items:
        other = first.setdefault(item.code, item)
        if other is not item:
            raise UsageError(
                f"{kind}代码“{item.code}”出现两次：{other.source} 第{other.line}行和 {item.source} 第{item.line}行",
                "改掉其中一个代码，或删去重复的定义",
            )
    return tuple(first.values())


def _read_yaml(path: Path, root: Path) -> Any:
    return _parse(_text(path, root), _name(path, root))


def _parse(text: str, name: str, first_line: int = 1) -> Any:
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 — a SafeLoader with fewer implicit types
    except yaml.YAMLError as problem:
        raise _not_yaml(problem, name, first_line) from problem


def _compose(path: Path, root: Path) -> Any:
    """The node tree, for line numbers."""
    try:
        return yaml.compose(_text(path, root), Loader=_Loader)
    except yaml.YAMLError as problem:
        raise _not_yaml(problem, _name(path, root), 1) from problem


def _not_yaml(problem: yaml.YAMLError, name: str, first_line: int) -> UsageError:
    mark = getattr(problem, "problem_mark", None)
    place = f" 第{mark.line + first_line}行第{mark.column + 1}列" if mark else ""
    reason = getattr(problem, "problem", None) or str(problem)
    return UsageError(
        f"{name}{place}不合 YAML 写法（{reason}）", "检查缩进、冒号后的空格和引号；文字里有冒号时用引号括起"
    )


def _mapping(content: Any, path: Path, root: Path, line: int = 1) -> Raw:
    if not isinstance(content, dict):
        raise UsageError(
            f"{_name(path, root)} 第{line}行应是“名称: 值”的定义，现在不是",
            "参照 packs/township 里的同类文件改写",
        )
    return content


def _text(path: Path, root: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UsageError(f"{_name(path, root)} 不是 UTF-8 编码", "用 UTF-8 编码另存后再试") from problem


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()
