"""Names of numbers: the noun phrase before a number (`left_name`) or after it (`right_name`), without verbs and manner.

Both work on `masked` text (see `structure.py`) and return positions resolved into characters of `plain`. The words are
those of `lexicon/verbs.toml` and `lexicon/words.toml`; nothing here is a list of words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from zhenyu.reading.lexicon import ATTRIBUTES, CARRIERS, GENERIC, OTHER, SINGLE, WORDS, by_length
from zhenyu.reading.structure import BRACKETED
from zhenyu.reading.units import BLANK_AT_END

VERBS: Final = frozenset(("strong", "initial", "content"))
_DROPPED: Final = frozenset(("adverb", "time", "conj", "forward"))
_HEAD1: Final = frozenset(SINGLE["head"])
_PREP1: Final = frozenset(SINGLE["prepositions"])
_TAIL1: Final = frozenset(SINGLE["tail"])
_PREDICATE1: Final = frozenset(SINGLE["predicate"])
_ASPECT: Final = frozenset(SINGLE["aspect"])
_PREDICATE: Final = frozenset(OTHER["predicate"]["words"])
_TAILS: Final = tuple(by_length(OTHER["tails"]))
_AGENCY: Final = tuple(OTHER["agency_suffixes"])
_PLACE: Final = tuple(OTHER["place_suffixes"])
_SUBJECTS: Final = (*_PLACE, "企业", "项目", "工程")
_NOT_CUT: Final = frozenset("率数量额期度比值价的人者金")  # 建成|率, 完成|额: the verb belongs to the noun
_REPRESENTED: Final = re.compile(r"以.{1,40}?为[^,。]{1,8}?的|围绕.{1,30}?的")
_OWNER_HAS: Final = re.compile("^.{1,12}(?:[镇乡村县市区]|内)有(?=..)")  # 青禾镇有|卫生院1所
_BENEFACTIVE: Final = frozenset("为给对")  # 为|困难户77户提供羊45只: the verb comes behind the number
_MODAL: Final = re.compile("(?<=..)[可将已](?=增收|实现|带动|节约|创收|达|新增)")
_STREAK: Final = re.compile("已?连续.{1,3}(?:[次年届]|个?季度|个?月)$")
_BASED: Final = re.compile("(?<=..)(?:要|将|拟)?在(?:去年|上年|原有)?$")  # 经济要在去年|1200万元的基础上
_ONE: Final = re.compile("一[个座处所条家]")  # 建立一个|120亩的苗木基地
_LISTED: Final = re.compile(r"化|型|性|级|式")
_GENERAL: Final = frozenset(OTHER["general"])
_INDEFINITE: Final = re.compile("^(?:一批|一系列|一些|一座|一个)(?=..)")
_AMONG: Final = re.compile("(?:当)?中(?![心学药小医央队型介层国华])")
_WORK: Final = re.compile("(?:任务|工作)$")
_DEEDS: Final = tuple(OTHER["deeds"])
_CLOSE: Final = {"“": "”", "《": "》", "‘": "’"}


class Token(NamedTuple):
    tag: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Name:
    """What a number measures: `noun` as written, the verb (`action`), the place or project before it (`scope`).

    `verb_only` is true when verbs stood there and no noun: the thing counted was named before (累计建成 6 万亩).
    """

    noun: str = ""
    action: str | None = None
    scope: str | None = None
    verb_only: bool = False


def tokens(text: str, start: int, end: int) -> list[Token]:
    """`text[start:end]` as known words and runs of unknown characters (tag `n`), quotations whole."""
    found: list[Token] = []
    position, run = start, -1
    while position < end:
        close = _CLOSE.get(text[position])
        if close is not None:
            stop = text.find(close, position, end)
            hit: tuple[str, int] | None = None if stop < 0 else ("n", stop + 1)
        else:
            hit = WORDS.at(text, position, end)
        if hit is None or hit[0] in ("noun", "n"):
            run = position if run < 0 else run
            position = hit[1] if hit else position + 1
            continue
        if run >= 0:
            found.append(Token("n", run, position))
            run = -1
        tag, stop = hit
        if tag in VERBS and stop < end and text[stop] in _ASPECT:
            stop += 1
        found.append(Token(tag, position, stop))
        position = stop
    if run >= 0:
        found.append(Token("n", run, end))
    return found


def cut(plain: str, masked: str, start: int, end: int) -> str:
    """The characters of `plain[start:end]` without blotted-out brackets and stray marks at the ends."""
    text = plain[start:end]
    if BRACKETED in masked[start:end]:
        text = "".join(char for char, mask in zip(text, masked[start:end], strict=True) if mask != BRACKETED)
    return _INDEFINITE.sub("", text.strip("、的了,，:： \t|·-—►*#。;；"))


def left_name(plain: str, masked: str, start: int, end: int) -> Name:
    """The name that stands before a number: `[start, end)` runs from the clause's head to the number."""
    if _ONE.fullmatch(masked, end - 2, end):
        end -= 2
    words = tokens(masked, start, end)
    end = _without_tail(masked, words, end)
    if words and all(word.tag in VERBS for word in words) and words[-1].tag != "content":
        return Name("", plain[words[-1].start : words[-1].end], None, True)
    head, scope, action = _head(plain, masked, words, end)
    if head >= len(words):
        return Name("", action, scope, action is not None)
    if head and all(word.tag in VERBS for word in words[head:]) and words[-1].tag != "content":
        return Name("", plain[words[-1].start : words[-1].end], scope, True)  # 在村里|建成|1.1万平方米厂房
    verb, subject = _last_strong(masked, words, head, end), ""
    begin = words[head].start
    if verb is not None:
        subject = cut(plain, masked, begin, verb.start)
        scope = scope or (subject if subject.endswith(_SUBJECTS) else None)
        action = plain[verb.start : verb.end]
        rest = [word for word in words if verb.end <= word.start < end]
        more, inner, _ = _head(plain, masked, rest, end, verbs=False)
        begin, scope = rest[more].start if more < len(rest) else end, scope or inner
    elif words[head].tag == "content":
        action = plain[words[head].start : words[head].end]
        if words[head].end >= end:
            return Name("", action, scope, True)
    begin = _trim_head(masked, begin, end)
    noun = _tidy(cut(plain, masked, begin, end))
    if not noun:
        return Name("", action, scope, action is not None)
    if (
        verb is not None
        and noun in ATTRIBUTES
        and subject
        and not subject.endswith(_SUBJECTS)
        and not subject.endswith(_AGENCY)
    ):
        noun = subject if noun[:2] in subject else subject + noun
    if (
        verb is not None
        and action
        and len(noun) <= 2
        and noun not in ATTRIBUTES
        and _kept_verb(action.rstrip("了好"), noun)
    ):
        noun = action.rstrip("了好") + noun
    return Name(noun, action, scope)


