"""What people decided about the findings of an audit."""

import django.db.models.deletion
from django.db import migrations, models

from zhenyu.core.database.statements import frozen_schema

POLICY = frozen_schema("zhenyu.core", "0001_policy_of_area", table="documents_verdict")


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_corrections_and_explanations")]

    operations = [
        migrations.CreateModel(
            name="Verdict",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("area", models.CharField(db_collation="C", max_length=15)),
                ("key", models.CharField(max_length=64)),
                ("rule", models.CharField(max_length=40)),
                (
                    "choice",
                    models.CharField(
                        choices=[
                            ("accepted", "待改"),
                            ("dismissed", "不改"),
                            ("fixed", "已改"),
                            ("reopened", "重新处理"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("wording", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=60)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verdicts",
                        to="documents.document",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["area", "key"], name="verdict_of_words")],
            },
        ),
        migrations.RunSQL(POLICY, migrations.RunSQL.noop),
    ]
