"""One project, two natures: 肉鸭 in one section, 肉鸡 in another (report-defects §3.6).

A project's name is what stands before 项目, 基地, 公司 …; words that exclude each other are data
(``lexicon/concepts.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from zhenyu.auditing.document import AuditedText, Passage
from zhenyu.auditing.finding import Computed, Finding
from zhenyu.auditing.lexicon import EXCLUSIVE
from zhenyu.reading.lexicon import WORDS

_KIND: Final = "(?:养殖|种植|生态|农牧|牧业|农业|光伏|果业|现代农业)"
_NAME: Final = re.compile(
    rf"(?:建设|新建|建成|引进|培育|扶持|支持|实施|投资的?|启动|推进|完成|依托|以|在|由|[,。;:、“])+(?P<name>[\u4e00-\u9fff]{{2,4}}?){_KIND}(?:项目|基地|公司|合作社|产业园|园区|场)"
)
_COMMON: Final = re.compile(
    "高效|标准|规模|特色|现代|生态|循环|综合|大型|新型|一批|一处|全镇|本地|重点|示范|规划|绿色|林下|立体|龙头|家庭|村级|集体|畜禽|蔬菜|水产|[一二三四五六七八九十的了和及等]"
)
_MARKS: Final = "、,;:"
_MOST_NAMES: Final = 200


@dataclass(frozen=True, slots=True)
class _Nature:
    """What a sentence or a list item says a named project is."""

    passage: Passage
    start: int
    end: int
    word: str


def entity_attribute(document: AuditedText) -> Iterator[Finding]:
    """The nature of a named project differs from one place to another."""
    groups = [re.compile("|".join(words)) for words in EXCLUSIVE]
    if not any(len(set(group.findall(document.text))) > 1 for group in groups):
        return
    names = _names(document)
    if not names:
        return
    pattern = re.compile("|".join(sorted(map(re.escape, names), key=lambda name: (-len(name), name))))
    natures: dict[tuple[str, int], list[_Nature]] = {}
    for passage in document.body:
        for found in pattern.finditer(passage.clean):
            for number, group in enumerate(groups):
                nature = _nature(passage, found, group)
                if nature is not None:
                    natures.setdefault((found.group(), number), []).append(nature)
    for (name, _), stated in natures.items():
        first = stated[0]
        other = next((each for each in stated[1:] if each.word != first.word), None)
        if other is None:
            continue
        message = f"“{name}”前文是{first.word}，这里是{other.word}，请确认是不是同一个项目。"
        places = [each.passage.quote(each.start, each.end) for each in (first, other)]
        yield other.passage.finding(
            "entity_attribute",
            "question",
            other.start,
            other.end,
            message,
            "如是同一项目，请核对后统一；如是两个项目，请写出全称加以区别。",
            [*places, Computed("名称", name)],
        )


def _names(document: AuditedText) -> set[str]:
    found: set[str] = set()
    for passage in document.body:
        for match in _NAME.finditer(passage.clean):
            name = match["name"]
            if not _COMMON.search(name) and WORDS.tag(name) is None:
                found.add(name)
        if len(found) > _MOST_NAMES:
            break
    return found


def _nature(passage: Passage, found: re.Match[str], group: re.Pattern[str]) -> _Nature | None:
    """The one word of the group in the list item around the name, else the first behind it in its
    sentence."""
    sentence, text = passage.stop_at(found.start()), passage.clean
    start = max([sentence.start, *(text.rfind(mark, sentence.start, found.start()) + 1 for mark in _MARKS)])
    stops = [text.find(mark, found.end(), sentence.end) for mark in _MARKS]
    end = min([sentence.end, *(at for at in stops if at >= 0)])
    here = group.search(text, start, end)
    listed = text[end : end + 1] == "、" and text[start - 1 : start] == "、"
    if here is None and not listed:
        here = group.search(text, end, sentence.end)
    return None if here is None else _Nature(passage, start, here.end(), here.group())
