"""Seals over the change log."""

from django.db import migrations, models

from zhenyu.core.database.statements import frozen_schema

FORGET_SEALS = """
DROP POLICY plain_scope ON core_change;
DROP FUNCTION zhenyu_scope_is_plain();
DROP TRIGGER change_log_is_kept ON core_change;
DROP TABLE core_seal;
DROP FUNCTION zhenyu_seal_is_final();
"""
# The application role reads seals and adds new ones, nothing else.
APPENDING = "REVOKE ALL ON core_seal FROM zhenyu_app; GRANT SELECT, INSERT ON core_seal TO zhenyu_app"


class Migration(migrations.Migration):
    dependencies = [("core", "0003_settled_scope_bigrams")]
    operations = [
        migrations.RunSQL(frozen_schema("zhenyu.core", "0004_seals"), FORGET_SEALS),
        migrations.RunSQL(APPENDING, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("after_id", models.BigIntegerField()),
                ("until_id", models.BigIntegerField()),
                ("count", models.BigIntegerField()),
                ("digest", models.TextField()),
                ("previous", models.TextField()),
                ("at", models.DateTimeField()),
                ("marks", models.BinaryField()),
            ],
            options={"db_table": "core_seal", "managed": False, "ordering": ["number"]},
        ),
    ]
