"""Cells are moved by writes instead of computed again: exact totals, cells of towns, books among the cells.

Cells are derived from rows: the old ones go, and every ledger is marked to be computed again (``jobs.recompute_pending``).
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from zhenyu.core.database.row_security import protect
from zhenyu.indicators.sql import statement

FORGET = """
DROP TABLE indicators_cell;
DROP TABLE indicators_books;
"""
FORGET_MOVING = """
DROP TABLE indicators_cell;
DROP TABLE indicators_town_cell;
DROP TABLE indicators_pending;
"""
FORGET_TOTALS = """
DROP FUNCTION indicators_totals(jsonb);
DROP FUNCTION indicators_months(date, date);
"""
CELLS_OF_0001 = statement("schema").split("-- Observations")[0]
PENDING = """
INSERT INTO indicators_pending SELECT l.code, a.area FROM ledgers_ledger l,
  (SELECT DISTINCT left(code, 9) AS area FROM areas_area) a
"""


def protect_tables(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Cells are sums without personal data: any duty in the area opens them; whose domain they are of, queries ask."""
    with editor.connection.cursor() as cursor:
        for table in ("indicators_cell", "indicators_town_cell"):
            protect(cursor, table)


def protect_old_tables(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    with editor.connection.cursor() as cursor:
        protect(cursor, "indicators_cell")
        protect(cursor, "indicators_books")


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0001_initial"),
        ("areas", "0001_initial"),
        ("ledgers", "0001_initial"),
    ]
    operations = [
        migrations.DeleteModel("Books"),
        migrations.RunPython(migrations.RunPython.noop, protect_old_tables),
        migrations.RunSQL(FORGET, CELLS_OF_0001),
        migrations.RunSQL(statement("cells"), FORGET_MOVING),
        migrations.RunSQL(PENDING, migrations.RunSQL.noop),
        migrations.RunPython(protect_tables, migrations.RunPython.noop),
        migrations.RunSQL(statement("totals"), FORGET_TOTALS),
    ]
