"""Nouns of writing: the templates of reports."""

from django.db import models


class Template(models.Model):
    """The Markdown of a report, its figures named by indicator. Belongs to no place: it holds no figures."""

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
