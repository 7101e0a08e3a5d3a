"""What an indicator is: frozen models of the catalogue's YAML. Pure: no Django, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from zhenyu.core.errors import UsageError


class IndicatorKind(StrEnum):
    """How an indicator comes about and adds up.

    flow: movements of the months of a period. stock: what is there at the period's end. ratio: Σ numerator ÷ Σ
    denominator. distinct: asked of the rows at the level and period required (count distinct, min, max), never added
    up. external: entered with its source document, never computed (statistics that arrive from the county).
    """

    FLOW = "flow"
    STOCK = "stock"
    RATIO = "ratio"
    DISTINCT = "distinct"
    EXTERNAL = "external"


class Better(StrEnum):
    """Which direction is better; rank 1 is the best. ``none`` ranks by size."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


class TimeRule(StrEnum):
    """How monthly values make the value of a longer period."""

    SUM = "sum"
    LAST = "last"
    MEAN = "mean"


_TIME_OF_KIND: Final = {IndicatorKind.STOCK: TimeRule.LAST}
_TIMES_ALLOWED: Final = {
    IndicatorKind.FLOW: (TimeRule.SUM,),
    IndicatorKind.STOCK: (TimeRule.LAST, TimeRule.MEAN),
    IndicatorKind.DISTINCT: (TimeRule.SUM, TimeRule.LAST),
}
_Codes = Annotated[tuple[str, ...], BeforeValidator(lambda raw: (raw,) if isinstance(raw, str) else raw)]
_Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
_HINT: Final = "写法见 docs：code、title、unit、kind（flow、stock、ratio、distinct、external）、domain、better"


class IndicatorDefinition(BaseModel):
    """One indicator of the catalogue.

    Arguments:
        unit: of the figure; money and areas of ledgers in another unit of the family are converted (元 → 万元).
        time: flow: sum; stock: last (as at the period's end, the default) or mean (of month ends); distinct: sum (rows
            dated within the period, the default) or last (rows that stand at its end).
        numerator, denominator, scale: of a ratio; ``scale`` 100 gives per cent (the default where the unit is %).
        scope_note: 口径, what is counted and what is not, for people.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    code: _Code
    title: Annotated[str, Field(min_length=1, max_length=60)]
    synonyms: _Codes = ()
    unit: str = ""
    kind: IndicatorKind
    better: Better = Better.NONE
    domain: str = ""
    time: TimeRule | None = None
    numerator: _Code | None = None
    denominator: _Code | None = None
    scale: int | None = Field(default=None, gt=0)
    scope_note: str = ""

    @model_validator(mode="after")
    def _fits_its_kind(self) -> IndicatorDefinition:
        ratio = self.kind is IndicatorKind.RATIO
        if ratio != bool(self.numerator and self.denominator) or (not ratio and (self.numerator or self.denominator)):
            raise ValueError("ratio 指标要有 numerator 和 denominator，其他指标不能有")
        allowed = _TIMES_ALLOWED.get(self.kind)
        if self.time and allowed and self.time not in allowed:
            raise ValueError(f"{self.kind} 指标的 time 只能是 {'、'.join(allowed)}")
        return self

    @property
    def time_rule(self) -> TimeRule:
        return self.time or _TIME_OF_KIND.get(self.kind, TimeRule.SUM)

    @property
    def factor(self) -> int:
        """What a ratio's quotient is multiplied by."""
        return self.scale or (100 if self.unit == "%" else 1)

    @property
    def parts(self) -> tuple[str, ...]:
        """The indicators a ratio is computed from."""
        return tuple(part for part in (self.numerator, self.denominator) if part)

    @property
    def accumulates(self) -> bool:
        """Whether the year's value grows month by month towards a target, so that time gone by says where it should be."""
        return self.kind is not IndicatorKind.RATIO and self.time_rule is TimeRule.SUM and self.unit != "%"

    @property
    def computed(self) -> bool:
        """Whether its values come from ledgers; an external indicator's never do."""
        return self.kind is not IndicatorKind.EXTERNAL

    @classmethod
    def from_raw(cls, raw: Mapping[str, Any], source: str = "") -> IndicatorDefinition:
        """Read one catalogue entry.

        Raises:
            UsageError: names the file, the indicator, the key at fault and what may stand there.
        """
        try:
            return cls.model_validate(dict(raw))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            named = f"指标 {raw.get('code', '（没有 code）')}" + (f" 的 {place}" if place else "")
            where = f"{source}：" if source else ""
            raise UsageError(f"{where}{named}：{_in_chinese(first)}", _HINT) from None


def check_catalogue(definitions: Iterable[IndicatorDefinition]) -> None:
    """Check what one entry alone cannot say: codes are unique; ratios rest on indicators that exist and are not ratios.

    Raises:
        UsageError: names the indicator and the remedy.
    """
    known: dict[str, IndicatorDefinition] = {}
    for definition in definitions:
        if definition.code in known:
            raise UsageError(f"指标代码 {definition.code} 出现两次", "一个代码只能有一个指标")
        known[definition.code] = definition
    for definition in known.values():
        for part in filter(None, (definition.numerator, definition.denominator)):
            if part not in known:
                raise UsageError(f"指标 {definition.code} 用到的 {part} 不在指标目录里", "先定义分子和分母的指标")
            if known[part].kind is IndicatorKind.RATIO:
                raise UsageError(f"指标 {definition.code} 的分子或分母 {part} 本身是比率", "比率不能再相除，请用绝对数")


def _in_chinese(error: Mapping[str, Any]) -> str:
    kind, given = str(error["type"]), error.get("input")
    if kind == "missing":
        return "没有填写"
    if kind == "extra_forbidden":
        return "没有这一项"
    if kind == "enum":
        return f"“{given}”不对，可以是 {error['ctx']['expected']}"
    if kind == "value_error":
        return str(error["ctx"]["error"])
    return f"“{given}”不对"
