"""Splitting a whole into parts that add up to it, to the last unit. Pure.

Parts follow their bases (last year's value, population, area) by the method of the largest remainder (Hare's
quota): each part gets the whole units of its exact share, and the units left over go one each to the largest
fractions, the earlier part first where fractions tie. Locked parts keep what they have; the rest is split
among the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from zhenyu.core.errors import RefusedError
from zhenyu.core.values.quantities import format_decimal


@dataclass(frozen=True, slots=True)
class Split:
    """The parts in the order of their bases, and in Chinese what was done otherwise than asked (empty:
    nothing)."""

    parts: tuple[Decimal, ...]
    notes: tuple[str, ...] = ()


def split(
    total: Decimal,
    bases: Sequence[Decimal | None],
    *,
    places: int = 0,
    locked: Mapping[int, Decimal] | None = None,
) -> Split:
    """Split ``total`` by ``bases``; the parts add up to it exactly.

    Arguments:
        bases: one for each part; None is unknown and counts as the mean of the known ones, below zero counts
            as zero. Where all are zero or unknown the split is even. Each of these is told in ``notes``.
        places: decimals of a part; more where the total itself has more.
        locked: position → a value that stays as it is.

    Raises:
        RefusedError: a negative total, locked parts beyond the total, or nothing to split it into.
    """
    kept = dict(locked or {})
    free = [n for n in range(len(bases)) if n not in kept]
    rest = total - sum(kept.values(), Decimal(0))
    if not bases:
        raise RefusedError("没有可以分解到的对象", "请核对区划和时间段")
    if total < 0:
        raise RefusedError(f"目标 {format_decimal(total)} 小于0，不能分解", "请改为手工填写")
    if rest < 0:
        over = format_decimal(-rest)
        raise RefusedError(f"锁定的各项合计超过总目标 {over}", "请减少锁定的数，或解除一部分锁定")
    weights, notes = _weights([bases[n] for n in free])
    shared = _share_out(rest, weights, max(places, _decimals(rest)))
    parts = {**kept, **dict(zip(free, shared, strict=True))}
    return Split(tuple(parts[n] for n in range(len(bases))), tuple(notes))


def running(parts: Sequence[Decimal], opening: Decimal = Decimal(0)) -> tuple[Decimal, ...]:
    """Cumulative sums of the parts from an opening level: what a stock should stand at, month by month."""
    sums, level = [], opening
    for part in parts:
        level += part
        sums.append(level)
    return tuple(sums)


def gap_sentence(total: Decimal, parts: Sequence[Decimal | None], unit: str, whose: str = "各项") -> str:
    """“各村合计差 3 户”: how the parts stand to the whole; empty where they add up and none is missing."""
    gap = total - sum((part for part in parts if part is not None), Decimal(0))
    missing = sum(1 for part in parts if part is None)
    said = []
    if gap:
        amount = f"{format_decimal(abs(gap))} {unit}".strip()
        said.append(f"{whose}合计{'差' if gap > 0 else '超'} {amount}")
    if missing and gap:
        said.append(f"{missing}项没有填")
    return "，".join(said)


def _weights(bases: Sequence[Decimal | None]) -> tuple[list[Fraction], list[str]]:
    known = [max(Fraction(base), Fraction(0)) for base in bases if base is not None]
    if not bases:
        return [], []
    if not sum(known):
        why = "都没有基数" if not known else "基数合计为0"
        return [Fraction(1)] * len(bases), [f"各项{why}，改为平均分解"]
    mean = sum(known, Fraction(0)) / len(known)
    notes = []
    if unknown := len(bases) - len(known):
        notes.append(f"{unknown}项没有基数，按其余各项的平均数计")
    if negative := sum(1 for base in bases if base is not None and base < 0):
        notes.append(f"{negative}项的基数为负，按0计")
    if zero := sum(1 for base in bases if base == 0):
        notes.append(f"{zero}项的基数为0，分得0")
    return [mean if base is None else max(Fraction(base), Fraction(0)) for base in bases], notes


def _share_out(rest: Decimal, weights: Sequence[Fraction], places: int) -> list[Decimal]:
    whole, units = sum(weights, Fraction(0)), int(rest.scaleb(places))
    if not weights:
        return []
    quotas = [weight * units / whole for weight in weights]
    parts = [int(quota) for quota in quotas]
    by_fraction = sorted(range(len(parts)), key=lambda n: (parts[n] - quotas[n], n))
    for n in by_fraction[: units - sum(parts)]:
        parts[n] += 1
    return [Decimal(part).scaleb(-places) for part in parts]


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
