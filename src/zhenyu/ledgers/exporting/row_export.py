"""Exports: the rows of a selection as Excel, CSV or Parquet, with a note on their origin. Each is an entry of
the change log.

Private values are masked unless a reason is given; a masked export can be imported again, masked cells leave
the stored values unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.db import models

from zhenyu.areas.queries import names as area_names
from zhenyu.core import clock
from zhenyu.core.errors import NotAllowed, RefusedError, UsageError
from zhenyu.core.files.safe_files import written_whole
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import Field, LedgerDefinition
from zhenyu.ledgers.exporting.batches import batches, schema_of
from zhenyu.ledgers.exporting.columns import ExportColumn, columns_for_people, columns_for_programs
from zhenyu.ledgers.exporting.files import Batches, write_csv, write_parquet, write_xlsx
from zhenyu.ledgers.exporting.survey import EXCEL_DIGITS, EXCEL_FIRST_DAY, Survey, surveyed
from zhenyu.ledgers.history.as_of import ledger_as_of
from zhenyu.ledgers.rows.conditions import OWN_COLUMNS
from zhenyu.ledgers.rows.order import Sort
from zhenyu.ledgers.rows.selection import Selection, selected
from zhenyu.ledgers.schema.registry import LoadedLedger, loaded_ledger
from zhenyu.ledgers.types import Filter, Progress
from zhenyu.ledgers.writing.disclosure_log import log_disclosure
from zhenyu.people.types import Reader
from zhenyu.workbooks.book_writer import Origin

if TYPE_CHECKING:
    import pyarrow

EXCEL_ROWS: Final = 1_048_575
_MOST_WORDS: Final = 8
_OPERATORS: Final = {
    "eq": "等于",
    "ne": "不等于",
    "in": "属于",
    "not_in": "不属于",
    "contains": "包含",
    "not_contains": "不包含",
    "starts": "开头是",
    "gte": "不小于",
    "lte": "不大于",
    "blank": "为空",
    "not_blank": "不为空",
}


def check_may_take_away(reader: Reader, definition: LedgerDefinition) -> None:
    """Refuse readers without a duty in the ledger's domain: they would get an empty file and a misleading log
    entry."""
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
    """Write the rows of a selection to ``.xlsx``, ``.csv`` or ``.parquet`` (by the name's ending); returns
    how many.

    Arguments:
        as_of: the rows as they were at the end of that day.
        sort, columns: as a list shows them: ``-cost``, the names of the fields in their order; empty for all
        of them.
        reveal_reason: with a reason private values are written in full, and the reason is logged.

    Raises:
        UsageError: another ending, a column the ledger lacks. NotAllowed: a ledger of another domain, or full
            values asked for by somebody who may not write there. RefusedError: more rows than a sheet holds.
            ZhenyuError: the file cannot be written.
    """
    target = Path(path)
    if target.suffix.lower() not in _WRITERS:
        raise UsageError(
            f"不能导出为“{target.suffix or target.name}”", "文件名请以 .xlsx、.csv 或 .parquet 结尾"
        )
    loaded = ledger_as_of(code, as_of) if as_of else loaded_ledger(code)
    check_may_take_away(reader, loaded.definition)
    hull = area if area is not None else reader.home
    if reveal_reason and not (
        reader.unlimited or (hull and reader.may_write(hull, loaded.definition.domain))
    ):
        raise NotAllowed("没有导出完整个人信息的权限", "请导出遮盖后的表，或请业务员导出")
    chosen = Selection(area, tuple(filters), state, overdue, words, today=as_of)
    rows = selected(reader, loaded, chosen)
    order = Sort.parse(sort, loaded.definition)
    fields = _fields(loaded.definition, columns)
    survey = surveyed(rows, fields, full=bool(reveal_reason), for_people=target.suffix.lower() != ".parquet")
    total = survey.total
    if target.suffix.lower() == ".xlsx" and total > EXCEL_ROWS:
        raise RefusedError(
            f"共{total}行，超过一张 Excel 表能放的{EXCEL_ROWS}行", "请分村或加筛选导出，或导出为 .csv"
        )
    origin = _origin(reader, loaded, chosen, total, reveal_reason)
    if target.suffix.lower() == ".xlsx":
        origin += _as_texts(survey, fields)
    with written_whole(target) as draft:
        _write(
            draft,
            _Export(loaded.definition, rows, order, fields, bool(reveal_reason), survey, progress),
            origin,
        )
    _log(reader, loaded, hull, chosen, total, reveal_reason)
    return total


def _fields(definition: LedgerDefinition, names: Sequence[str]) -> list[Field]:
    strangers = [name for name in names if name not in definition.by_name]
    if strangers:
        raise UsageError(
            f"台账“{definition.title}”没有“{strangers[0]}”这个栏目",
            f"可用的有：{'、'.join(definition.by_name)}",
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
    survey: Survey
    progress: Callable[[Progress], None] | None

    def batches(self, columns: Sequence[ExportColumn]) -> Generator[pyarrow.RecordBatch, None, None]:
        """The rows in their order, with a word of progress for each batch."""
        legs = (
            self.order.legs(None, backwards=False) if self.survey.total else ()
        )  # a query that can find nothing is no SQL
        done = 0
        for batch in batches(self.rows, legs, columns):
            yield batch
            done += batch.num_rows
            if self.progress:
                self.progress(Progress("导出", done, self.survey.total))

    def columns_for_people(self) -> list[ExportColumn]:
        beyond = {*self.survey.long, *self.survey.early}
        return columns_for_people(self.definition, self.fields, self._names(), beyond, full=self.full)

    def columns_for_programs(self) -> list[ExportColumn]:
        return columns_for_programs(
            self.definition, self.fields, self._names(), self.survey.digits, full=self.full
        )

    def _names(self) -> dict[str, str]:
        """Code → name of every area that occurs."""
        return area_names(self.survey.areas)


# --- kinds of files -------------------------------------------------------------------------------


def _write(draft: Path, export: _Export, origin: Origin) -> None:
    ending = draft.suffix.lower()
    columns = export.columns_for_programs() if ending == ".parquet" else export.columns_for_people()
    with closing(export.batches(columns)) as rows:
        _WRITERS[ending](draft, schema_of(columns), rows, origin)


_WRITERS: Final[Mapping[str, Callable[[Path, pyarrow.Schema, Batches, Origin], None]]] = {
    ".xlsx": write_xlsx,
    ".csv": write_csv,
    ".parquet": write_parquet,
}


# --- where it comes from --------------------------------------------------------------------------


def _origin(
    reader: Reader, loaded: LoadedLedger, chosen: Selection, total: int, reason: str
) -> list[tuple[str, str]]:
    definition = loaded.definition
    area = str(chosen.area or "")
    conditions = [_sentence(definition, item) for item in chosen.filters]
    if chosen.state:
        conditions.append(f"状态为“{definition.states[chosen.state]}”")
    if chosen.overdue:
        conditions.append("已超期")
    if chosen.words:
        conditions.append("任一栏含有所查的字（可能是姓名，不写出）")
    return [
        ("台账", f"{definition.title}（{definition.code}，第{loaded.version}版）"),
        ("区划", f"{area_names([area]).get(area, '')} {area}".strip() or "可见范围内全部"),
        ("筛选", "；".join(conditions) or "无"),
        *([("账面日期", f"{chosen.today:%Y-%m-%d} 终了")] if chosen.today else []),
        ("行数", str(total)),
        ("导出人", reader.name),
        (
            "可见范围",
            "、".join(str(grant.area) for grant in reader.grants) or ("全部" if reader.unlimited else "无"),
        ),
        ("导出时间", f"{clock.now():%Y-%m-%d %H:%M:%S}"),
        ("个人信息", f"完整（事由：{reason}）" if reason else "已遮盖"),
        ("依据", definition.basis or "（未写明）"),
    ]


def _as_texts(survey: Survey, fields: Sequence[Field]) -> list[tuple[str, str]]:
    """The notes on columns written as texts because Excel would alter one of their values."""
    titles = {"due": "到期日", **{field.name: field.title for field in fields}}
    reasons = (
        (survey.long, f"里有超过{EXCEL_DIGITS}位的数，Excel 存不下，整列按文本写出；要求和请先转换成数字"),
        (survey.early, f"里有早于{EXCEL_FIRST_DAY}的日期，Excel 认不得，整列按文本写出"),
    )
    return [
        ("按文本写出的列", f"{'、'.join(f'“{titles[name]}”' for name in names)}{note}")
        for names, note in reasons
        if names
    ]


def _sentence(definition: LedgerDefinition, item: Filter) -> str:
    field = definition.by_name.get(item.field)
    title = field.title if field else OWN_COLUMNS.get(item.field, item.field)
    hidden = field is not None and field.private and item.value is not None
    value = "（个人信息）" if hidden else "" if item.value is None else f"“{_worded(definition, item)}”"
    return f"{title}{_OPERATORS.get(item.op, item.op)}{value}"


def _worded(definition: LedgerDefinition, item: Filter) -> str:
    """What is asked for, choices by title; of a long list the first."""
    field = definition.by_name.get(item.field)
    titles = field.choices if field else definition.states if item.field == "state" else {}
    values = list(item.value) if isinstance(item.value, list | tuple | set) else [item.value]
    words = "、".join(str(titles.get(str(value), value)) for value in values[:_MOST_WORDS])
    return f"{words}等{len(values)}个" if len(values) > _MOST_WORDS else words


def _log(
    reader: Reader, loaded: LoadedLedger, hull: AreaCode | None, chosen: Selection, total: int, reason: str
) -> None:
    conditions = "；".join(_sentence(loaded.definition, item) for item in chosen.filters)
    day = f"（{chosen.today} 的账）" if chosen.today else ""
    why = (
        f"导出{total}行{day}"
        + (f"，{conditions}" if conditions else "")
        + (f"，完整个人信息：{reason}" if reason else "")
    )
    seen = hull if hull is not None and reader.sees(hull, loaded.definition.domain) else reader.home
    area = str(seen or hull or "0")  # the log keeps a reader to their places, too
    log_disclosure(reader, loaded.definition, "export", area, why)
