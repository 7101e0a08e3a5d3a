"""Rows of the table of observations, where entered values and targets stand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.db import connection

from zhenyu.core import clock
from zhenyu.core.errors import UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition
from zhenyu.people.types import Reader

_COLUMNS: Final = (
    "indicator",
    "area",
    "domain",
    "period",
    "status",
    "value",
    "mode",
    "finality",
    "source",
    "note",
    "at",
    "by_id",
    "by_name",
)


def observation_row(
    definition: IndicatorDefinition, area: AreaCode, period: Period | str, value: Any, by: Reader, **more: str
) -> dict[str, Any]:
    """A row to be inserted.

    Raises:
        UsageError: a period that cannot be read, or a value that is no number.
    """
    parsed = Period.parse(period) if isinstance(period, str) else period
    blank = {"mode": "", "finality": "", "source": "", "note": ""}
    named = {
        "indicator": definition.code,
        "area": str(area),
        "domain": definition.domain,
        "period": str(parsed),
    }
    signed = {"at": clock.now(), "by_id": by.user_id, "by_name": by.name}
    return {**blank, **named, **signed, "value": _number(definition, value), **more}


def _number(definition: IndicatorDefinition, value: Any) -> Decimal | None:
    if value is None:
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise UsageError(f"“{definition.title}”的值“{value}”不是一个数", "只填数字，不带单位和逗号")
    return number


def insert_observations(rows: Sequence[dict[str, Any]]) -> int:
    """One statement however many rows; COPY does not serve tables under row-level security."""
    columns = ", ".join(_COLUMNS)
    statement = (
        f"INSERT INTO indicators_observation ({columns}) SELECT {columns}"
        " FROM jsonb_populate_recordset(NULL::indicators_observation, %s::jsonb)"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(rows, default=str, ensure_ascii=False)])
    return len(rows)
