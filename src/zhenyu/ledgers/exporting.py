"""Exports: the rows of a selection as Excel, CSV or Parquet, with a word on where they come from. Each is an event in the log.

Private values are masked unless a reason is given; a masked export can be imported again, masked cells keep what stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.db import models
from django.db.models import F, Func, IntegerField, Max

from zhenyu.areas.queries import names as area_names
from zhenyu.core import clock
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.changes import NewChange, write_changes
from zhenyu.core.errors import NotAllowed, RefusedError, UsageError
from zhenyu.core.safe_files import written_whole
from zhenyu.ledgers.conditions import Sort
from zhenyu.ledgers.definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.export_files import Lines, Origin, write_csv, write_parquet, write_xlsx
from zhenyu.ledgers.registry import Entry, entry
from zhenyu.ledgers.selecting import Selection, selected
from zhenyu.ledgers.types import Filter, Progress
from zhenyu.ledgers.values import mask, show_value
from zhenyu.people.types import Reader

EXCEL_ROWS: Final = 1_048_575
_CHUNK: Final = 5000
_EXCEL_DIGITS: Final = 15
_EXCEL_FIRST_DAY: Final = date(1900, 3, 1)
_OPERATORS: Final = {
    "eq": "等于", "ne": "不等于", "in": "属于", "contains": "包含", "starts": "开头是", "gte": "不小于", "lte": "不大于",
    "blank": "为空", "not_blank": "不为空",
}  # fmt: skip
_KINDS: Final = {
    FieldType.INTEGER: "int", FieldType.RECORD: "int", FieldType.BOOLEAN: "bool", FieldType.DATE: "date",
    FieldType.MONTH: "date", FieldType.CHOICES: "strings",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of an export: the database column, its header and name, its kind for Parquet, and how a value is written."""

    source: str
    name: str
    header: str
    kind: str
    written: Callable[[Any], Any] | None


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
    words: str = "",
    sort: str = "",
    columns: Sequence[str] = (),
    reveal_reason: str = "",
    progress: Callable[[Progress], None] | None = None,
) -> int:
    """Write the rows of a selection to ``.xlsx``, ``.csv`` or ``.parquet`` (by the name's ending); returns how many.

    Arguments:
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
    book = entry(code)
    check_may_take_away(reader, book.definition)
    place = area if area is not None else reader.home
    if reveal_reason and not (reader.unlimited or (place and reader.may_write(place, book.definition.domain))):
        raise NotAllowed("没有导出完整个人信息的权限", "请导出遮盖后的表，或请业务员导出")
    chosen = Selection(area, tuple(filters), state, overdue, words)
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
    """The rows to be written, and which columns of them."""

    definition: LedgerDefinition
    rows: models.QuerySet[Any]
    order: Sort
    fields: Sequence[Field]
    full: bool
    total: int
    progress: Callable[[Progress], None] | None

    def lines(self, columns: Sequence[_Column]) -> Lines:
        """Written cells of each row, read from a cursor of the database so that memory stays small."""
        writers = [(place, column.written) for place, column in enumerate(columns) if column.written is not None]
        rows = self.rows.order_by(*self.order.order(backwards=False)).values_list(*(c.source for c in columns))
        for done, row in enumerate(rows.iterator(chunk_size=_CHUNK), start=1):
            cells = list(row)
            for place, written in writers:
                if cells[place] is not None:
                    cells[place] = written(cells[place])
            yield cells
            if self.progress and (done % _CHUNK == 0 or done == self.total):
                self.progress(Progress("导出", done, self.total))

    def shown(self) -> list[_Column]:
        """Columns for people, with words for codes."""
        definition = self.definition
        titles = [f"{field.title}（{field.unit}）" if field.unit else field.title for field in self.fields]
        own = [
            _Column("area", "area", "区划代码", "string", None),
            _Column("area", "area_name", "区划名称", "string", _Names().__getitem__),
        ]
        end = [
            *([_Column("state", "state", "状态", "string", definition.states.get)] if definition.lifecycle else []),
            _Column("owner", "owner", "责任人", "string", None),
            _Column("due", "due", "到期日", "date", _day),
            _Column("updated_at", "updated_at", "更新时间", "moment", _minute),
            _Column("updated_by", "updated_by", "更新人", "string", None),
        ]
        fields = [
            _Column(field.name, field.name, title, "string", self._shown(field))
            for field, title in zip(self.fields, titles, strict=True)
        ]
        return [*own, *fields, *(_told_apart(column, {*titles, "区划代码", "区划名称"}) for column in end)]

    def typed(self) -> list[_Column]:
        """Columns for programs, with the types they have here; what is masked is text."""
        return [
            *(column for column in self.shown() if column.source == "area"),
            *(
                _Column(field.name, field.name, field.title, kind, self._typed(field))
                for field, kind in zip(self.fields, self._kinds(), strict=True)
            ),
            _Column("state", "state", "状态", "string", None),
            _Column("owner", "owner", "责任人", "string", None),
            _Column("due", "due", "到期日", "date", None),
            _Column("updated_at", "updated_at", "更新时间", "moment", None),
            _Column("updated_by", "updated_by", "更新人", "string", None),
        ]

    def _masked(self, field: Field) -> bool:
        return field.private and not self.full

    def _shown(self, field: Field) -> Callable[[Any], Any] | None:
        return (lambda value: mask(field, value)) if self._masked(field) else _cell_writer(field)

    def _typed(self, field: Field) -> Callable[[Any], Any] | None:
        if self._masked(field):
            return lambda value: mask(field, value)
        special = field.type in (FieldType.ATTACHMENT, FieldType.POINT)
        return (lambda value: show_value(field, value)) if special else None

    def _kinds(self) -> list[str]:
        """The kind of each field's column; decimals get as many digits behind the point as the rows have."""
        exact = [f for f in self.fields if f.numeric and f.type is not FieldType.INTEGER and not self._masked(f)]
        digits: dict[str, int | None] = (
            self.rows.aggregate(
                **{f"d_{f.name}": Max(Func(F(f.name), function="scale", output_field=IntegerField())) for f in exact}
            )
            if exact
            else {}
        )
        return [
            "string" if self._masked(field)
            else f"decimal:{digits[f'd_{field.name}'] or 0}" if field in exact
            else _KINDS.get(field.type, "string")
            for field in self.fields
        ]  # fmt: skip


