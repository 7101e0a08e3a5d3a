"""A list of people or enterprises as somebody brings it: pasted, or in a file; whom each line names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from zhenyu.core.errors import RefusedError, UsageError
from zhenyu.core.values import identity
from zhenyu.workbooks.cells import text_of
from zhenyu.workbooks.labels import known_labels
from zhenyu.workbooks.sheets import open_file

MOST_ROWS: Final = 5000
"""Rows of a list; a longer one is refused, not cut."""
_SPLIT: Final = re.compile(r"[\t,，;；、]+|\s{2,}")
_LONG_NUMBER: Final = re.compile(r"[0-9A-Za-z]{15,20}")
_TITLES: Final = ("名单", "名册", "花名册", "汇总表", "统计表", "登记表", "一览表")
"""A line that ends so is the title of the list."""
_NAME: Final = re.compile(r"[\w（）()·•]*[^\W\d_a-zA-Z][\w（）()·•]*")


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list: what it names somebody by. ``problem`` says why a number of it cannot be used."""

    row: int
    name: str = ""
    id_number: str = ""
    uscc: str = ""
    problem: str = ""

    @property
    def shown_name(self) -> str:
        """Enterprises are public, people are masked."""
        return self.name if self.uscc or len(self.name) > 4 else identity.mask_name(self.name)

    @property
    def shown_number(self) -> str:
        return self.uscc or (identity.mask_id(self.id_number) if self.id_number else "")


def read_block(text: str) -> tuple[Listed, ...]:
    """The lines of a pasted block, one person or enterprise each; a line of headings is left out.

    Raises:
        UsageError: nothing in it that names anybody. RefusedError: too long.
    """
    return _listed(
        (number, _SPLIT.split(line.strip())) for number, line in enumerate(text.splitlines(), start=1)
    )


def read_list(path: Path) -> tuple[Listed, ...]:
    """The same from an Excel or CSV file, every visible sheet; raises also when it cannot be read."""
    tables = open_file(path).tables
    return _listed((number, list(cells)) for table in tables for number, cells in table.rows())


def _listed(rows: Iterable[tuple[int, Sequence[Any]]]) -> tuple[Listed, ...]:
    filled = ((number, [cell for cell in cells if text_of(cell)]) for number, cells in rows)
    people = [
        one
        for number, cells in filled
        if cells and known_labels(cells) < len(cells) and (one := _one(number, cells))
    ]
    people = [
        Listed(number, *(getattr(one, n) for n in ("name", "id_number", "uscc", "problem")))
        for number, one in enumerate(people, start=1)
    ]
    if not people:
        raise UsageError(
            "名单里没有读到姓名、身份证号或统一社会信用代码",
            "一行一个人或一家单位，如：张三 370…（用空格、逗号或制表符隔开）",
        )
    if len(people) > MOST_ROWS:
        raise RefusedError(f"名单有{len(people)}行，一次最多比对{MOST_ROWS}行", "请分几次比对")
    return tuple(people)


def _one(number: int, cells: Sequence[Any]) -> Listed | None:
    """Whom a line names; None when nobody (a title, a total)."""
    if len(cells) == 1 and text_of(cells[0]).endswith(_TITLES):
        return None
    name = id_number = uscc = problem = ""
    for word in (part for cell in cells for part in _words(cell)):
        if _LONG_NUMBER.fullmatch(word) or (isinstance(word, str) and "E+" in word.upper()):
            kind, value, fault = _number(word)
            id_number, uscc = (value or id_number, uscc) if kind == "id" else (id_number, value or uscc)
            problem = fault or problem
        elif not name and _NAME.fullmatch(word):
            name = word
    return Listed(number, name, id_number, uscc, problem) if name or id_number or uscc or problem else None


def _words(cell: Any) -> list[str]:
    if isinstance(cell, float) and abs(cell) >= 1e15:
        return [f"{cell:E}"]  # Excel lost its digits
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    words = text.split()
    whole = "".join(words)
    return [whole] if len(whole) <= 4 else words  # 张 三


def _number(word: str) -> tuple[str, str, str]:
    """(kind, number, problem) of a word that looks like a citizen number or a credit code."""
    for kind, check in (("id", identity.check_id_number), ("uscc", identity.check_uscc)):
        try:
            return kind, str(check(word)), ""
        except RefusedError:
            continue
    fault = (
        "号码被 Excel 变成了科学计数法" if "E+" in word.upper() else f"号码有误（{len(word)}位，校验不符）"
    )
    return "id", "", f"{fault}，只按名称比对"
