"""The application role, the scope functions, the change log, jobs."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from zhenyu.core.database.statements import frozen_schema

APP_ROLE = "zhenyu_app"

FORGET_SCOPE = """
DROP FUNCTION zhenyu_may_see(text, text);
DROP FUNCTION zhenyu_under(text, text[]);
DROP FUNCTION zhenyu_scope_is_range(text);
DROP FUNCTION zhenyu_scope_high(text);
DROP FUNCTION zhenyu_scope_low(text);
DROP FUNCTION zhenyu_scope(text);
"""
# The months furnished and the coming ones get partitions.
MONTHS = (
    "SELECT zhenyu_change_month(m::date) FROM generate_series('2024-01-01'::date, '2027-12-01', '1 month') m"
)
FORGET_CHANGES = (
    "DROP TABLE core_change; DROP FUNCTION zhenyu_change_month(date); DROP FUNCTION zhenyu_change_is_final();"
)


def create_role(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Create the application role once per server and let the owner step down to it."""
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        if not cursor.fetchone():
            cursor.execute(f"CREATE ROLE {APP_ROLE} NOLOGIN NOBYPASSRLS")
        cursor.execute(f"GRANT {APP_ROLE} TO CURRENT_USER")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
        cursor.execute(
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP_ROLE};"
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APP_ROLE};"
        )


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.RunPython(create_role, migrations.RunPython.noop),
        migrations.RunSQL(frozen_schema("zhenyu.core", "0001_scope"), FORGET_SCOPE),
        migrations.RunSQL(frozen_schema("zhenyu.core", "0001_change_log"), FORGET_CHANGES),
        migrations.RunSQL(MONTHS, migrations.RunSQL.noop),
        # A change is visible to who may see its row.
        migrations.RunSQL(
            frozen_schema("zhenyu.core", "0001_policy_of_domain", table="core_change"), migrations.RunSQL.noop
        ),
        migrations.RunSQL(f"REVOKE UPDATE, DELETE ON core_change FROM {APP_ROLE}", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("ledger", models.TextField()),
                ("row_id", models.BigIntegerField(null=True)),
                ("area", models.CharField(max_length=15)),
                ("domain", models.TextField()),
                ("action", models.TextField()),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor", models.TextField()),
                ("why", models.TextField(default="")),
                ("version", models.IntegerField(null=True)),
                ("before", models.JSONField(null=True)),
                ("batch", models.BigIntegerField(null=True)),
            ],
            options={"db_table": "core_change", "managed": False},
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=200)),
                ("state", models.CharField(default="waiting", max_length=20)),
                ("stage", models.CharField(blank=True, default="", max_length=60)),
                ("done", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(null=True)),
                ("arguments", models.JSONField(default=dict)),
                ("result", models.JSONField(null=True)),
                ("error", models.TextField(blank=True, default="")),
                ("by_id", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(max_length=60)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={"ordering": ["-id"]},
        ),
    ]
