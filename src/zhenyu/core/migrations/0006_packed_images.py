"""Images of rows in the change log without the names of their columns. Those logged before stay as they are."""

from django.db import migrations

from zhenyu.core.database.statements import frozen_schema

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
# The application role reads layouts and adds new ones, nothing else.
APPENDING = "REVOKE ALL ON core_layout FROM zhenyu_app; GRANT SELECT, INSERT ON core_layout TO zhenyu_app"


class Migration(migrations.Migration):
    dependencies = [("core", "0005_calendar")]
    operations = [
        migrations.RunSQL(frozen_schema("zhenyu.core", "0006_images"), FORGET_LAYOUTS),
        migrations.RunSQL(APPENDING, migrations.RunSQL.noop),
    ]
