"""Verbs of saved views: keep one under a name, change it, take it away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction
from django.db.models import Q

from zhenyu.core import clock
from zhenyu.core.errors import NotAllowed, UsageError
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.models import SavedView
from zhenyu.ledgers.overviews.saved_views import (
    AUDIENCES,
    CONDITION,
    DISPLAYS,
    ShownColumn,
    may_change,
    may_share,
    question_in,
)
from zhenyu.people.queries import office_of
from zhenyu.people.types import Reader

_LONGEST_TITLE: Final = 40
_MOST_COLUMNS: Final = 220


@transaction.atomic
def save_view(
    definition: LedgerDefinition,
    *,
    title: str,
    audience: str,
    display: str,
    question: Mapping[str, str],
    columns: Sequence[ShownColumn] = (),
    is_default: bool = False,
    by: Reader,
) -> SavedView:
    """Keep a view under a name; the same name of the same maker is written anew.

    Raises:
        UsageError: no name, an unknown audience or display, a shared condition on a private column.
        NotAllowed.
    """
    if by.user_id is None or by.home is None:
        raise NotAllowed("只有登录的用户可以保存视图", "请先登录")
    if display not in DISPLAYS:
        raise UsageError(f"没有“{display}”这种显示方式", f"可用的有：{'、'.join(DISPLAYS.values())}")
    kept = question_in(question)
    _check_audience(definition, audience, kept, by)
    facts = {
        "audience": audience,
        "office_id": office_of(by) if audience == "office" else None,
        "owner_name": by.name,
        "area": str(by.home),
        "display": display,
        "question": kept,
        "columns": [{"name": column.name, "width": column.width} for column in columns[:_MOST_COLUMNS]],
        "updated_at": clock.now(),
    }
    view, _ = SavedView.objects.update_or_create(
        ledger=definition.code, owner_id=by.user_id, title=_title(title), defaults=facts
    )
    return set_default(view, is_default)


@transaction.atomic
def change_view(
    view: SavedView, definition: LedgerDefinition, *, title: str, audience: str, is_default: bool, by: Reader
) -> SavedView:
    """Rename a view, open it to others or close it, make it the one the ledger opens with.

    Raises:
        NotAllowed: somebody else's. UsageError: the name is taken.
    """
    _check_may_change(view, by, definition)
    if audience != view.audience:
        _check_audience(definition, audience, view.question, by)
        view.office_id = office_of(by) if audience == "office" else None
    view.title, view.audience, view.updated_at = _title(title), audience, clock.now()
    same = SavedView.objects.filter(ledger=view.ledger, owner_id=view.owner_id, title=view.title).exclude(
        pk=view.pk
    )
    if same.exists():
        raise UsageError(f"已经有一个视图叫“{view.title}”", "换一个名称，或先删除那一个")
    view.save()
    return set_default(view, is_default)


def delete_view(view: SavedView, definition: LedgerDefinition, *, by: Reader) -> None:
    """Take a view away; rows are not touched. NotAllowed: somebody else's."""
    _check_may_change(view, by, definition)
    view.delete()


def set_default(view: SavedView, is_default: bool) -> SavedView:
    """Mark the one view of its pool (mine, the office's, everyone's of the place) that the ledger opens
    with."""
    if is_default:
        pool = SavedView.objects.filter(ledger=view.ledger, audience=view.audience).exclude(pk=view.pk)
        whose = {
            "own": Q(owner_id=view.owner_id),
            "office": Q(office_id=view.office_id),
            "everyone": Q(area=view.area),
        }
        pool.filter(whose[view.audience]).update(is_default=False)
    if view.is_default != is_default:
        view.is_default = is_default
        view.save(update_fields=["is_default"])
    return view


def _title(title: str) -> str:
    text = " ".join(title.split())
    if not text:
        raise UsageError("视图要有名称", "写几个字，如：本月逾期未完工")
    if len(text) > _LONGEST_TITLE:
        raise UsageError(f"视图名称有 {len(text)} 个字，超过 {_LONGEST_TITLE} 个字", "请写短一些")
    return text


def _check_audience(
    definition: LedgerDefinition, audience: str, question: Mapping[str, str], by: Reader
) -> None:
    if audience not in AUDIENCES:
        raise UsageError(f"没有“{audience}”这种共享范围", f"可用的有：{'、'.join(AUDIENCES.values())}")
    if audience == "own":
        return
    if not may_share(by, definition):
        raise NotAllowed("共享视图要由办所负责人来做", "可以先保存为“只有我”，再请负责人共享")
    if audience == "office" and office_of(by) is None:
        raise UsageError("您的账号还没有归到办所，不能按办所共享", "请联系系统管理员，或共享给所有人")
    named = [
        definition.by_name.get(key.removeprefix(CONDITION)) for key in question if key.startswith(CONDITION)
    ]
    private = next((field for field in named if field is not None and field.private), None)
    if private is not None:
        raise UsageError(
            f"视图里按“{private.title}”筛选，含个人信息，不能共享", "去掉这个条件再共享，或保存为“只有我”"
        )


def _check_may_change(view: SavedView, by: Reader, definition: LedgerDefinition) -> None:
    if not may_change(view, by, definition):
        raise NotAllowed(f"“{view.title}”是{view.owner_name}的视图，您不能改", "可以另存为自己的视图")
