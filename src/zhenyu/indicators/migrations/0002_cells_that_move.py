"""Cells are moved by writes instead of computed again: exact totals, cells of towns, books among the cells.

Cells are derived from rows: the old ones go, and every ledger is marked to be computed again (``jobs.recompute_pending``).
"""

from django.db import migrations

from zhenyu.core.database.statements import frozen_schema

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
CELLS_OF_0001 = frozen_schema("zhenyu.indicators", "0001_cells")
POLICIES, OLD_POLICIES = (
    "".join(frozen_schema("zhenyu.core", "0001_policy_of_area", table=table) for table in tables)
    for tables in (
        ("indicators_cell", "indicators_town_cell"),
        ("indicators_cell", "indicators_books"),
    )
)
"""Cells are sums without personal data: any duty in the area opens them; whose domain they are of, queries ask."""
PENDING = """
INSERT INTO indicators_pending SELECT l.code, a.area FROM ledgers_ledger l,
  (SELECT DISTINCT left(code, 9) AS area FROM areas_area) a
"""


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0001_initial"),
        ("areas", "0001_initial"),
        ("ledgers", "0001_initial"),
    ]
    operations = [
        migrations.DeleteModel("Books"),
        migrations.RunSQL(migrations.RunSQL.noop, OLD_POLICIES),
        migrations.RunSQL(FORGET, CELLS_OF_0001),
        migrations.RunSQL(frozen_schema("zhenyu.indicators", "0002_cells"), FORGET_MOVING),
        migrations.RunSQL(PENDING, migrations.RunSQL.noop),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(frozen_schema("zhenyu.indicators", "0002_totals"), FORGET_TOTALS),
    ]
