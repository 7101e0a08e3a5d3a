"""Why a version was made; the pack a ledger comes from, with a newer definition that waits for a choice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0001_initial")]
    operations = [
        migrations.AddField("ledgerversion", "why", models.CharField(blank=True, default="", max_length=200)),
        migrations.CreateModel(
            name="PackSource",
            fields=[
                (
                    "ledger",
                    models.OneToOneField(
                        on_delete=models.PROTECT,
                        primary_key=True,
                        related_name="source",
                        serialize=False,
                        to="ledgers.ledger",
                    ),
                ),
                ("pack", models.CharField(max_length=120)),
                ("version", models.CharField(max_length=40)),
                ("raw", models.TextField()),
                ("offered", models.TextField(blank=True, default="")),
                ("offered_version", models.CharField(blank=True, default="", max_length=40)),
                ("offered_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
    ]
