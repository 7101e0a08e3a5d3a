"""Which header means which field, by title, code and synonym; the unit a header names. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

from zhenyu.core.errors import ZhenyuError
from zhenyu.core.values.quantities import unit_of
from zhenyu.ledgers.definition.ledger_definition import FieldType, LedgerDefinition

_BRACKETS: Final = re.compile(r"[(\[【〔{<]([^)\]】〕}>]*)[)\]】〕}>]")
_AREA_WORDS: Final = [
    "area",
    "区划代码",
    "所在区划",
    "区划",
    "村",
    "村社区",
    "所在村",
    "所属村",
    "行政村",
    "村名",
    "村名称",
    "村居",
    "社区",
    "所在村社区",
    "所属村社区",
    "village",
    "单位名称",
    "乡镇",
    "镇街",
    "所在乡镇",
    "网格",
    "所在网格",
]
_STATE_WORDS: Final = ["state", "状态", "办理状态", "当前状态", "进展状态"]
_OWNER_WORDS: Final = ["owner", "责任人", "经办责任人"]


def match_headers(headers: Mapping[int, Sequence[str]], definition: LedgerDefinition) -> dict[int, str]:
    """Column → field for the headers whose words are known; each field is taken once, exact titles first.

    Arguments:
        headers: column → what its header may be called, the fullest form first (``播种面积/2021年``, ``2021年``).
    """
    exact, loose = _vocabulary(definition)
    mapping: dict[int, str] = {}
    for words, tidied in ((exact, _tidy), (loose, plain)):
        for form in range(max(map(len, headers.values()), default=0)):
            for position, forms in headers.items():
                name = words.get(tidied(forms[form])) if form < len(forms) else None
                if name and position not in mapping and name not in mapping.values():
                    mapping[position] = name
    return mapping


def unit_in(header: str) -> str:
    """The unit a header names in brackets or after a slash: ``造价（万元）`` → 万元, ``津贴（元/月）`` → 元; empty when none."""
    half = unicodedata.normalize("NFKC", header)
    inside = _BRACKETS.findall(half) + re.findall(r"单位[::]\s*(\S+?)\s*$", half) + re.findall(r"/(\S+)$", half)
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


def _tidy(header: object) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(header or ""))).lower()


def _vocabulary(definition: LedgerDefinition) -> tuple[dict[str, str], dict[str, str]]:
    exact: dict[str, str] = {}
    loose: dict[str, str] = {}
    for field in definition.fields:
        if field.type is FieldType.ATTACHMENT:
            continue  # files come one by one; a column of their names is nothing to import
        for word in (field.title, field.name, *field.synonyms):
            exact.setdefault(_tidy(word), field.name)
            loose.setdefault(plain(word), field.name)
    system = [("area", _AREA_WORDS), ("owner", _OWNER_WORDS)]
    if definition.lifecycle:
        system.append(("state", _STATE_WORDS))
    for name, words in system:
        for word in words:
            exact.setdefault(_tidy(word), name)
            loose.setdefault(plain(word), name)
    return exact, loose
