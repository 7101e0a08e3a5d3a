"""Columns of ledger tables: the Django field and the SQL type of each. Blank is NULL everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import models

from zhenyu.core.changelog.images import MOMENT, Layout
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType, LedgerDefinition


class NumericField(models.DecimalField):  # type: ignore[type-arg]  # not subscriptable at run time
    """A number of any length: what was entered is never rounded by the column."""

    def __init__(self, **options: Any) -> None:
        options.update(max_digits=None, decimal_places=None)
        super().__init__(**options)

    def db_type(self, connection: Any) -> str:
        return "numeric"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return value

    def to_python(self, value: Any) -> Any:
        return value


def _area_column(**options: Any) -> models.Field[Any, Any]:
    return models.CharField(max_length=15, db_collation="C", **options)


def _array(**options: Any) -> models.Field[Any, Any]:
    return ArrayField(models.TextField(), **options)


_TEXT: Final = (models.TextField, "text")
_NUMERIC: Final = (NumericField, "numeric")
_DATE: Final = (models.DateField, "date")
_JSON: Final = (models.JSONField, "jsonb")
_KINDS: Final[Mapping[FieldType, tuple[Callable[..., models.Field[Any, Any]], str]]] = {
    FieldType.TEXT: _TEXT,
    FieldType.LONG_TEXT: _TEXT,
    FieldType.INTEGER: (models.BigIntegerField, "bigint"),
    FieldType.DECIMAL: _NUMERIC,
    FieldType.MONEY: _NUMERIC,
    FieldType.PERCENT: _NUMERIC,
    FieldType.MU: _NUMERIC,
    FieldType.LENGTH: _NUMERIC,
    FieldType.DATE: _DATE,
    FieldType.MONTH: _DATE,
    FieldType.BOOLEAN: (models.BooleanField, "boolean"),
    FieldType.CHOICE: _TEXT,
    FieldType.CHOICES: (_array, "text[]"),
    FieldType.PERSON_NAME: _TEXT,
    FieldType.ID_NUMBER: _TEXT,
    FieldType.USCC: _TEXT,
    FieldType.PHONE: _TEXT,
    FieldType.BANK_ACCOUNT: _TEXT,
    FieldType.AREA: (_area_column, "varchar(15)"),
    FieldType.USER: _TEXT,
    FieldType.OFFICE: _TEXT,
    FieldType.RECORD: (models.BigIntegerField, "bigint"),
    FieldType.ATTACHMENT: _JSON,
    FieldType.POINT: _JSON,
}


def column(field: Field) -> models.Field[Any, Any]:
    """The Django field of a declared field."""
    make, _ = _KINDS[field.type]
    return make(null=True, blank=True)


def sql_type(field: Field) -> str:
    """Its PostgreSQL type, as staging tables and casts write it."""
    return _KINDS[field.type][1]


def system_columns() -> dict[str, models.Field[Any, Any]]:
    """What every ledger table has, in order, before the declared fields."""
    return {
        "id": models.BigAutoField(primary_key=True),
        "area": _area_column(),
        "state": models.TextField(null=True),
        "version": models.IntegerField(default=1),
        "created_at": models.DateTimeField(),
        "created_by": models.TextField(),
        "updated_at": models.DateTimeField(),
        "updated_by": models.TextField(),
        "batch": models.BigIntegerField(null=True),
        "owner": models.TextField(default=""),
        "due": models.DateField(null=True),
        "deleted_at": models.DateTimeField(null=True),
        "extra": models.JSONField(default=dict),
    }


_IMAGED: Final[Mapping[str, str]] = {
    "state": "text",
    "updated_by": "text",
    "created_at": MOMENT,
    "created_by": "text",
    "batch": "bigint",
    "owner": "text",
    "due": "date",
    "deleted_at": MOMENT,
    "extra": "jsonb",
}
"""System columns that an image holds. Id, area, version and ``updated_at`` are columns of the change
itself."""


def image_layout(definition: LedgerDefinition) -> Layout:
    """How a row of the ledger's table is packed into an image; retired fields are part of the row."""
    columns = {**_IMAGED, **{field.name: sql_type(field) for field in definition.whole.fields}}
    return Layout(definition.code, tuple(columns), tuple(columns.values()))


def make_model(
    definition: LedgerDefinition, manager: models.Manager[Any] | None = None
) -> type[models.Model]:
    """The Django model of a ledger's table, in a registry of its own (it is no app's model, has no
    migrations).

    ``manager`` reads the rows from somewhere else than the table.
    """
    from django.apps.registry import Apps

    key = models.UniqueConstraint(
        fields=["area", *definition.key],
        condition=models.Q(deleted_at=None),
        name=f"{definition.table}_key",
    )
    options = {
        "app_label": "ledger_tables",
        "apps": Apps(),
        "db_table": definition.table,
        "constraints": [key] if definition.key else [],
        "indexes": [
            models.Index(fields=["area", "id"], name=f"{definition.table}_area"),
            models.Index(fields=["area", "due"], condition=due_runs(), name=f"{definition.table}_due"),
            models.Index(
                fields=["batch"], condition=models.Q(batch__isnull=False), name=f"{definition.table}_batch"
            ),
        ],
    }
    attributes: dict[str, Any] = {
        "__module__": __name__,
        "Meta": type("Meta", (), options),
        **system_columns(),
        **{field.name: column(field) for field in definition.fields},
        **({"objects": manager} if manager else {}),
    }
    return type(f"Ledger_{definition.code}", (models.Model,), attributes)


def due_runs() -> models.Q:
    """Active rows with a due day."""
    return models.Q(due__isnull=False, deleted_at=None)
