"""When the meaning of an indicator changed: its own definition, and the measures of the ledgers that feed
it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any, Final

from zhenyu.indicators.models import Indicator
from zhenyu.ledgers.models import LedgerVersion

_TITLES: Final = {
    "title": "名称",
    "unit": "单位",
    "kind": "类别",
    "better": "好坏方向",
    "domain": "领域",
    "time": "时间汇总方式",
    "numerator": "分子",
    "denominator": "分母",
    "scale": "倍数",
    "scope_note": "口径",
    "synonyms": "同义词",
    "formula": "算式",
}


@dataclass(frozen=True, slots=True)
class VersionNote:
    """A change of meaning: when, who, and in Chinese what; figures were recomputed in the same
    transaction."""

    at: datetime
    by: str
    what: str


def version_notes(code: str) -> list[VersionNote]:
    """What changed the meaning of an indicator, the newest first: its own definition and the measures that
    feed it."""
    return sorted([*_own(code), *_of_measures(code)], key=lambda note: note.at, reverse=True)


def _own(code: str) -> list[VersionNote]:
    versions = list(Indicator.objects.filter(code=code).order_by("version"))
    notes = [
        VersionNote(
            now.defined_at, now.defined_by, "；".join(_differences(before.raw, now.raw)) or "重新登记"
        )
        for before, now in pairwise(versions)
    ]
    first = [VersionNote(version.defined_at, version.defined_by, "登记") for version in versions[:1]]
    return [*notes, *first]


def _of_measures(code: str) -> Iterator[VersionNote]:
    """Versions of ledgers in which what they contribute is not what it was in the version before."""
    feeding = LedgerVersion.objects.filter(raw__contains=code).values("ledger")
    versions = LedgerVersion.objects.filter(ledger__in=feeding).order_by("ledger", "version")
    for _, history in groupby(versions, key=lambda version: version.ledger_id):
        before: list[Any] = []
        for version in history:
            definition = version.declared
            now = [each for each in definition.get("measures", []) if each.get("indicator") == code]
            if now != before:
                yield VersionNote(version.at, version.by_name, _measured(definition["title"], before, now))
            before = now


def _measured(ledger: str, before: list[Any], now: list[Any]) -> str:
    if not before or not now:
        return f"{ledger}{'开始' if now else '不再'}供数"
    return f"{ledger}的统计规则由“{'；'.join(map(_rule, before))}”改为“{'；'.join(map(_rule, now))}”"


def _rule(measure: Mapping[str, Any]) -> str:
    words = (("value", ""), ("where", " 条件 "), ("on", " 按 "), ("until", " 至 "))
    return "".join(f"{word}{measure[name]}" for name, word in words if measure.get(name))


def _differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(before.keys() | now.keys()):
        old, new = before.get(name), now.get(name)
        if old != new:
            yield f"{_TITLES.get(name, name)}由“{_shown(old)}”改为“{_shown(new)}”"


def _shown(value: Any) -> str:
    if value in (None, "", []):
        return "空"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
