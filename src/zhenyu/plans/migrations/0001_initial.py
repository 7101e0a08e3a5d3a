"""Work systems, tasks, milestones, progress reports."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from zhenyu.core.database.statements import frozen_schema

TABLES = ("plans_worksystem", "plans_task", "plans_milestone", "plans_progressreport")
POLICIES = "".join(frozen_schema("zhenyu.core", "0001_policy_of_area", table=table) for table in TABLES)
"""Each table by itself: the policy of a parent does not reach its children."""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("core", "0001_scope_changes_jobs")]

    operations = [
        migrations.CreateModel(
            name="WorkSystem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("year", models.IntegerField()),
                ("area", models.CharField(db_collation="C", max_length=15)),
                ("digits", models.CharField(blank=True, max_length=30)),
                ("parent", models.CharField(blank=True, max_length=60)),
                ("outline", models.JSONField()),
                ("raw", models.JSONField()),
                ("version", models.IntegerField(default=1)),
                ("updated_at", models.DateTimeField()),
                ("updated_by", models.CharField(max_length=60)),
            ],
            options={
                "ordering": ["area", "code"],
                "indexes": [models.Index(fields=["year", "area"], name="work_system_of_year")],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=200)),
                ("position", models.IntegerField()),
                ("year", models.IntegerField()),
                ("area", models.CharField(db_collation="C", max_length=15)),
                ("title", models.CharField(max_length=200)),
                ("lead", models.CharField(max_length=60)),
                (
                    "assisting",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                ("person", models.CharField(blank=True, max_length=60)),
                ("weight", models.DecimalField(decimal_places=3, max_digits=9)),
                ("duty", models.CharField(max_length=12)),
                ("basis", models.CharField(blank=True, max_length=300)),
                ("indicator", models.CharField(blank=True, max_length=60)),
                ("target", models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ("mode", models.CharField(blank=True, max_length=20)),
                ("period", models.CharField(blank=True, max_length=20)),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="plans.worksystem",
                    ),
                ),
            ],
            options={
                "ordering": ["system_id", "position"],
                "indexes": [models.Index(fields=["year", "area"], name="task_of_year")],
            },
        ),
        migrations.CreateModel(
            name="ProgressReport",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("area", models.CharField(db_collation="C", max_length=15)),
                ("day", models.DateField()),
                ("progress", models.TextField()),
                ("problem", models.TextField(blank=True)),
                ("next_step", models.TextField(blank=True)),
                ("reported_at", models.DateTimeField()),
                ("reported_by", models.CharField(max_length=60)),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="plans.task"
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "-id"],
                "indexes": [models.Index(fields=["task", "-day", "-id"], name="report_of_task")],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.IntegerField()),
                ("area", models.CharField(db_collation="C", max_length=15)),
                ("title", models.CharField(max_length=200)),
                ("due", models.DateField()),
                ("done_on", models.DateField(blank=True, null=True)),
                ("weight", models.DecimalField(decimal_places=3, max_digits=9)),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="plans.task",
                    ),
                ),
            ],
            options={
                "ordering": ["task_id", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("task", "title"), name="one_milestone_of_a_title")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(fields=("system", "key"), name="one_task_of_a_key"),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
    ]
