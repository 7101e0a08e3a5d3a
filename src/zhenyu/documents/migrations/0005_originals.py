"""The file a report came in, its pages, and two more kinds of reports."""

from django.db import migrations, models

KINDS = [
    ("annual", "年度总结"),
    ("half", "半年总结"),
    ("periodic", "阶段总结"),
    ("plan", "计划"),
    ("brief", "简报"),
    ("press", "新闻发布会"),
    ("news", "新闻"),
    ("other", "其他"),
]


class Migration(migrations.Migration):
    dependencies = [("documents", "0004_deleted_documents")]

    operations = [
        migrations.AddField("document", "original", models.CharField(blank=True, default="", max_length=64)),
        migrations.AlterField("document", "original", models.CharField(blank=True, max_length=64)),
        migrations.AddField("document", "pages", models.JSONField(default=list)),
        migrations.AlterField(
            "document", "kind", models.CharField(choices=KINDS, default="other", max_length=20)
        ),
        migrations.AddIndex("document", models.Index(fields=["original"], name="document_of_original")),
    ]
