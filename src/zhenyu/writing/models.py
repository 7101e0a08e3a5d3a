"""Nouns of writing: the templates of reports, and the reports that were issued."""

from django.db import models


class Template(models.Model):
    """The Markdown of a report, its figures named by indicator. Belongs to no area: it holds no figures."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    markdown = models.TextField()
    updated_at = models.DateTimeField()
    updated_by = models.CharField(max_length=60)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title


class Issue(models.Model):
    """A report as it left the house; never altered.

    ``figures`` are what its chips said then, ``digest`` the SM3 of the Word file, ``dismissed`` the findings
    somebody left as they are and why, ``open_errors`` those that stood when it was issued all the same, for
    ``reason``.
    """

    id = models.BigAutoField(primary_key=True)
    area = models.CharField(max_length=15, db_collation="C")
    period = models.CharField(max_length=20)
    template = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    markdown = models.TextField()
    figures = models.JSONField()
    dismissed = models.JSONField()
    open_errors = models.JSONField()
    reason = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["area", "template", "period"], name="issue_of_draft")]

    def __str__(self) -> str:
        return self.title
