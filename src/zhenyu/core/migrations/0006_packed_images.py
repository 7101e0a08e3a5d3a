"""Images of rows in the change log without the names of their columns. Those logged before stay as they are."""

from pathlib import Path

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from zhenyu.core.database.row_security import APP_ROLE

SQL = Path(__file__).parent.parent / "sql"
# Packed images are unpacked first: the log is the same for those who read it, but its seals have to be made anew.
FORGET_LAYOUTS = """
ALTER TABLE core_change NO FORCE ROW LEVEL SECURITY;
ALTER TABLE core_change DISABLE TRIGGER USER;
UPDATE core_change c SET before = zhenyu_image(c) WHERE layout IS NOT NULL;
ALTER TABLE core_change ENABLE TRIGGER USER;
ALTER TABLE core_change FORCE ROW LEVEL SECURITY;
DROP FUNCTION zhenyu_image(core_change);
DROP FUNCTION zhenyu_moment(text);
ALTER TABLE core_change DROP COLUMN layout, DROP COLUMN since;
DROP TABLE core_layout;
"""


def grant_appending(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The application role reads layouts and adds new ones, nothing else."""
    with editor.connection.cursor() as cursor:
        cursor.execute(
            f"REVOKE ALL ON core_layout FROM {APP_ROLE}; GRANT SELECT, INSERT ON core_layout TO {APP_ROLE}"
        )


class Migration(migrations.Migration):
    dependencies = [("core", "0005_calendar")]
    operations = [
        migrations.RunSQL((SQL / "images.sql").read_text(encoding="utf-8"), FORGET_LAYOUTS),
        migrations.RunPython(grant_appending, migrations.RunPython.noop),
    ]
