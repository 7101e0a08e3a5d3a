"""The words of a heading: what is left of them without brackets and marks, and the unit they name. Pure."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from typing import Final

from zhenyu.core.errors import ZhenyuError
from zhenyu.core.values.quantities import unit_of

_BRACKETS: Final = re.compile(r"[(\[【〔{<]([^)\]】〕}>]*)[)\]】〕}>]")


def unit_in(header: str) -> str:
    """The unit a header names in brackets or after a slash: ``造价（万元）`` → 万元, ``津贴（元/月）`` → 元;
    empty when none."""
    half = unicodedata.normalize("NFKC", header)
    inside = (
        _BRACKETS.findall(half) + re.findall(r"单位[::]\s*(\S+?)\s*$", half) + re.findall(r"/(\S+)$", half)
    )
    for text in inside:
        for word in (text.replace("单位", "").strip(":： "), re.split("[/每]", text)[0].strip()):
            with suppress(ZhenyuError):
                if word:
                    return unit_of(word).symbol
    return ""


def plain(header: object) -> str:
    """A header without spaces, brackets and what they hold, marks and stars; lower-case."""
    text = unicodedata.normalize("NFKC", str(header or "")).lower()
    text = _BRACKETS.sub("", text)
    if "/" in text and unit_in(text):
        text = text.rpartition("/")[0] or text  # 造价/万元
    return re.sub(r"[\s*:、,。./_\-]+", "", text)
