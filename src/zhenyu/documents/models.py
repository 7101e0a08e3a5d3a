"""Nouns of documents: a report that exists already, the figures read in it, what people said about them. Each
row carries its area."""

from __future__ import annotations

from typing import Any, Final

from django.db import models

from zhenyu.documents.audit_models import RuleSetting as RuleSetting
from zhenyu.documents.audit_models import Verdict as Verdict
from zhenyu.reading import Figure

KINDS: Final = {
    "annual": "年度总结",
    "half": "半年总结",
    "periodic": "阶段总结",
    "plan": "计划",
    "brief": "简报",
    "press": "新闻发布会",
    "news": "新闻",
    "other": "其他",
}
"""What sort of report a document is."""

REASONS: Final = {
    "cutoff": "统计截止日期不同",
    "scope": "统计范围不同",
    "method": "统计口径不同",
    "revised": "台账后来作了更正",
    "misprint": "报告写错",
    "books": "台账有误，待更正",
    "other": "其他原因",
}
"""Why a report and the books may differ."""


class Document(models.Model):
    """A report as it was handed in: its text, its file and where it came from.

    The text is the file's as the reader of that day read it; only reading the file again alters it.
    ``original`` is the digest the file is kept under (:mod:`zhenyu.documents.library.originals`), empty for a
    pasted text. ``pages`` are the sheets of a PDF or
    scan: ``[width, height, slant]`` each. One taken out of the library stays in the table with the reason,
    out of every list.
    """

    id = models.BigAutoField(primary_key=True)
    title = models.CharField(max_length=200)
    area = models.CharField(max_length=15, db_collation="C")
    period = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, default="other", choices=list(KINDS.items()))
    filename = models.CharField(max_length=255, blank=True)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    original = models.CharField(max_length=64, blank=True)
    pages = models.JSONField(default=list)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=60)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.CharField(max_length=60, blank=True)
    deleted_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-added_at", "-id"]
        indexes = [
            models.Index(fields=["area", "-added_at"], name="document_of_area"),
            models.Index(fields=["original"], name="document_of_original"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "period", "digest"],
                condition=models.Q(deleted_at=None),
                name="one_document_of_a_text",
            ),
        ]

    def __str__(self) -> str:
        return self.title


def active_documents() -> models.QuerySet[Document]:
    """The documents that nobody took out of the library."""
    return Document.objects.filter(deleted_at=None)


class ReportedFigure(models.Model):
    """One figure read in a document; ``raw`` is the reading's own line, the columns are what is searched and
    compared.

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
    version = models.IntegerField(default=1)
    withdrawn = models.BooleanField(default=False)
    """Somebody said that these words are no figure. The row stays, because others point to it by position."""

    class Meta:
        ordering = ["document_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="one_figure_of_a_position")
        ]
        indexes = [models.Index(fields=["indicator", "area"], name="reported_of_indicator")]

    def __str__(self) -> str:
        return f"{self.measure} {self.text}"

    @property
    def reading(self) -> Figure:
        """What the reading, or the person who corrected it, says of these words."""
        return Figure.from_json(self.raw)

    @property
    def location(self) -> dict[str, Any]:
        """Where the words stand in the file (``formats.locations.Location.as_json``); empty where unknown."""
        return self.raw.get("place") or {}

    @property
    def indicator_chosen(self) -> bool:
        """Whether a person said which indicator it is of, or that it is of none."""
        return bool(self.raw.get("chosen"))


class Correction(models.Model):
    """What somebody set right in a reading, kept as an example and made again when the document is read
    again.

    Figures are named by their stretch ``[start, end)`` of the text, which no reading changes. ``read`` is the
    reading's line before (None: a figure was missed), ``right`` the line after (None: these words are no
    figure).
    """

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="corrections")
    area = models.CharField(max_length=15, db_collation="C")
    start = models.IntegerField()
    end = models.IntegerField()
    text = models.TextField()
    read = models.JSONField(null=True)
    right = models.JSONField(null=True)
    why = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.text} {self.by}"


class Explanation(models.Model):
    """Why a reported figure and the books differ, as a person said it; the latest of a stretch counts.

    ``ledger`` is what the books said then, so that a change of the books since can be told.
    """

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="explanations")
    area = models.CharField(max_length=15, db_collation="C")
    start = models.IntegerField()
    end = models.IntegerField()
    reason = models.CharField(max_length=20, choices=list(REASONS.items()))
    words = models.CharField(max_length=200, blank=True)
    ledger = models.DecimalField(max_digits=40, decimal_places=10, null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.by}"
