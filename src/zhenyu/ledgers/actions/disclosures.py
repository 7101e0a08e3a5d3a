"""Verbs that hand something out: who saw or took what, and why, goes to the change log."""

from __future__ import annotations

from django.db import transaction

from zhenyu.core.errors import UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.overviews.charts import Chart
from zhenyu.ledgers.rows.queries import row
from zhenyu.ledgers.schema.registry import active_rows, loaded_ledger
from zhenyu.ledgers.values.shown_values import show_value
from zhenyu.ledgers.writing.disclosure_log import log_disclosure
from zhenyu.people.types import Reader


@transaction.atomic
def reveal(reader: Reader, code: str, id: int, field: str, reason: str) -> str:
    """The full text of a masked value; who looked, at what and why goes to the change log.

    Raises:
        UsageError: no reason, or no such field. NotFound.
    """
    if len(reason.strip()) < 2:
        raise UsageError("查看完整内容要写明事由", "写一句话，如：核对补贴发放账号")
    loaded = loaded_ledger(code)
    declared = loaded.definition.by_name.get(field)
    if declared is None:
        raise UsageError(
            f"台账“{loaded.definition.title}”没有“{field}”这个栏目",
            f"可用的有：{'、'.join(loaded.definition.by_name)}",
        )
    seen = row(reader, code, id)
    value = active_rows(loaded).filter(id=id).values_list(field, flat=True).first()
    why = f"{declared.title}：{reason.strip()}"
    log_disclosure(reader, loaded.definition, "reveal", seen.area, why, row=seen)
    return show_value(declared, value)


def hand_out_chart(reader: Reader, definition: LedgerDefinition, drawn: Chart, *, area: AreaCode) -> None:
    """Note that a chart's figures were taken out as a workbook."""
    why = f"导出图表：{drawn.measure.title}，按{drawn.by.title}，{drawn.rows}行"
    log_disclosure(reader, definition, "export", area, why)
