"""Saved views: a way to look at a ledger, kept under a name for its maker, an office or everyone of a place.

A view holds conditions, columns and a display, and no area: it applies to whatever rows its reader may see,
so it never widens anybody's scope. Its conditions are kept as in an address (``f.cost``, ``state``, ``sort``
…).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from zhenyu.core.errors import NotFound
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.models import LedgerVersion, SavedView
from zhenyu.ledgers.rows.conditions import OWN_COLUMNS
from zhenyu.people.types import Reader, Role

DISPLAYS: Final[Mapping[str, str]] = {"grid": "表格", "board": "看板", "chart": "图表"}
AUDIENCES: Final[Mapping[str, str]] = {"own": "只有我", "office": "本办所", "everyone": "所有人"}
CONDITION: Final = "f."
ASKED: Final = ("state", "overdue", "sort", "q", "by", "measure", "as")
"""What of an address, beside the conditions on columns, makes a view."""


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


def valid_question(view: SavedView, definition: LedgerDefinition) -> dict[str, str]:
    """The view's conditions without those on columns or states that are gone."""
    kept = {}
    for key, text in view.question.items():
        names = list(_names_in(key, text))
        if all(_exists(name, definition) for name in names) and (
            key != "state" or text in (*definition.states, "*")
        ):
            kept[key] = text
    return kept


def valid_columns(view: SavedView, definition: LedgerDefinition) -> list[ShownColumn]:
    """The view's columns that the ledger still has; empty: as the ledger shows them itself."""
    shown = [ShownColumn(item["name"], item.get("width")) for item in view.columns]
    return [column for column in shown if _exists(column.name, definition)]


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
