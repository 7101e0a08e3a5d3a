"""Who may read which indicator where. Pure.

A figure is read by the duty it belongs to: a grant for the area that names the indicator's domain, or no
domain at all. An indicator without a domain belongs to everybody. A place among siblings is told beyond the
area (:mod:`ranking`), never beyond the domain.
"""

from __future__ import annotations

from zhenyu.core.errors import NotAllowed
from zhenyu.core.values.addresses import Aspect, FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition
from zhenyu.people.types import Reader


def may_read(reader: Reader, definition: IndicatorDefinition, area: AreaCode) -> bool:
    """Whether the reader holds the area in the indicator's domain."""
    return reader.sees(area, definition.domain or None)


def check_may_read(reader: Reader, definition: IndicatorDefinition, area: AreaCode) -> None:
    """Refuse an area or a domain outside the reader's grants; says which of the two it is.

    Raises: NotAllowed.
    """
    if may_read(reader, definition, area):
        return
    if not reader.sees(area):
        raise NotAllowed(
            f"您没有查看区划 {area} 数据的权限", "只能查看本人职责范围内区划的数据；需要时请负责人授权"
        )
    raise NotAllowed(
        f"“{definition.title}”属于“{definition.domain}”，不在您负责的领域内",
        "需要时请负责人授予这个领域的权限",
    )


def check_address(
    reader: Reader, definition: IndicatorDefinition, address: FigureAddress, *, open_to_area: bool = False
) -> None:
    """:func:`check_may_read` of an address; a share tells of the area above too."""
    above = address.area.parent if address.aspect is Aspect.SHARE else None
    for area in filter(None, (address.area, above)):
        if not (open_to_area and reader.sees(area)):
            check_may_read(reader, definition, area)
