"""Scope functions the planner can fold, pairs of characters for searching."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"
FIRST = (
    (SQL / "scope.sql").read_text(encoding="utf-8").replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
)


class Migration(migrations.Migration):
    dependencies = [("core", "0002_answers_and_feed")]
    operations = [
        migrations.RunSQL(
            (SQL / "scope_settled.sql").read_text(encoding="utf-8"),
            FIRST + "DROP FUNCTION zhenyu_held(text);",
        ),
        migrations.RunSQL(
            (SQL / "bigrams.sql").read_text(encoding="utf-8"), "DROP FUNCTION zhenyu_bigrams(text)"
        ),
    ]
