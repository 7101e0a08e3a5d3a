"""Scope functions the planner can fold, pairs of characters for searching."""

from django.db import migrations

from zhenyu.core.database.statements import frozen_schema

FIRST = frozen_schema("zhenyu.core", "0001_scope").replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("core", "0002_answers_and_feed")]
    operations = [
        migrations.RunSQL(
            frozen_schema("zhenyu.core", "0003_scope_settled"),
            FIRST + "DROP FUNCTION zhenyu_held(text);",
        ),
        migrations.RunSQL(frozen_schema("zhenyu.core", "0003_bigrams"), "DROP FUNCTION zhenyu_bigrams(text)"),
    ]
