"""Several numbers under one verb (reading-scheme §10, §11): A和B分别为x和y; 由x提高到y."""

from __future__ import annotations

import re
from typing import Final

from zhenyu.reading.lexicon import OTHER, by_length
from zhenyu.reading.passes.context import Context
from zhenyu.reading.scan.mention import Mention

_RESPECTIVELY: Final = re.compile(
    "分别(?:为|是|达到?|完成|实现|增长|下降|同比增长|同比下降|较上年增长|比上年增长|提高|增加|减少|占|新增|建成|有)?|各?为$"
)
_SPLIT: Final = re.compile("、|和|及|与|以及")
_FROM: Final = re.compile(r"(?:由|从)(?P<when>(?:(?:19|20)\d\d年(?:底|末|初)?)?[^,。;、\d]{0,10}?的?)$")
_TO: Final = re.compile(
    r"(?:,)?(?:逐步|稳步|大幅|持续|已|迅速|快速)*(?:提高|增加|增长|上升|扩大|提升|下降|减少|降低|缩短|压缩|调整|发展|跃升|变|攀升|增|升|降|减|优化|前移|拓展|改善|延长|达)?了?(?:到|至|为|成)了?(?:(?:(?:19|20)\d\d年(?:底|末)?)?的?|目前的|现在的|今年的|现在?的?)"
)
_YEAR_AGO: Final = re.compile("上年|去年|年初|前一年|上届|原来|过去|原先")
_SHARED_HEADS: Final = tuple(by_length(OTHER["shared_heads"]))
_ORDINAL: Final = re.compile("^第?[一二三四]$")


def spread_respectively(context: Context) -> None:
    """Give each number of a 分别 list its own name, in order (存、贷款余额分别为A和B)."""
    for found in _RESPECTIVELY.finditer(context.masked, context.sentence.start, context.sentence.end):
        if not found.group().startswith("分别"):
            continue
        members = [m for m in context.mentions if m.start >= found.end()]
        members = _run(context, members)
        if len(members) < 2:
            continue
        clause = context.sentence.clause_start(found.start())
        subject = context.left(clause, found.start()).noun
        names = _names(subject)
        if len(members) == 2 and subject.startswith("城乡"):
            names = ["城镇" + subject[2:], "农村" + subject[2:]]
        if len(names) == len(members):
            for name, member in zip(names, members, strict=True):
                member.measure = member.noun = name
                member.of = None
            continue
        if subject:
            for member in members:
                member.measure = member.noun = subject
            continue
        levels = [m for m in context.mentions if m.end <= found.start() and m.kind not in ("growth", "rank")]
        if len(levels) >= len(members) and members[0].kind in ("growth", "rank"):
            for level, member in zip(levels[-len(members) :], members, strict=True):
                member.of, member.measure, member.scope = level, level.measure, level.scope


def _run(context: Context, members: list[Mention]) -> list[Mention]:
    """The numbers that follow with nothing but 、 和 及 and commas between them, of one kind."""
    run: list[Mention] = []
    for member in members:
        if run:
            gap = context.masked[run[-1].end : member.start]
            if (
                not re.fullmatch("[、,和及与]|以及|,?(?:同比)?(?:增长|下降)|", gap)
                or member.kind != run[0].kind
            ):
                break
        run.append(member)
    return run


def _names(subject: str) -> list[str]:
    """The names of a list, each with the head they share: 存、贷款余额 → 存款余额, 贷款余额;
    第一、二、三产业."""
    parts = [part for part in _SPLIT.split(subject) if part]
    if len(parts) < 2:
        return parts
    last = parts[-1]
    if all(_ORDINAL.match(part) for part in parts[:-1]) and parts[0].startswith("第"):
        head = last.lstrip("第一二三四")
        return [
            ("第" + part.lstrip("第") if not part.startswith("第") else part) + head for part in parts[:-1]
        ] + ["第" + last.lstrip("第")]
    if all(len(part) == 1 for part in parts[:-1]) and len(last) > 2:
        return [part + last[1:] for part in parts[:-1]] + [last]
    head = next((word for word in _SHARED_HEADS if last.endswith(word)), "")
    if head and len(last) > len(head) and not any(part.endswith(_SHARED_HEADS) for part in parts[:-1]):
        return [part + head for part in parts[:-1]] + [last]
    return parts


def pair_growth_with_levels(context: Context) -> None:
    """A和B达到x、y,增长a和b: as many changes in a row as levels before them are paired in order."""
    k = 0
    while k < len(context.mentions):
        run = _run(context, context.mentions[k:])
        if len(run) > 1 and run[0].kind == "growth" and not run[0].noun_own:
            before = context.mentions[:k]
            levels = before[-len(run) :]
            apart = len(levels) == len(run) and all(m.kind not in ("growth", "rank") for m in levels)
            if apart and len({m.unit.base for m in levels}) == 1:
                for level, member in zip(levels, run, strict=True):
                    member.of, member.measure, member.scope = level, level.measure, level.scope
        k += max(len(run), 1)


def spread_plain_list(context: Context) -> None:
    """第一、二、三产业增加值A、B、C and 存、贷款余额为A和B without 分别: as many names as numbers in a
    row."""
    k = 0
    while k < len(context.mentions):
        run = _run(context, context.mentions[k:])
        # 就业、养老等|10类46项实事: members of no number
        exemplified = context.masked[: run[0].start].endswith("等")
        names = _names(run[0].noun) if len(run) > 1 and "、" in run[0].noun and not exemplified else []
        if len(names) == len(run) > 1 and len({m.unit.base for m in run}) == 1:
            for name, member in zip(names, run, strict=True):
                member.measure = member.noun = name
        k += max(len(run), 1)


def join_from_to(context: Context) -> None:
    """由A提高到B: two levels of one measure, the first of an earlier time."""
    for k in range(len(context.mentions) - 1):
        first, second = context.mentions[k], context.mentions[k + 1]
        start = context.sentence.clause_start(first.start)
        led = _FROM.search(context.masked, max(start, first.start - 12), first.start)
        if led is None or not _TO.fullmatch(context.masked, first.end, second.start):
            continue
        begin = max(start, context.mentions[k - 1].end) if k else start
        noun = context.left(begin, led.start()).noun or first.measure
        kind = "rank" if first.rank is not None else first.kind
        for mention in (first, second):
            mention.measure = mention.noun = noun
            if mention.kind == "growth" and kind != "growth":
                mention.kind, mention.form, mention.basis = kind, "", ""
        first.note, second.moved = "由…到", "to"
        when = led["when"]  # 由去年的 and a bare 由 date nothing themselves; 由2020年的 does
        first.moved = "from" if not when or (_YEAR_AGO.search(when) and when.endswith("的")) else ""
        if led["when"] and not _YEAR_AGO.search(led["when"]):
            continue
