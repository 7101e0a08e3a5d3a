"""Exports: the rows of a selection as Excel, CSV or Parquet, with a word on where they come from. Each is an event in the log.

Private values are masked unless a reason is given; a masked export can be imported again, masked cells keep what stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, Final

from django.db import models
from django.db.models import F, Func, IntegerField, Max, Value
from django.db.models.functions import Cast

from zhenyu.areas.queries import names as area_names
from zhenyu.core import clock
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.changes import NewChange, write_changes
from zhenyu.core.errors import NotAllowed, RefusedError, UsageError
from zhenyu.core.safe_files import written_whole
from zhenyu.ledgers.conditions import Sort
from zhenyu.ledgers.definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.export_columns import BETWEEN, ExportColumn, columns_for_people, columns_for_programs
from zhenyu.ledgers.export_files import Lines, Origin, write_csv, write_parquet, write_xlsx
from zhenyu.ledgers.past import entry_as_of
from zhenyu.ledgers.registry import Entry, entry
from zhenyu.ledgers.selecting import Selection, selected
from zhenyu.ledgers.types import Filter, Progress
from zhenyu.people.types import Reader

EXCEL_ROWS: Final = 1_048_575
_CHUNK: Final = 5000
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
    sort: str = "",
    columns: Sequence[str] = (),
    reveal_reason: str = "",
    progress: Callable[[Progress], None] | None = None,
) -> int:
    """Write the rows of a selection to ``.xlsx``, ``.csv`` or ``.parquet`` (by the name's ending); returns how many.

    Arguments:
        as_of: the rows as they were at the end of that day.
        sort, columns: as a list shows them: ``-cost``, the names of the fields in their order; empty for all of them.
        reveal_reason: with a reason private values are written in full, and the reason is logged.

    Raises:
        UsageError: another ending, a column the ledger lacks. NotAllowed: a ledger of another domain, or full values asked
            for by somebody who may not write there. RefusedError: more rows than a sheet holds. ZhenyuError: the file
            cannot be written.
    """
    target = Path(path)
    write = _WRITERS.get(target.suffix.lower())
    if write is None:
        raise UsageError(f"不能导出为“{target.suffix or target.name}”", "文件名请以 .xlsx、.csv 或 .parquet 结尾")
    book = entry_as_of(code, as_of) if as_of else entry(code)
    check_may_take_away(reader, book.definition)
    place = area if area is not None else reader.home
    if reveal_reason and not (reader.unlimited or (place and reader.may_write(place, book.definition.domain))):
        raise NotAllowed("没有导出完整个人信息的权限", "请导出遮盖后的表，或请业务员导出")
    chosen = Selection(area, tuple(filters), state, overdue, words, today=as_of)
    rows = selected(reader, book, chosen)
    order = Sort.parse(sort, book.definition)
    fields = _fields(book.definition, columns)
    total = rows.count()
    if target.suffix.lower() == ".xlsx" and total > EXCEL_ROWS:
        raise RefusedError(f"共{total}行，超过一张 Excel 表能放的{EXCEL_ROWS}行", "请分村或加筛选导出，或导出为 .csv")
    origin = _origin(reader, book, chosen, total, reveal_reason)
    with written_whole(target) as draft:
        write(draft, _Export(book.definition, rows, order, fields, bool(reveal_reason), total, progress), origin)
    _log(reader, book, place, chosen, total, reveal_reason)
    return total


def _fields(definition: LedgerDefinition, names: Sequence[str]) -> list[Field]:
    strangers = [name for name in names if name not in definition.by_name]
    if strangers:
        raise UsageError(
            f"台账“{definition.title}”没有“{strangers[0]}”这个栏目", f"可用的有：{'、'.join(definition.by_name)}"
        )
    return [definition.by_name[name] for name in names] or list(definition.fields)


@dataclass(frozen=True)
class _Export:
    """The rows to be written, and which fields of them."""

    definition: LedgerDefinition
    rows: models.QuerySet[Any]
    order: Sort
    fields: Sequence[Field]
    full: bool
    total: int
    progress: Callable[[Progress], None] | None

    def lines(self, columns: Sequence[ExportColumn]) -> Lines:
        """Cells of each row, read as texts from a cursor of the database so that memory stays small."""
        written = [(place, column.written) for place, column in enumerate(columns) if column.written is not None]
        plain = {c.source: Cast(F(c.source), models.TextField()) for c in columns}
        wanted = [self._texts.get(column.source, plain[column.source]) for column in columns]
        rows = self.rows.annotate(**{f"c{place}": each for place, each in enumerate(wanted)})
        names = [f"c{place}" for place in range(len(wanted))]
        legs = self.order.legs(None, backwards=False)
        texts = chain.from_iterable(
            rows.filter(leg.where).order_by(*leg.order).values_list(*names).iterator(chunk_size=_CHUNK) for leg in legs
        )
        for done, row in enumerate(texts, start=1):
            cells = list(row)
            for place, write in written:
                if cells[place] is not None:
                    cells[place] = write(cells[place])
            yield cells
            if self.progress and (done % _CHUNK == 0 or done == self.total):
                self.progress(Progress("导出", done, self.total))

    @property
    def _texts(self) -> dict[str, Any]:
        """Columns whose own text would not do: moments in China, arrays as members between separators."""
        local = Func(Value("Asia/Shanghai"), F("updated_at"), function="timezone", output_field=models.DateTimeField())
        moment = Func(local, Value("YYYY-MM-DD HH24:MI:SS.US"), function="to_char", output_field=models.TextField())
        arrays = [field.name for field in self.fields if field.type is FieldType.CHOICES]
        joined = {
            name: Func(F(name), Value(BETWEEN), function="array_to_string", output_field=models.TextField())
            for name in arrays
        }
        return {"updated_at": moment, **joined}

    def names(self) -> dict[str, str]:
        """Code → name of every area that occurs."""
        return area_names(set(self.rows.order_by().values_list("area", flat=True).distinct()))

    def digits(self) -> dict[str, int | None]:
        """Decimal field → the most digits behind the point among its rows."""
        exact = [
            field.name
            for field in self.fields
            if field.numeric and field.type is not FieldType.INTEGER and (self.full or not field.private)
        ]
        scales = {name: Max(Func(F(name), function="scale", output_field=IntegerField())) for name in exact}
        found = self.rows.aggregate(**{f"digits_{name}": scale for name, scale in scales.items()}) if exact else {}
        return {name: found[f"digits_{name}"] for name in exact}


# --- kinds of files --------------------------------------------------------------------------------------------------


def _xlsx(draft: Path, export: _Export, origin: Origin) -> None:
    columns = columns_for_people(export.definition, export.fields, export.names(), full=export.full)
    write_xlsx(draft, [column.header for column in columns], export.lines(columns), origin)


def _csv(draft: Path, export: _Export, origin: Origin) -> None:
    columns = columns_for_people(export.definition, export.fields, export.names(), full=export.full)
    write_csv(draft, [column.header for column in columns], export.lines(columns), origin)


def _parquet(draft: Path, export: _Export, origin: Origin) -> None:
    names, digits = export.names(), export.digits()
    columns = columns_for_programs(export.definition, export.fields, names, digits, full=export.full)
    write_parquet(draft, {c.name: (c.kind, c.header) for c in columns}, export.lines(columns), origin)


_WRITERS: Final[Mapping[str, Callable[[Path, _Export, Origin], None]]] = {
    ".xlsx": _xlsx,
    ".csv": _csv,
    ".parquet": _parquet,
}


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
