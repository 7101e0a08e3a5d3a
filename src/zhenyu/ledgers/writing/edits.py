"""Drafted edits written: checked by the ledger's rules, merged, published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.db import IntegrityError, transaction

from zhenyu.core import clock
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers import events
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.rows.queries import shown_rows
from zhenyu.ledgers.rows.selection import common_area
from zhenyu.ledgers.schema.registry import LoadedLedger, active_rows
from zhenyu.ledgers.schema.row_rules import check_rules
from zhenyu.ledgers.types import RowProblem, RowsRefused, SaveResult
from zhenyu.ledgers.writing.drafts import Draft
from zhenyu.ledgers.writing.merge import Signature, broken_rules, check_balances, merge
from zhenyu.ledgers.writing.staging import Source, json_source
from zhenyu.people.types import Reader

MOST_PROBLEMS: Final = 5000
"""Refused rows that are reported of one write of edits."""


def write_draft(loaded: LoadedLedger, draft: Draft, *, by: Reader, action: str, why: str) -> SaveResult:
    """Check the drafted rows by the ledger's rules, merge them and publish what changed."""
    definition = loaded.definition
    rows = [
        _staged_row(definition, number, before, after)
        for number, (before, after) in enumerate(draft, start=1)
    ]
    source = json_source(definition, rows)
    _check_rules(definition, source)
    try:
        with transaction.atomic():
            done = merge(definition, source, Signature(by, clock.now(), action, why))
    except IntegrityError as problem:
        raise key_taken(definition, problem, _with_a_taken_key(loaded, draft)) from problem
    born = iter(done.ids)
    ids = [before["id"] if before else next(born) for before, _ in draft]
    check_balances(definition, covering_area(after["area"] for _, after in draft), ids)
    now = {record["id"]: record for record in active_rows(loaded).filter(id__in=ids).values()}
    _publish_changes(loaded, draft, [now[id] for id in ids])
    unchanged = len(draft) - done.added - done.changed
    return SaveResult(shown_rows(definition, [now[id] for id in ids]), done.added, done.changed, unchanged)


def publish_edits(definition: LedgerDefinition, images: Sequence[events.RowImage]) -> None:
    """Publish changed rows one by one, or only their area when they are many."""
    if not images:
        return
    area = covering_area(image["area"] for each in images for image in (each.before, each.after) if image)
    few = images if len(images) <= events.MAX_ROW_IMAGES else None
    events.publish(events.RowsChanged(definition.code, few, area))


def _staged_row(
    definition: LedgerDefinition, number: int, before: Mapping[str, Any] | None, after: Mapping[str, Any]
) -> dict[str, Any]:
    frame = {"n": number, "id": before["id"] if before else None, "keep": None}
    columns = ("area", "state", "owner", *definition.by_name)
    return {**frame, **{name: after[name] for name in columns}}


def _check_rules(definition: LedgerDefinition, source: Source) -> None:
    rules = check_rules(definition)
    problems = [
        RowProblem(
            number,
            definition.by_name[rules[index].field].title if rules[index].field else "",
            "",
            rules[index].rule,
            rules[index].message,
            rules[index].hint,
        )
        for number, broken in broken_rules(definition, source, rules, most=MOST_PROBLEMS)
        for index in broken
    ]
    if problems:
        raise RowsRefused(tuple(problems))


def key_taken(definition: LedgerDefinition, problem: IntegrityError, numbers: Iterable[int]) -> Exception:
    """Another row has the key already, those of the edits with these ``numbers``; anything else is not the
    user's doing."""
    if f"{definition.table}_key" not in str(problem):
        return problem
    titles = "、".join(definition.by_name[name].title for name in definition.key)
    fault = ("duplicate", "同一地方已有相同的记录", "请先查找原记录，在原记录上修改")
    return RowsRefused(tuple(RowProblem(number, titles, "", *fault) for number in numbers))


def _with_a_taken_key(loaded: LoadedLedger, draft: Draft) -> Iterator[int]:
    """Positions (from 1) of the drafted rows whose key another row has, an active one or one earlier in the
    draft."""
    columns = ("area", *loaded.definition.key)
    keys = [tuple(after[name] for name in columns) for _, after in draft]
    near = {f"{name}__in": {key[position] for key in keys} for position, name in enumerate(columns)}
    owners = {
        tuple(row[1:]): row[0] for row in active_rows(loaded).filter(**near).values_list("id", *columns)
    }
    for number, (key, (before, _)) in enumerate(zip(keys, draft, strict=True), start=1):
        own = before["id"] if before else f"new {number}"
        if owners.setdefault(key, own) != own:
            yield number


def _publish_changes(loaded: LoadedLedger, draft: Draft, now: Sequence[dict[str, Any]]) -> None:
    images = [
        events.RowImage(after["id"], before, after)
        for (before, _), after in zip(draft, now, strict=True)
        if before is None or before["version"] != after["version"]
    ]
    publish_edits(loaded.definition, images)


def covering_area(codes: Iterable[str]) -> AreaCode:
    """The smallest area that holds all of these; rows never cross a province."""
    found = common_area([AreaCode(code) for code in set(codes)])
    assert found is not None  # noqa: S101 — there is at least one row, and a county is the shard
    return found
