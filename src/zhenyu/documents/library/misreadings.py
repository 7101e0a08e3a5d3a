"""A figure as it was read → as a person says it is. Pure.

Both are the reading's own line (``Figure.as_json``), so that a correction is an example in the form of
tests/corpus.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from zhenyu.core.errors import UsageError
from zhenyu.core.values.periods import Period
from zhenyu.documents.formats.document_figures import UNCLEAR
from zhenyu.documents.library.book_periods import books_period
from zhenyu.reading.scan.scanner import scan

Line = Mapping[str, Any]
FIELDS: Final = ("value", "unit", "kind", "measure", "scope", "period", "status", "indicator")
"""What a person may set right, as the form names it."""
_NUMBER: Final = re.compile(r"(-?\d+(?:\.\d+)?)(?:\s*[—–~～至]+\s*(-?\d+(?:\.\d+)?))?")
_ANY_PERIOD: Final = Period.year_of(2000)  # only lends its year to a period that says none
_CORPUS_FIELDS: Final = (
    "text",
    "value_si",
    "unit_base",
    "kind",
    "measure",
    "status",
    "period",
    "approx",
    "scope",
)
_SENTENCE_END: Final = re.compile("[。！？；\n]")


def words_of(line: Line) -> dict[str, str]:
    """The line as a form shows it: every field of ``FIELDS`` as text, a range as ``5—10``."""
    value = line["value"]
    ends = value if isinstance(value, list) else [value]
    shown = {name: str(line.get(name) or "") for name in FIELDS}
    return {**shown, "value": "—".join(f"{Decimal(str(end)):f}" for end in ends)}


def corrected(line: Line, said: Mapping[str, str]) -> dict[str, Any]:
    """The line with what a person said instead; fields that stay as they were keep all the reading knew of
    them.

    Arguments:
        said: some of ``FIELDS`` as text; a fall has a minus, a range two numbers.

    Raises:
        UsageError: no number, a unit nobody knows, a period that cannot be understood.
    """
    before = words_of(line)
    after = {name: said.get(name, before[name]).strip() for name in FIELDS}
    right = {**line, **{name: after[name] for name in ("unit", "kind", "measure", "status")}}
    right["scope"] = after["scope"] or None
    if any(after[name] != before[name] for name in ("value", "unit", "kind")):
        right |= _quantity(after["value"], after["unit"], after["kind"], line["approx"])
    if after["period"] != before["period"]:
        right |= {"period": _period(after["period"]), "period_src": "stated" if after["period"] else None}
    if after["indicator"] != before["indicator"]:
        right |= {
            "indicator": after["indicator"] or None,
            "confidence": 1.0,
            "runners_up": [],
            "chosen": True,
        }
    if after["kind"] != before["kind"]:
        right |= _links(after["kind"], after["measure"])
    if right.get("note") == UNCLEAR:
        right["note"] = None  # somebody has looked at the original
    return right


def missed(text: str, start: int, end: int, said: Mapping[str, str]) -> dict[str, Any]:
    """The line of a figure that no reading found; raises as :func:`corrected`."""
    empty = {
        "doc": "",
        "start": start,
        "end": end,
        "text": text[start:end],
        "value": 0,
        "unit": "",
        "value_si": 0,
        "unit_base": "item",
        "kind": "",
        "measure": "",
        "action": None,
        "scope": None,
        "period": None,
        "period_src": None,
        "status": "actual",
        "approx": "exact",
        "compare": None,
        "rank": None,
        "parent": None,
        "opt": False,
        "indicator": None,
        "confidence": None,
    }
    return corrected(empty, {**said, "kind": said.get("kind") or "count"})


def proposal(words: str) -> dict[str, str]:
    """What the marked words seem to say, to begin the form with."""
    found, _ = scan(words, furniture=False)
    if not found:
        digits = _NUMBER.search(words)
        return {"value": digits[0] if digits else "", "unit": "", "kind": "count"}
    first = found[0]
    ends = first.value if isinstance(first.value, tuple) else (first.value,)
    return {"value": "—".join(f"{end:f}" for end in ends), "unit": first.unit_text, "kind": first.kind}


def example(name: str, text: str, start: int, end: int, lines: Iterable[Line]) -> dict[str, Any]:
    """The sentence around ``[start, end)`` with every figure in it as it is right, in the form of
    tests/corpus."""
    first, last = _sentence(text, start, end)
    inside = [line for line in lines if first <= line["start"] and line["end"] <= last]
    kept = [
        {field: line[field] for field in _CORPUS_FIELDS if line.get(field) is not None} for line in inside
    ]
    return {"id": name, "text": text[first:last], "figures": kept}


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence begins and ends, its full stop included."""
    before = [found.end() for found in _SENTENCE_END.finditer(text, 0, start)]
    after = _SENTENCE_END.search(text, end)
    return (before[-1] if before else 0, after.start() + (after[0] != "\n") if after else len(text))


def _quantity(value: str, unit: str, kind: str, approx: str) -> dict[str, Any]:
    """Value and unit, as written and in base units, through the reading's own scanner; 余, 近 … stay what
    they were."""
    match = _NUMBER.fullmatch(value)
    if match is None:
        raise UsageError(f"“{value}”不是一个数", "请用阿拉伯数字，如 12.5；下降写负数；一段范围写成 5—10")
    ends = [Decimal(end) for end in match.groups() if end]
    factor, base = (Decimal(1), "rank") if kind == "rank" else _unit(unit)
    numbers = [_plain(end) for end in ends]
    expanded = [_plain(end * factor) for end in ends]
    single = len(ends) == 1
    return {
        "value": numbers[0] if single else numbers,
        "value_si": expanded[0] if single else expanded,
        "unit_base": base,
        "approx": ("exact" if approx == "range" else approx) if single else "range",
    }


def _unit(unit: str) -> tuple[Decimal, str]:
    """How many base units one ``unit`` makes, and the base."""
    if not unit:
        return Decimal(1), "item"
    found, _ = scan(f"1{unit}", furniture=False)
    if len(found) != 1 or found[0].end != len(unit) + 1 or isinstance(found[0].value_si, tuple):
        raise UsageError(
            f"没有“{unit}”这个计量单位", "请写报告里常用的单位，如 万元、亩、户、人次、%、个百分点"
        )
    return found[0].value_si, found[0].unit.base


def _period(period: str) -> str | None:
    if period and books_period(period, _ANY_PERIOD, as_at=False) is None:
        raise UsageError(
            f"看不懂“{period}”这段时间", "请写成 2026、2026-10、2026-01/2026-10，截至某月写成 /2026-10"
        )
    return period or None


def _links(kind: str, measure: str) -> dict[str, Any]:
    """A growth and a rank say what of; other kinds do not."""
    growth = {"basis": "yoy", "of": measure, "of_idx": None, "form": "pct"}
    rank = {"n": 0, "among": None, "of_idx": None}
    return {"compare": growth if kind == "growth" else None, "rank": rank if kind == "rank" else None}


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
