"""Nouns of documents: a report that exists already, and the figures read in it. Each row carries its area."""

from __future__ import annotations

from typing import Final

from django.db import models

from zhenyu.documents.audit_models import Verdict as Verdict

KINDS: Final = {
    "annual": "年度总结",
    "periodic": "阶段总结",
    "plan": "计划",
    "brief": "简报",
    "news": "新闻",
    "other": "其他",
}
"""What sort of report a document is."""


class Document(models.Model):
    """A report as it was handed in: its text and where it came from. Its text is never altered."""

    id = models.BigAutoField(primary_key=True)
    title = models.CharField(max_length=200)
    area = models.CharField(max_length=15, db_collation="C")
    period = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, default="other", choices=list(KINDS.items()))
    filename = models.CharField(max_length=255, blank=True)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=60)

    class Meta:
        ordering = ["-added_at", "-id"]
        indexes = [models.Index(fields=["area", "-added_at"], name="document_of_area")]
        constraints = [
            models.UniqueConstraint(fields=["area", "period", "digest"], name="one_document_of_a_text"),
        ]

    def __str__(self) -> str:
        return self.title


class ReportedFigure(models.Model):
    """One figure read in a document; ``raw`` is the reading's own line, the columns are what is searched and compared.

    A range keeps its lower end in ``value`` and ``value_si``; both ends stand in ``raw``.
    """

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="figures")
    area = models.CharField(max_length=15, db_collation="C")
    position = models.IntegerField()
    start = models.IntegerField()
    end = models.IntegerField()
    text = models.TextField()
    value = models.DecimalField(max_digits=40, decimal_places=10)
    value_si = models.DecimalField(max_digits=40, decimal_places=10)
    unit = models.CharField(max_length=30, blank=True)
    unit_base = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=20)
    measure = models.TextField(blank=True)
    scope = models.TextField(blank=True)
    period = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=20)
    indicator = models.CharField(max_length=60, blank=True)
    confidence = models.FloatField(null=True)
    raw = models.JSONField()

    class Meta:
        ordering = ["document_id", "position"]
        constraints = [models.UniqueConstraint(fields=["document", "position"], name="one_figure_of_a_position")]
        indexes = [models.Index(fields=["indicator", "area"], name="reported_of_indicator")]

    def __str__(self) -> str:
        return f"{self.measure} {self.text}"
