"""Search over everything: pages, areas, ledgers and their rows, indicators, tasks, reports. Each within what
the reader may see.

What was looked for is written nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from zhenyu.areas import queries as areas
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.pinyin import initials
from zhenyu.documents.models import active_documents
from zhenyu.indicators.measures.registry import catalogue
from zhenyu.ledgers.actions.calendar import may_keep_calendar
from zhenyu.ledgers.history.log_pages import may_look
from zhenyu.ledgers.overviews.search import SHORTEST, Findings, LedgerHits, find_rows
from zhenyu.ledgers.schema.registry import cached_for_request, ledgers
from zhenyu.pages.area_directory import find as find_areas
from zhenyu.people.types import Reader
from zhenyu.plans.models import Task

SHOWN: Final = 8
"""Entries shown of each group; the rows of ledgers have a limit of their own."""
_NUMBER: Final = re.compile(r"[\d\s*-]{14,}[\dXx*]")
"""What looks like the number of a citizen, a card or an account."""
_LETTERS: Final = re.compile(r"[a-zA-Z0-9]+")


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One thing found: what it is called, where it opens, and a word about it."""

    title: str
    url: str
    note: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HitGroup:
    """What was found of one kind; ``more_url`` opens all of it, where there is more."""

    title: str
    icon: str
    entries: tuple[SearchHit, ...]
    more_url: str = ""
    more: bool = False


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The groups with something in them, and sentences about what was not searched and why."""

    groups: tuple[HitGroup, ...]
    notes: tuple[str, ...] = ()


_PAGES: Final[Mapping[str, tuple[str, str]]] = {
    "cockpit:cockpit": ("总览", "首页 驾驶舱 zl sy"),
    "cockpit:changes": ("本周变动", "bzbd"),
    "ledgers:index": ("台账", "台账目录 tz"),
    "ledgers:due": ("待办和期限", "逾期 到期 db qx yq"),
    "ledgers:overlap": ("名单比对", "查重 谁在哪本台账 mdbd"),
    "indicators:catalogue": ("指标", "指标目录 口径 zb"),
    "indicators:compare": ("指标对比", "各村对比 排名 zbdb"),
    "plans:plans": ("计划", "工作体系 任务 灯 jh rw"),
    "documents:library": ("报告", "报告库 总结 bg"),
    "writing:write": ("写报告", "起草 模板 xbg"),
    "documents:compare": ("报告对比", "几份报告对照 bgdb"),
    "documents:rules": ("审核规则", "查错 shgz"),
    "pages:areas": ("区划目录", "村 社区 网格 qh"),
    "cockpit:tokens": ("访问令牌", "接口 API fwlp"),
    "ledgers:new_ledger": ("新建台账", "从Excel建 xjtz"),
    "manage:log": ("变动日志", "谁改了什么 bdrz"),
    "manage:seals": ("日志封存", "校验 封存 rzfc"),
    "manage:calendar": ("工作日历", "节假日 调休 gzrl"),
}
"""Pages by the name of their address: title, and other words they are looked for by."""


def search(reader: Reader, words: str, area: AreaCode) -> SearchResult:
    """What the words stand for, by kind. ``area`` is the one the page looks at; the search goes over all of
    the reader's."""
    if not words:
        return SearchResult(())
    if len(words) < SHORTEST:
        sentence = f"“{words}”只有一个字，能对上的太多，没有查找台账和报告里的内容。请至少写两个字，如姓名、村名或编号。"
        return SearchResult(_with_hits(_short(reader, words, area)), (sentence,))
    with cached_for_request():
        rows = find_rows(reader, words)
        groups = (
            *_short(reader, words, area),
            *_long(reader, words),
            *(_rows(each, words) for each in rows.ledgers),
        )
    return SearchResult(_with_hits(groups), tuple(_notes(words, rows)))


def _notes(words: str, rows: Findings) -> Iterator[str]:
    if _NUMBER.fullmatch(words):
        yield "身份证号、银行账号这类敏感信息不在这里查找。请到台账里，在该栏目下按完整号码筛选。"
    for title in rows.unsearched:
        yield f"“{title}”的查找索引还没有建好，这次没有查它的内容。可到该台账里查找，或过几分钟再试。"


def _with_hits(groups: Iterable[HitGroup]) -> tuple[HitGroup, ...]:
    return tuple(group for group in groups if group.entries)


