"""Documents and the figures read in them."""

import django.db.models.deletion
from django.db import migrations, models

from zhenyu.core.database.statements import frozen_schema

TABLES = ("documents_document", "documents_reportedfigure")
POLICIES = "".join(frozen_schema("zhenyu.core", "0001_policy_of_area", table=table) for table in TABLES)
"""Each table by itself: the policy of a parent does not reach its children."""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("core", "0001_scope_changes_jobs")]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=200)),
                ("area", models.CharField(db_collation="C", max_length=15)),
                ("period", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("annual", "年度总结"),
                            ("periodic", "阶段总结"),
                            ("plan", "计划"),
                            ("brief", "简报"),
                            ("news", "新闻"),
                            ("other", "其他"),
                        ],
                        default="other",
                        max_length=20,
                    ),
                ),
                ("filename", models.CharField(blank=True, max_length=255)),
                ("text", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
                ("added_by", models.CharField(max_length=60)),
            ],
            options={
                "ordering": ["-added_at", "-id"],
                "indexes": [models.Index(fields=["area", "-added_at"], name="document_of_area")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("area", "period", "digest"), name="one_document_of_a_text"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportedFigure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("area", models.CharField(db_collation="C", max_length=15)),
                ("position", models.IntegerField()),
                ("start", models.IntegerField()),
                ("end", models.IntegerField()),
                ("text", models.TextField()),
                ("value", models.DecimalField(decimal_places=10, max_digits=40)),
                ("value_si", models.DecimalField(decimal_places=10, max_digits=40)),
                ("unit", models.CharField(blank=True, max_length=30)),
                ("unit_base", models.CharField(blank=True, max_length=30)),
                ("kind", models.CharField(max_length=20)),
                ("measure", models.TextField(blank=True)),
                ("scope", models.TextField(blank=True)),
                ("period", models.CharField(blank=True, max_length=40)),
                ("status", models.CharField(max_length=20)),
                ("indicator", models.CharField(blank=True, max_length=60)),
                ("confidence", models.FloatField(null=True)),
                ("raw", models.JSONField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="documents.document",
                    ),
                ),
            ],
            options={
                "ordering": ["document_id", "position"],
                "indexes": [models.Index(fields=["indicator", "area"], name="reported_of_indicator")],
                "constraints": [
                    models.UniqueConstraint(fields=("document", "position"), name="one_figure_of_a_position")
                ],
            },
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
    ]
