"""The history of a row: what each change altered, from the images before it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zhenyu.core.changelog.titles import action_title
from zhenyu.core.clock import CHINA
from zhenyu.core.models import Change
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.types import FieldChange, HistoryEntry
from zhenyu.ledgers.values.shown_values import mask, show_value
from zhenyu.ledgers.values.stored_values import from_json

Image = Mapping[str, Any]


def entries(
    definition: LedgerDefinition,
    now: Image | None,
    changes: Sequence[tuple[Change, Image | None]],
    areas: Mapping[str, str],
) -> tuple[HistoryEntry, ...]:
    """Changes in order of time become entries, newest first.

    Arguments:
        changes: each with the row before it.
        now: the present row (typed values), None when the reader may not see it.
        areas: names for the area codes that occur.
    """
    stories = []
    after = None if now is None else _texts(definition, now, areas, typed=True)
    for change, image in reversed(changes):
        before = None if image is None else _texts(definition, image, areas, typed=False)
        differences = _differences(before, after) if before is not None and after is not None else ()
        stories.append(
            HistoryEntry(
                change.at.astimezone(CHINA),
                change.actor,
                change.action,
                action_title(change.action),
                change.why,
                change.version,
                change.batch,
                differences,
            )
        )
        after = before if before is not None else after
    if now is not None and not any(change.action == "create" for change, _ in changes):
        stories.append(_birth(now))
    return tuple(stories)


def _birth(now: Image) -> HistoryEntry:
    """Rows of an import have no change of their own: the row itself names its batch, author and moment."""
    title = "导入登记" if now["batch"] else "登记"
    return HistoryEntry(
        now["created_at"].astimezone(CHINA), now["created_by"], "create", title, "", None, now["batch"], ()
    )


Texts = dict[str, tuple[str, str, str]]


def _texts(definition: LedgerDefinition, image: Image, areas: Mapping[str, str], *, typed: bool) -> Texts:
    """Column → (title, text as shown, text to compare)."""
    texts: Texts = {"area": ("所在区划", areas.get(image["area"], image["area"]), image["area"])}
    state = image.get("state") or ""
    texts["state"] = ("状态", definition.states.get(state, state), state)
    texts["owner"] = ("责任人", image.get("owner") or "", image.get("owner") or "")
    texts["due"] = ("到期日", str(image.get("due") or ""), str(image.get("due") or ""))
    texts["deleted_at"] = (
        "是否删除",
        "已删除" if image.get("deleted_at") else "",
        str(bool(image.get("deleted_at"))),
    )
    beside = "、".join(item["name"] for item in (image.get("extra") or {}).get("attachments", ()))
    texts["attachments"] = ("附件", beside, beside)
    for field in definition.fields:
        raw = field.in_image(image)
        value = raw if typed else from_json(field, raw)
        text = show_value(field, value, areas)
        texts[field.name] = (
            field.title,
            mask(field, value) if field.private and value is not None else text,
            text,
        )
    return texts


def _differences(before: Texts, after: Texts) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, title, shown, after[name][1])
        for name, (title, shown, compared) in before.items()
        if compared != after[name][2]
    )
