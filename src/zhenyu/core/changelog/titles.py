"""What the change log calls each action in Chinese: every room registers the actions it writes when it
starts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_TITLES: dict[str, str] = {}
ACTION_TITLES: Mapping[str, str] = MappingProxyType(_TITLES)
"""Action → title, in the order registered; the log page offers them as a filter."""


def register_actions(titles: Mapping[str, str]) -> None:
    """Add actions with their titles.

    Raises:
        ValueError: another room calls the same action otherwise.
    """
    for action, title in titles.items():
        if _TITLES.setdefault(action, title) != title:
            raise ValueError(f"the action {action!r} is called {_TITLES[action]!r} already, not {title!r}")


def action_title(action: str) -> str:
    """What people read for an action; its code where no room registered it."""
    return _TITLES.get(action, action)
