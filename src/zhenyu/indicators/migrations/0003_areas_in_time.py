"""Places among siblings follow mergers: the function takes the areas that moved."""

from django.db import migrations

from zhenyu.core.database.statements import frozen_schema


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_cells_that_move"), ("areas", "0002_areas_in_time")]

    operations = [
        migrations.RunSQL(
            "DROP FUNCTION IF EXISTS indicators_places(jsonb, jsonb);"
            "DROP FUNCTION IF EXISTS indicators_places(jsonb, jsonb, jsonb);"
            + frozen_schema("zhenyu.indicators", "0003_places"),
            "DROP FUNCTION indicators_places(jsonb, jsonb, jsonb)",
        )
    ]
