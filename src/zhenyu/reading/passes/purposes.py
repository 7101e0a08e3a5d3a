"""What money was for and whose a property is: the project after 的, a verb phrase turned into a name."""

from __future__ import annotations

import re
from typing import Final

from zhenyu.reading.lexicon import OTHER, WORDS
from zhenyu.reading.passes.context import LIGHT, Context
from zhenyu.reading.scan.mention import Mention
from zhenyu.reading.text.wording import VERBS, Token, cut, tokens, without_tails

HEADS: Final = tuple(OTHER["project_heads"])
_LAST_HEAD: Final = re.compile("|".join(sorted(HEADS, key=len, reverse=True)))


def owner_after(context: Context, start: int) -> str:
    """The project named after 的, up to the end of its name: …冷库项目|一期建设已完成."""
    end = context.sentence.clause_end(start)
    listed = min(
        (
            at
            for at in (context.masked.find("等", start, end), context.masked.find("、", start, end))
            if at > 0
        ),
        default=end,
    )
    name = context.right(start, min(end, listed))
    conjunction = re.search(r"[和及与](?:一[个座处])?\d", name)
    if conjunction:
        name = name[: conjunction.start()]
    heads = list(_LAST_HEAD.finditer(name))
    if heads:
        works = [head for head in heads if head.group() in ("项目", "工程")]
        name = name[: (works or heads)[-1].end()]
    return without_tails(name)


def purpose_name(context: Context, start: int, end: int) -> str:
    """A verb phrase turned into a name: 高质量|提升|校园环境 → 校园环境提升; 由某公司|实施|X工程 → X工程."""
    words = tokens(context.masked, start, end)
    index = 0
    while index < len(words) and words[index].tag in ("adverb", "conj", "forward", "time"):
        index += 1
    words = words[index:]
    if not words:
        return ""
    first = words[0]
    if first.tag in VERBS and first.end < end and context.masked[first.end] == "的":
        return owner_after(context, first.end + 1)
    if first.tag in ("initial", "content") and len(words) > 1:
        verb = context.plain[first.start : first.end].rstrip("了")
        noun = without_tails(cut(context.plain, context.masked, first.end, end))
        return noun if not noun or verb in ("购买", "建设", "实施", "采购") else noun + verb
    verbs = [word for word in words if word.tag in VERBS and word.end < end]
    if (first.tag == "n" and context.masked[first.start] in "由对为向在") or first.tag == "prep":
        light = next((word for word in words if context.masked[word.start : word.end] in LIGHT), None)
        if light is not None:
            done = [word for word in tokens(context.masked, light.end, end) if word.tag != "adverb"]
            whom = cut(
                context.plain, context.masked, first.start + 1 if first.tag == "n" else first.end, light.start
            )
            return whom + cut(context.plain, context.masked, done[0].start, end) if done else ""
        if not verbs:
            return ""
        leading = _last_leading(verbs)
        if leading.tag != "strong" and context.masked[first.start] not in "由对为向":
            return ""
        if context.plain[leading.start : leading.end].rstrip("了") != "提供":
            return without_tails(cut(context.plain, context.masked, leading.end, end))
        return cut(context.plain, context.masked, first.start + 1 if first.tag == "n" else first.end, end)
    if first.tag == "strong":
        return context.left(start, end).noun
    return ""


def _last_leading(verbs: list[Token]) -> Token:
    """The last of the verbs that stand together at the front: 投资|建设|X工程."""
    last = verbs[0]
    for verb in verbs[1:]:
        if verb.start != last.end:
            break
        last = verb
    return last


def deed(mention: Mention) -> str:
    """The thing a following figure counts, with its verb behind it: 硬化街道 → 街道硬化."""
    noun = mention.noun
    for length in (4, 3, 2):
        if WORDS.tag(noun[:length]) == "content" and len(noun) > length + 1:
            return noun[length:] + noun[:length]
    return noun
