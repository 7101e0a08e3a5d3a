"""Who of a list is in which ledger: a pasted list of people or enterprises against every ledger the reader
may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from zhenyu.areas.queries import names as area_names
from zhenyu.core import clock
from zhenyu.core.changelog.changes import NewChange, write_changes
from zhenyu.core.files.safe_files import written_whole
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.overviews.name_list import Listed
from zhenyu.ledgers.rows.selection import Selection, selected
from zhenyu.ledgers.schema.registry import ledgers, loaded_ledger
from zhenyu.people.types import Reader
from zhenyu.workbooks.book_writer import write_book

HEADERS: Final = ("行", "姓名或单位", "号码", "台账", "所在区划", "记录编号", "状态", "按什么对上")


@dataclass(frozen=True, slots=True)
class OverlapHit:
    """A row of a ledger that bears somebody of the list; ``by`` is what agreed. Names alone may be of two
    people."""

    listed: Listed
    ledger: str
    title: str
    row_id: int
    area_name: str
    state: str
    by: str
    name_only: bool


@dataclass(frozen=True, slots=True)
class Overlap:
    """The answer: whom was asked for, in which ledgers was looked, who was found where."""

    listed: tuple[Listed, ...]
    searched: tuple[str, ...]
    hits: tuple[OverlapHit, ...]

    @property
    def ledgers(self) -> tuple[tuple[str, str], ...]:
        """Code and title of each ledger that has somebody, in their order."""
        return tuple(dict.fromkeys((hit.ledger, hit.title) for hit in self.hits))

    def rows(self) -> Iterator[tuple[Listed, tuple[tuple[OverlapHit, ...], ...]]]:
        """Each line of the list with its hits in each of :attr:`ledgers`."""
        by_place: dict[tuple[int, str], list[OverlapHit]] = {}
        for hit in self.hits:
            by_place.setdefault((hit.listed.row, hit.ledger), []).append(hit)
        for each in self.listed:
            yield each, tuple(tuple(by_place.get((each.row, code), ())) for code, _ in self.ledgers)

    def as_json(self) -> list[dict[str, Any]]:
        return [
            {
                "row": each.row,
                "name": each.shown_name,
                "number": each.shown_number,
                "problem": each.problem,
                "found": [
                    {
                        "ledger": hit.ledger,
                        "id": hit.row_id,
                        "area": hit.area_name,
                        "state": hit.state,
                        "by": hit.by,
                    }
                    for hit in self.hits
                    if hit.listed.row == each.row
                ],
            }
            for each in self.listed
        ]


def find_overlap(reader: Reader, listed: Sequence[Listed], area: AreaCode | None = None) -> Overlap:
    """Look for a list in every ledger that names people or enterprises, as far as the reader may see; the log
    keeps that.

    A number decides where both have one; else the name, which is said. Runs inside the reader's scope.
    """
    hits: list[OverlapHit] = []
    searched: list[LedgerDefinition] = []
    for definition in (each for each in ledgers() if reader.has_part_in(each.domain)):
        own = list(_hits(reader, definition, listed, area))
        if own or _fields(definition):
            searched.append(definition)
        hits += own
    _log(reader, searched, listed, hits, area)
    hits.sort(key=lambda hit: (hit.listed.row, hit.ledger, hit.row_id))
    return Overlap(tuple(listed), tuple(each.title for each in searched), tuple(hits))


def write_overlap(overlap: Overlap, target: Path, reader: Reader) -> None:
    """The answer as a workbook, one line a hit, those who are nowhere included."""
    listed_hits = {hit.listed.row for hit in overlap.hits}
    nowhere = (
        [e.row, e.shown_name, e.shown_number, e.problem or "没有找到", "", "", "", ""]
        for e in overlap.listed
        if e.row not in listed_hits
    )
    lines: Iterable[list[Any]] = [
        [
            h.listed.row,
            h.listed.shown_name,
            h.listed.shown_number,
            h.title,
            h.area_name,
            h.row_id,
            h.state,
            h.by,
        ]
        for h in overlap.hits
    ]
    origin = [
        ("名单", f"{len(overlap.listed)}行"),
        ("查了哪些台账", "、".join(overlap.searched)),
        ("查询人", reader.name),
        ("查询时间", f"{clock.now():%Y-%m-%d %H:%M:%S}"),
        ("个人信息", "已遮盖"),
    ]
    with written_whole(target) as draft:
        rows = [dict(zip(HEADERS, line, strict=True)) for line in (*lines, *nowhere)]
        write_book(draft, "名单比对", rows or [dict.fromkeys(HEADERS)], origin)


def _fields(definition: LedgerDefinition) -> dict[str, list[Field]]:
    """The fields that bear a citizen number, a credit code, a name of a person or of an enterprise."""
    by_type = {
        "id_number": [each for each in definition.fields if each.type is FieldType.ID_NUMBER],
        "uscc": [each for each in definition.fields if each.type is FieldType.USCC],
    }
    names = [each for each in definition.fields if each.type is FieldType.PERSON_NAME]
    if by_type["uscc"]:
        names += [
            each
            for each in definition.fields
            if each.type is FieldType.TEXT and each.title.endswith(("名称", "单位"))
        ]
    by_type["name"] = names
    return {kind: fields for kind, fields in by_type.items() if fields}


def _hits(
    reader: Reader, definition: LedgerDefinition, listed: Sequence[Listed], area: AreaCode | None
) -> Iterator[OverlapHit]:
    ledger = loaded_ledger(definition.code)
    rows = selected(reader, ledger, Selection(area))
    seen: set[tuple[int, int]] = set()
    kinds = _fields(definition)
    for kind, fields in kinds.items():
        wanted = _wanted(listed, kind)
        for field in fields if wanted else ():
            numbers = [each.name for other in ("id_number", "uscc") for each in kinds.get(other, ())]
            columns = ("id", "area", "state", field.name, *numbers)
            records = list(rows.filter(**{f"{field.name}__in": list(wanted)}).values(*dict.fromkeys(columns)))
            names = area_names({record["area"] for record in records})
            for record in records:
                for each in wanted[record[field.name]]:
                    if (each.row, record["id"]) in seen or (
                        kind == "name" and _is_another(each, record, kinds)
                    ):
                        continue
                    seen.add((each.row, record["id"]))
                    yield OverlapHit(
                        each,
                        definition.code,
                        definition.title,
                        record["id"],
                        names.get(record["area"], record["area"]),
                        definition.states.get(record["state"] or "", ""),
                        field.title if kind != "name" else f"仅{field.title}相同",
                        kind == "name",
                    )


def _wanted(listed: Sequence[Listed], kind: str) -> dict[str, list[Listed]]:
    wanted: dict[str, list[Listed]] = {}
    for each in listed:
        if text := getattr(each, kind):
            wanted.setdefault(text, []).append(each)
    return wanted


def _is_another(each: Listed, record: Mapping[str, Any], kinds: Mapping[str, Sequence[Field]]) -> bool:
    """Whether somebody of the same name has another number in the row."""
    return any(
        number and record.get(field.name) and record[field.name] != number
        for kind, number in (("id_number", each.id_number), ("uscc", each.uscc))
        for field in kinds.get(kind, ())
    )


def _log(
    reader: Reader,
    searched: Sequence[LedgerDefinition],
    listed: Sequence[Listed],
    hits: Sequence[OverlapHit],
    area: AreaCode | None,
) -> None:
    """One event in each ledger that has somebody; in the first that was searched when none has."""
    count: dict[str, int] = {}
    for hit in hits:
        count[hit.ledger] = count.get(hit.ledger, 0) + 1
    concerned = [each for each in searched if each.code in count] or list(islice(searched, 1))
    where = area if area is not None and reader.sees(area) else reader.home
    write_changes(
        [
            NewChange(
                clock.now(),
                each.code,
                None,
                str(where or area or "0"),
                each.domain,
                "overlap",
                reader.user_id,
                reader.name,
                f"名单比对：{len(listed)}人（家），对上{count.get(each.code, 0)}条",
            )
            for each in concerned
        ]
    )
