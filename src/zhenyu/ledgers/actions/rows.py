"""Verbs of single rows and lists of rows: save, transition, go back to an earlier version. Each takes who
does it (``by``), checks the right, writes in sets with the history in the same transaction, and publishes
``events.rows_changed`` before the transaction ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from zhenyu.core.changelog.images import image_of
from zhenyu.core.errors import NotFound
from zhenyu.core.models import Change
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.lifecycle import check_step, find_transition, forbidden_people
from zhenyu.ledgers.schema.registry import loaded_ledger
from zhenyu.ledgers.types import RowEdit, RowRef, SaveResult
from zhenyu.ledgers.values.stored_values import from_json
from zhenyu.ledgers.writing import drafts
from zhenyu.ledgers.writing import edits as editing
from zhenyu.people.types import Reader


@transaction.atomic
def save_rows(code: str, edits: Sequence[RowEdit], *, by: Reader, why: str = "") -> SaveResult:
    """Write edits of rows, all or none; edits without ``id`` make new rows.

    Masked values that come back as they were shown are left alone.

    Raises:
        RowConflict: a row moved on since the version an edit is based on. RowsRefused: values or rules, each
        named. NotFound, NotAllowed.
    """
    loaded = loaded_ledger(code)
    draft = drafts.draft_edits(loaded, edits, by)
    return editing.write_draft(loaded, draft, by=by, action="update", why=why)


@transaction.atomic
def transition_rows(
    code: str,
    refs: Sequence[RowRef],
    name: str,
    *,
    values: Mapping[str, Any] | None = None,
    by: Reader,
    why: str = "",
) -> SaveResult:
    """Take rows one named step further, all or none, filling ``values`` on the way.

    Raises:
        RefusedError, NotAllowed: wrong state, missing field, not this person. RowConflict, RowsRefused,
        NotFound.
    """
    loaded = loaded_ledger(code)
    step = find_transition(loaded.definition, name)
    edits = [RowEdit(values or {}, id=ref.id, version=ref.version) for ref in refs]
    draft = drafts.draft_edits(loaded, edits, by)
    for before, after in draft:
        assert before is not None  # noqa: S101 — refs name rows that stand
        check_step(
            step,
            loaded.definition,
            area=AreaCode(after["area"]),
            state=before["state"],
            values=after,
            forbidden=forbidden_people(step, loaded.definition, before),
            by=by,
        )
        after["state"] = step.to
    return editing.write_draft(
        loaded, draft, by=by, action="transition", why="：".join(filter(None, (step.title, why)))
    )


@transaction.atomic
def revert_row(code: str, ref: RowRef, to_version: int, *, by: Reader, why: str = "") -> SaveResult:
    """Give a row the values, the place and the owner it had in an earlier version, as a new edit; its state
    stays.

    Raises:
        NotFound: no such version. RowConflict, RowsRefused, NotAllowed: as :func:`save_rows`.
    """
    loaded = loaded_ledger(code)
    kept = Change.objects.filter(ledger=code, row_id=ref.id, version=to_version, before__isnull=False)
    change = kept.order_by("-id").first()
    image = image_of(change) if change else None
    if image is None:
        raise NotFound(f"没有找到第{to_version}版的内容", "请刷新记录页，从历史里重新选择")
    edit = RowEdit({}, id=ref.id, version=ref.version, area=image["area"], owner=image.get("owner") or "")
    ((before, after),) = drafts.draft_edits(loaded, [edit], by)
    values = {
        field.name: from_json(field, field.in_image(image))
        for field in loaded.definition.fields
        if any(name in image for name in (field.name, *field.formerly))
    }
    reason = "：".join(filter(None, (f"恢复到第{to_version}版", why.strip())))
    return editing.write_draft(loaded, [(before, {**after, **values})], by=by, action="update", why=reason)
