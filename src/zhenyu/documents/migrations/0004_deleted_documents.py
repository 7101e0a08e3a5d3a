"""A report may be taken out of the library, with a reason; then the same text may be filed again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_verdicts")]

    operations = [
        migrations.AddField("document", "deleted_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "document", "deleted_by", models.CharField(blank=True, default="", max_length=60)
        ),
        migrations.AddField(
            "document", "deleted_why", models.CharField(blank=True, default="", max_length=200)
        ),
        migrations.AlterField("document", "deleted_by", models.CharField(blank=True, max_length=60)),
        migrations.AlterField("document", "deleted_why", models.CharField(blank=True, max_length=200)),
        migrations.RemoveConstraint("document", "one_document_of_a_text"),
        migrations.AddConstraint(
            "document",
            models.UniqueConstraint(
                fields=("area", "period", "digest"),
                condition=models.Q(deleted_at=None),
                name="one_document_of_a_text",
            ),
        ),
    ]
