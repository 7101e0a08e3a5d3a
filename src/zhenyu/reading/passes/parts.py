"""Parts and totals (reading-scheme §12): 其中, 包括, brackets, phases of a project; nothing else makes a
parent."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from zhenyu.reading.passes.context import Context
from zhenyu.reading.scan.mention import Mention

_MARKER: Final = re.compile("其中|包括|包含|分别是|分别为:")
_RESTART: Final = re.compile(
    "现有|共有|拥有|新增|新建|完成|实现|建成|开展|举办|召开|投资|投入|同时|此外|另外|全年|累计|先后|打造|实施|培育|引进|举办"
)
_SUMMABLE: Final = frozenset(["amount", "count", "area", "length", "mass", "volume"])
_PER: Final = ("人均", "户均", "亩均", "平均", "年均")
_PHASE: Final = re.compile("^[一二三四首]期")


def set_parents(context: Context) -> None:
    """Fill ``parent`` of every figure that the text marks as a part."""
    _marked(context)
    _bracketed(context)
    _phases(context)


def _marked(context: Context) -> None:
    """Figures between two markers are parts of those before the first (after 。其中, of those of the sentence
    before).

    其中: with a colon holds over semicolons: 其中:国税A;地税B.
    """
    text, sentence = context.masked, context.sentence
    markers = list(_MARKER.finditer(text, sentence.start, sentence.end))
    if context.totals and not markers:
        _adopt(text, sentence.start, context.mentions, context.totals)
    for number, found in enumerate(markers):
        stop = markers[number + 1].start() if number + 1 < len(markers) else sentence.end
        earlier = [mention for mention in context.mentions if mention.end <= found.start()]
        if not earlier:
            if found.start() > sentence.start + 2 or found.group() != "其中":
                continue
            earlier = context.before
        totals = {total.unit.base: total for total in earlier if total.kind in _SUMMABLE}
        members = [mention for mention in context.mentions if found.end() <= mention.start < stop]
        _adopt(text, found.end(), members, totals)
        context.totals = totals if text[found.end() - 1 : found.end() + 1].endswith(":") else {}


def _adopt(text: str, start: int, members: list[Mention], totals: dict[str, Mention]) -> None:
    """Members follow one another until a clause starts a new subject."""
    position, first_restarts = start, False
    for index, member in enumerate(members):
        restarts = _starts_anew(text, position, member.start)
        if index == 0:
            first_restarts = restarts
        elif restarts and not first_restarts and member.noun[-2:] != members[0].noun[-2:]:
            return
        position = member.end
        if member.measure.startswith(_PER):
            continue
        total = totals.get(member.unit.base)
        if total is None or member.kind not in _SUMMABLE or total is member:
            continue
        if _larger(member, total):
            if index == 0:
                return
            continue
        member.parent = total


def _starts_anew(text: str, start: int, end: int) -> bool:
    clause = max(text.rfind(",", start, end), text.rfind("、", start, end), start - 1) + 1
    return _RESTART.match(text, clause, end) is not None


def _larger(member: Mention, total: Mention) -> bool:
    def top(mention: Mention) -> Decimal:
        return mention.value_si[1] if isinstance(mention.value_si, tuple) else mention.value_si

    return top(member) > top(total)


def _bracketed(context: Context) -> None:
    """低保户40户(城镇2户、农村38户): what is in brackets is part of the figure before them."""
    text = context.masked
    for k, mention in enumerate(context.mentions[:-1]):
        if text[mention.end : mention.end + 1] != "(":
            continue
        close = text.find(")", mention.end, context.sentence.end)
        for inner in context.mentions[k + 1 :]:
            if close < 0 or inner.start > close:
                break
            if (
                inner.unit.base == mention.unit.base
                and inner.kind == mention.kind
                and not _larger(inner, mention)
                and inner.parent is None
            ):
                inner.parent = mention


def _phases(context: Context) -> None:
    """一期用地10亩 is part of the project's 占地50亩: same property, same project, no phase."""
    for k, mention in enumerate(context.mentions):
        if not (mention.attribute and _PHASE.match(mention.measure)):
            continue
        for total in reversed([*context.before, *context.mentions[:k]]):
            if (
                total.attribute
                and total.unit.base == mention.unit.base
                and not _PHASE.match(total.measure)
                and not _larger(mention, total)
            ):
                mention.parent = total
                break
