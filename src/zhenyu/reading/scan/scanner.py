"""Every numeral of a paragraph, once: a ``Mention`` (a figure to be) or a ``Mark`` (date, ordinal, code, no
figure)."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from zhenyu.reading.scan import negatives
from zhenyu.reading.scan.dates import date_at
from zhenyu.reading.scan.mention import Mark, Mention
from zhenyu.reading.scan.quantities import Quantity, quantity_at
from zhenyu.reading.scan.ranks import rank_at
from zhenyu.reading.scan.rows import quantities_in_rows
from zhenyu.reading.scan.units import PERCENT, PERSON, YUAN, Unit, bare_magnitude, kind_of
from zhenyu.reading.text.numerals import HAN, NUMERAL

LONGEST_NUMERAL: Final = 20  # characters; longer runs are account numbers or noise
_FAR: Final = 1 << 62
_ENUMERATOR: Final = re.compile(
    rf"[#\s]*(?:第?[{HAN}]{{1,3}}(?:是|要|、|,|:)|\([{HAN}\d]{{1,3}}\)|\d{{1,2}}(?:[.、)](?!\d)|是))"
)
_HEADS: Final = re.compile(r"(?:^|(?<=[。;:!?,、)》”]))")
_QUOTED: Final = re.compile(r"“([^“”]{1,40})”|\"([^\"]{1,30})\"|《([^》]{1,60})》|‘([^’]{1,30})’")
_END: Final = frozenset(",。;、!?)\t|") | {""}
_MONEY: Final = re.compile("投资|资金|收入|产值|税|金额|销售|贷款|利润|补贴|补助|经费|营收|分红|款")
_PEOPLE: Final = re.compile("采集|人数|人员|就业|党员|群众")
_PERSONS: Final = re.compile(
    "[^,。;]{0,6}?(?:老人|群众|村民|居民|人员|职工|学生|党员|劳动力|妇女|儿童|干部|志愿者|教师|师生|人口)"
)
_SHARE: Final = re.compile(
    "(?:占|仅为|约为)[^,。;]{1,12}的$|(?:占|完成)[^,。;]{0,8}(?:任务|计划|目标|预算)的?$|率(?:达|为|达到)?$"
)
_GREW: Final = re.compile("(?:增长|下降|增幅|增速|比增)(?:率|了|为|达|达到)?$")  # 同比增长18.3
_WORKS: Final = re.compile("[^,。;、的]{0,8}(?:项目|工程)")  # 2400万|小农水项目
_NO_BARE_AFTER: Final = frozenset("第年月日号期栋楼室路线版页条款项表图注")


def scan(clean: str, *, furniture: bool = False) -> tuple[list[Mention], list[Mark]]:
    """The figures and the other numerals of a normalised paragraph, each in order of place, none
    overlapping."""
    mentions: list[Mention] = []
    marks: list[Mark] = []
    quotes = _quotes(clean)
    rows = {} if furniture else quantities_in_rows(clean)
    position = 0
    for found in NUMERAL.finditer(clean):
        if found.start() < position:
            if found.end() <= position:
                continue
            again = NUMERAL.match(clean, position)
            if again is None:
                continue
            found = again
        member = rows.get(found.start())
        result = _mention(clean, member) if member else _read(clean, found, quotes, furniture)
        if isinstance(result, Mention):
            mentions.append(result)
        else:
            marks.append(result)
        position = max(
            result.end,
            found.end() if isinstance(result, Mark) and result.kind != "list_ordinal" else result.end,
        )
    return mentions, marks


def _quotes(clean: str) -> list[tuple[int, int]]:
    return [found.span() for found in _QUOTED.finditer(clean)]


def _quote_around(quotes: list[tuple[int, int]], position: int) -> tuple[int, int] | None:
    index = bisect_right(quotes, (position, _FAR)) - 1
    return quotes[index] if index >= 0 and position < quotes[index][1] else None


def _read(clean: str, found: re.Match[str], quotes: list[tuple[int, int]], furniture: bool) -> Mention | Mark:
    start, end = found.span()
    enumerator = _enumerator(clean, start)
    if enumerator:
        return Mark(start, enumerator, "list_ordinal")
    date = date_at(clean, start)
    if date is not None and (not date.bare or _quote_around(quotes, start) is None):
        return Mark(start, date.end, "date", date=date)
    if furniture or end - start > LONGEST_NUMERAL:
        return Mark(start, end, "not_a_figure", "furniture" if furniture else "id")
    rank = rank_at(clean, start, end)
    if rank is not None:
        return rank
    refusal = _refusal(clean, found, quotes)
    if isinstance(refusal, Mark):
        return refusal
    return _mention(clean, refusal)


def _enumerator(clean: str, start: int) -> int | None:
    """Where a list ordinal ends whose numeral begins at ``start``: 一、 (一) 一是 1. 第一,."""
    head = start
    while head and clean[head - 1] in "第(#":
        head -= 1
    found = _ENUMERATOR.match(clean, head)
    if found is None:
        return None
    if (
        head == 0
        or clean[head - 1] in "。;:!?\t"
        or (clean[head - 1] in ",、)" and clean[found.end() - 1] in "是要)")
    ):
        return found.end()
    return None


def _refusal(clean: str, found: re.Match[str], quotes: list[tuple[int, int]]) -> Mark | Quantity:
    """The reason why the numeral is no figure, or its quantity."""
    start, end = found.span()
    han = not found.group()[0].isdigit()
    quote = _quote_around(quotes, start)
    if not han:
        verdict = negatives.code(clean, start, end)
        if verdict is None:
            verdict = negatives.ordinal(clean, start, end) or negatives.identifier(clean, start, end)
    else:
        verdict = negatives.fixed_word(clean, start)
        if verdict is None:
            verdict = negatives.ordinal(clean, start, end) or negatives.proverb(clean, start)
    if verdict is None:
        verdict = negatives.never_unit(clean, end, han)
    if verdict is not None:
        return _mark(start, verdict)
    quantity = quantity_at(clean, found)
    if quote and negatives.quoted_numeral(quantity, clean[quote[0] + 1 : quote[1] - 1]):
        return Mark(start, end, "code" if not han else "not_a_figure", "" if not han else "abbrev")
    if han:
        verdict = negatives.han_numeral(clean, start, end, quantity)
        if verdict is not None:
            return _mark(start, verdict)
    if quantity is None:
        return Mark(start, end, "not_a_figure", "lexical")
    if quantity.bare and not _bare_figure(clean, quantity):
        after = clean[end : end + 1]
        return Mark(start, end, "not_a_figure", "name" if after.isalpha() else "id")
    if negatives.threshold(clean, quantity):
        return Mark(quantity.start, quantity.end, "not_a_figure", "threshold")
    if negatives.streak(clean, quantity):
        return Mark(quantity.core, quantity.end, "not_a_figure", "streak")
    if negatives.idle_duration(clean, quantity):
        return Mark(quantity.core, quantity.end, "not_a_figure", "name")
    return quantity


def _mark(start: int, verdict: negatives.Verdict) -> Mark:
    reason, end = verdict
    return Mark(
        start, end, "code" if reason == "code" else "not_a_figure", "" if reason == "code" else reason
    )


def _bare_figure(clean: str, quantity: Quantity) -> bool:
    """A number without a unit counts where a name stands before it and nothing after it (信息采集1750,)."""
    if quantity.han or quantity.unit_text:
        return True
    before = clean[quantity.start - 1 : quantity.start]
    digits = clean[quantity.core : quantity.end]
    if quantity.approx == "over" and "\u4e00" <= clean[quantity.end : quantity.end + 1] <= "\u9fff":
        return True  # 500多留守老人
    named = "\u4e00" <= before <= "\u9fff" and before not in _NO_BARE_AFTER
    after = clean[quantity.end : quantity.end + 1]
    if after == "(" and _GREW.search(clean, max(quantity.start - 16, 0), quantity.start):
        return True  # 下降15.8(上年同期…)
    return named and len(digits) <= 8 and after in _END


def _mention(clean: str, quantity: Quantity) -> Mention:
    unit, note, value_si = quantity.unit, None, quantity.value_si
    if quantity.bare:
        unit, note = _restored(clean, quantity), "原文缺单位"
    return Mention(
        quantity.start,
        quantity.end,
        quantity.value,
        quantity.unit_text,
        unit,
        value_si,
        quantity.approx,
        kind_of(unit),
        quantity.han,
        quantity.bare,
        note=note,
    )


def _restored(clean: str, quantity: Quantity) -> Unit:
    """The unit the text left out (reading-scheme §14): 投资500万 → yuan, 信息采集1750 → person,
    占年计划的56.4 → %."""
    before = clean[max(quantity.start - 16, 0) : quantity.start]
    if _GREW.search(before) and not quantity.unit_text:
        return PERCENT
    if bare_magnitude(quantity.unit_text) and _WORKS.match(clean, quantity.end):
        return YUAN
    if quantity.han or bare_magnitude(quantity.unit_text):
        return YUAN if _MONEY.search(before) else quantity.unit
    if _SHARE.search(before):
        return PERCENT
    if quantity.approx == "over" and _PERSONS.match(clean, quantity.end):
        return PERSON
    return PERSON if _PEOPLE.search(before[-8:]) else quantity.unit
