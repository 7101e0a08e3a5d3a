"""Functions that put Chinese text in the order of its pinyin."""

from pathlib import Path

from django.db import migrations

from zhenyu.core.database.pinyin_order import weights

SQL = (Path(__file__).parent.parent / "sql" / "pinyin.sql").read_text(encoding="utf-8")
TABLES = {"{weights}": weights(), "{surname_weights}": weights(surnames=True)}
for place, table in TABLES.items():
    SQL = SQL.replace(f"'{place}'", f"'\\x{table.hex()}'")


class Migration(migrations.Migration):
    dependencies = [("core", "0006_packed_images")]
    operations = [
        migrations.RunSQL(
            SQL,
            "DROP FUNCTION zhenyu_name_pinyin(text), zhenyu_pinyin(text), zhenyu_pinyin_letter(text, bytea),"
            " zhenyu_surname_weights(), zhenyu_pinyin_weights() CASCADE",  # with the indexes that hold their keys
        ),
    ]
