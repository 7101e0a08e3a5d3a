"""Names that stand before a number: the noun phrase without verbs and manner (``following`` has those behind
it).

They are found in ``masked`` text (see ``structure.py``) and resolved into characters of ``plain``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from zhenyu.reading.lexicon import ATTRIBUTES, GENERIC, OTHER, SINGLE, WORDS
from zhenyu.reading.scan.units import BLANK_AT_END
from zhenyu.reading.text.wording import VERBS, Token, cut, tokens, without_tails

_DROPPED: Final = frozenset(("adverb", "time", "conj", "forward"))
_HEAD1: Final = frozenset(SINGLE["head"])
_PREP1: Final = frozenset(SINGLE["prepositions"])
_TAIL1: Final = frozenset(SINGLE["tail"])
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
_GENERAL: Final = frozenset(OTHER["general"])


@dataclass(frozen=True, slots=True)
class Name:
    """What a number measures: ``noun`` as written, the verb (``action``), the place or project before it
    (``scope``).

    ``verb_only`` is true when verbs stood there and no noun: the thing counted was named before (累计建成 6
    万亩).
    """

    noun: str = ""
    action: str | None = None
    scope: str | None = None
    verb_only: bool = False


def left_name(plain: str, masked: str, start: int, end: int) -> Name:
    """The name that stands before a number: ``[start, end)`` runs from the clause's head to the number."""
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
            word.rstrip("了") in ("实现", "完成", "累计完成", "达成", "达", "突破", "共有", "拥有")
            and len(words) > 1
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
        elif word.tag == "prep" or (
            word.tag == "n" and text[word.start] in _PREP1 and not _known(text, word)
        ):
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
    """Whether the run opens with a known noun (就业创业, 给水), so that its first character is no
    preposition."""
    return _opens_with_noun(text, word.start, word.end)


def _opens_with_noun(text: str, start: int, end: int) -> bool:
    hit = WORDS.at(text, start, end)
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
        begin < end
        and (text[begin] in _HEAD1 or (text[begin] in _BENEFACTIVE and end - begin > 3))
        and end - begin > 1
    ):
        if _opens_with_noun(text, begin, end):
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
