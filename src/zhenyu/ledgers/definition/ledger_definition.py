"""The definition of a ledger (ledger-definition §1): frozen models of its YAML, checked as a whole when read.

Pure: no Django, no database. :func:`zhenyu.ledgers.definition.checks.read_definition` is the only way to read
one; every fault is a ``UsageError`` naming file, path and remedy.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer
from pydantic import Field as Declared

from zhenyu.core.values.area_codes import AreaLevel
from zhenyu.ledgers.definition.field_types import (
    NATURAL_UNIT,
    NUMERIC,
    PRIVATE_BY_NATURE,
    SUMMABLE,
    TYPE_TITLES,
    FieldType,
    Privacy,
)

__all__ = [
    "NUMERIC",
    "SUMMABLE",
    "TYPE_TITLES",
    "Code",
    "Constraint",
    "DayLimit",
    "Deadline",
    "DefinitionPart",
    "EscalationStep",
    "Field",
    "FieldType",
    "LedgerDefinition",
    "Lifecycle",
    "Measure",
    "Privacy",
    "Text",
    "Transition",
]


_SPAN: Final = re.compile(r"(\d{1,4})\s*(d|wd)")


class DayLimit(BaseModel):
    """A stretch of days, written ``15d`` (calendar days) or ``3wd`` (working days)."""

    model_config = ConfigDict(frozen=True)

    days: int
    working: bool = False


def _span(raw: object) -> object:
    found = _SPAN.fullmatch(str(raw).strip())
    if found is None:
        raise ValueError("写成 15d（15个日历日）或 3wd（3个工作日）")
    return DayLimit(days=int(found[1]), working=found[2] == "wd")


def _one_or_many(raw: object) -> object:
    return (raw,) if isinstance(raw, str) else raw


Code = Annotated[str, Declared(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
Text = Annotated[str, Declared(min_length=1, max_length=120)]
Codes = Annotated[tuple[Code, ...], BeforeValidator(_one_or_many)]
Synonyms = Annotated[tuple[str, ...], BeforeValidator(_one_or_many)]
DaySpan = Annotated[
    DayLimit,
    BeforeValidator(_span),
    PlainSerializer(lambda span: f"{span.days}{'wd' if span.working else 'd'}"),
]


class DefinitionPart(BaseModel):
    """What every part of a definition is: frozen, and strict about words it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, coerce_numbers_to_str=True)


class Field(DefinitionPart):
    """A column of the ledger. ``unit`` is the unit values are kept in; ``synonyms`` are other headers for
    imports; ``sort`` keeps an index, so that a large ledger is sorted by it at once.

    ``formerly`` are the names it had before: the data of a renamed field follows it, and so does its history.
    """

    name: Code
    title: Text
    type: FieldType
    required: bool = False
    unit: str | None = None
    choices: dict[str, str] = {}
    privacy: Privacy = "internal"
    synonyms: Synonyms = ()
    help: str = ""
    sort: bool = False
    element: str | None = None
    record: Code | None = None
    formerly: Codes = ()

    @property
    def numeric(self) -> bool:
        return self.type in NUMERIC

    @property
    def kept_unit(self) -> str | None:
        """The unit of the stored numbers: declared, or natural to the type (元, 亩, 米, %)."""
        return self.unit or NATURAL_UNIT.get(self.type)

    @property
    def private(self) -> bool:
        """Whether values are masked unless revealed with a reason."""
        return self.effective_privacy in ("personal", "sensitive")

    @property
    def effective_privacy(self) -> Privacy:
        """Declared privacy; citizen numbers and bank accounts are sensitive whatever a definition forgets to
        say."""
        if self.privacy in ("personal", "sensitive"):
            return self.privacy
        return PRIVATE_BY_NATURE.get(self.type, self.privacy)

    def in_image(self, image: Mapping[str, Any]) -> Any:
        """Its value in an image of a row, which may be older than its name; None where the image has none."""
        return next((image[name] for name in (self.name, *self.formerly) if name in image), None)


class Transition(DefinitionPart):
    """A named step from one of ``from`` to ``to``.

    ``role`` may do it (None: anybody who may write there), the fields ``requires`` must be filled, and the
    person ``not_by`` stands for must be somebody else: a field that names a person, ``creator``, or an agent
    noun of a state (``finisher`` is who brought the row to ``finished``).
    """

    name: Code
    title: Text
    from_: Codes = Declared(alias="from")
    to: Code
    role: str | None = None
    requires: Codes = ()
    not_by: Code | None = None