def _kept_verb(verb: str, noun: str) -> bool:
    """Whether a short noun needs its verb: 引进项目 and 新建项目 do, 完成项目 does not."""
    return verb not in GENERIC or (verb.startswith("新") and noun in _GENERAL)


def _without_tail(text: str, words: list[Token], end: int) -> int:
    """Where the name ends once the predicate that leads to the number is dropped (覆盖率|达到, 利润|实现)."""
    while words:
        last = words[-1]
        word = text[last.start : last.end]
        if last.tag in ("reach", "adverb", "forward", "time", "conj") or (
            word.rstrip("了") in ("实现", "完成", "累计完成", "达成", "达", "突破", "共有", "拥有") and len(words) > 1
        ):
            words.pop()
            end = last.start
            continue
        if last.tag == "n" and text[last.end - 1] in _TAIL1 and not _whole_word(text, last):
            end = last.end - 1
            words.pop()
            if last.start < end:
                words.append(Token("n", last.start, end))
            continue
        break
    return min(end, words[-1].end) if words else end


def _whole_word(text: str, token: Token) -> bool:
    """Whether the last character of the run is the end of a known noun (国有, 所有, 现在)."""
    for length in (4, 3, 2):
        start = token.end - length
        if start >= token.start and WORDS.tag(text[start : token.end]) == "noun":
            return True
    return False


def _head(
    plain: str, text: str, words: list[Token], end: int, *, verbs: bool = True
) -> tuple[int, str | None, str | None]:
    """Skip manner, time, place and doer at the head: (index of the first word left, scope, verb passed)."""
    index, scope, action = 0, None, None
    while index < len(words):
        word = words[index]
        following = words[index + 1].tag if index + 1 < len(words) else ""
        lone = word.tag == "n" and word.end - word.start == 1
        if word.tag in _DROPPED or word.tag == "reach":
            index += 1
        elif word.tag == "scope":
            scope = plain[word.start : word.end]
            index += 1
        elif verbs and ((word.tag == "initial" and following) or (word.tag == "spend" and following == "n")):
            action = plain[word.start : word.end]
            index += 1
        elif word.tag == "prep" or (word.tag == "n" and text[word.start] in _PREP1 and not _known(text, word)):
            verb = _after_preposition(words, index, end)
            if verb is not None:
                opens = word.start + 1 if word.tag == "n" else word.end
                scope = scope or _place(cut(plain, text, opens, words[verb].start))
            elif word.tag == "n" and not lone:
                break
            index = verb if verb is not None else index + 1
        elif (
            word.tag == "n"
            and following in (*VERBS, "spend")
            and _doer(text, word).endswith(_AGENCY)
            and not text.startswith("、", words[index + 1].end)  # 社区|服务、环境等: a list of nouns
        ):
            scope = scope or _place(_doer(plain, word))
            index += 1
        elif lone and text[word.start] in _HEAD1:
            index += 1
        else:
            break
    return index, scope, action


