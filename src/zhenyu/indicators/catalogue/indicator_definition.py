"""What an indicator is: frozen models of the catalogue's YAML. Pure: no Django, no database."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from zhenyu.core.errors import UsageError
from zhenyu.formulas.nodes import Node
from zhenyu.formulas.parser import read_formula
from zhenyu.formulas.tree import names_in


class IndicatorKind(StrEnum):
    """How an indicator comes about and adds up.

    flow: movements of the months of a period. stock: what is there at the period's end. ratio: Σ numerator ÷
    Σ denominator. distinct: asked of the rows at the level and period required (count distinct, min, max),
    never added up. external: entered with its source document, never computed (statistics that arrive from
    the county). formula: computed from other indicators' values in the same area and period.
    """

    FLOW = "flow"
    STOCK = "stock"
    RATIO = "ratio"
    DISTINCT = "distinct"
    EXTERNAL = "external"
    FORMULA = "formula"


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


class TreeRule(StrEnum):
    """How the values of areas make the value of the area above: added up, or not at all (each level has its
    own)."""

    SUM = "sum"
    NONE = "none"


_TIME_OF_KIND: Final = {IndicatorKind.STOCK: TimeRule.LAST}
_TIMES_ALLOWED: Final = {
    IndicatorKind.FLOW: (TimeRule.SUM,),
    IndicatorKind.STOCK: (TimeRule.LAST, TimeRule.MEAN),
    IndicatorKind.DISTINCT: (TimeRule.SUM, TimeRule.LAST),
    IndicatorKind.RATIO: (),
    IndicatorKind.FORMULA: (),
}
_ASKED_ANEW: Final = (IndicatorKind.RATIO, IndicatorKind.DISTINCT, IndicatorKind.FORMULA)
"""Kinds whose value is worked out anew for each area: nothing is added up along the tree."""
RATES: Final = ("%", "千分", "‰")
_Codes = Annotated[tuple[str, ...], BeforeValidator(lambda raw: (raw,) if isinstance(raw, str) else raw)]
_Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
_HINT: Final = (
    "写法见 docs：code、title、unit、kind（flow、stock、ratio、distinct、external、formula）、domain、better"
)


class IndicatorDefinition(BaseModel):
    """One indicator of the catalogue.

    Arguments:
        unit: of the figure; money and areas of ledgers in another unit of the family are converted (元 →
        万元).
        time: flow: sum; stock: last (as at the period's end, the default) or mean (of month ends); distinct:
            sum (rows dated within the period, the default) or last (rows that stand at its end). Of external
            ones it only says whether the year's value grows month by month.
        tree: flow, stock: sum (the default) or none (counted where the ledger is kept, not above it).
            external: none (entered level by level, the default) or sum (an area without an entry has the sum
            of those below it, when all of them have one). The others are worked out anew for each area and
            declare nothing.
        formula: of a formula, e.g. ``(a + b) / c``: other indicators' codes, numbers, + - * / and brackets.
            Units are converted by themselves (see :mod:`zhenyu.indicators.catalogue.calculation`).
        numerator, denominator, scale: of a ratio; ``scale`` 100 gives per cent (the default where the unit is
        %).
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
    tree: TreeRule | None = None
    formula: str = ""
    numerator: _Code | None = None
    denominator: _Code | None = None
    scale: int | None = Field(default=None, gt=0)
    scope_note: str = ""

    @model_validator(mode="after")
    def _fits_its_kind(self) -> IndicatorDefinition:
        ratio = self.kind is IndicatorKind.RATIO
        if ratio != bool(self.numerator and self.denominator) or (
            not ratio and (self.numerator or self.denominator)
        ):
            raise ValueError("ratio 指标要有 numerator 和 denominator，其他指标不能有")
        if bool(self.formula) != (self.kind is IndicatorKind.FORMULA):
            raise ValueError("formula 指标要有 formula（算式），其他指标不能有")
        allowed = _TIMES_ALLOWED.get(self.kind)
        if self.time and allowed is not None and self.time not in allowed:
            may = f"只能是 {'、'.join(allowed)}" if allowed else "不用写：各期都由组成它的指标重新计算"
            raise ValueError(f"{self.kind} 指标的 time {may}")
        if self.tree and self.kind in _ASKED_ANEW:
            raise ValueError(f"{self.kind} 指标不写 tree：每一级都重新计算，不由下级相加")
        if self.tree is TreeRule.SUM and (self.is_rate or self.is_rank):
            raise ValueError(f"单位是“{self.unit}”的数不能由下级相加，不能写 tree: sum")
        if self.formula:
            _ = self.expression
        return self

    @property
    def time_rule(self) -> TimeRule:
        return self.time or _TIME_OF_KIND.get(self.kind, TimeRule.SUM)

    @property
    def tree_rule(self) -> TreeRule:
        return self.tree or (
            TreeRule.NONE if self.kind in (*_ASKED_ANEW, IndicatorKind.EXTERNAL) else TreeRule.SUM
        )

    @property
    def is_rate(self) -> bool:
        """Whether it is a rate: compared in points instead of growth, a standard for every area instead of a
        sum."""
        return self.unit in RATES

    @property
    def is_rank(self) -> bool:
        """Whether it is a place among others (位次): it neither grows nor adds up, and has no share."""
        return self.unit == "位"

    @property
    def expression(self) -> Node | None:
        """What a ratio or a formula is computed by, naming other indicators; None of other kinds.

        Raises: UsageError: the formula cannot be read.
        """
        if self.numerator and self.denominator:
            return read_formula(f"{self.numerator} / {self.denominator}")
        return read_formula(self.formula) if self.formula else None

    @property
    def factor(self) -> int:
        """What a ratio's quotient is multiplied by."""
        return self.scale or (100 if self.unit == "%" else 1)

    @property
    def parts(self) -> tuple[str, ...]:
        """The indicators a ratio or a formula names, in the order it names them."""
        return tuple(names_in(self.expression)) if self.expression else ()

    @property
    def computed(self) -> bool:
        """Whether its values come from ledgers, straight or through other indicators; an external indicator's
        never do."""
        return self.kind is not IndicatorKind.EXTERNAL


def read_indicator(raw: Mapping[str, Any], source: str = "") -> IndicatorDefinition:
    """Read one catalogue entry.

    Raises:
        UsageError: names the file, the indicator, the key at fault and what may stand there.
    """
    where = f"{source}：" if source else ""
    try:
        return IndicatorDefinition.model_validate(dict(raw))
    except UsageError as error:
        raise UsageError(f"{where}指标 {raw.get('code')}：{error.message}", error.hint) from None
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        named = f"指标 {raw.get('code', '（没有 code）')}" + (f" 的 {path}" if path else "")
        raise UsageError(f"{where}{named}：{_in_chinese(first)}", _HINT) from None


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
