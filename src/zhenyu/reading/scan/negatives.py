"""What is not a figure although it holds a numeral (reading-scheme §1, §2, §3, §4, §5): each rule gives its
reason."""

from __future__ import annotations

import re
from typing import Final

from zhenyu.reading.lexicon import FIXED, UNITS, WORDS, Lexicon, by_length
from zhenyu.reading.scan.quantities import Quantity
from zhenyu.reading.scan.units import DELIVERABLE, PHYSICAL
from zhenyu.reading.text.numerals import HAN

Verdict = tuple[str, int]  # reason, and where the negative ends

_NUMERIC: Final = re.compile(rf"[{HAN}]")
_CODE: Final = re.compile(r"[\dNnXx]+(?:\+[\dNnXx]+)+")
_CODE_TAIL: Final = re.compile("|".join(by_length(FIXED["code_tails"])))
_NEVER: Final = re.compile("|".join(by_length(FIXED["never_units"])))
_ORDINAL_TAIL: Final = re.compile("|".join(by_length(FIXED["ordinal_tails"])))
_IDENTIFIER: Final = re.compile(r"[\dA-Za-z]*[-\d]*号?(?:-\d+)?")
_LABEL: Final = re.compile(rf"[{HAN}]+大(?![关桥道学棚豆户米型蒜葱院坝田会赛])")
_PAIRS: Final = re.compile(rf"[{HAN}][^\W\d_{HAN}]{{1,2}}、?[{HAN}][^\W\d_]")  # 一户一策, 三会一课, 两断三清
_PLACE: Final = re.compile(rf"[\u4e00-\u9fff]{{0,2}}[{FIXED['place_tails']}]")
_PLACE_UNITS: Final = frozenset(UNITS["place"]["words"])
_BOUNDARY: Final = frozenset(',.。;:!?、)）(\t |"”’》〉…·') | {""}
_BUILT: Final = re.compile("建|修|设|打造|引进|成立|完工|选址|创|购|配备|争取|获|开展|举办|新增")
_CLASS: Final = re.compile(
    r"的?(?:重大|重点|招商|产业|工业|农业|在建|规模|新|大|好|优质|龙头)*(?:项目|企业|村(?!民)|行政村|自然村|大户|园区|基地|老人|老年人|户|单位|养殖小区|养殖场|养殖户|种植户|合作社|农场|经营主体|市场主体|产业|示范)"
)
_COUNTED: Final = re.compile(
    r"的(?P<who>村|企业|项目|行政村|户)?(?:共?有|达到?|占|共)?(?:\d+(?![\d.%])|[二两三四五六七八九十])"
)
# 50头以上|黄牛养殖企业
_SIZED: Final = re.compile(r"的?[^,。;:、\d]{0,8}?(?:企业|户|场|小区|村|合作社|农场|基地)")
_DURATION: Final = re.compile(
    "(?:为期|历时|长达|缩短|延长|压缩|拉长|仅需|只需|不超过|平均|减少|办结时间|时限|时长|用时|工期|使用期|寿命|累计|培训|达|节约|节省|提前|有效期|超过|近|连续)(?:到|至|了|为|达|在|仅|由|从)*$"
)
_AGE: Final = re.compile("(?:年龄|寿命)[^,。;]{0,4}$")
_PLAIN_FIGURE_KINDS: Final = frozenset(["amount", "area", "length", "mass", "volume", "ratio", "growth"])


def _fixed() -> tuple[tuple[int, Lexicon], ...]:
    """The fixed words by how many characters stand before their first numeral."""
    offsets: dict[int, Lexicon] = {}
    for reason in ("lexical", "abbrev"):
        for word in FIXED[reason]:
            numeral = _NUMERIC.search(word)
            if numeral:
                offsets.setdefault(numeral.start(), Lexicon()).add(reason, [word])
    return tuple(sorted(offsets.items()))


_FIXED: Final = _fixed()


