"""What a single cell or row of a sheet looks like: a heading, a total, a note, a line of column numbers.
Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from zhenyu.workbooks.cells import text_of
from zhenyu.workbooks.header_text import plain, unit_or_none
from zhenyu.workbooks.heading_lexicon import is_heading

LONGEST_LABEL: Final = 40
_NUMERIC: Final = re.compile(r"[\d.,:/\-+%年月日号() ]+")
_YEAR_LABEL: Final = re.compile(r"(19|20)\d\d年度?|\d{1,2}月份?")
_TOTAL_START: Final = ("合计", "总计", "共计", "总合计", "全镇合计", "全村合计", "累计", "小计")
_TOTAL_END: Final = ("合计", "小计", "总计")
_NOTE: Final = re.compile(
    r"(注|备注|说明|填表|制表|填报|审核|审批|单位负责人|主要负责人|负责人|分管领导|联系人|联系电话|报送|上报|经办|复核|主管|统计|附|日期|时间|盖章|签字)"
    r".{0,14}[:：]|(注|说明)\s*\d|[1-9一二三][.、．]\s*(?!\d)\S{6,}|[*※★]"
)
_EXAMPLE: Final = re.compile(r"[(（【\[]?(例|示例|样例|填写示例|举例|范例)[)）】\]:：]?\s*\S{0,12}")
_ORDINALS: Final = {mark: rank for rank, mark in enumerate("甲乙丙丁戊己庚辛壬癸")}
SERIAL_WORDS: Final = frozenset(plain(word) for word in ["序号", "序", "行号", "no", "num", "№"])


def is_label(cell: Any) -> bool:
    """Whether a cell may be a heading: a short text that is no number, no day and no “单位：万元”."""
    if not isinstance(cell, str):
        return False
    text = text_of(cell)
    if not text or len(text) > LONGEST_LABEL or re.search(r"[:;。!?]|,.*,", text.rstrip(":")):
        return False
    if _YEAR_LABEL.fullmatch(text):
        return True
    return not _NUMERIC.fullmatch(text) and not re.fullmatch(r"\S*\d{5,}\S*|[√✓✔×○●☑☐□■]", text)


def known_labels(cells: Sequence[Any]) -> int:
    """How many cells the lexicon knows as headings."""
    return sum(
        1 for cell in cells if is_label(cell) and (is_heading(text_of(cell)) or plain(cell) in SERIAL_WORDS)
    )


def is_total(cells: Sequence[Any]) -> bool:
    """Whether a row sums others: 合计, 小计, “张庄村小计” among its first texts."""
    texts = [plain(cell) for cell in cells if isinstance(cell, str)][:3]
    return any(
        len(text) <= 12
        and (text in _TOTAL_START or text.endswith(_TOTAL_END) or text.startswith(("合计", "总计")))
        for text in texts
        if text
    )


def is_note(cell: Any) -> bool:
    """Whether a text reads as a remark about the table: 注：…, 填表人：…"""
    return isinstance(cell, str) and bool(_NOTE.match(text_of(cell)))


def is_example(cells: Sequence[Any]) -> bool:
    """Whether a row shows how to fill in the table."""
    first = next((cell for cell in cells if cell is not None), None)
    return isinstance(first, str) and bool(_EXAMPLE.fullmatch(text_of(first)))


def is_numbering(cells: Sequence[Any]) -> bool:
    """Whether a row only numbers the columns: 1 2 3 …, (1) (2) …, 甲 乙 1 2 …, A B C …"""
    marks = [text_of(cell).strip("()栏") for cell in cells if cell is not None]
    marks = marks[next((i for i, mark in enumerate(marks) if mark not in _ORDINALS), len(marks)) :] or marks
    if len(marks) < 4:
        return False
    if all(re.fullmatch(r"\d{1,2}", mark) for mark in marks):
        numbers = [int(mark) for mark in marks]
        return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 2
    letters = [ord(mark) for mark in marks if re.fullmatch(r"[A-Z]", mark)]
    return len(letters) == len(marks) and letters == list(range(letters[0], letters[0] + len(letters)))


def is_units(cells: Sequence[Any]) -> bool:
    """Whether a row gives the units of the columns (户, 人, 万元); 计量单位 may stand first."""
    texts = [text_of(cell) for cell in cells if cell is not None]
    texts = [
        text for text in texts if plain(text) not in ("计量单位", "单位", "-", "—", "") and text not in "—-/"
    ]
    return len(texts) >= 2 and all(unit_or_none(text.strip("()")) for text in texts)


def is_blank_row(cells: Sequence[Any]) -> bool:
    """Nothing in it, or a bare row number in its first column."""
    filled = [cell for cell in cells if cell is not None]
    return not filled or (
        len(filled) == 1
        and cells[0] is not None
        and not isinstance(cells[0], date)
        and bool(re.fullmatch(r"\d{1,4}", text_of(cells[0])))
    )
