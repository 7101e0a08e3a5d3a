"""Escalations of rows long past their day."""

from django.db import migrations, models

from zhenyu.core.database.statements import frozen_schema

POLICY = frozen_schema("zhenyu.core", "0001_policy_of_domain", table="ledgers_escalation")
"""An escalation is visible to who may see its row."""


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0005_attached_files"), ("core", "0005_calendar")]
    operations = [
        migrations.CreateModel(
            name="Escalation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("ledger", models.CharField(max_length=40)),
                ("row", models.BigIntegerField()),
                ("area", models.CharField(db_collation="C", max_length=15)),
                ("domain", models.CharField(max_length=120)),
                ("due", models.DateField()),
                ("after", models.CharField(max_length=8)),
                ("role", models.CharField(max_length=30)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["area", "role"], name="escalation_for_role")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["ledger", "row", "due", "after", "role"], name="escalated_once_for_a_due_day"
                    )
                ],
            },
        ),
        migrations.RunSQL(POLICY, migrations.RunSQL.noop),
    ]