def fixed_word(clean: str, position: int) -> Verdict | None:
    """A fixed word or abbreviation whose first numeral stands at ``position`` (进一步, 两委, 三会一课)."""
    best: Verdict | None = None
    for offset, words in _FIXED:
        if position >= offset:
            hit = words.at(clean, position - offset, len(clean))
            if hit and (best is None or hit[1] > best[1]):
                best = hit
    return best


def code(clean: str, position: int, end: int) -> Verdict | None:
    """A code of digits: 1+10+N, 1357工作体系 (reading-scheme §3)."""
    plus = _CODE.match(clean, position)
    if plus:
        return "code", plus.end()
    if clean[position - 1 : position] == "+" and clean[position - 2 : position - 1].isalnum():
        return "code", end
    if end - position >= 2 and clean[position:end].isdigit() and _CODE_TAIL.match(clean, end):
        return "code", end
    return None


def identifier(clean: str, position: int, end: int) -> Verdict | None:
    """Phone, licence and house numbers, versions, clock times, model names."""
    before, after = clean[position - 1 : position], clean[end : end + 1]
    text = clean[position:end]
    if len(text) > 1 and text[0] == "0" and text[1] != ".":
        return "id", end
    if after == "号" or (len(text) >= 7 and text.isdigit() and not _unit_like(after)):
        return "id", _IDENTIFIER.match(clean, position).end()  # type: ignore[union-attr]  # it matches nothing, too
    if before == "-" and clean[position - 2 : position - 1].isdigit():
        return "id", end
    if (after == ":" and clean[end + 1 : end + 2].isdigit()) or (
        before == ":" and clean[position - 2 : position - 1].isdigit()
    ):
        return "proportion", end
    if before == "." or (after == "." and clean[end + 1 : end + 2].isdigit()):
        return "version", end
    if before and before.isascii() and before.isalpha():
        return "name", end
    if "." in text and (not after or after in '版"”“,、。;向到至升' or after == "时代"):
        return ("version", end) if text.endswith(".0") else None
    return None


def _unit_like(char: str) -> bool:
    return bool(char) and (char in "万亿千百元美欧港平立亩吨公米斤余多户人名%株只羽头斤度")


def never_unit(clean: str, end: int, han: bool) -> Verdict | None:
    """A numeral followed by a word that never counts: 周年, 级, 号, 届, 等奖."""
    found = _NEVER.match(clean, end)
    if found:
        word = found.group()
        reason = {"周年": "anniversary", "号": "id"}.get(word, "phase" if word.startswith("期") else "name")
        return reason, found.end()
    if han and clean.startswith("期", end):
        return "phase", end + 1
    return None


def ordinal(clean: str, position: int, end: int) -> Verdict | None:
    """第N as a name or a sequence word; places in a ranking are ``ranks.py``'s, asked first."""
    if clean[position - 1 : position] != "第":
        return None
    tail = _ORDINAL_TAIL.match(clean, end)
    return "name", tail.end() if tail else end


def han_numeral(clean: str, position: int, end: int, quantity: Quantity | None) -> Verdict | None:
    """Chinese numerals are figures only with a classifier, above one, and outside labels and names."""
    if clean[position] in "零〇" and end - position == 1:
        return "lexical", end
    label = _LABEL.match(clean, position)
    if label:
        return "label", label.end()
    if (
        quantity is not None
        and quantity.bare
        and quantity.magnitude_only
        and quantity.before
        and clean.startswith("大关", quantity.end)
    ):
        return None
    if quantity is None or quantity.bare:
        return "lexical", end
    unit, stop = quantity.unit.word, quantity.end
    if quantity.magnitude_only:
        before_vague = clean[position - 1 : position] in ("上", "数", "几", "成")
        if (
            before_vague
            or not (quantity.before or quantity.approx == "over")
            or (clean[stop : stop + 1] not in _BOUNDARY and _CLASS.match(clean, stop))
        ):
            return "threshold", stop
        if quantity.before == "过" and clean[stop : stop + 1] not in _BOUNDARY:
            return "threshold", stop
    if unit in _PLACE_UNITS and quantity.after == "" and _PLACE.match(clean, stop):
        return "name", stop
    if _NUMERIC.match(clean, stop) and quantity.unit.family in ("item", "person", "household", "times"):
        return "code", stop
    if clean[position:end] == "一" and not _deliverable(clean, position, stop, unit):
        return "article", stop
    if unit == "番" and clean[position - 1 : position] != "翻" and clean[position - 2 : position] != "翻了":
        return "lexical", stop
    return None


