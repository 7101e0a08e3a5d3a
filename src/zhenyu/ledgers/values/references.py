"""Words that refer to something else: titles of choices, names of areas, keys of other ledgers. Pure."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from zhenyu.core.errors import UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.values.cell_problems import CellProblem


@dataclass(frozen=True, slots=True)
class References:
    """What reading needs to know from outside: the areas that may be meant, other ledgers' keys.

    Arguments:
        areas: code → name of every area that a row may belong to.
        ambiguous: names that several of them bear.
        records: ledger → (key text, or ``#12`` → row id).
        searchable: whether the ledger's search index is there to be asked.
    """

    areas: Mapping[str, str] = field(default_factory=dict)
    codes_by_name: Mapping[str, str] = field(default_factory=dict)
    ambiguous: frozenset[str] = frozenset()
    records: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    searchable: bool = False


NO_REFERENCES: Final = References()


def choice_code(choices: Mapping[str, str], text: str) -> str | CellProblem:
    """The code of a choice given by code or title."""
    if text in choices:
        return text
    squeezed_text = squeezed(text)
    for code, title in choices.items():
        if squeezed_text == squeezed(title) or squeezed_text == code:
            return code
    near = difflib.get_close_matches(text, choices.values(), n=1, cutoff=0.5)
    hint = f"是不是“{near[0]}”？" if near else ""
    return CellProblem("choice", f"没有“{text}”这个选项", f"{hint}可以填：{'、'.join(choices.values())}")


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def read_area(text: str, references: References) -> str | CellProblem:
    """The code of an area given by code, or by name among those that may be meant."""
    if text in references.areas:
        return text
    if text in references.codes_by_name:
        return references.codes_by_name[text]
    squeezed_text = squeezed(text)
    if squeezed_text in references.codes_by_name:
        return references.codes_by_name[squeezed_text]
    if squeezed_text in references.ambiguous:
        return CellProblem("area", f"有几个地方都叫“{text}”", "请改填区划代码")
    if squeezed_text.isdigit():
        return _area_by_code(squeezed_text, references)
    near = difflib.get_close_matches(squeezed_text, references.codes_by_name, n=1)
    hint = f"是不是“{near[0]}”？" if near else ""
    return CellProblem(
        "area", f"本次范围内没有叫“{text}”的地方", f"{hint}请填辖区内的村（社区）全称或区划代码"
    )


def _area_by_code(text: str, references: References) -> str | CellProblem:
    try:
        code = str(AreaCode.parse(text))
    except UsageError as problem:
        return CellProblem("area", problem.message, problem.hint)
    if code in references.areas:
        return code
    return CellProblem("area", f"区划代码 {text} 不在本次范围内", "请核对代码，或换成能管这个地方的账号")
