"""Nouns: a ledger, the versions of its definition, the pack it comes from; a batch of imported rows. Rows
live in their own tables."""

from __future__ import annotations

import json
from typing import Any

from django.db import models


class Ledger(models.Model):
    """A ledger that exists, at the version its table has now."""

    code = models.CharField(primary_key=True, max_length=40)
    title = models.CharField(max_length=120)
    domain = models.CharField(max_length=120)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["domain", "code"]

    def __str__(self) -> str:
        return self.title


class LedgerVersion(models.Model):
    """One version of a definition as it was declared; never changed once written."""

    id = models.BigAutoField(primary_key=True)
    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT, related_name="versions")
    version = models.IntegerField()
    raw = models.TextField()  # JSON as text: jsonb would forget the order of states and choices
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60)
    why = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ledger", "version"], name="one_definition_a_version")]
        ordering = ["ledger", "version"]

    def __str__(self) -> str:
        return f"{self.ledger_id} v{self.version}"

    @property
    def declared(self) -> dict[str, Any]:
        """The definition as it was declared."""
        found: dict[str, Any] = json.loads(self.raw)
        return found


class PackSource(models.Model):
    """The state of a ledger that came from a content pack: the pack's definition it was made from, and a
    newer one that waits for a choice."""

    ledger = models.OneToOneField(Ledger, on_delete=models.PROTECT, primary_key=True, related_name="source")
    pack = models.CharField(max_length=120)
    version = models.CharField(max_length=40)
    raw = models.TextField()  # JSON as text, as in LedgerVersion
    offered = models.TextField(default="", blank=True)
    offered_version = models.CharField(max_length=40, default="", blank=True)
    offered_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.ledger_id} ← {self.pack} {self.version}"


class Batch(models.Model):
    """One import that wrote something: what came, from which file, and whether it was taken back."""

    id = models.BigAutoField(primary_key=True)
    ledger = models.CharField(max_length=40)
    area = models.CharField(max_length=15, db_collation="C")
    domain = models.CharField(max_length=120)
    file = models.CharField(max_length=255, default="", blank=True)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60)
    read = models.BigIntegerField(default=0)
    added = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["ledger", "id"], name="batch_of_ledger")]

    def __str__(self) -> str:
        return f"{self.ledger} #{self.pk}"


class SavedView(models.Model):
    """A way to look at a ledger under a name: conditions, columns, display. See
    :mod:`zhenyu.ledgers.overviews.saved_views`."""

    id = models.BigAutoField(primary_key=True)
    ledger = models.CharField(max_length=40)
    title = models.CharField(max_length=40)
    audience = models.CharField(max_length=10)
    owner_id = models.BigIntegerField()
    owner_name = models.CharField(max_length=60)
    office_id = models.BigIntegerField(null=True, blank=True)
    area = models.CharField(max_length=15, db_collation="C")
    display = models.CharField(max_length=10)
    question = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    is_default = models.BooleanField(default=False)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ledger", "owner_id", "title"], name="one_view_of_a_title")
        ]

    def __str__(self) -> str:
        return self.title


class AttachedFile(models.Model):
    """That a file was put beside a row once; never taken back, as the row's history goes on naming it."""

    id = models.BigAutoField(primary_key=True)
    ledger = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    digest = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ledger", "row_id", "digest"], name="one_file_once_a_row")
        ]

    def __str__(self) -> str:
        return f"{self.ledger} {self.row_id} {self.digest[:12]}"


class Escalation(models.Model):
    """A row so long past its due day that the holders of ``role`` there were notified; once for each limit
    and due day."""

    id = models.BigAutoField(primary_key=True)
    ledger = models.CharField(max_length=40)
    row = models.BigIntegerField()
    area = models.CharField(max_length=15, db_collation="C")
    domain = models.CharField(max_length=120)
    due = models.DateField()
    after = models.CharField(max_length=8)
    role = models.CharField(max_length=30)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["area", "role"], name="escalation_for_role")]
        constraints = [
            models.UniqueConstraint(
                fields=["ledger", "row", "due", "after", "role"], name="escalated_once_for_a_due_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ledger} {self.row} → {self.role}"
