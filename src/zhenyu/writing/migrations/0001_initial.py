"""Templates of reports."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("core", "0001_scope_changes_jobs")]

    operations = [
        migrations.CreateModel(
            name="Template",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("markdown", models.TextField()),
                ("updated_at", models.DateTimeField()),
                ("updated_by", models.CharField(max_length=60)),
            ],
            options={
                "ordering": ["code"],
            },
        ),
    ]
