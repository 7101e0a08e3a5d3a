"""Former names of areas, and an index of the few that have not always been as they are."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("areas", "0001_initial")]

    operations = [
        migrations.AddField("area", "former_names", models.JSONField(blank=True, default=list)),
        migrations.AddIndex(
            "area",
            models.Index(
                fields=["code"],
                name="areas_with_a_history",
                condition=~Q(valid_from=None) | ~Q(valid_to=None),
            ),
        ),
    ]
