"""Drafts of edits: the rows locked, compared with the version an edit is based on, the edit's values read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zhenyu.core.errors import NotFound, UsageError
from zhenyu.core.files.store import StoredFile
from zhenyu.core.values.area_codes import AreaCode, AreaLevel
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.rows.queries import rows_by_ids
from zhenyu.ledgers.rows.record_links import records_named
from zhenyu.ledgers.schema.registry import LoadedLedger, active_rows
from zhenyu.ledgers.types import ConflictingRow, RowConflict, RowEdit, RowProblem, RowsRefused
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.values.references import NO_REFERENCES, References
from zhenyu.ledgers.values.shown_values import is_mask, mask
from zhenyu.ledgers.values.typed_values import read_value
from zhenyu.ledgers.writing.bulk_upsert import references_for
from zhenyu.people.access import require_write
from zhenyu.people.types import Reader

Draft = list[tuple[dict[str, Any] | None, dict[str, Any]]]
"""For each edit the present row (None: a new one) and the row as it will be, all columns, typed values."""


def draft_edits(loaded: LoadedLedger, edits: Sequence[RowEdit], by: Reader) -> Draft:
    """Lock the rows and work out what they will be.

    Raises:
        NotFound, NotAllowed, RowConflict, RowsRefused, UsageError.
    """
    if not edits:
        raise UsageError("没有选中任何记录", "先选中要处理的记录")
    wanted = [edit.id for edit in edits if edit.id is not None]
    if len(set(wanted)) != len(wanted):
        raise UsageError("同一条记录不能在一次保存里出现两遍", "合并后再保存")
    locked = active_rows(loaded).select_for_update().filter(id__in=wanted).order_by("id")
    rows = {record["id"]: record for record in locked.values()}
    missing = [id for id in wanted if id not in rows]
    if missing:
        raise NotFound(
            f"没有编号为 {'、'.join(map(str, missing[:5]))} 的记录", "可能已删除，或不在您的权限范围内"
        )
    _check_versions(loaded, edits, rows, by)
    references = _references(loaded.definition, edits, by)
    problems: list[RowProblem] = []
    draft: Draft = []
    for number, edit in enumerate(edits, start=1):
        before = rows[edit.id] if edit.id is not None else None
        after = _after(loaded.definition, before, edit, by)
        problems += _read_into(after, loaded.definition, edit, before, number, references)
        draft.append((before, after))
    if problems:
        raise RowsRefused(tuple(problems))
    return draft


def lock_deleted_rows(loaded: LoadedLedger, ids: Sequence[int], by: Reader) -> list[dict[str, Any]]:
    """The deleted rows of these ids, locked.

    Raises:
        NotFound: one does not exist or is not deleted. NotAllowed: not the writer's area.
    """
    model: Any = loaded.model
    rows = list(
        model.objects.exclude(deleted_at=None).select_for_update().filter(id__in=ids).order_by("id").values()
    )
    missing = set(ids) - {row["id"] for row in rows}
    if missing or not rows:
        names = "、".join(map(str, sorted(missing)[:5]))
        raise NotFound(f"没有编号为 {names} 的已删除记录", "可能已经恢复，或不在您的权限范围内")
    for area in {row["area"] for row in rows}:
        require_write(by, AreaCode(area), loaded.definition.domain, of=loaded.definition.title)
    return rows


def _check_versions(
    loaded: LoadedLedger, edits: Sequence[RowEdit], rows: Mapping[int, Mapping[str, Any]], by: Reader
) -> None:
    for edit in edits:
        if edit.id is not None and edit.version is None:
            raise UsageError(f"修改编号 {edit.id} 的记录要带上它的版本号", "重新打开记录再改")
    stale = [edit for edit in edits if edit.id is not None and rows[edit.id]["version"] != edit.version]
    if not stale:
        return
    theirs = {
        row.id: row for row in rows_by_ids(by, loaded.definition.code, [edit.id for edit in stale if edit.id])
    }
    raise RowConflict(
        tuple(
            ConflictingRow(edit.id, edit.version, dict(edit.values), theirs[edit.id])
            for edit in stale
            if edit.id
        )
    )


def _after(
    definition: LedgerDefinition, before: Mapping[str, Any] | None, edit: RowEdit, by: Reader
) -> dict[str, Any]:
    """The row as it will be, without the edit's values yet; checks that the writer may write at both
    places."""
    blank = {"state": definition.initial_state, "owner": "", **dict.fromkeys(definition.by_name)}
    after: dict[str, Any] = dict(before) if before is not None else blank
    if edit.area is not None:
        after["area"] = str(AreaCode(str(edit.area)))
    if "area" not in after:
        raise UsageError("新记录要写明属于哪里", f"请选择{definition.level.label}")
    if edit.owner is not None:
        after["owner"] = edit.owner.strip()
    for area in {after["area"], before["area"] if before else after["area"]}:
        require_write(by, AreaCode(area), definition.domain, of=definition.title)
    level = AreaCode(after["area"]).level
    if level != definition.level:
        raise UsageError(
            f"“{definition.title}”按{definition.level.label}登记，{after['area']} 是{level.label}",
            f"请选择{definition.level.label}",
        )
    return after


def _read_into(
    after: dict[str, Any],
    definition: LedgerDefinition,
    edit: RowEdit,
    before: Mapping[str, Any] | None,
    number: int,
    references: References,
) -> list[RowProblem]:
    """Read an edit's values into the row; returns what is wrong."""
    problems = []
    for name, raw in edit.values.items():
        field = definition.by_name.get(name)
        if field is None:
            raise UsageError(
                f"台账“{definition.title}”没有“{name}”这个栏目", f"可用的有：{'、'.join(definition.by_name)}"
            )
        old = before[name] if before else None
        if is_mask(field, raw) and old is not None and raw == mask(field, old):
            continue  # shown masked, sent back untouched
        value = _read(field, raw, old, references)
        if isinstance(value, CellProblem):
            shown = "" if raw is None else str(raw)[:100]
            problems.append(RowProblem(number, field.title, shown, value.rule, value.message, value.hint))
        else:
            after[name] = value
    touched = set(edit.values) if before else set(definition.by_name)
    problems += [
        RowProblem(number, field.title, "", "required", "没有填", "这一项必填")
        for field in definition.fields
        if field.name in touched
        and after[field.name] is None
        and definition.is_required(field)
        and not any(problem.field == field.title for problem in problems)
    ]
    return problems


