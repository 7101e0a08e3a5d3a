"""What this room says of the measures of a ledger that is being defined: which cannot be computed, and what
their indicators are called."""

from __future__ import annotations

from collections.abc import Mapping

from zhenyu.core.errors import UsageError
from zhenyu.indicators.measures.measure import compile_ledger
from zhenyu.indicators.measures.registry import catalogue
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.events import Fault


def judge_measures(definition: LedgerDefinition) -> list[Fault]:
    """Subscriber of ``ledgers.events.measures_judged``: every measure compiled by itself, so that each names
    its own fault."""
    known, faults = catalogue(), []
    for position, measure in enumerate(definition.measures):
        try:
            compile_ledger(definition.replacing(measures=(measure,)), known)
        except UsageError as fault:
            _, _, plain = fault.message.partition("：")
            faults.append((position, UsageError(plain or fault.message, fault.hint)))
    return faults


def name_indicators() -> Mapping[str, str]:
    """Subscriber of ``ledgers.events.indicators_named``."""
    return {code: definition.title for code, definition in catalogue().items()}
