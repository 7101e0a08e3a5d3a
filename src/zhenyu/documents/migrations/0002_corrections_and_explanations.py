"""What people set right in a reading, and why report and books differ."""

import django.db.models.deletion
from django.db import migrations, models

from zhenyu.core.database.statements import frozen_schema

TABLES = ("documents_correction", "documents_explanation")
POLICIES = "".join(frozen_schema("zhenyu.core", "0001_policy_of_area", table=table) for table in TABLES)
"""Each table by itself: the policy of a parent does not reach its children."""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [
        migrations.AddField("reportedfigure", "version", models.IntegerField(default=1)),
        migrations.AddField("reportedfigure", "withdrawn", models.BooleanField(default=False)),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("area", models.CharField(db_collation="C", max_length=15)),
                ("start", models.IntegerField()),
                ("end", models.IntegerField()),
                ("text", models.TextField()),
                ("read", models.JSONField(null=True)),
                ("right", models.JSONField(null=True)),
                ("why", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=60)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="documents.document",
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="Explanation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("area", models.CharField(db_collation="C", max_length=15)),
                ("start", models.IntegerField()),
                ("end", models.IntegerField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("cutoff", "统计截止日期不同"),
                            ("scope", "统计范围不同"),
                            ("method", "统计口径不同"),
                            ("revised", "台账后来作了更正"),
                            ("misprint", "报告写错"),
                            ("books", "台账有误，待更正"),
                            ("other", "其他原因"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=200)),
                ("ledger", models.DecimalField(decimal_places=10, max_digits=40, null=True)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=60)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="explanations",
                        to="documents.document",
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
    ]
