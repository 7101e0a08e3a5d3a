"""Ledgers, versions of their definitions, import batches."""

from django.db import migrations, models

from zhenyu.core.database.statements import frozen_schema

POLICY = frozen_schema("zhenyu.core", "0001_policy_of_domain", table="ledgers_batch")
"""A batch is visible to who may see its area in its domain."""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("core", "0001_scope_changes_jobs")]
    operations = [
        migrations.CreateModel(
            name="Ledger",
            fields=[
                ("code", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=120)),
                ("domain", models.CharField(max_length=120)),
                ("version", models.IntegerField(default=1)),
            ],
            options={"ordering": ["domain", "code"]},
        ),
        migrations.CreateModel(
            name="LedgerVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.IntegerField()),
                ("raw", models.TextField()),
                ("at", models.DateTimeField()),
                ("by_id", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(max_length=60)),
                (
                    "ledger",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="versions", to="ledgers.ledger"),
                ),
            ],
            options={"ordering": ["ledger", "version"]},
        ),
        migrations.AddConstraint(
            "ledgerversion",
            models.UniqueConstraint(fields=("ledger", "version"), name="one_definition_a_version"),
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("ledger", models.CharField(max_length=40)),
                ("area", models.CharField(db_collation="C", max_length=15)),
                ("domain", models.CharField(max_length=120)),
                ("file", models.CharField(blank=True, default="", max_length=255)),
                ("at", models.DateTimeField()),
                ("by_id", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(max_length=60)),
                ("read", models.BigIntegerField(default=0)),
                ("added", models.BigIntegerField(default=0)),
                ("changed", models.BigIntegerField(default=0)),
                ("unchanged", models.BigIntegerField(default=0)),
                ("refused", models.BigIntegerField(default=0)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_by", models.CharField(blank=True, default="", max_length=60)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["ledger", "id"], name="batch_of_ledger")],
            },
        ),
        migrations.RunSQL(POLICY, migrations.RunSQL.noop),
    ]
