"""Areas in time: what an area was made of, what became of it, and whether two years can be compared. Pure.

The rule (decision 0005): rows stay under the area they were recorded in. An area that ended and has one
successor went wholly into it, and from that day on the successor's figures count its rows too; an area that
ended with several successors was torn, and what received a part of it cannot be compared with the time
before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property


@dataclass(frozen=True, slots=True)
class AreaLifetime:
    """An area with an end, a beginning or successors: its first day, the first day it is no more, what it
    became."""

    code: str
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()

    def exists_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


@dataclass(frozen=True)
class Succession:
    """All areas that have not always been as they are; every other area always was."""

    spans: tuple[AreaLifetime, ...]

    @cached_property
    def by_code(self) -> dict[str, AreaLifetime]:
        return {span.code: span for span in self.spans}

    @cached_property
    def _sources(self) -> dict[str, tuple[AreaLifetime, ...]]:
        """Successor → the areas that went into it, in whole or in part."""
        sources: dict[str, tuple[AreaLifetime, ...]] = {}
        for span in self.spans:
            for heir in span.successors if span.valid_to else ():
                sources[heir] = (*sources.get(heir, ()), span)
        return sources

    def exists_on(self, code: str, day: date) -> bool:
        span = self.by_code.get(code)
        return span is None or span.exists_on(day)

    def absorbed(self, code: str, day: date) -> tuple[str, ...]:
        """The areas that had gone wholly into this one by a day, and into those in turn, in order of code."""
        gone_in: set[str] = set()
        waiting = [code]
        while waiting:
            for span in self._sources.get(waiting.pop(), ()):
                if len(span.successors) == 1 and _ended(span, day) and span.code not in gone_in | {code}:
                    gone_in.add(span.code)
                    waiting.append(span.code)
        return tuple(sorted(gone_in))

    def successor_on(self, code: str, day: date) -> str | None:
        """What stands for an area on a day: itself, the area it went wholly into, or None (torn, abolished,
        to come)."""
        seen = {code}
        while not self.exists_on(code, day):
            span = self.by_code[code]
            if len(span.successors) != 1 or not _ended(span, day) or span.successors[0] in seen:
                return None
            (code,) = span.successors
            seen.add(code)
        return code

    def series_break(self, code: str, since: date, until: date) -> AreaLifetime | None:
        """An area of which this one (or what went into it) received only a part after ``since`` and by
        ``until``."""
        for own in (code, *self.absorbed(code, until)):
            for span in self._sources.get(own, ()):
                if len(span.successors) > 1 and span.valid_to and since < span.valid_to <= until:
                    return span
        return None


def succession_of(rows: Iterable[tuple[str, date | None, date | None, list[str]]]) -> Succession:
    """From rows of the register: code, valid_from, valid_to, successors."""
    return Succession(tuple(AreaLifetime(code, first, end, tuple(heirs)) for code, first, end, heirs in rows))


def _ended(span: AreaLifetime, day: date) -> bool:
    return span.valid_to is not None and span.valid_to <= day
