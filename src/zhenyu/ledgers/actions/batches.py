"""One change to many rows: judged row by row, written together. Each refusal is reported with its row, the
rest is written.

The same checks serve a pasted block (every row its own values), a column filled with one value, and a
transition of many rows. ``dry_run`` reports what would happen; ``accept_good`` writes the rows that pass and
leaves the others unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction

from zhenyu.core.errors import NotAllowed, RefusedError, StaleVersion, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import Transition
from zhenyu.ledgers.definition.lifecycle import check_step, find_transition, forbidden_people
from zhenyu.ledgers.rows.selection import Selection, selected
from zhenyu.ledgers.schema.registry import LoadedLedger, loaded_ledger
from zhenyu.ledgers.types import RowEdit, RowProblem, RowRef, RowsRefused, SaveResult
from zhenyu.ledgers.writing import drafts
from zhenyu.ledgers.writing import edits as editing
from zhenyu.people.types import Reader

MOST_ROWS: Final = 5000
"""Rows of one batch; more belongs into an import."""
_ROUNDS: Final = 6
"""Values, steps, then rules may each refuse rows; a round judges what the one before left."""


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """What a batch did or would do: ``asked = added + changed + unchanged + len(refused rows)``.

    ``problems`` count rows from 1 in the order asked; ``result`` is None when nothing was written.
    """

    asked: int
    added: int
    changed: int
    unchanged: int
    problems: tuple[RowProblem, ...] = ()
    ids: tuple[int | None, ...] = ()
    result: SaveResult | None = None

    @property
    def refused(self) -> int:
        return len({problem.row for problem in self.problems})


def rows_asked(
    reader: Reader, code: str, chosen: Selection, *, expected: int | None = None
) -> tuple[RowRef, ...]:
    """All rows of a selection, for a batch.

    Arguments:
        expected: how many rows the user was shown; another number now is a conflict.

    Raises:
        UsageError: none, or more than :data:`MOST_ROWS`. StaleVersion.
    """
    found = (
        selected(reader, loaded_ledger(code), chosen)
        .order_by("id")
        .values_list("id", "version")[: MOST_ROWS + 1]
    )
    refs = tuple(RowRef(row_id, version) for row_id, version in found)
    if len(refs) > MOST_ROWS:
        raise UsageError(
            f"符合条件的超过 {MOST_ROWS} 行，一次做不了这么多", "请再加筛选，分几次做；或导出改好后再导入"
        )
    if not refs:
        raise UsageError("没有符合条件的行", "请换一个筛选条件")
    if expected is not None and expected != len(refs):
        raise StaleVersion(
            f"符合条件的行从 {expected} 行变成了 {len(refs)} 行，什么都没有写入", "请重新核对后再做一次"
        )
    return refs


@transaction.atomic
def edit_rows(
    code: str,
    edits: Sequence[RowEdit],
    *,
    by: Reader,
    why: str = "",
    step: str | None = None,
    dry_run: bool = False,
    accept_good: bool = False,
) -> BatchOutcome:
    """Write edits, all of them, or with ``accept_good`` those that pass; ``step`` also takes the rows a step
    further.

    Raises:
        RowsRefused: some were refused and ``accept_good`` was not given. RowConflict, NotFound, NotAllowed,
        UsageError.
    """
    if len(edits) > MOST_ROWS:
        raise UsageError(
            f"一次最多处理 {MOST_ROWS} 行，现在是 {len(edits)} 行", "更多的行请用“从 Excel 导入”"
        )
    loaded = loaded_ledger(code)
    transition = find_transition(loaded.definition, step) if step else None
    problems: list[RowProblem] = []
    remaining = list(enumerate(edits, start=1))
    result = None
    refused: list[RowProblem] = []
    for _ in range(_ROUNDS):
        if not remaining:
            break
        with transaction.atomic():
            result, refused = _attempt(loaded, remaining, transition, by, why)
            transaction.set_rollback(bool(refused) or dry_run)
        problems += refused
        if not refused:
            break
        remaining = [
            (number, edit)
            for number, edit in remaining
            if number not in {problem.row for problem in problems}
        ]
    if remaining and refused:
        raise RowsRefused(tuple(problems))
    return _outcome(edits, remaining, problems, result, dry_run=dry_run, accept_good=accept_good)


def _outcome(
    edits: Sequence[RowEdit],
    remaining: list[tuple[int, RowEdit]],
    problems: list[RowProblem],
    result: SaveResult | None,
    *,
    dry_run: bool,
    accept_good: bool,
) -> BatchOutcome:
    ids = tuple(edit.id for edit in edits)
    ordered = tuple(sorted(problems, key=lambda problem: problem.row))
    done = result if remaining and result is not None else SaveResult(())
    if dry_run:
        return BatchOutcome(len(edits), done.added, done.changed, done.unchanged, ordered, ids)
    if ordered and not accept_good:
        raise RowsRefused(ordered)
    return BatchOutcome(len(edits), done.added, done.changed, done.unchanged, ordered, ids, done)


def _attempt(
    loaded: LoadedLedger, numbered: list[tuple[int, RowEdit]], step: Transition | None, by: Reader, why: str
) -> tuple[SaveResult | None, list[RowProblem]]:
    """Judge and write; returns what was refused instead, numbered as asked."""
    try:
        draft = drafts.draft_edits(loaded, [edit for _, edit in numbered], by)
        if step is not None:
            refused = _steps(loaded, step, draft, numbered, by)
            if refused:
                return None, refused
        reason = "：".join(filter(None, (step.title, why))) if step else why
        return editing.write_draft(
            loaded, draft, by=by, action="transition" if step else "update", why=reason
        ), []
    except RowsRefused as refusal:
        return None, [_renumbered(problem, numbered) for problem in refusal.problems]


def _steps(
    loaded: LoadedLedger,
    step: Transition,
    draft: drafts.Draft,
    numbered: list[tuple[int, RowEdit]],
    by: Reader,
) -> list[RowProblem]:
    """Take the drafted rows the step further, as far as each may."""
    refused = []
    for (number, _), (before, after) in zip(numbered, draft, strict=True):
        assert before is not None  # noqa: S101 — a step is taken by rows that stand
        try:
            check_step(
                step,
                loaded.definition,
                area=AreaCode(after["area"]),
                state=before["state"],
                values=after,
                forbidden=forbidden_people(step, loaded.definition, before),
                by=by,
            )
        except (RefusedError, NotAllowed) as problem:
            refused.append(RowProblem(number, "", "", "step", problem.message, problem.hint))
        after["state"] = step.to
    return refused


def _renumbered(problem: RowProblem, numbered: list[tuple[int, RowEdit]]) -> RowProblem:
    """A problem of the rows in hand, with the number the row had when asked."""
    return replace(problem, row=numbered[problem.row - 1][0])


def edits_of(refs: Sequence[RowRef], values: Mapping[str, Any]) -> list[RowEdit]:
    """The same values for many rows."""
    return [RowEdit(values, id=ref.id, version=ref.version) for ref in refs]
