"""What is proposed: a raw definition, the reason of each decision, the questions, what was found and left
out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from zhenyu.ledgers.inferring.columns import UnfitCells

_BLOCKS: Final = ("fields", "lifecycle", "deadlines")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubt only a person can settle; ``about`` is the path in the definition (``fields.cost``)."""

    about: str
    text: str


@dataclass(frozen=True)
class LedgerProposal:
    """A ledger definition proposed from a workbook.

    Arguments:
        definition: raw mapping that ``read_definition`` accepts.
        source: the file and the sheet, with the rows of heading and data.
        reasons: path → Chinese sentence (``title``, ``key``, ``fields.cost``, ``lifecycle`` …).
        questions: the doubts.
        notes: what was found and left out, with row numbers; never the content of private cells.
        unfit: the cells that the proposed fields will not take.
        mapping: column position → field name, or ``area``, ``state``, or empty for a column left out.
    """

    definition: dict[str, Any]
    source: str
    reasons: Mapping[str, str]
    questions: tuple[Doubt, ...]
    notes: tuple[str, ...]
    unfit: tuple[UnfitCells, ...]
    mapping: Mapping[int, str]

    def as_yaml(self) -> str:
        """The definition as YAML; reasons and questions stand as comments above what they are about."""
        return "\n".join(self._lines()) + "\n"

    def as_json(self) -> dict[str, Any]:
        """For machines: definition, reasons, questions, notes, columns."""
        return {
            "definition": self.definition,
            "source": self.source,
            "reasons": dict(self.reasons),
            "questions": [{"about": question.about, "text": question.text} for question in self.questions],
            "notes": list(self.notes),
            "columns": {str(position): name for position, name in self.mapping.items()},
        }

    def _lines(self) -> Iterator[str]:
        yield from _comments([f"由{self.source}推断。请逐条核对，改好后再建台账。"])
        if self.notes:
            yield from _comments(["", "发现与未采用的：", *(f"· {note}" for note in self.notes)])
        general = [question.text for question in self.questions if not question.about]
        if general:
            yield from _comments(["", "待定：", *(f"？{text}" for text in general)])
        for name, value in self.definition.items():
            yield from self._remarks(name)
            yield from self._block(name, value) if name in _BLOCKS else [f"{name}: {_flow(value)}"]

    def _block(self, name: str, value: Any) -> Iterator[str]:
        yield f"{name}:"
        if isinstance(value, Mapping):
            for part, content in value.items():
                if part == "transitions":
                    yield f"  {part}:" if content else f"  {part}: []"
                    yield from (f"    - {_flow(step)}" for step in content)
                else:
                    yield f"  {part}: {_flow(content)}"
            return
        for item in value:
            yield from self._remarks(f"{name}.{item['name']}" if "name" in item else "", "  ")
            yield f"  - {_flow(item)}"

    def _remarks(self, about: str, indent: str = "") -> Iterator[str]:
        if not about:
            return
        if reason := self.reasons.get(about):
            yield from _comments([reason], indent)
        yield from _comments(
            (f"？{question.text}" for question in self.questions if question.about == about), indent
        )


def _comments(texts: Iterable[str], indent: str = "") -> Iterator[str]:
    for text in texts:
        yield f"{indent}# {' '.join(text.split())}".rstrip()


def _flow(value: Any) -> str:
    """A value on one line of YAML."""
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10**6, sort_keys=False)
    return text.removesuffix("\n").removesuffix("\n...")
