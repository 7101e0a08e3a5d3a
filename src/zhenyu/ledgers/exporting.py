"""Exports: the rows of a selection as Excel or CSV, with a sheet that says where they come from. Each one is an event in the log.

Private values are masked unless a reason is given; a masked export can be imported again, masked cells keep what stands.
"""

from __future__ import annotations

import csv
import errno
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from zhenyu.areas.queries import names as area_names
from zhenyu.core import clock
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.changes import NewChange, write_changes
from zhenyu.core.errors import NotAllowed, RefusedError, UsageError
from zhenyu.core.safe_files import written_whole
from zhenyu.ledgers.definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.past import entry_as_of
from zhenyu.ledgers.queries import masked_values
from zhenyu.ledgers.registry import Entry, entry
from zhenyu.ledgers.selecting import Selection, selected
from zhenyu.ledgers.types import Filter, Progress
from zhenyu.ledgers.values import show_value
from zhenyu.people.types import Reader

EXCEL_ROWS: Final = 1_048_575
_CHUNK: Final = 5000
_EXCEL_DIGITS: Final = 15
_EXCEL_FIRST_DAY: Final = date(1900, 3, 1)
_OPERATORS: Final = {
    "eq": "等于", "ne": "不等于", "in": "属于", "contains": "包含", "starts": "开头是", "gte": "不小于", "lte": "不大于",
    "blank": "为空", "not_blank": "不为空",
}  # fmt: skip


def check_may_take_away(reader: Reader, definition: LedgerDefinition) -> None:
    """Refuse whoever has no part in the ledger's domain: their page is empty, and a file would say so in the log."""
    if not reader.has_part_in(definition.domain):
        raise NotAllowed(f"“{definition.title}”不属于您的业务领域", "请联系安全管理员增加授权")


def export_rows(
    reader: Reader,
    code: str,
    path: Path | str,
    *,
    area: AreaCode | None = None,
    filters: Iterable[Filter] = (),
    state: str | None = None,
    overdue: bool = False,
    as_of: date | None = None,
    words: str = "",
    reveal_reason: str = "",
    progress: Callable[[Progress], None] | None = None,
) -> int:
    """Write the rows of a selection to ``.xlsx`` or ``.csv`` (by the name's ending); returns how many.

    Arguments:
        as_of: the rows as they were at the end of that day.
        reveal_reason: with a reason private values are written in full, and the reason is logged.

    Raises:
        UsageError: another ending. NotAllowed: a ledger of another domain, or full values asked for by somebody who may not
        write there.
        RefusedError: more rows than a sheet holds. ZhenyuError: the file cannot be written.
    """
    target = Path(path)
    write = _WRITERS.get(target.suffix.lower())
    if write is None:
        raise UsageError(f"不能导出为“{target.suffix or target.name}”", "文件名请以 .xlsx 或 .csv 结尾")
    book = entry_as_of(code, as_of) if as_of else entry(code)
    check_may_take_away(reader, book.definition)
    place = area if area is not None else reader.home
    if reveal_reason and not (reader.unlimited or (place and reader.may_write(place, book.definition.domain))):
        raise NotAllowed("没有导出完整个人信息的权限", "请导出遮盖后的表，或请业务员导出")
    chosen = Selection(area, tuple(filters), state, overdue, words, today=as_of)
    rows = selected(reader, book, chosen)
    total = rows.count()
    if target.suffix.lower() == ".xlsx" and total > EXCEL_ROWS:
        raise RefusedError(f"共{total}行，超过一张 Excel 表能放的{EXCEL_ROWS}行", "请分村或加筛选导出，或导出为 .csv")
    origin = _origin(reader, book, chosen, total, reveal_reason)
    with written_whole(target) as draft:
        write(draft, _headers(book.definition), _lines(book, rows, bool(reveal_reason), total, progress), origin)
    _log(reader, book, place, chosen, total, reveal_reason)
    return total


def _headers(definition: LedgerDefinition) -> list[str]:
    own = ["区划代码", "区划名称"]
    declared = [f"{field.title}（{field.unit}）" if field.unit else field.title for field in definition.fields]
    return own + declared + (["状态"] if definition.lifecycle else []) + ["责任人", "到期日", "更新时间", "更新人"]


def _lines(
    book: Entry, rows: Any, full: bool, total: int, progress: Callable[[Progress], None] | None
) -> Iterator[list[Any]]:
    """Typed cells of each row, read by key in chunks so that memory stays small."""
    definition, last, done = book.definition, 0, 0
    names: dict[str, str] = {}
    while records := list(rows.filter(id__gt=last).order_by("id").values()[:_CHUNK]):
        names.update(area_names({record["area"] for record in records} - set(names)))
        for record in records:
            values = record if full else masked_values(definition, record)[0]
            yield [
                record["area"], names.get(record["area"], ""), *(_cell(field, values[field.name]) for field in definition.fields),
                *([definition.states.get(record["state"] or "", "")] if definition.lifecycle else []),
                record["owner"], _day(record["due"]), f"{record['updated_at'].astimezone(clock.CHINA):%Y-%m-%d %H:%M}",
                record["updated_by"],
            ]  # fmt: skip
        last, done = records[-1]["id"], done + len(records)
        if progress:
            progress(Progress("导出", done, total))


