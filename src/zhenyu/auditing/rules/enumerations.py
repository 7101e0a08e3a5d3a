"""A claimed count against the things listed: 9个…即: naming 8, 三个村 with two names before it.

Only lists that claim to be complete are counted (report-defects §3.1, §3.2): 等 before or after excuses any
difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from zhenyu.auditing.document import AuditedText, Passage
from zhenyu.auditing.finding import Computed, Finding
from zhenyu.core.values.numerals import chinese_number
from zhenyu.reading.text.numerals import chinese

NUMBER: Final = r"(?<![\d.十百千万第零])(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,3})"
_CLASSIFIER: Final = "(?:大|个方面|方面|个|项|家|处|种|条|类|名|所|座|届|支|只|件|本|点|户|台|栋)"
_AFTER: Final = re.compile(
    rf"{NUMBER}{_CLASSIFIER}(?P<what>[^,。;:()\d]{{0,30}}?)[”\"]?"
    r"(?:[,。]?(?:即|分别(?:是|为)|依次(?:是|为)|具体(?:是|为|包括)|包括|也就是)[::]?|[::])(?=[^\s])"
)
_BEFORE: Final = re.compile(rf"{NUMBER}(?P<cl>大|个|项|家|种|类|名|所|座|支|条|件)(?P<noun>[\u4e00-\u9fff“])")
_ITEM: Final = re.compile("[、,;]|(?<=[”》)])(?=[“《])")
_JOINED: Final = re.compile("和|及|与|以及")
_ENUMERATED: Final = re.compile(
    r"(?:^|[:,。;、])(?:[一二三四五六七八九十]{1,2}[是要]|[①-⑩]|\(\d\)|\d[.、)](?!\d))"
)
_BRACKETED: Final = re.compile(r"\([^()]*\)|“[^“”]*”|《[^《》]*》")
_OPEN_END: Final = re.compile("等(?!级|候|于)[^、]{0,12}$|以及其他|…")
_STOPS: Final = ".!?;:)”》"
_LINE: Final = 20  # characters of a line that is no heading
_LONGEST_LIST: Final = 800
_LONGEST_NAMES: Final = 120


@dataclass(frozen=True, slots=True)
class Listing:
    """A claim of ``number`` things and how many are named: between ``least`` and ``most``, the joins being
    ambiguous."""

    start: int
    end: int
    number: int
    least: int
    most: int
    items: tuple[str, ...]
    digits: tuple[int, int]


def count_items(document: AuditedText) -> Iterator[Finding]:
    """The number before a list must be the number of its items."""
    cut = False  # the passage before stops in the middle of a sentence
    for passage in document.body:
        for listing in (*_lists_after(passage), *_lists_before(passage)):
            if not (cut and listing.start == 0):
                yield from _compared(passage, listing)
        cut = passage.clean[-1:] not in _STOPS and len(passage.clean) >= _LINE


def counted_in_full(passage: Passage, position: int) -> bool:
    """Whether the claim at ``position`` is followed or preceded by a list that makes up its number."""
    return any(
        listing.start <= position < listing.end and listing.least <= listing.number <= listing.most
        for listing in (*_lists_after(passage), *_lists_before(passage))
    )


def _compared(passage: Passage, listing: Listing) -> Iterator[Finding]:
    if listing.least <= listing.number <= listing.most:
        return
    if listing.number > listing.most:
        counted = listing.most
        hint = f"请补上漏列的{listing.number - counted}项，或把数字改为{counted}"
    elif _uniform(listing.items):
        counted = listing.least
        hint = f"请核对是否多列，或把数字改为{counted}"
    else:
        return
    message = f"前面说{listing.number}项，实际列出{counted}项，数目对不上。"
    names = "、".join(item[:20] for item in listing.items[:12])
    yield passage.finding(
        "count_items",
        "error",
        listing.start,
        listing.end,
        message,
        hint + "。",
        [Computed("列出项数", str(counted)), Computed("列出的是", names)],
        edits=[(*listing.digits, counted_as(counted, passage.clean[slice(*listing.digits)]))],
    )


def counted_as(number: int, like: str) -> str:
    """A count in the numerals of another: 3 like 四 is 三, 2 is 两."""
    if like.isdigit():
        return str(number)
    return "两" if number == 2 else chinese_number(number)


def _lists_after(passage: Passage) -> Iterator[Listing]:
    """9个养殖场。即:甲、乙…"""
    text = passage.clean
    if ":" not in text and "即" not in text and "分别" not in text and "包括" not in text:
        return
    for found in _AFTER.finditer(text):
        number = _number(found["n"])
        if not 2 <= number <= 30 or (
            found["n"] in "一二三四五六七八九十" and text[found.end("n")] in "是要、"
        ):
            continue
        tail = _tail(text, found.end())
        if found.end() + len(tail) == len(text) and text[-1] not in _STOPS:
            continue  # the paragraph is cut off: nobody knows what else it lists
        if _OPEN_END.search(tail) or ("、" not in tail and ";" not in tail):
            continue
        yield _listing(found.start(), found.end() + len(tail), number, tail, found.span("n"))


def _tail(text: str, start: int) -> str:
    """The list: up to the full stop, its sentences too where they are numbered."""
    stop = text.find("。", start, start + _LONGEST_LIST)
    return text[start : stop if stop >= 0 else min(len(text), start + _LONGEST_LIST)]


def _listing(start: int, end: int, number: int, tail: str, digits: tuple[int, int]) -> Listing:
    numbered = len(_ENUMERATED.findall(tail))
    flat = _BRACKETED.sub(
        lambda found: found.group()[0] + "某" * (len(found.group()) - 2) + found.group()[-1], tail
    )
    if numbered >= 2:
        return Listing(start, end, number, numbered, numbered, (), digits)
    clauses = [part for part in flat.split(";") if part]
    if len(clauses) >= 2:
        most = sum(len(_split(clause)) for clause in clauses)
        return Listing(start, end, number, len(clauses), most, tuple(clauses), digits)
    first, _, rest = flat.partition(",")
    if "、" in first and "、" not in rest and rest and not numbered:
        flat = first  # 文昌祠、义民亭,列入名录: the comma ends a list of names
    sequence = flat.split("、")
    items = _split(flat)
    plain = len([item for item in sequence if item])
    most = len(items) + len(_JOINED.findall(flat))
    return Listing(start, end, number, plain, most, tuple(item for item in sequence if item), digits)


def _split(text: str) -> list[str]:
    return [item for item in _ITEM.split(text) if item]


def _lists_before(passage: Passage) -> Iterator[Listing]:
    """甲、乙、丙三个村: only numerals in Chinese or ≥ 3 names before, for 道路、桥梁5处 counts other
    things."""
    text = passage.masked
    if "、" not in text and "和" not in text and "”“" not in text:
        return
    for found in _BEFORE.finditer(text):
        number = _number(found["n"])
        if not 2 <= number <= 12:
            continue
        opening = passage.ordinal.end if passage.ordinal is not None else 0
        start = max(passage.clause_start(found.start()), found.start() - _LONGEST_NAMES, opening)
        names = text[start : found.start()]
        items = [item for item in re.split("、|(?<=”)(?=“)", names) if item]
        if len(items) < 2 or names.endswith(
            ("、", "等", "的", "共", "计", "有", "约", "近", "这", "了", "其他", "另外", "和")
        ):
            continue
        if (
            names[0] in "向对为给从在到"
            or _verb_between(items[-1])
            or re.search(r"\d", names)
            or max(map(len, items[1:-1] or [""])) > 14
        ):
            continue
        least = len(items)
        most = least + len(_JOINED.findall(items[-1])) + len(_JOINED.findall(items[0]))
        han = not found["n"][0].isdigit()
        if not han and (least < 3 or abs(number - least) > 1):
            continue
        if han and (abs(number - least) > 2 or found["noun"] in "月年小以多余左"):
            continue
        most = most if number >= least else least
        yield Listing(start, found.end(), number, least, most, tuple(items), found.span("n"))


def _verb_between(last: str) -> bool:
    """The last name is a sentence of its own (…、建成投用|三个项目), so the number counts something else."""
    return (
        len(last) > 14
        or re.search(
            "提升|完成|建成|建设|新增|打造|成立|实施|开展|举办|引进|投入|推进|覆盖|涉及|选派|组织", last
        )
        is not None
    )


def _uniform(items: tuple[str, ...]) -> bool:
    """All items end alike (…行动、…行动): each is one thing."""
    return len(items) > 1 and len({item[-2:] for item in items}) == 1


def _number(text: str) -> int:
    return int(text) if text.isdigit() else int(chinese(text) or 0)
