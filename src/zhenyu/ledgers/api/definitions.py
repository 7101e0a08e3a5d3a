"""Which ledgers there are, and what a row of each may hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ninja import Router

from zhenyu.core.errors import NotFound
from zhenyu.core.problems import ERRORS, Problem
from zhenyu.ledgers.api.schemas import DefinitionOut, LedgerOut
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.overviews import overview
from zhenyu.ledgers.overviews.overview import LedgerSummary
from zhenyu.ledgers.schema import registry
from zhenyu.people.requests import ReaderRequest

router = Router()
_TEXT: Final = {"type": "string"}
_DECIMAL: Final = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
_TYPES: Final[Mapping[FieldType, Mapping[str, Any]]] = {
    FieldType.INTEGER: {"type": "integer"},
    FieldType.DECIMAL: _DECIMAL,
    FieldType.MONEY: _DECIMAL,
    FieldType.PERCENT: _DECIMAL,
    FieldType.MU: _DECIMAL,
    FieldType.LENGTH: _DECIMAL,
    FieldType.DATE: {"type": "string", "format": "date"},
    FieldType.MONTH: {"type": "string", "pattern": r"^\d{4}-\d{2}$"},
    FieldType.BOOLEAN: {"type": "boolean"},
    FieldType.CHOICES: {"type": "array", "items": _TEXT},
    FieldType.RECORD: {"type": "integer"},
    FieldType.ATTACHMENT: {"type": ["array", "object"]},
    FieldType.POINT: {"type": "object", "required": ["lon", "lat"]},
}


@router.get(
    "/ledgers",
    response={200: list[LedgerOut], ERRORS: Problem},
    operation_id="listLedgers",
    summary="台账目录",
)
def list_ledgers(request: ReaderRequest) -> list[LedgerSummary]:
    """您有权看的台账，及其行数和最近改动。"""
    return list(overview.ledger_summaries(request.reader))


@router.get(
    "/ledgers/{code}",
    response={200: DefinitionOut, ERRORS: Problem},
    operation_id="getLedger",
    summary="台账定义",
)
def get_ledger(request: ReaderRequest, code: str) -> dict[str, Any]:
    """台账的定义和一行的 JSON Schema。"""
    definition = open_ledger(request, code)
    return {
        "code": definition.code,
        "title": definition.title,
        "version": registry.loaded_ledger(code).version,
        "definition": definition.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "row_schema": row_schema(definition),
    }


def open_ledger(request: ReaderRequest, code: str) -> LedgerDefinition:
    """A ledger of one of the reader's domains.

    Raises:
        NotFound: there is none, or it belongs to another domain.
    """
    definition = registry.ledger(code)
    if request.reader.has_part_in(definition.domain):
        return definition
    raise NotFound(f"没有代码为“{code}”的台账", "或者它不属于您的业务领域")


def row_schema(definition: LedgerDefinition) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a row's values as the API gives and takes them."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": definition.title,
        "type": "object",
        "properties": {field.name: _field_schema(field) for field in definition.fields},
        "required": [field.name for field in definition.fields if definition.is_required(field)],
        "additionalProperties": False,
    }


def _field_schema(field: Field) -> dict[str, Any]:
    schema = {"title": field.title, **_TYPES.get(field.type, _TEXT)}
    if field.choices:
        listed = [{"const": code, "title": title} for code, title in field.choices.items()]
        if field.type is FieldType.CHOICES:
            schema["items"] = {"oneOf": listed}
        else:
            schema = {"title": field.title, "oneOf": listed}
    if field.numeric and field.kept_unit:
        schema["x-unit"] = field.kept_unit
    if field.private:
        schema["x-masked"] = True
    return schema
