"""One file → its figures as JSON lines, or why it cannot be read: the unit of work of ``zhenyu read``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from zhenyu.core.errors import ZhenyuError
from zhenyu.documents.formats.document_figures import figures_in
from zhenyu.documents.formats.locations import SourceText
from zhenyu.documents.formats.sandbox import Progress
from zhenyu.documents.formats.source import source_of
from zhenyu.reading import Figure


@dataclass(frozen=True, slots=True)
class WantedFile:
    """A file to read and the name its figures carry."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Extract:
    """What a file gave: its figures as lines of JSON, or ``problem``; notes on what was left out or is
    doubtful."""

    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""


def extract(wanted: WantedFile, progress: Progress | None = None) -> Extract:
    """Read a file; a file that cannot be read is an answer too, never an exception."""
    try:
        source = source_of(wanted.path, progress)
        figures = figures_in(source, doc=wanted.name)
    except ZhenyuError as error:
        return Extract(problem=str(error))
    except (MemoryError, RecursionError):
        return Extract(problem=f"“{wanted.path}”太大或太复杂，内存不够")
    return Extract(tuple(as_line(figure, source) for figure in figures), source.notes)


def as_line(figure: Figure, source: SourceText) -> str:
    """The figure in the scheme's shape (reading-scheme §15), and its location in the original file."""
    location = source.location_of(figure.start, figure.end)
    return json.dumps({**figure.as_json(), "place": location.as_json()}, ensure_ascii=False)