def _deliverable(clean: str, position: int, stop: int, unit: str) -> bool:
    """一 + classifier counts only what was or will be made: 新建…园区一处, 一处公墓建设
    (reading-scheme §1)."""
    before = clean[max(position - 30, 0) : position]
    around = before.rsplit("。", 1)[-1]
    if clean[position - 1 : position] == "翻" or unit in ("番", "成", "倍"):
        return True
    ends = clean[stop : stop + 1] in _BOUNDARY
    if ends and unit in DELIVERABLE:
        return (
            bool(_BUILT.search(around))
            and "\u4e00" <= clean[position - 1 : position] <= "\u9fff"
            and "每" not in around
        )
    return unit in PHYSICAL and (bool(_BUILT.search(around[-8:])) or "建" in clean[stop : stop + 10])


def quoted_numeral(quantity: Quantity | None, inside: str) -> bool:
    """Whether a numeral inside a short quotation is a label (“五个一”, “1357”), not a figure."""
    if quantity is None or quantity.bare:
        return True
    if quantity.han:
        return len(inside) <= 20
    return quantity.unit.family not in _PLAIN_FIGURE_KINDS and len(inside) <= 12


def threshold(clean: str, quantity: Quantity) -> bool:
    """An amount that only names a class: 过亿元项目, 100亩及以上基地, 60岁以上老人 (reading-scheme §4)."""
    family, end = quantity.unit.family, quantity.end
    following = clean[end : end + 1]
    if quantity.unit.word == "岁":
        return not _AGE.search(clean, max(quantity.start - 10, 0), quantity.start)
    if not following or not "\u4e00" <= following <= "\u9fff":
        return False
    if family in ("amount", "area", "length", "mass", "volume") and (counted := _COUNTED.match(clean, end)):
        # 收入5万元的村12个, 超亿元的2个; but 投资6000万元的1万亩柠檬基地 is one investment
        return bool(counted["who"]) or quantity.approx != "exact" or quantity.magnitude_only
    if quantity.after in ("以上", "及以上", "以下", "及以下", "以内"):
        if family in ("amount", "area", "length", "mass", "volume", "duration"):
            hit = WORDS.at(clean, end, len(clean))
            return (
                hit is None
                or hit[0] not in ("strong", "adverb", "forward", "reach", "conj", "prep")
                or following == "的"
            )
        return (family in ("person", "household") and _CLASS.match(clean, end) is not None) or (
            family == "item" and _SIZED.match(clean, end) is not None
        )
    if quantity.before in ("过", "超", "超过", "突破", "逾") and family in ("amount", "area"):
        return _CLASS.match(clean, end) is not None
    return False


def idle_duration(clean: str, quantity: Quantity) -> bool:
    """A span of time that is no fact of its own (三年行动, 近五年); one that was stretched or cut is
    (reading-scheme §6)."""
    if quantity.unit.family != "duration":
        return False
    if quantity.unit.word in ("日", "季度", "周"):
        return True
    if quantity.unit.base == "hour" and quantity.value != 24 and not quantity.han:
        return False
    return not _DURATION.search(clean, max(quantity.start - 14, 0), quantity.start) and not quantity.before


def proverb(clean: str, position: int) -> Verdict | None:
    """一户一策, 三会一课: numeral + noun twice, which is an idiom or a code."""
    found = None if "分之" in clean[position : position + 4] else _PAIRS.match(clean, position)
    return ("idiom", found.end()) if found else None


def streak(clean: str, quantity: Quantity) -> bool:
    """连续三次, 连续五年: how often in a row, which no ledger keeps (reading-scheme §2)."""
    return clean[max(quantity.start - 2, 0) : quantity.start] == "连续" and quantity.unit.family in (
        "times",
        "duration",
        "item",
    )
