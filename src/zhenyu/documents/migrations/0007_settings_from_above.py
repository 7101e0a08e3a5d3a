"""A setting of an area holds below it: towns may read what their county set, and go back to it."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from zhenyu.core.database.row_security import hide_below, show_below


def show(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    with editor.connection.cursor() as cursor:
        show_below(cursor, "documents_rulesetting")


def hide(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    with editor.connection.cursor() as cursor:
        hide_below(cursor, "documents_rulesetting")


class Migration(migrations.Migration):
    dependencies = [("documents", "0006_rule_settings")]

    operations = [
        migrations.AlterField(
            model_name="rulesetting",
            name="setting",
            field=models.CharField(
                choices=[
                    ("on", "照常"),
                    ("warning", "降为警告"),
                    ("question", "降为疑问"),
                    ("off", "不查"),
                    ("above", "随上级"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(show, hide),
    ]
