"""Saved views: a way to look at a ledger, kept under a name for its maker, an office or everyone of a place.

A view holds conditions, columns and a display, and no area: it is laid over whatever the one who opens it may
see, so it never widens anybody's scope. Its conditions are kept as they stand in an address (``f.cost``,
``state``, ``sort`` …).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from zhenyu.core import clock
from zhenyu.core.errors import NotAllowed, NotFound, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.models import LedgerVersion, SavedView
from zhenyu.ledgers.rows.conditions import OWN_COLUMNS
from zhenyu.people.queries import office_of
from zhenyu.people.types import Reader, Role

DISPLAYS: Final[Mapping[str, str]] = {"grid": "表格", "board": "看板", "chart": "图表"}
AUDIENCES: Final[Mapping[str, str]] = {"own": "只有我", "office": "本办所", "everyone": "所有人"}
CONDITION: Final = "f."
ASKED: Final = ("state", "overdue", "sort", "q", "by", "measure", "as")
"""What of an address, beside the conditions on columns, makes a view."""
_LONGEST_TITLE: Final = 40
_MOST_COLUMNS: Final = 220


_OPEN_TO_READER: Final = """
SELECT * FROM ledgers_savedview
WHERE ledger = %(ledger)s AND (
  audience = 'everyone' OR audience = 'own' AND owner_id = %(reader)s
  OR audience = 'office' AND office_id = (SELECT office_id FROM people_user WHERE id = %(reader)s)
)
"""
"""Plain SQL: every page of a grid asks this, and the ORM took three times as long to."""


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column a view shows, in its place; ``width`` in pixels, None as wide as it needs."""

    name: str
    width: int | None = None


def question_in(query: Mapping[str, str]) -> dict[str, str]:
    """The part of an address that a view keeps."""
    return {
        name: str(text)
        for name, text in query.items()
        if text and (name.startswith(CONDITION) or name in ASKED)
    }


def views_of(reader: Reader, definition: LedgerDefinition) -> list[SavedView]:
    """The views of a ledger the reader may open: own, their office's, everyone's of their place; by audience
    and title."""
    asked = {"ledger": definition.code, "reader": reader.user_id}
    order = list(AUDIENCES)
    found = [view for view in SavedView.objects.raw(_OPEN_TO_READER, asked) if _concerns(view, reader)]
    return sorted(found, key=lambda view: (order.index(view.audience), view.title))


def view_for(reader: Reader, definition: LedgerDefinition, view_id: int) -> SavedView:
    """One view; NotFound when it is not there or not for this reader."""
    found = next((view for view in views_of(reader, definition) if view.pk == view_id), None)
    if found is None:
        raise NotFound("没有这个视图", "可能已被删除，或没有共享给您；请从“视图”里另选一个")
    return found


def default_view(views: Sequence[SavedView]) -> SavedView | None:
    """The view a ledger opens with: the reader's own default, else the office's, else everyone's."""
    return next((view for view in views if view.is_default), None)


def may_change(view: SavedView, by: Reader, definition: LedgerDefinition) -> bool:
    """Its maker, and for shared ones the office heads of the place."""
    if by.user_id is not None and view.owner_id == by.user_id:
        return True
    return view.audience != "own" and by.holds(Role.OFFICE_HEAD, AreaCode(view.area), definition.domain)


def may_share(by: Reader, definition: LedgerDefinition) -> bool:
    """Whether the reader may keep views for an office or for everyone."""
    return by.home is not None and by.holds(Role.OFFICE_HEAD, by.home, definition.domain)


def missing(view: SavedView, definition: LedgerDefinition) -> list[str]:
    """Titles of the columns a view names and the ledger no longer has; the view works without them."""
    gone = [name for name in dict.fromkeys(_named(view)) if not _exists(name, definition)]
    return [_former_title(definition.code, name) for name in gone]


def standing_question(view: SavedView, definition: LedgerDefinition) -> dict[str, str]:
    """The view's conditions without those on columns or states that are gone."""
    kept = {}
    for key, text in view.question.items():
        names = list(_names_in(key, text))
        if all(_exists(name, definition) for name in names) and (
            key != "state" or text in (*definition.states, "*")
        ):
            kept[key] = text
    return kept


def standing_columns(view: SavedView, definition: LedgerDefinition) -> list[ShownColumn]:
    """The view's columns that the ledger still has; empty: as the ledger shows them itself."""
    shown = [ShownColumn(item["name"], item.get("width")) for item in view.columns]
    return [column for column in shown if _exists(column.name, definition)]


# --- verbs ----------------------------------------------------------------------------------------


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


# --- what a view names ----------------------------------------------------------------------------


def _concerns(view: SavedView, reader: Reader) -> bool:
    """Whether the place a view was made for and the reader's places touch."""
    if reader.unlimited or view.owner_id == reader.user_id:
        return True
    place = AreaCode(view.area)
    return any(place.contains(grant.area) or grant.area.contains(place) for grant in reader.grants)


def _named(view: SavedView) -> Iterator[str]:
    yield from (item["name"] for item in view.columns)
    for key, text in view.question.items():
        yield from _names_in(key, text)


def _names_in(key: str, text: str) -> Iterator[str]:
    """The columns that one condition of an address names."""
    if key.startswith(CONDITION):
        yield key.removeprefix(CONDITION)
    elif key == "sort":
        yield text.removeprefix("-")
    elif key == "by":
        yield text.partition(":")[0]
    elif key == "measure" and ":" in text:
        yield text.partition(":")[2]


def _exists(name: str, definition: LedgerDefinition) -> bool:
    return name in definition.by_name or name in OWN_COLUMNS or name == "area_name"


def _former_title(code: str, name: str) -> str:
    """What a column was called when the ledger still had it."""
    for version in LedgerVersion.objects.filter(ledger=code).order_by("-version"):
        fields: list[dict[str, Any]] = version.declared["fields"]
        title = next((field["title"] for field in fields if field["name"] == name), None)
        if title:
            return str(title)
    return name


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
