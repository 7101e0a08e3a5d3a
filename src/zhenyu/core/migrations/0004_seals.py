"""Seals over the change log."""

from pathlib import Path

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from zhenyu.core.database.row_security import APP_ROLE

SQL = Path(__file__).parent.parent / "sql"
FORGET_SEALS = """
DROP POLICY plain_scope ON core_change;
DROP FUNCTION zhenyu_scope_is_plain();
DROP TRIGGER change_log_is_kept ON core_change;
DROP TABLE core_seal;
DROP FUNCTION zhenyu_seal_is_final();
"""


def grant_appending(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The application role reads seals and adds new ones, nothing else."""
    with editor.connection.cursor() as cursor:
        cursor.execute(
            f"REVOKE ALL ON core_seal FROM {APP_ROLE}; GRANT SELECT, INSERT ON core_seal TO {APP_ROLE}"
        )


class Migration(migrations.Migration):
    dependencies = [("core", "0003_settled_scope_bigrams")]
    operations = [
        migrations.RunSQL((SQL / "seals.sql").read_text(), FORGET_SEALS),
        migrations.RunPython(grant_appending, migrations.RunPython.noop),
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
