"""Which header means which field, by title, code and synonym. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from zhenyu.ledgers.definition.ledger_definition import FieldType, LedgerDefinition
from zhenyu.workbooks.header_text import plain

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
        headers: column → what its header may be called, the fullest form first (``播种面积/2021年``,
        ``2021年``).
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
