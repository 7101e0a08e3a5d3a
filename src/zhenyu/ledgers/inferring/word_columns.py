"""Columns of words: yes and no, choices, names of people, texts. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Any, Final

from zhenyu.ledgers.definition.codes import choice_codes
from zhenyu.ledgers.definition.ledger_definition import FieldType
from zhenyu.ledgers.inferring.columns import ColumnProposal, SourceColumn, UnfitCells, fit, probe
from zhenyu.ledgers.inferring.identity_columns import RUINED, ruined_rows
from zhenyu.ledgers.values.typed_values import FILLERS
from zhenyu.workbooks.cells import text_of

MOST_CHOICES: Final = 12
_LONGEST_CHOICE: Final = 20
_TICKS: Final = frozenset(["✓", "✔", "√", "☑", "✗", "✘", "×", "x", "X", "☐", "○"])
_YES_NO: Final = frozenset(["是", "否"])
_ASKED: Final = frozenset(["有", "无", "是", "否", "已", "未", "对", "错", "1", "0", "y", "n", "Y", "N"])
_SEPARATORS: Final = re.compile(r"[、，,；;|\n]+")
_NAME: Final = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{2,12}(·[\u4e00-\u9fff]{1,12})+")
_SEVERAL: Final = re.compile(r"[\u4e00-\u9fff]{2,4}([、，,/ ]+[\u4e00-\u9fff]{2,4})+")
_SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙史陶贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申耿关兰焦俞左柳甘祝包宁尚符舒阮纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)


def boolean_proposal(column: SourceColumn) -> ColumnProposal | None:
    """Ticks, 是/否, and 有/无 or 1/0 under a heading that asks."""
    asked = column.hinted_type is FieldType.BOOLEAN
    words = {text for text in column.texts if text not in ("/", "-", "—")}
    if not column.cells:
        return ColumnProposal(FieldType.BOOLEAN, f"按表头“{column.title}”；整列空白") if asked else None
    ticked = bool(words) and words <= _TICKS
    if not (
        ticked or (words and words <= _YES_NO | _TICKS) or (asked and words and words <= _ASKED | _TICKS)
    ):
        return None
    reading = fit(column, probe(FieldType.BOOLEAN, column.title))
    blanks = column.total - len(column.cells)
    questions = (f"“{column.title}”打勾的是“是”，{blanks}个空格算不算“否”？",) if ticked and blanks else ()
    shown = "、".join(sorted(words))
    return ColumnProposal(
        FieldType.BOOLEAN, f"只有“{shown}”", questions=questions, unfit=reading.unfit_cells(column.title)
    )


def choice_proposal(column: SourceColumn) -> ColumnProposal | None:
    """A few texts that come again and again, or several of them in a cell; ``choice`` or ``choices``."""
    if column.hinted_type not in (None, FieldType.CHOICE) or len(column.cells) < 2:
        return None
    texts = [_squeezed(cell) for _, cell in column.cells]
    if any(len(text) > 60 or "。" in text or _looks_counted(text) for text in texts):
        return None
    hinted = column.hinted_type is FieldType.CHOICE
    if not any(_SEPARATORS.search(text) for text in texts):
        return _one_of(column, Counter(texts), FieldType.CHOICE, "", hinted)
    parts = Counter(part for text in texts for part in _SEPARATORS.split(text) if part)
    return _one_of(column, parts, FieldType.CHOICES, "；一格里有多项，用顿号一类分开", hinted)


def person_proposal(column: SourceColumn) -> ColumnProposal | None:
    """Names of people: by the heading, or by surnames that begin two to four characters."""
    hinted = column.hinted_type is FieldType.PERSON_NAME
    if not column.cells:
        return ColumnProposal(FieldType.PERSON_NAME, f"按表头“{column.title}”；整列空白") if hinted else None
    several = [
        row for row, cell in column.cells if _SEVERAL.fullmatch(str(cell).strip()) and not _is_name(cell)
    ]
    names = sum(1 for _, cell in column.cells if _is_name(cell))
    share = names / len(column.cells)
    if hinted and len(several) > 0.2 * len(column.cells):
        question = f"“{column.title}”一格里写了几个人，要不要改成一人一行，或拆成几栏？"
        return ColumnProposal(
            FieldType.TEXT, "一格里写了几个人，先作文本", questions=(question,), privacy="personal"
        )
    if not hinted and (
        share < 0.95
        or len(column.cells) < 5
        or column.hinted_type is not None
        or len(set(column.texts)) < 0.5 * len(column.cells)
    ):
        return None
    reading = fit(column, probe(FieldType.PERSON_NAME, column.title))
    if reading.share < 0.6 or (hinted and share < 0.5):
        return None
    reason = (
        f"表头“{column.title}”，{names}格是姓名的样子"
        if hinted
        else f"{names}格是姓名的样子（常见姓氏，二至四字）"
    )
    return ColumnProposal(
        FieldType.PERSON_NAME, reason, unfit=reading.unfit_cells(column.title, private=True)
    )


def text_proposal(column: SourceColumn) -> ColumnProposal:
    """Whatever is left: ``text``, or ``long_text`` for sentences. Codes that Excel ruined are unfit."""
    longest = max(map(len, column.texts), default=0)
    kind = (
        FieldType.LONG_TEXT if longest > 60 or column.hinted_type is FieldType.LONG_TEXT else FieldType.TEXT
    )
    ruined = ruined_rows(column)
    read = fit(column, probe(kind, column.title))
    unfit = tuple(
        cells for cells in read.unfit_cells(column.title) if not ruined or set(cells.rows) - set(ruined)
    )
    if not column.cells:
        return ColumnProposal(
            kind, f"整列空白，按表头作{'长文本' if kind is FieldType.LONG_TEXT else '文本'}"
        )
    unlike = "按表头作文本" if column.hinted_type is FieldType.TEXT else "内容各不相同，作文本"
    reason = f"最长{longest}个字，作长文本" if kind is FieldType.LONG_TEXT else unlike
    questions = (f"“{column.title}”有{len(ruined)}格长编号已经毁坏，能重录吗？",) if ruined else ()
    return ColumnProposal(
        kind,
        reason,
        questions=questions,
        unfit=(*((UnfitCells(column.title, ruined, RUINED),) if ruined else ()), *unfit),
    )


def _one_of(
    column: SourceColumn, parts: Counter[str], kind: FieldType, remark: str, hinted: bool
) -> ColumnProposal | None:
    words = [word for word in parts if word.lower() not in FILLERS or word == "无"]
    few = len(words) <= (MOST_CHOICES if not hinted else 2 * MOST_CHOICES)
    again = sum(parts.values()) >= (2 if hinted else 3) * len(words)
    if not (len(words) >= 2 and few and again and all(len(word) <= _LONGEST_CHOICE for word in words)):
        return None
    if not hinted and (
        sum(parts.values()) < 6 or any(not re.search(r"[\u4e00-\u9fffA-Za-z]", word) for word in words)
    ):
        return None
    choices = choice_codes(words)
    reading = fit(column, probe(kind, column.title, choices=choices))
    if reading.share < 1:
        return None
    rare = [word for word in words if parts[word] == 1 and sum(parts.values()) >= 20]
    questions = (
        (f"“{column.title}”的{'、'.join(f'“{word}”' for word in rare)}只出现一次，是不是写错了？",)
        if rare
        else ()
    )
    reason = f"只有{len(words)}种写法，反复出现{remark}"
    return ColumnProposal(
        kind, reason, choices=choices, questions=questions, unfit=reading.unfit_cells(column.title)
    )


def _is_name(cell: Any) -> bool:
    text = "".join(str(cell).split())
    return bool(_NAME.fullmatch(text)) and (text[0] in _SURNAMES or "·" in text)


def _looks_counted(text: str) -> bool:
    """A number or a day, which a choice never is."""
    return bool(re.fullmatch(r"[\d.,:/\-年月日%]+", text))


def _squeezed(cell: Any) -> str:
    text = unicodedata.normalize("NFKC", text_of(cell))
    return re.sub(r"[ \t]+", "", text)
