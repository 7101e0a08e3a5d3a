"""A setting of an area holds below it: towns may read what their county set, and go back to it."""

from django.db import migrations, models

from zhenyu.core.database.statements import frozen_schema


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
        migrations.RunSQL(
            frozen_schema("zhenyu.documents", "0007_settings_from_above"),
            "DROP POLICY from_above ON documents_rulesetting",
        ),
    ]
