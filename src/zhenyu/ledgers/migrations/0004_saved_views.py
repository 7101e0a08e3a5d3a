"""Saved views of ledgers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0003_indexes")]
    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("ledger", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=40)),
                ("audience", models.CharField(max_length=10)),
                ("owner_id", models.BigIntegerField()),
                ("owner_name", models.CharField(max_length=60)),
                ("office_id", models.BigIntegerField(blank=True, null=True)),
                ("area", models.CharField(db_collation="C", max_length=15)),
                ("display", models.CharField(max_length=10)),
                ("question", models.JSONField(default=dict)),
                ("columns", models.JSONField(default=list)),
                ("is_default", models.BooleanField(default=False)),
                ("updated_at", models.DateTimeField()),
            ],
        ),
        migrations.AddConstraint(
            "savedview",
            models.UniqueConstraint(fields=("ledger", "owner_id", "title"), name="one_view_of_a_title"),
        ),
    ]