class _Names(dict[str, str]):
    """Names of areas, asked for as they come."""

    def __missing__(self, code: str) -> str:
        self[code] = area_names([code]).get(code, "")
        return self[code]


def _told_apart(column: _Column, taken: set[str]) -> _Column:
    """A column of ours that bears the title of a field says that it is ours."""
    if column.header not in taken:
        return column
    return _Column(column.source, column.name, f"{column.header}（系统）", column.kind, column.written)


def _cell_writer(field: Field) -> Callable[[Any], Any] | None:
    """A number or day where Excel keeps it exactly, text otherwise; None leaves the value as it is."""
    if field.type is FieldType.INTEGER:
        return lambda value: value if abs(value) < 10**_EXCEL_DIGITS else str(value)
    if field.numeric:
        return lambda value: float(value) if _few_digits(value) else show_value(field, value)
    if field.type is FieldType.DATE:
        return _day
    if field.type is FieldType.RECORD:
        return str
    plain = field.type is not FieldType.CHOICE and field.type not in _WORDED
    return None if plain else (lambda value: show_value(field, value))


_WORDED: Final = frozenset(
    {FieldType.MONTH, FieldType.BOOLEAN, FieldType.CHOICES, FieldType.POINT, FieldType.ATTACHMENT}
)


def _few_digits(value: Decimal) -> bool:
    return len(value.as_tuple().digits) <= _EXCEL_DIGITS


def _day(value: date) -> date | str:
    return value.isoformat() if value < _EXCEL_FIRST_DAY else value


def _minute(value: Any) -> str:
    return f"{value.astimezone(clock.CHINA):%Y-%m-%d %H:%M}"


# --- kinds of files --------------------------------------------------------------------------------------------------


def _xlsx(draft: Path, export: _Export, origin: Origin) -> None:
    columns = export.shown()
    write_xlsx(draft, [column.header for column in columns], export.lines(columns), origin)


def _csv(draft: Path, export: _Export, origin: Origin) -> None:
    columns = export.shown()
    write_csv(draft, [column.header for column in columns], export.lines(columns), origin)


def _parquet(draft: Path, export: _Export, origin: Origin) -> None:
    columns = export.typed()
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
    why = f"导出{total}行" + (f"，{conditions}" if conditions else "") + (f"，完整个人信息：{reason}" if reason else "")
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