def _cell(field: Field, value: Any) -> Any:
    """A number or day where Excel keeps it exactly, text otherwise."""
    if value is None:
        return None
    if isinstance(value, str) and field.type is not FieldType.CHOICE:
        return value  # a text, or a masked value of any type
    if isinstance(value, Decimal):
        digits = len(value.as_tuple().digits)
        return float(value) if digits <= _EXCEL_DIGITS else show_value(field, value)
    if field.type is FieldType.INTEGER:
        return value if abs(value) < 10**_EXCEL_DIGITS else str(value)
    if field.type is FieldType.DATE:
        return _day(value)
    return show_value(field, list(value) if isinstance(value, tuple) else value)


def _day(value: date | None) -> date | str | None:
    return value.isoformat() if value is not None and value < _EXCEL_FIRST_DAY else value


# --- kinds of files --------------------------------------------------------------------------------------------------


def _write_xlsx(draft: Path, headers: list[str], lines: Iterator[list[Any]], origin: list[tuple[str, str]]) -> None:
    from rustpy_xlsxwriter import FastExcel

    rows = (dict(zip(headers, line, strict=True)) for line in lines)
    first = next(rows, None) or dict.fromkeys(headers)
    provenance = [{"项目": name, "内容": text} for name, text in origin]
    book = FastExcel(str(draft)).format(datetime_format="yyyy-mm-dd", bold_headers=True).freeze(row=1)
    book.sheet("台账", _chained(first, rows)).sheet("说明", provenance)
    try:
        book.save()
    except BaseException as panic:  # the writer panics where it should fail; Rust's panic is no Exception
        if type(panic).__name__ != "PanicException":
            raise
        full = "code: 28" in str(panic)
        raise OSError(errno.ENOSPC if full else errno.EIO, "写入 Excel 文件失败", str(draft)) from panic


def _chained(first: dict[str, Any], rest: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield first
    yield from rest


def _write_csv(draft: Path, headers: list[str], lines: Iterator[list[Any]], origin: list[tuple[str, str]]) -> None:
    """UTF-8 with its mark, as Excel wants; where it comes from stands below the rows, and an import leaves that out."""
    with draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headers)
        writer.writerows([_plain(cell) for cell in line] for line in lines)
        writer.writerow([])
        writer.writerows((f"# {name}：{text}",) for name, text in origin)


def _plain(cell: Any) -> Any:
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return cell.isoformat() if isinstance(cell, date | datetime) else cell


_WRITERS: Final = {".xlsx": _write_xlsx, ".csv": _write_csv}


# --- where it comes from ---------------------------------------------------------------------------------------------


def _origin(reader: Reader, book: Entry, chosen: Selection, total: int, reason: str) -> list[tuple[str, str]]:
    definition = book.definition
    area = str(chosen.area or "")
    conditions = [_sentence(definition, item) for item in chosen.filters]
    if chosen.state:
        conditions.append(f"状态为“{definition.states[chosen.state]}”")
    if chosen.overdue:
        conditions.append("已超期")
    if chosen.words:
        conditions.append("任一栏含有所查的字（可能是姓名，不写出）")
    return [
        ("台账", f"{definition.title}（{definition.code}，第{book.version}版）"),
        ("区划", f"{area_names([area]).get(area, '')} {area}".strip() or "可见范围内全部"),
        ("筛选", "；".join(conditions) or "无"),
        *([("账面日期", f"{chosen.today:%Y-%m-%d} 终了")] if chosen.today else []),
        ("行数", str(total)),
        ("导出人", reader.name),
        ("可见范围", "、".join(str(grant.area) for grant in reader.grants) or ("全部" if reader.unlimited else "无")),
        ("导出时间", f"{clock.now():%Y-%m-%d %H:%M:%S}"),
        ("个人信息", f"完整（事由：{reason}）" if reason else "已遮盖"),
        ("依据", definition.basis or "（未写明）"),
    ]


def _sentence(definition: LedgerDefinition, item: Filter) -> str:
    field = definition.by_name.get(item.field)
    title = field.title if field else item.field
    hidden = field is not None and field.private and item.value is not None
    value = "（个人信息）" if hidden else "" if item.value is None else f"“{item.value}”"
    return f"{title}{_OPERATORS.get(item.op, item.op)}{value}"


def _log(reader: Reader, book: Entry, place: AreaCode | None, chosen: Selection, total: int, reason: str) -> None:
    conditions = "；".join(_sentence(book.definition, item) for item in chosen.filters)
    day = f"（{chosen.today} 的账）" if chosen.today else ""
    why = (
        f"导出{total}行{day}"
        + (f"，{conditions}" if conditions else "")
        + (f"，完整个人信息：{reason}" if reason else "")
    )
    seen = place if place is not None and reader.sees(place, book.definition.domain) else reader.home
    area = str(seen or place or "0")  # the log keeps a reader to their places, too
    write_changes(
        [
            NewChange(
                clock.now(),
                book.definition.code,
                None,
                area,
                book.definition.domain,
                "export",
                reader.user_id,
                reader.name,
                why,
            )
        ]
    )
