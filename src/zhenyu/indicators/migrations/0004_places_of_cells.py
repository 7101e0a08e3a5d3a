"""Places are compared in the database for cells alone; the function that found entered values goes."""

from django.db import migrations

from zhenyu.indicators.sql import statement


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_areas_in_time")]

    operations = [
        migrations.RunSQL(
            "DROP FUNCTION IF EXISTS indicators_entered(jsonb);" + statement("places") + statement("totals"),
            migrations.RunSQL.noop,
        )
    ]
