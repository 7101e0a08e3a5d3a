"""Which audit rules an area switched off or toned down, and why."""

from django.db import migrations, models

from zhenyu.core.database.statements import frozen_schema

POLICY = frozen_schema("zhenyu.core", "0001_policy_of_area", table="documents_rulesetting")


class Migration(migrations.Migration):
    dependencies = [("documents", "0005_originals")]

    operations = [
        migrations.CreateModel(
            name="RuleSetting",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("area", models.CharField(db_collation="C", max_length=15)),
                ("rule", models.CharField(max_length=40)),
                (
                    "setting",
                    models.CharField(
                        choices=[
                            ("on", "照常"),
                            ("warning", "降为警告"),
                            ("question", "降为疑问"),
                            ("off", "不查"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=60)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["area", "rule"], name="setting_of_rule")],
            },
        ),
        migrations.RunSQL(POLICY, migrations.RunSQL.noop),
    ]
