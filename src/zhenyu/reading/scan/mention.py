"""What the scanner finds: ``Mention``, a figure that the passes fill in, and ``Mark``, a numeral that is no
figure."""

from __future__ import annotations

from dataclasses import dataclass

from zhenyu.reading.figure import Approximation, Rank, Status, Value
from zhenyu.reading.scan.dates import Date
from zhenyu.reading.scan.units import Unit


@dataclass(frozen=True, slots=True)
class Mark:
    """A numeral that is no figure: ``kind`` date, list_ordinal, code or not_a_figure, with its ``reason``."""

    start: int
    end: int
    kind: str
    reason: str = ""
    date: Date | None = None


@dataclass(slots=True)
class Mention:
    """A figure in the making; positions are indexes into the paragraph's ``clean`` text, ``[start, end)``."""

    start: int
    end: int
    value: Value
    unit_text: str
    unit: Unit
    value_si: Value
    approx: Approximation
    kind: str
    han: bool  # written in Chinese numerals
    bare: bool = False  # the text gives no unit
    measure: str = ""
    noun: str = ""  # the thing counted, which the next figure may share
    attribute: bool = False  # measures a property of ``scope`` (占地, 总投资)
    action: str | None = None
    scope: str | None = None
    period: str | None = None
    period_src: str | None = None
    status: Status = "actual"
    parent: Mention | None = None
    of: Mention | None = None  # the level a growth or a rank is about
    noun_own: bool = False  # a growth or a rank with a subject in its own clause
    stem: int = -1  # where the name before a growth or a rank ends
    basis: str = ""
    form: str = ""
    rank: Rank | None = None
    opt: bool = False
    moved: str = ""  # "from" or "to": the A or B of 由A提高到B
    note: str | None = None
    sentence: int = 0
    claimed: int = -1  # where the noun after the number ends, if the name was taken from there
    index: int = -1  # line number among the document's figures, once emitted
