"""The simpler policy for ledgers that stand already. Their indexes follow in 0007, as they are declared since."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from psycopg import sql

from zhenyu.core.database.statements import frozen_schema


def bring(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    with editor.connection.cursor() as cursor:
        for code, domain in apps.get_model("ledgers", "Ledger").objects.values_list("code", "domain"):
            cursor.execute(
                frozen_schema(
                    "zhenyu.ledgers", "0003_policy", table=f"ledger_{code}", domain=sql.Literal(domain)
                )
            )


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0002_versions_say_why_and_packs"), ("core", "0003_settled_scope_bigrams")]
    operations = [migrations.RunPython(bring, migrations.RunPython.noop)]
