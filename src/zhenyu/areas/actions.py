"""Verbs: registering areas."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from zhenyu.areas.models import Area
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.errors import UsageError
from zhenyu.core.pinyin import initials, sort_key


@transaction.atomic
def load_areas(rows: Iterable[Mapping[str, str]], source: str = "areas") -> int:
    """Register areas from rows ``code,name,level,kind,valid_from,valid_to,successors`` (successors split by spaces).

    Known codes are brought up to date. Returns how many rows were read.

    :raises UsageError: a code is malformed or a row has no name; nothing is written then.
    """
    areas = [_area(row, f"{source} 第 {number} 行") for number, row in enumerate(rows, start=2)]
    updated = ["name", "pinyin", "level", "kind", "valid_from", "valid_to", "successors"]
    Area.objects.bulk_create(areas, update_conflicts=True, unique_fields=["code"], update_fields=updated)
    return len(areas)


def _area(row: Mapping[str, str], where: str) -> Area:
    code = AreaCode.parse(row["code"])
    name = (row.get("name") or "").strip()
    if not name:
        raise UsageError(f"{where}：区划 {code} 没有名称", "补上 name 一列")
    return Area(
        code=str(code),
        name=name,
        pinyin=f"{sort_key(name)} {initials(name)}"[:240],
        level=code.level,
        kind=row.get("kind") or "",
        valid_from=_day(row.get("valid_from"), where),
        valid_to=_day(row.get("valid_to"), where),
        successors=[str(AreaCode.parse(part)) for part in (row.get("successors") or "").split()],
    )


def _day(text: str | None, where: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{where}：“{text}”不是日期", "写成 2024-01-31 的形式") from None
