"""The holiday table, seeded with the notices that ``chinesecalendar`` knows."""

from datetime import UTC, datetime

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from zhenyu.core.values.workdays import SEEDED_YEARS, holiday_names, state_council_calendar

SOURCE = "国务院办公厅节假日安排通知"


def seed(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Every year with a notice, and its days off and make-up days."""
    calendar, names = state_council_calendar(SEEDED_YEARS), holiday_names()
    apps.get_model("core", "CalendarDay").objects.bulk_create(
        apps.get_model("core", "CalendarDay")(day=day, works=works, name=names.get(day, ""))
        for works, days in ((False, calendar.holidays), (True, calendar.makeup_days))
        for day in sorted(days)
    )
    apps.get_model("core", "CalendarYear").objects.bulk_create(
        apps.get_model("core", "CalendarYear")(year=year, source=SOURCE, at=datetime.now(UTC), by_name="系统")
        for year in sorted({day.year for day in calendar.holidays})
    )


class Migration(migrations.Migration):
    dependencies = [("core", "0004_seals")]
    operations = [
        migrations.CreateModel(
            name="CalendarYear",
            fields=[
                ("year", models.IntegerField(primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=120)),
                ("at", models.DateTimeField()),
                ("by_name", models.CharField(max_length=60)),
            ],
            options={"ordering": ["year"]},
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("works", models.BooleanField()),
                ("name", models.CharField(blank=True, default="", max_length=30)),
            ],
            options={"ordering": ["day"]},
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