class Lifecycle(DefinitionPart):
    """States of a row and the steps between them."""

    initial: Code
    states: dict[str, str]
    transitions: tuple[Transition, ...] = ()

    def transition(self, name: str) -> Transition | None:
        return next((step for step in self.transitions if step.name == name), None)

    def steps_from(self, state: str | None) -> tuple[Transition, ...]:
        return tuple(step for step in self.transitions if state in step.from_)


class EscalationStep(DefinitionPart):
    """So long after the due day a row that is still open is reported to who holds the role there."""

    after: DaySpan
    to: str


class Deadline(DefinitionPart):
    """While a row is in one of the states it is due on a day: a date field's, or a span counted from one.

    ``{while: [reported], due: due_on, warn: 3d}``, ``{while: [reported], from: reported_on, limit: 5wd}``, or
    by a choice: ``{while: [reported], from: reported_on, by: urgency, limits: {urgent: 1wd, normal: 7wd}}``;
    a choice without a limit has none. The day counted from is not itself counted.
    """

    while_: Codes = Declared(alias="while")
    due: Code | None = None
    from_: Code | None = Declared(default=None, alias="from")
    limit: DaySpan | None = None
    by: Code | None = None
    limits: dict[str, DaySpan] = {}
    warn: DaySpan = DayLimit(days=7)
    escalate: tuple[EscalationStep, ...] = ()

    @property
    def spans(self) -> tuple[DayLimit, ...]:
        """Every span that may be counted."""
        return (*((self.limit,) if self.limit else ()), *self.limits.values())


class Constraint(DefinitionPart):
    """A rule over rows: ``check`` (a small SQL expression that must not be false) or ``balance`` (a running
    sum)."""

    check: str | None = None
    message: str = ""
    balance: Code | None = None
    by: Codes = ()
    min: int = 0


class Measure(DefinitionPart):
    """What the ledger feeds an indicator; the expressions are compiled by the indicators room.

    ``on`` is the date a row counts from (a flow: the month it counts in), ``until`` the date a row of a stock
    leaves.
    """

    indicator: Code
    value: str
    where: str | None = None
    on: Code | None = None
    until: Code | None = None


class LedgerDefinition(DefinitionPart):
    """A ledger as declared. Equality is by content.

    ``retired`` are fields no longer asked for: their columns and values stay, and they can be brought back.
    """

    code: Annotated[str, Declared(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    title: Text
    domain: Text
    office: str = ""
    basis: str = ""
    description: str = ""
    level: AreaLevel = AreaLevel.VILLAGE
    key: Codes = ()
    fields: Annotated[tuple[Field, ...], Declared(min_length=1, max_length=200)]
    retired: tuple[Field, ...] = ()
    lifecycle: Lifecycle | None = None
    deadlines: tuple[Deadline, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    measures: tuple[Measure, ...] = ()

    @property
    def table(self) -> str:
        """The name of its table."""
        return f"ledger_{self.code}"

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def states(self) -> Mapping[str, str]:
        """State code → title; empty without a life cycle."""
        return self.lifecycle.states if self.lifecycle else {}

    def replacing(self, **parts: Any) -> LedgerDefinition:
        """The same definition with some parts replaced (``model_copy`` would keep what is cached of the old
        ones)."""
        return LedgerDefinition(
            **{name: getattr(self, name) for name in LedgerDefinition.model_fields} | parts
        )

    @property
    def whole(self) -> LedgerDefinition:
        """The definition its table is made from: retired fields keep their columns."""
        return self.replacing(fields=self.fields + self.retired, retired=()) if self.retired else self

    def as_raw(self) -> dict[str, Any]:
        """The raw mapping that ``read_definition`` reads back to the same definition."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    @property
    def initial_state(self) -> str | None:
        return self.lifecycle.initial if self.lifecycle else None

    def is_required(self, field: Field) -> bool:
        """Whether a row may not leave it blank; a key always has to be filled."""
        return field.required or field.name in self.key

    def deadline_of(self, state: str | None) -> Deadline | None:
        """The deadline that runs in a state; without a life cycle the first one runs always."""
        if self.lifecycle is None:
            return self.deadlines[0] if self.deadlines else None
        return next((deadline for deadline in self.deadlines if state in deadline.while_), None)