def _short(reader: Reader, words: str, area: AreaCode) -> Iterator[HitGroup]:
    """What a single letter may find too: there are not many pages, ledgers and areas."""
    yield HitGroup("页面", "layout-dashboard", tuple(_pages(reader, words)))
    yield _places(reader, words, area)
    named = [
        each
        for each in ledgers()
        if reader.has_part_in(each.domain) and _fits(words, each.title, each.domain)
    ]
    entries = [
        SearchHit(each.title, reverse("ledgers:grid", args=[each.code]), each.domain) for each in named
    ]
    yield _cut("台账", "table", entries, reverse("ledgers:index"))


def _long(reader: Reader, words: str) -> Iterator[HitGroup]:
    known = [each for each in catalogue().values() if _fits(words, each.title, *each.synonyms, each.code)]
    meanings = [
        SearchHit(each.title, reverse("indicators:indicator", args=[each.code]), each.domain)
        for each in known
    ]
    yield _cut("指标", "chart-line", meanings, reverse("indicators:catalogue"))
    yield _tasks(words)
    yield _reports(words)


def _pages(reader: Reader, words: str) -> Iterator[SearchHit]:
    hidden = {
        "ledgers:new_ledger": not reader.heads(),
        "manage:log": not may_look(reader),
        "manage:seals": not may_look(reader),
        "manage:calendar": not (may_look(reader) or may_keep_calendar(reader)),
    }
    for name, (title, others) in _PAGES.items():
        if words.lower() in f"{title} {others}".lower() and not hidden.get(name):
            yield SearchHit(title, reverse(name))


def _places(reader: Reader, words: str, area: AreaCode) -> HitGroup:
    matches = [row.area for row in find_areas(reader, words, area)]
    towns = {
        area.code: str(town)
        for area in matches
        if (town := AreaCode(area.code).town) not in (None, area.code)
    }
    names = areas.names(towns.values())
    entries = [
        SearchHit(
            area.name,
            f"{reverse('cockpit:cockpit')}?area={area.code}",
            names.get(towns.get(area.code, ""), ""),
        )
        for area in matches[: SHOWN + 1]
    ]
    return _cut("区划", "map-pin", entries, f"{reverse('pages:areas')}?{urlencode({'q': words})}")


def _tasks(words: str) -> HitGroup:
    """Row security knows which tasks and reports the reader may see."""
    tasks = list(Task.objects.filter(title__icontains=words).order_by("-year", "id")[: SHOWN + 1])
    entries = [
        SearchHit(task.title, reverse("plans:task", args=[task.id]), f"{task.year}年 · {task.lead}")
        for task in tasks
    ]
    return _cut("任务", "target-arrow", entries, reverse("plans:plans"))


def _reports(words: str) -> HitGroup:
    holds = Q(title__icontains=words) | Q(filename__icontains=words) | Q(text__icontains=words)
    reports = active_documents().filter(holds).order_by("-id").values_list("id", "title")[: SHOWN + 1]
    lower = words.lower()
    entries = [
        SearchHit(
            title,
            reverse("documents:report", args=[number]),
            "" if lower in title.lower() else "正文或文件名里有",
        )
        for number, title in reports
    ]
    return _cut("报告", "report", entries, reverse("documents:library"))


def _rows(found: LedgerHits, words: str) -> HitGroup:
    code = found.definition.code
    entries = tuple(
        SearchHit(
            hit.title,
            reverse("ledgers:record", args=[code, hit.row.id]),
            " · ".join(filter(None, (hit.row.area_name, hit.row.state_title))),
            hit.facts,
        )
        for hit in found.hits
    )
    return HitGroup(
        f"{found.definition.title}里的记录", "list-details", entries, _all_of(code, words), found.more
    )


def _all_of(code: str, words: str) -> str:
    return f"{reverse('ledgers:grid', args=[code])}?{urlencode({'view': '0', 'q': words})}"


def _cut(title: str, icon: str, entries: Sequence[SearchHit], more_url: str) -> HitGroup:
    return HitGroup(title, icon, tuple(entries[:SHOWN]), more_url, len(entries) > SHOWN)


def _fits(words: str, *texts: str) -> bool:
    """Whether a text holds the words, or the first letters of its syllables do."""
    lower = words.lower()
    if any(lower in text.lower() for text in texts):
        return True
    return bool(_LETTERS.fullmatch(words)) and lower in _initials(texts[0])


@lru_cache(maxsize=2048)
def _initials(text: str) -> str:
    return initials(text)
