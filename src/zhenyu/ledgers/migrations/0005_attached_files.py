"""Which files were ever put beside which rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0004_saved_views")]
    operations = [
        migrations.CreateModel(
            name="AttachedFile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("ledger", models.CharField(max_length=40)),
                ("row_id", models.BigIntegerField()),
                ("digest", models.CharField(db_index=True, max_length=64)),
            ],
        ),
        migrations.AddConstraint(
            "attachedfile",
            models.UniqueConstraint(fields=("ledger", "row_id", "digest"), name="one_file_once_a_row"),
        ),
    ]
