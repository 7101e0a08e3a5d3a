"""The natural key of a table: the columns whose values name a row within its area. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from zhenyu.ledgers.definition.ledger_definition import FieldType
from zhenyu.ledgers.inferring.columns import ColumnProposal, SheetRow, SourceColumn
from zhenyu.workbooks.cells import text_of

FEWEST_ROWS: Final = 3
_PAIRED: Final = 10
_RANK: Final[Mapping[FieldType, int]] = {
    FieldType.ID_NUMBER: 1,
    FieldType.USCC: 3,
    FieldType.TEXT: 3,
    FieldType.PERSON_NAME: 5,
    FieldType.PHONE: 6,
    FieldType.MONTH: 7,
    FieldType.DATE: 8,
    FieldType.CHOICE: 9,
    FieldType.INTEGER: 10,
}
_ALONE: Final = frozenset({FieldType.ID_NUMBER, FieldType.USCC, FieldType.TEXT, FieldType.PERSON_NAME})
_COUNTED: Final = frozenset({FieldType.INTEGER})
_DAYS: Final = frozenset({FieldType.DATE, FieldType.MONTH})


@dataclass(frozen=True, slots=True)
class KeyCandidate:
    """A field that may be part of a key."""

    name: str
    column: SourceColumn
    proposal: ColumnProposal


@dataclass(frozen=True, slots=True)
class Key:
    """Field names, why, and what to ask."""

    names: tuple[str, ...]
    reason: str
    questions: tuple[str, ...] = ()


def find_key(fields: Sequence[KeyCandidate], areas: Mapping[SheetRow, str], rows: int) -> Key:
    """The best single field, else the best pair, always filled, never ruined and unique in each area."""
    numbers = [field for field in fields if _rank(field) == 0]
    if rows < FEWEST_ROWS:
        if numbers:
            title = numbers[0].column.title
            question = f"数据不足{FEWEST_ROWS}行，凭表头把“{title}”作主键，对吗？"
            return Key((numbers[0].name,), f"表头“{title}”是编号", (question,))
        return Key((), "数据太少，看不出主键", ("哪一栏（或哪几栏）能认准一行？写进 key，导入时就不会重复",))
    usable = sorted((field for field in fields if _usable(field)), key=_rank)
    for names in _tries(usable, areas):
        if _unique(names, areas):
            return _key(names, areas)
    spoiled = [f.column.title for f in fields if f.proposal.type is FieldType.ID_NUMBER and f.proposal.unfit]
    because = f"（“{spoiled[0]}”有毁坏或不合规则的，不能用）" if spoiled else ""
    doubled = _doubled(numbers, areas)
    return Key(
        (),
        f"没有哪一栏每行都填、各不相同{because}",
        ("哪几栏合起来能认准一行？没有主键，重复导入会重复登记", *doubled),
    )


def _doubled(numbers: Sequence[KeyCandidate], areas: Mapping[SheetRow, str]) -> tuple[str, ...]:
    """Numbers that should have named a row and do so nearly always."""
    questions = []
    for field in numbers:
        seen = Counter((areas.get(row, ""), text_of(cell)) for row, cell in field.column.cells)
        twice = [row[1] for row, cell in field.column.cells if seen[areas.get(row, ""), text_of(cell)] > 1]
        if twice and len(twice) <= 0.2 * len(field.column.cells):
            questions.append(
                f"“{field.column.title}”在第{'、'.join(map(str, twice[:8]))}行有重复，是不是填错了？"
            )
    return tuple(questions)


def _key(fields: Sequence[KeyCandidate], areas: Mapping[SheetRow, str]) -> Key:
    titles = "、".join(f"“{field.column.title}”" for field in fields)
    inside = "在每个村里" if areas else ""
    questions: list[str] = []
    if any(field.proposal.type is FieldType.PERSON_NAME for field in fields) and len(fields) == 1:
        questions.append(f"{titles}现在没有重名，以后会不会有？有编号或身份证号更稳妥")
    spoiled = [field.column.title for field in fields if field.proposal.unfit]
    questions += [f"主键里的“{title}”有几格读不成，改正后才能导入那几行" for title in spoiled]
    if len(fields) > 1:
        questions.append(f"主键暂用{titles}合在一起，对吗？")
    return Key(tuple(field.name for field in fields), f"{titles}每行都填，{inside}各不相同", tuple(questions))


def _tries(
    usable: Sequence[KeyCandidate], areas: Mapping[SheetRow, str]
) -> Iterator[tuple[KeyCandidate, ...]]:
    """Single fields that name by their nature; then, in each area, a kind or a day of which each area has
    one; then pairs."""
    yield from ((field,) for field in usable if _names_alone(field))
    if areas:
        yield from (
            (field,)
            for field in usable
            if field.proposal.type is FieldType.CHOICE and _same_everywhere(field, areas)
        )
        yield from (
            (field,) for field in usable if field.proposal.type in _DAYS and not field.column.hint.privacy
        )
    pairs = combinations(usable[:_PAIRED], 2)
    yield from sorted(pairs, key=lambda pair: _rank(pair[0]) + _rank(pair[1]))


def _names_alone(field: KeyCandidate) -> bool:
    """Numbers and names of the thing itself; an officer's name says nothing of the row."""
    if field.proposal.type is FieldType.PERSON_NAME:
        return field.column.hint.known and field.column.hint.privacy == "personal"
    return _rank(field) == 0 or field.proposal.type in _ALONE


def _same_everywhere(field: KeyCandidate, areas: Mapping[SheetRow, str]) -> bool:
    """Whether each of several areas has the same two and more values: a row per village and crop."""
    sets: dict[str, set[str]] = {}
    for row, cell in field.column.cells:
        sets.setdefault(areas.get(row, ""), set()).add(text_of(cell))
    first = next(iter(sets.values()), set())
    return len(sets) > 1 and len(first) > 1 and all(values == first for values in sets.values())


def _rank(field: KeyCandidate) -> int:
    """0 for a number by its heading; then by type."""
    if field.column.hint.role == "key" and field.proposal.type is FieldType.TEXT:
        return 0
    if field.proposal.type is FieldType.TEXT and field.column.hint.privacy == "personal":
        return 11
    if field.proposal.type is FieldType.PERSON_NAME and not _names_alone(field):
        return 12
    return _RANK.get(field.proposal.type, 99)


def _usable(field: KeyCandidate) -> bool:
    return (
        field.proposal.type in _RANK
        and field.column.filled_always
        and (not field.proposal.unfit or field.proposal.type in _DAYS)
        and field.column.hint.role != "due"
        and (field.proposal.type not in _COUNTED or field.column.hint.name == "year")
        and max(map(len, field.column.texts), default=0) <= 60
    )


def _unique(fields: Sequence[KeyCandidate], areas: Mapping[SheetRow, str]) -> bool:
    rows: dict[SheetRow, list[Any]] = {}
    for field in fields:
        for row, cell in field.column.cells:
            rows.setdefault(row, [areas.get(row, "")]).append(text_of(cell))
    values = [tuple(values) for values in rows.values()]
    return len(set(values)) == len(values)
