"""Reports that were issued: their words, what their figures said, and what stood open."""

from django.db import migrations, models

from zhenyu.core.database.statements import frozen_schema

POLICY = frozen_schema("zhenyu.core", "0001_policy_of_area", table="writing_issue")


class Migration(migrations.Migration):
    dependencies = [("writing", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Issue",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("area", models.CharField(db_collation="C", max_length=15)),
                ("period", models.CharField(max_length=20)),
                ("template", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=200)),
                ("markdown", models.TextField()),
                ("figures", models.JSONField()),
                ("dismissed", models.JSONField()),
                ("open_errors", models.JSONField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=60)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["area", "template", "period"], name="issue_of_draft")],
            },
        ),
        migrations.RunSQL(POLICY, migrations.RunSQL.noop),
    ]
