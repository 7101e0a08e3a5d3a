"""Rows and columns as the pages and the grid see them: plain JSON values, decimals as text.

What keys they have is said in ``grid_json``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from zhenyu.core.clock import CHINA
from zhenyu.ledgers.actions.batches import BatchOutcome
from zhenyu.ledgers.definition.ledger_definition import SUMMABLE, Field, FieldType, LedgerDefinition
from zhenyu.ledgers.rows import record_links
from zhenyu.ledgers.types import Counted, Counts, Row, RowPage, RowProblem, SaveResult
from zhenyu.ledgers.values.json_values import json_value, sums_json
from zhenyu.ledgers.views.grid.grid_json import (
    ColumnJson,
    CountedJson,
    CountsJson,
    PageJson,
    ProblemJson,
    RowJson,
    SavedJson,
    VerdictJson,
)

READ_ONLY_IN_GRID: Final = frozenset({FieldType.ATTACHMENT, FieldType.POINT, FieldType.RECORD})


def column(field: Field, definition: LedgerDefinition) -> ColumnJson:
    """A column of the grid."""
    return {
        "name": field.name,
        "title": field.title,
        "type": field.type,
        "unit": (field.kept_unit or "") if field.numeric else "",
        "key": field.name in definition.key,
        "required": definition.is_required(field),
        "editable": field.type not in READ_ONLY_IN_GRID,
        "sums": field.type in SUMMABLE,
        "hidden": False,
        "choices": field.choices,
        "help": field.help,
    }


def tone(definition: LedgerDefinition, state: str) -> str:
    """The position of a state in the life cycle: ``start``, ``middle`` or ``end`` (no transition leaves
    it)."""
    if definition.lifecycle is None or state == definition.lifecycle.initial:
        return "start"
    return "middle" if definition.lifecycle.steps_from(state) else "end"


def row_json(row: Row, definition: LedgerDefinition) -> RowJson:
    """A row of the grid."""
    return {
        "id": row.id,
        "version": row.version,
        "area": row.area,
        "area_name": row.area_name,
        "state": row.state or "",
        "state_title": row.state_title,
        "due": row.due.isoformat() if row.due else None,
        "overdue": row.overdue,
        "updated_at": moment(row.updated_at),
        "updated_by": row.updated_by,
        "masked": sorted(row.masked),
        "labels": dict(row.labels),
        "values": {
            field.name: json_value(field, row.values.get(field.name), masked=field.name in row.masked)
            for field in definition.fields
        },
    }


def page_json(page: RowPage, definition: LedgerDefinition) -> PageJson:
    """A page of the grid."""
    return {
        "rows": [row_json(row, definition) for row in page.rows],
        "next": page.next,
        "previous": page.previous,
        "counts": counts_json(page.counts) if page.counts else None,
        "sums": sums_json(page.sums),
    }


def counts_json(counts: Counts) -> CountsJson:
    return {
        "total": _counted(counts.total),
        "whole": _counted(counts.whole),
        "states": {state: _counted(count) for state, count in counts.states.items()},
        "overdue": _counted(counts.late) if counts.late else None,
    }


def _counted(count: Counted) -> CountedJson:
    return {"number": count.number, "capped": count.capped}


def saved_json(result: SaveResult, definition: LedgerDefinition) -> SavedJson:
    return {
        "rows": [row_json(row, definition) for row in result.rows],
        "added": result.added,
        "changed": result.changed,
        "unchanged": result.unchanged,
    }


def outcome_json(outcome: BatchOutcome, definition: LedgerDefinition) -> VerdictJson:
    """What a batch did or would do."""
    refused = {row_id for problem in outcome.problems if (row_id := outcome.ids[problem.row - 1]) is not None}
    titles = record_links.titles(definition.code, refused) if refused else {}
    return {
        "rows": [row_json(row, definition) for row in outcome.result.rows] if outcome.result else [],
        "asked": outcome.asked,
        "added": outcome.added,
        "changed": outcome.changed,
        "unchanged": outcome.unchanged,
        "refused": outcome.refused,
        "problems": [
            {
                **problem,
                "id": outcome.ids[problem["row"] - 1],
                "title": titles.get(outcome.ids[problem["row"] - 1] or 0, ""),
            }
            for problem in problems_json(outcome.problems, definition)
        ],
    }


def problems_json(problems: Iterable[RowProblem], definition: LedgerDefinition) -> list[ProblemJson]:
    """Refused cells, with the field's name instead of its title."""
    names = {field.title: field.name for field in definition.fields}
    return [
        {
            "sheet": problem.sheet,
            "row": problem.row,
            "field": names.get(problem.field, problem.field),
            "value": problem.value,
            "rule": problem.rule,
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in problems
    ]


def moment(at: datetime) -> str:
    """``2026-10-31 14:20``, in China."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"
