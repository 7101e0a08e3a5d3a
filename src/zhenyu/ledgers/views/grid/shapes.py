"""Rows and columns as the pages and the grid see them: plain JSON values, decimals as text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from zhenyu.core.clock import CHINA
from zhenyu.ledgers.actions.batches import BatchOutcome
from zhenyu.ledgers.definition.ledger_definition import SUMMABLE, Field, FieldType, LedgerDefinition
from zhenyu.ledgers.rows import record_links
from zhenyu.ledgers.types import Counts, Row, RowPage, RowProblem, SaveResult
from zhenyu.ledgers.values.json_values import json_value, sums_json

READ_ONLY_IN_GRID: Final = frozenset({FieldType.ATTACHMENT, FieldType.POINT, FieldType.RECORD})


def column(field: Field, definition: LedgerDefinition) -> dict[str, Any]:
    """A column of the grid; see ``Column`` in ledger-grid-types.ts."""
    return {
        "name": field.name,
        "title": field.title,
        "type": str(field.type),
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


def row_json(row: Row, definition: LedgerDefinition) -> dict[str, Any]:
    """A row of the grid; see ``Row`` in ledger-grid-types.ts."""
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


def page_json(page: RowPage, definition: LedgerDefinition) -> dict[str, Any]:
    """A page of the grid; see ``Page`` in ledger-grid-types.ts."""
    return {
        "rows": [row_json(row, definition) for row in page.rows],
        "next": page.next,
        "previous": page.previous,
        "counts": page.counts and counts_json(page.counts),
        "sums": sums_json(page.sums),
    }


def counts_json(counts: Counts) -> dict[str, Any]:
    """See ``Counts`` in ledger-grid-types.ts."""
    return {
        "total": counts.total._asdict(),
        "whole": counts.whole._asdict(),
        "states": {state: count._asdict() for state, count in counts.states.items()},
        "overdue": counts.late and counts.late._asdict(),
    }


def saved_json(result: SaveResult, definition: LedgerDefinition) -> dict[str, Any]:
    return {
        "rows": [row_json(row, definition) for row in result.rows],
        "added": result.added,
        "changed": result.changed,
        "unchanged": result.unchanged,
    }


def outcome_json(outcome: BatchOutcome, definition: LedgerDefinition) -> dict[str, Any]:
    """What a batch did or would do; see ``Verdict`` in ledger-grid-types.ts."""
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


def problems_json(problems: Iterable[RowProblem], definition: LedgerDefinition) -> list[dict[str, Any]]:
    """Refused cells, with the field's name instead of its title."""
    names = {field.title: field.name for field in definition.fields}
    return [{**problem.as_json(), "field": names.get(problem.field, problem.field)} for problem in problems]


def moment(at: datetime) -> str:
    """``2026-10-31 14:20``, in China."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"
