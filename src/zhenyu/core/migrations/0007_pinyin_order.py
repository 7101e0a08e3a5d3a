"""Functions that put Chinese text in the order of its pinyin."""

from django.db import migrations

from zhenyu.core.database.pinyin_order import weights
from zhenyu.core.database.statements import frozen_schema

SQL = frozen_schema("zhenyu.core", "0007_pinyin")
TABLES = {"{weights}": weights(), "{surname_weights}": weights(surnames=True)}
for piece, table in TABLES.items():
    SQL = SQL.replace(f"'{piece}'", f"'\\x{table.hex()}'")


class Migration(migrations.Migration):
    dependencies = [("core", "0006_packed_images")]
    operations = [
        migrations.RunSQL(
            SQL,
            "DROP FUNCTION zhenyu_name_pinyin(text), zhenyu_pinyin(text), zhenyu_pinyin_letter(text, bytea),"
            " zhenyu_surname_weights(), zhenyu_pinyin_weights() CASCADE",  # with the indexes that hold their keys
        ),
    ]
