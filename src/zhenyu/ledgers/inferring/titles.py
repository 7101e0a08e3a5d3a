"""The title of a ledger from the lines above its heading: without year, cut-off day and the town's own name.
Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from zhenyu.ledgers.definition.codes import ledger_code
from zhenyu.ledgers.inferring.tables import SourceTable
from zhenyu.ledgers.values.village_names import village_in
from zhenyu.workbooks.heading_lexicon import ledger_words

UNSORTED: Final = "未归类"
_TABLE_WORD: Final = re.compile(r"(台账|表|清单|名册|花名册|名单|统计|明细|汇总|登记|情况|一览|册|账)$")
_MEANINGLESS_SHEET: Final = re.compile(r"(sheet|工作表|表格?|新建.*|副本)\s*\d*", re.IGNORECASE)
_HAN: Final = "[\u4e00-\u9fff]"
_CUT: Final = (
    re.compile(r"^附件?\s*[\d一二三四五六七八九十]*[:、.]?\s*(?=\S{4})"),
    re.compile(r"[(【\[][^)】\]]*[)】\]]"),
    re.compile(
        r"(截[至止]到?)?(19|20)\d\d年?(度)?(\s*[-—~至]\s*((19|20)\d\d年?|\d{1,2}月))?(\d{1,2}月(份|底|末)?)?(\d{1,2}日)?(上半年|下半年|第?[一二三四]季度)?"
    ),
    re.compile(rf"^{_HAN}{{1,8}}?(?:人民政府|街道办事处|办事处)"),
    re.compile(
        rf"^(?:{_HAN}{{1,6}}?(?:省|市|县|区))?(?!城乡|各|全|本){_HAN}{{1,4}}?(?:镇(?!村)|乡(?![村镇])|街道)(?={_HAN}{{3}})"
    ),
)


@dataclass(frozen=True, slots=True)
class Naming:
    """Title, code and domain of the ledger; ``source`` is the text the title was cut from."""

    title: str
    code: str
    domain: str
    source: str
    reason: str
    questions: tuple[str, ...] = ()


def name_ledger(table: SourceTable) -> Naming:
    """What the ledger is called, from its title line, else the sheet's name, else the file's."""
    source, where = next(_sources(table))
    title = cut(source) or source or "未命名台账"
    words = ledger_words(source)
    code, domain = words or (ledger_code(title), UNSORTED)
    questions = () if words else ("这本台账归哪一类（domain，如 民生保障、安全生产、人居环境）？",)
    reason = f"取自{where}" + (f"，原文“{source}”" if title != source else "")
    return Naming(title[:120], code[:40], domain, source, reason, questions)


def title_lines(table: SourceTable) -> list[str]:
    """Texts above the heading that may be a title, best first."""
    lines = [
        row[0]
        for row in table.best.above
        if row and (len(row) == 1 or len(row[0]) >= 6) and _is_title(row[0])
    ]
    return sorted(dict.fromkeys(lines), key=lambda text: (not _TABLE_WORD.search(_bare(text)), -len(text)))


def cut(text: str) -> str:
    """A title without the parts that change or go without saying."""
    for pattern in _CUT:
        text = pattern.sub("", text)
    text = text.removeprefix(village_in(text))
    return text.strip(" 、:：-—的")


def _bare(text: str) -> str:
    return re.sub(r"[(【\[][^)】\]]*[)】\]]$", "", text)


def _is_title(text: str) -> bool:
    return 4 <= len(text) <= 60 and not re.search(r"[:;。]", text) and not re.fullmatch(r"附件?\s*\d*", text)


def _sources(table: SourceTable) -> Iterator[tuple[str, str]]:
    lines: Sequence[str] = title_lines(table)
    if lines:
        yield lines[0], "表头上方的标题"
    sheet = table.best.grid.name
    if (
        sheet
        and not table.several
        and not _MEANINGLESS_SHEET.fullmatch(sheet.strip())
        and len(sheet.strip()) >= 4
    ):
        yield sheet.strip(), "工作表名称"
    yield PurePath(table.file).stem.strip(), "文件名"
