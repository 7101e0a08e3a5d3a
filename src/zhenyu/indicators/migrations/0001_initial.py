"""The catalogue; cells, books and observations with their row security."""

from django.db import migrations, models

from zhenyu.core.database.statements import frozen_schema

FORGET_TABLES = """
DROP TABLE indicators_observation;
DROP TABLE indicators_books;
DROP TABLE indicators_cell;
DROP FUNCTION indicators_observation_is_final();
"""
SCHEMA = frozen_schema("zhenyu.indicators", "0001_cells") + frozen_schema(
    "zhenyu.indicators", "0001_observations"
)
POLICIES = "".join(
    frozen_schema("zhenyu.core", "0001_policy_of_area", table=table)
    for table in ("indicators_cell", "indicators_books", "indicators_observation")
)
"""Cells, targets and entered values are sums without personal data: any duty in the area opens them."""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("core", "0001_scope_changes_jobs")]
    operations = [
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.CharField(db_collation="C", max_length=60)),
                ("version", models.IntegerField()),
                ("raw", models.JSONField()),
                ("current", models.BooleanField()),
                ("position", models.IntegerField()),
                ("defined_at", models.DateTimeField()),
                ("defined_by", models.CharField(max_length=60)),
            ],
            options={"ordering": ("position", "code")},
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.UniqueConstraint(fields=("code", "version"), name="one_entry_of_a_version"),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.UniqueConstraint(
                condition=models.Q(("current", True)), fields=("code",), name="one_current_entry"
            ),
        ),
        migrations.RunSQL(SCHEMA, FORGET_TABLES),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Cell",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "indicator",
                        "area",
                        "month",
                        "ledger",
                        "level",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("indicator", models.CharField(max_length=60)),
                ("area", models.CharField(max_length=15)),
                ("month", models.DateField()),
                ("ledger", models.CharField(max_length=40)),
                ("level", models.BooleanField()),
                ("value", models.DecimalField(decimal_places=100, max_digits=1000, null=True)),
                ("rows", models.BigIntegerField()),
                ("computed_at", models.DateTimeField()),
            ],
            options={"db_table": "indicators_cell", "managed": False},
        ),
        migrations.CreateModel(
            name="Books",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "ledger", "area", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("ledger", models.CharField(max_length=40)),
                ("area", models.CharField(max_length=15)),
                ("rows", models.BigIntegerField()),
                ("since", models.DateField()),
            ],
            options={"db_table": "indicators_books", "managed": False},
        ),
        migrations.CreateModel(
            name="Observation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("indicator", models.CharField(max_length=60)),
                ("area", models.CharField(max_length=15)),
                ("domain", models.CharField(max_length=40)),
                ("period", models.CharField(max_length=20)),
                ("status", models.CharField(max_length=10)),
                ("value", models.DecimalField(decimal_places=100, max_digits=1000, null=True)),
                ("mode", models.CharField(default="", max_length=10)),
                ("finality", models.CharField(default="", max_length=12)),
                ("source", models.TextField(default="")),
                ("note", models.TextField(default="")),
                ("at", models.DateTimeField()),
                ("by_id", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(max_length=60)),
            ],
            options={"db_table": "indicators_observation", "managed": False},
        ),
    ]
