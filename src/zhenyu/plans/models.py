"""Nouns of plans: work systems, their tasks, the nodes of a task, and what was reported about it.

Each row carries the area it belongs to, also where its parent has it: row security is asked of every table by
itself.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class WorkSystem(models.Model):
    """A year's work, counted: “1357”. ``raw`` is the definition, ``outline`` its goals: level → items → task
    keys."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    year = models.IntegerField()
    area = models.CharField(max_length=15, db_collation="C")
    digits = models.CharField(max_length=30, blank=True)
    parent = models.CharField(max_length=60, blank=True)
    outline = models.JSONField()
    raw = models.JSONField()
    version = models.IntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.CharField(max_length=60)

    class Meta:
        ordering = ["area", "code"]
        indexes = [models.Index(fields=["year", "area"], name="work_system_of_year")]

    def __str__(self) -> str:
        return self.title


class Task(models.Model):
    """A leaf of a work system."""

    id = models.BigAutoField(primary_key=True)
    system = models.ForeignKey(WorkSystem, on_delete=models.CASCADE, related_name="tasks")
    key = models.CharField(max_length=200)
    position = models.IntegerField()
    year = models.IntegerField()
    area = models.CharField(max_length=15, db_collation="C")
    title = models.CharField(max_length=200)
    lead = models.CharField(max_length=60)
    assisting = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    person = models.CharField(max_length=60, blank=True)
    weight = models.DecimalField(max_digits=9, decimal_places=3)
    duty = models.CharField(max_length=12)
    basis = models.CharField(max_length=300, blank=True)
    indicator = models.CharField(max_length=60, blank=True)
    target = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    mode = models.CharField(max_length=20, blank=True)
    period = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["system_id", "position"]  # not “system”: that joins a row the reader may not see
        constraints = [models.UniqueConstraint(fields=["system", "key"], name="one_task_of_a_key")]
        indexes = [models.Index(fields=["year", "area"], name="task_of_year")]

    def __str__(self) -> str:
        return self.title


class Milestone(models.Model):
    """A time node of a task: what is to be done by which day."""

    id = models.BigAutoField(primary_key=True)
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="milestones")
    position = models.IntegerField()
    area = models.CharField(max_length=15, db_collation="C")
    title = models.CharField(max_length=200)
    due = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    weight = models.DecimalField(max_digits=9, decimal_places=3)

    class Meta:
        ordering = ["task_id", "position"]
        constraints = [models.UniqueConstraint(fields=["task", "title"], name="one_milestone_of_a_title")]

    def __str__(self) -> str:
        return self.title


class ProgressReport(models.Model):
    """What somebody said about a task on a day: progress, problem, next step. Never altered; the next one
    follows."""

    id = models.BigAutoField(primary_key=True)
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="reports")
    area = models.CharField(max_length=15, db_collation="C")
    day = models.DateField()
    progress = models.TextField()
    problem = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    reported_at = models.DateTimeField()
    reported_by = models.CharField(max_length=60)

    class Meta:
        ordering = ["-day", "-id"]
        indexes = [models.Index(fields=["task", "-day", "-id"], name="report_of_task")]

    def __str__(self) -> str:
        return f"{self.day} {self.progress[:20]}"