def _known(text: str, word: Token) -> bool:
    """Whether the run opens with a known noun (就业创业, 给水), so that its first character is no preposition."""
    hit = WORDS.at(text, word.start, word.end)
    return hit is not None and hit[0] == "noun"


def _doer(text: str, word: Token) -> str:
    return text[word.start : word.end].rstrip("将要已共均各又也拟应再")


def _place(name: str) -> str | None:
    return name if name.endswith(_PLACE) else None


def _after_preposition(words: list[Token], index: int, end: int) -> int | None:
    """The verb that ends a prepositional phrase (在…村|流转), or None."""
    for later in range(index + 1, len(words)):
        if words[later].tag in VERBS or words[later].tag == "spend":
            return None if words[later].tag == "content" and words[later].end >= end else later
    return None


def _last_strong(text: str, words: list[Token], head: int, end: int) -> Token | None:
    """The last strong verb with something behind it that does not make a noun of it (建成|率)."""
    for word in reversed(words[head:]):
        if word.tag == "strong" and word.end < end and text[word.end] not in _NOT_CUT:
            return word
    return None


def _trim_head(text: str, begin: int, end: int) -> int:
    while (
        begin < end and (text[begin] in _HEAD1 or (text[begin] in _BENEFACTIVE and end - begin > 3)) and end - begin > 1
    ):
        if WORDS.at(text, begin, end) is not None and WORDS.at(text, begin, end)[0] == "noun":  # type: ignore[index]
            break
        begin += 1
    return begin


def _tidy(noun: str) -> str:
    """Drop what a ledger's heading would not say: 以…为代表的, a list before 等, abstract tails."""
    noun = BLANK_AT_END.sub("", noun) or noun
    noun = _OWNER_HAS.sub("", _REPRESENTED.sub("", noun) or noun)
    noun = _MODAL.sub("", _STREAK.sub("", noun)) or noun
    noun = _BASED.sub("", noun) or noun
    if "等" in noun[1:-1]:
        tail = noun.rsplit("等", 1)[1]
        if (
            len(tail) > 2
            and not tail.startswith(("级", "保", "离", "次", "待", "额", "教"))
            and not tail.endswith(("”", "》"))
        ):
            noun = tail
    noun = without_tails(noun)
    if "的" in noun[2:-2] and "”" not in noun.rsplit("的", 1)[1]:
        tail = noun.rsplit("的", 1)[1]
        noun = tail if len(tail) >= 4 else noun
    return noun


def without_tails(noun: str) -> str:
    """任务, 工作, 等 … at the end go while three characters are left."""
    for tail in _TAILS:
        if noun.endswith(tail) and len(noun) - len(tail) >= 3:
            return without_tails(noun[: -len(tail)])
    return noun


def right_name(plain: str, masked: str, start: int, end: int) -> str:
    """The noun that follows a number (12个|招商专班), up to the predicate; empty if a predicate or nothing follows.

    Abstract tails (任务, 工作) are still on it; `without_tails` drops them.
    """
    position = start
    listed = masked.find("等", start, end)
    while position < end:
        char = masked[position]
        close = _CLOSE.get(char)
        if close is not None:
            stop = masked.find(close, position, end)
            position = stop + 1 if stop >= 0 else position + 1
            continue
        if char == "、" and not (
            position < listed or (_LISTED.match(masked, position - 1) and "的" in masked[position:end])
        ):
            break
        hit = WORDS.at(masked, position, end)
        if hit is not None and hit[0] in ("noun", "n"):
            position = hit[1]
            continue
        if _stops(masked, position, hit, start, end):
            break
        position = hit[1] if hit is not None else position + 1
    return cut(plain, masked, start, position)


def _stops(text: str, position: int, hit: tuple[str, int] | None, start: int, end: int) -> bool:
    if hit is not None:
        word = text[position : hit[1]]
        if word in _PREDICATE or hit[0] in ("forward", "reach"):
            return True
        if hit[0] in ("strong", "spend"):
            return not (position == start and text[hit[1] : end].strip() in _GENERAL)
        if hit[0] in ("initial", "content"):
            return (position == start and hit[1] >= end) or (
                position - start in (2, 3) and text[start:position] in _GENERAL
            )
        return hit[0] in ("prep", "time", "conj") and position > start
    return text[position] in _PREDICATE1 and (position > start or text[position] not in "可")


def carrier(text: str) -> tuple[str, str] | None:
    """(村, the deed) when a counted name opens with a place one counts deeds by (12个|村的拆迁工作), else None.

    `text` keeps its abstract tail, because 任务 or 工作 at the end is what tells a deed from a compound (村级网格).
    """
    for word in CARRIERS:
        if text.startswith(word):
            rest = text[len(word) :]
            if not rest:
                return word, ""
            if _AMONG.match(rest):
                return word, ""  # 16个|乡镇中最远的
            if rest.startswith(("的", word)) or rest.endswith(_DEEDS):
                return word, _WORK.sub("", rest.lstrip("的"))
    return None
