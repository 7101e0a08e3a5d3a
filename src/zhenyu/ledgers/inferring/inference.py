"""From a workbook to a proposed ledger: each rule of the package in its turn."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.codes import field_name
from zhenyu.ledgers.definition.ledger_definition import FieldType
from zhenyu.ledgers.inferring.amounts_columns import amount_proposal
from zhenyu.ledgers.inferring.columns import ColumnProposal, SourceColumn, is_filler
from zhenyu.ledgers.inferring.days_columns import day_proposal
from zhenyu.ledgers.inferring.identity_columns import identity_proposal
from zhenyu.ledgers.inferring.keys import FEWEST_ROWS, Key, KeyCandidate, find_key
from zhenyu.ledgers.inferring.lifecycles import Cycle, day_columns, find_cycle, with_requirements
from zhenyu.ledgers.inferring.placement import Placement, place_rows
from zhenyu.ledgers.inferring.proposal import Doubt, LedgerProposal
from zhenyu.ledgers.inferring.tables import SourceTable, choose_table
from zhenyu.ledgers.inferring.titles import Naming, name_ledger
from zhenyu.ledgers.inferring.word_columns import (
    boolean_proposal,
    choice_proposal,
    person_proposal,
    text_proposal,
)
from zhenyu.workbooks.cells import text_of
from zhenyu.workbooks.grids import Book, read_book
from zhenyu.workbooks.header_text import plain, unit_or_none
from zhenyu.workbooks.labels import SERIAL_WORDS

MOST_FIELDS: Final = 200
_IMPLIED_BY_ID: Final = frozenset({"sex", "age", "born_on", "born_month"})
"""What a citizen number already says (GB 11643): not to be asked for again."""
_BRACKETED: Final = re.compile(r"[(\[【]([^)\]】]*)[)\]】]")
_RULES: Final[tuple[Callable[[SourceColumn], ColumnProposal | None], ...]] = (
    identity_proposal,
    boolean_proposal,
    day_proposal,
    amount_proposal,
    person_proposal,
    choice_proposal,
)
"""The first that answers decides; what none takes is text."""


@dataclass(frozen=True, slots=True)
class _Decided:
    """A column with its proposal and the field made of it."""

    column: SourceColumn
    proposal: ColumnProposal
    raw: dict[str, Any]


def infer(path: Path | str) -> LedgerProposal:
    """Propose a ledger definition from a clerk's workbook (.xlsx, .xls, .ods, .csv).

    Raises:
        UsageError: no such file, empty, locked, damaged, or no table in it; says what to do.
    """
    return propose(read_book(Path(path)))


def propose(book: Book) -> LedgerProposal:
    """The proposal for a file that has been read.

    Raises:
        UsageError: no table in it.
    """
    table = choose_table(book)
    naming = name_ledger(table)
    placement = place_rows(table, [text for row in table.best.above for text in row])
    serials = [column for column in table.columns if _is_serial(column)]
    cycle = find_cycle([column for column in table.columns if column is not placement.column])
    aside = {
        column.position
        for column in (*serials, *placement.left_out, placement.column, cycle and cycle.column)
        if column
    }
    kept = [column for column in table.columns if column.position not in aside]
    decided = _decide(kept[:MOST_FIELDS] or list(table.columns)[:1])
    if not decided[1:] and not kept:
        aside.discard(decided[0].column.position)
    areas = dict(placement.areas)
    key = find_key(
        [KeyCandidate(d.raw["name"], d.column, d.proposal) for d in decided], areas, len(table.data_rows)
    )
    raw = _definition(naming, placement, key, decided, cycle)
    read_definition(raw, table.file)  # a proposal that does not validate would be our fault: let it be heard
    return LedgerProposal(
        raw,
        _source(table),
        dict(_reasons(naming, placement, key, decided, cycle)),
        tuple(_questions(naming, placement, key, decided, cycle)),
        tuple(_notes(table, serials, placement, cycle, decided, kept)),
        tuple(cells for d in decided for cells in d.proposal.unfit),
        _mapping(table, placement, cycle, decided),
    )


def proposal_of(column: SourceColumn) -> ColumnProposal:
    """What a column is proposed to be."""
    return next(
        (proposal for rule in _RULES if (proposal := rule(column)) is not None), None
    ) or text_proposal(column)


def _is_serial(column: SourceColumn) -> bool:
    """A row number: by its heading, or a nameless or 编号 column that counts 1, 2, 3 …"""
    if plain(column.header) in SERIAL_WORDS or column.hint.role == "serial":
        return True
    counts = [int(text) if re.fullmatch(r"\d{1,5}", text) else -1 for text in column.texts]
    nameless = not column.header or plain(column.header) in ("编号", "号")
    return nameless and len(counts) >= FEWEST_ROWS and counts == list(range(1, len(counts) + 1))


def _decide(columns: Sequence[SourceColumn]) -> list[_Decided]:
    decided: list[_Decided] = []
    titles: set[str] = set()
    names: set[str] = set()
    for column in columns:
        title = _title(column, titles)
        proposal = proposal_of(column)
        name = (
            field_name(title, column.hint, proposal.type, names)
            if column.header
            else f"column_{column.letter.lower()}"
        )
        titles.add(title)
        names.add(name)
        decided.append(_Decided(column, proposal, _field(column, proposal, name, title)))
    return _with_synonyms(decided)


def _title(column: SourceColumn, titles: set[str]) -> str:
    """A title no other field has: the clean one, the whole heading, or the heading with its column's
    letter."""
    tries = (column.title, text_of(column.header)[:110], f"{column.title[:100]}（{column.letter}列）")
    return next(title for title in tries if title and title not in titles)


def _field(column: SourceColumn, proposal: ColumnProposal, name: str, title: str) -> dict[str, Any]:
    always = column.filled_always and column.total >= FEWEST_ROWS
    required = (
        always
        and proposal.type is not FieldType.LONG_TEXT
        and not any(is_filler(cell) for _, cell in column.cells)
    )
    privacy = _stricter(column.hint.privacy, proposal.privacy)
    optional = {
        "required": True if required else None,
        "unit": proposal.unit,
        "choices": dict(proposal.choices) or None,
        "privacy": privacy,
        "help": _help(column),
    }
    return {"name": name, "title": title, "type": str(proposal.type)} | {
        k: v for k, v in optional.items() if v is not None
    }


def _help(column: SourceColumn) -> str | None:
    """The heading as it stood when its brackets held more than the unit."""
    inside = _BRACKETED.findall(column.header) if not _BRACKETED.search(text_of(column.title)) else []
    return f"原表头：{column.header}" if any(unit_or_none(text) is None for text in inside) else None


def _stricter(*levels: str | None) -> str | None:
    order = ("public", "internal", "personal", "sensitive")
    return max((level for level in levels if level), key=order.index, default=None)


def _with_synonyms(decided: list[_Decided]) -> list[_Decided]:
    """The lower title of a two-row heading, where no other field has it, so that the same file can be
    imported."""
    lowers = [d.column.lower for d in decided]
    titles = {d.raw["title"] for d in decided}
    return [
        replace(d, raw={**d.raw, "synonyms": [d.column.lower]})
        if d.column.lower and lowers.count(d.column.lower) == 1 and d.column.lower not in titles
        else d
        for d in decided
    ]


def _definition(
    naming: Naming, placement: Placement, key: Key, decided: Sequence[_Decided], cycle: Cycle | None
) -> dict[str, Any]:
    raw: dict[str, Any] = {"code": naming.code, "title": naming.title, "domain": naming.domain}
    if naming.source != naming.title:
        raw["description"] = f"原表标题：{naming.source}"
    raw |= {"level": placement.level, "key": list(key.names), "fields": [d.raw for d in decided]}
    if cycle:
        days = day_columns({d.raw["name"]: (d.proposal.type, d.column) for d in decided})
        raw["lifecycle"] = with_requirements(cycle, days)
        due = _due(decided)
        if due and cycle.open_states:
            raw["deadlines"] = [{"while": list(cycle.open_states), "due": due.raw["name"]}]
    return raw


def _due(decided: Sequence[_Decided]) -> _Decided | None:
    return next(
        (d for d in decided if d.column.hint.role == "due" and d.proposal.type is FieldType.DATE), None
    )


def _reasons(
    naming: Naming, placement: Placement, key: Key, decided: Sequence[_Decided], cycle: Cycle | None
) -> Iterator[tuple[str, str]]:
    yield "title", naming.reason
    yield "level", placement.reason
    yield "key", key.reason
    for d in decided:
        filled = "" if not d.raw.get("required") else "；每行都填，作必填"
        yield f"fields.{d.raw['name']}", d.proposal.reason + filled
    if cycle:
        yield "lifecycle", cycle.reason
        if due := _due(decided):
            yield "deadlines", f"“{due.column.title}”是期限，未办完时按它提醒"


def _questions(
    naming: Naming, placement: Placement, key: Key, decided: Sequence[_Decided], cycle: Cycle | None
) -> Iterator[Doubt]:
    yield Doubt("", "由哪个办公室管（office）？依据什么收集（basis）？没有依据的台账不该让村里填")
    yield from (Doubt("domain", text) for text in naming.questions)
    yield from (Doubt("level", text) for text in placement.questions)
    yield from (Doubt("key", text) for text in key.questions)
    numbered = any(d.proposal.type is FieldType.ID_NUMBER for d in decided)
    for d in decided:
        about = f"fields.{d.raw['name']}"
        if not d.column.header:
            yield Doubt(about, f"{d.column.letter}列没有表头，叫什么？不要的话请删去")
        if d.raw["title"] != d.column.title and d.column.header:
            yield Doubt(about, f"有两列都叫“{d.column.title}”，{d.column.letter}列该叫什么？")
        if numbered and d.raw["name"] in _IMPLIED_BY_ID:
            yield Doubt(about, f"{d.column.title}由身份证号就能算出，可以不再让人填")
        yield from (Doubt(about, text) for text in d.proposal.questions)
    yield from (Doubt("lifecycle", text) for text in (cycle.questions if cycle else ()))


def _notes(
    table: SourceTable,
    serials: Sequence[SourceColumn],
    placement: Placement,
    cycle: Cycle | None,
    decided: Sequence[_Decided],
    kept: Sequence[SourceColumn],
) -> Iterator[str]:
    if not table.data_rows:
        yield "没有数据行，只凭表头推断"
    yield from table.notes
    for column in serials:
        yield f"“{column.title}”（{column.letter}列）是行号，没有建栏目"
    yield from placement.notes
    yield from cycle.notes if cycle else ()
    if len(kept) > MOST_FIELDS:
        left = "、".join(column.title for column in kept[MOST_FIELDS:])
        yield f"一个台账最多{MOST_FIELDS}个栏目，后面{len(kept) - MOST_FIELDS}列没有建：{left}"
    twice = dict.fromkeys(
        d.column.title for d in decided if d.column.header and d.raw["title"] != d.column.title
    )
    for title in twice:
        yield f"表里不止一列叫“{title}”，导入会认错列；请先把表头改成不同的名称"
    for d in decided:
        if not d.column.cells and table.data_rows:
            yield f"“{d.column.title}”整列空白，按表头建了栏目"
        yield from (cells.sentence() for cells in d.proposal.unfit)


def _mapping(
    table: SourceTable, placement: Placement, cycle: Cycle | None, decided: Sequence[_Decided]
) -> dict[int, str]:
    mapping = dict.fromkeys((column.position for column in table.columns), "")
    if placement.column:
        mapping[placement.column.position] = "area"
    if cycle:
        mapping[cycle.column.position] = "state"
    return mapping | {d.column.position: d.raw["name"] for d in decided}


def _source(table: SourceTable) -> str:
    heading = table.best.heading
    rows = (
        f"第{heading.first + 1}行"
        if heading.first == heading.last
        else f"第{heading.first + 1}—{heading.last + 1}行"
    )
    sheet = "" if table.file.endswith(".csv") else f"的工作表“{table.best.grid.name}”"
    more = f"等{len(table.tables)}个" if table.several else ""
    return f"“{table.file}”{sheet}{more}（表头{rows}，数据{len(table.data_rows)}行）"
