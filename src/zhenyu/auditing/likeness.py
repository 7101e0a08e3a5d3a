"""When two measures are the same thing: names without their qualifiers, shared character pairs, common
concepts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from zhenyu.auditing.document import Placed
from zhenyu.auditing.lexicon import CONCEPTS, HEADLINE

_NOISE: Final = re.compile("[“”\"'《》、,()·\\s]")
_SCALE: Final = re.compile("^(?:全镇|全街道|全乡|我镇)?(?:规模以上|规模|规上|限额以上|限上)")
_TOWN: Final = re.compile("(?:镇|乡|街道|县|区|市|苏木)$|^(?:规模以上|规上|全部)?工业企业$")
_AMONG: Final = re.compile(r"\d(?:个|项|户|名|人|家|处|件)[^,。;]{0,40}中,")
_WHOLE: Final = re.compile("^(?:[全我本](?:镇|乡|街道|县|区|市|苏木)|辖区)$")
_QUALIFIER: Final = re.compile(
    "累计|新增|新建|其中|总数|总计|共有|在册|现有|年末|年底|月均|每月|人均|户均|平均|首批|第一批|上年|去年|同期|剩余|尚有|成功(?![\u4e00-\u9fff])"
)


def plain(measure: str) -> str:
    """A name without quotation marks and punctuation."""
    return _NOISE.sub("", measure)


def unscaled(measure: str) -> str:
    """规模以上工业总产值 → 工业总产值: the name without the words that only say how much of it is meant."""
    return _SCALE.sub("", plain(measure))


@lru_cache(maxsize=4096)
def pairs(text: str) -> frozenset[str]:
    name = plain(text)
    return frozenset(name[i : i + 2] for i in range(len(name) - 1)) or frozenset([name])


def alike(one: str, other: str) -> float:
    """Dice likeness of character pairs, 0–1."""
    first, second = pairs(one), pairs(other)
    return 2 * len(first & second) / (len(first) + len(second))


def contained(one: str, other: str) -> float:
    """Share of the character pairs of the shorter text that the longer one has, 0–1."""
    first, second = pairs(one), pairs(other)
    return len(first & second) / min(len(first), len(second))


def qualifiers(placed: Placed) -> frozenset[str]:
    """累计, 新增, 其中 … in the clause of a figure: figures that differ in them are different figures."""
    return frozenset(_QUALIFIER.findall(placed.before))


def concepts(text: str) -> frozenset[str]:
    """The concepts of township work a text touches: 改厕 and 卫生厕所 are one."""
    return frozenset(name for name, words in CONCEPTS if words.search(text))


def told_apart(placed: Placed) -> bool:
    """The sentence says of what thing each number is: 分别为 A、B and C, or 12项中,6项 …"""
    said = placed.passage.clean[placed.sentence.start : placed.start]
    return "分别" in said or _AMONG.search(said) is not None


def of_whole(placed: Placed) -> bool:
    """Whether a figure is of the report's whole area: no scope is named, or 全镇, 我乡, 辖区."""
    return not placed.figure.scope or _WHOLE.match(placed.figure.scope) is not None


def headline(placed: Placed) -> bool:
    """A leading economic indicator of the whole area: output, revenue, tax, investment …"""
    figure = placed.figure
    if figure.kind != "amount" or HEADLINE.search(figure.measure) is None:
        return False
    return not figure.scope or _TOWN.search(figure.scope) is not None