def _read(field: Field, raw: Any, old: Any, references: References) -> Any:
    if is_mask(field, raw):
        return _masked_refused(raw)
    if field.type is FieldType.ATTACHMENT:
        return _files(field, raw, old or [], references)
    return read_value(field, raw, references)


def _files(field: Field, raw: Any, old: Sequence[Mapping[str, Any]], references: References) -> Any:
    """Files of an edit: those that were checked and stored, and those listed already, by digest and name; no
    others."""
    if not isinstance(raw, list):
        return read_value(field, raw, references)
    known = {(item["digest"], item["name"]): item for item in old}
    files = []
    for item in raw:
        named = (item.get("digest"), item.get("name")) if isinstance(item, Mapping) else None
        if isinstance(item, StoredFile):
            files.append(item.as_json())
        elif named in known:
            files.append(dict(known[named]))
        else:
            return read_value(field, "?", references)
    return files or None


def _masked_refused(raw: str) -> CellProblem:
    return CellProblem("masked", f"“{raw}”是遮盖后的内容，不能保存", "请填写完整内容，或不要改动这一项")


def _references(definition: LedgerDefinition, edits: Sequence[RowEdit], by: Reader) -> References:
    """What the edits' values may name; areas and other ledgers are looked up only when a field needs them."""
    types = {
        definition.by_name[name].type for edit in edits for name in edit.values if name in definition.by_name
    }
    if not types & {FieldType.AREA, FieldType.RECORD}:
        return NO_REFERENCES
    areas = [AreaCode(str(edit.area)) for edit in edits if edit.area is not None] or [
        by.home or AreaCode("99")
    ]
    records = records_named(definition, (item for edit in edits for item in edit.values.items()))
    return references_for(_township(areas[0]), definition, records)


def _township(area: AreaCode) -> AreaCode:
    """The town around a village or grid: a row of one village may name another."""
    return next((each for each in area.ancestors if each.level is AreaLevel.TOWN), area)
