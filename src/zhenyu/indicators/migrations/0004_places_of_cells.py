"""Places are compared in the database for cells alone; the function that found entered values goes. Cells are rewritten often:
room left on their pages keeps a moved cell where it was, and its indexes as they are."""

from django.db import migrations

from zhenyu.core.database.statements import frozen_schema


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_areas_in_time")]

    operations = [
        migrations.RunSQL(
            "DROP FUNCTION IF EXISTS indicators_entered(jsonb);"
            + frozen_schema("zhenyu.indicators", "0003_places")
            + frozen_schema("zhenyu.indicators", "0002_totals"),
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "ALTER TABLE indicators_cell SET (fillfactor = 80); ALTER TABLE indicators_town_cell SET (fillfactor = 80)",
            "ALTER TABLE indicators_cell RESET (fillfactor); ALTER TABLE indicators_town_cell RESET (fillfactor)",
        ),
    ]
