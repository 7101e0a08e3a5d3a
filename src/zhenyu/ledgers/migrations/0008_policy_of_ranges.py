"""The policy that compares instead of testing prefixes, for ledgers that stand already. Nothing is rewritten."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from psycopg import sql

from zhenyu.core.database.statements import frozen_schema


def renew(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    with editor.connection.cursor() as cursor:
        for code, domain in apps.get_model("ledgers", "Ledger").objects.values_list("code", "domain"):
            cursor.execute(
                frozen_schema(
                    "zhenyu.ledgers", "0003_policy", table=f"ledger_{code}", domain=sql.Literal(domain)
                )
            )


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0007_pinyin_order")]
    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
