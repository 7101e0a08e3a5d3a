"""What people decided about the findings of an audit; ``documents.models`` shows it to Django."""

from __future__ import annotations

from typing import Final

from django.db import models

from zhenyu.auditing import tuning

ABOVE: Final = "above"
"""The setting that takes an area's own back: what the area above it has holds again."""
SETTINGS: Final = [*tuning.SETTINGS.items(), (ABOVE, "随上级")]
CHOICES: Final = {"accepted": "待改", "dismissed": "不改", "fixed": "已改", "reopened": "重新处理"}
"""What one may decide: it is right and will be corrected by hand, it is none, these words instead, ask
again."""


class Verdict(models.Model):
    """What somebody decided about a finding. Rows are added, never changed; the latest of a ``key`` counts.

    ``key`` names the finding by its rule and words (:func:`zhenyu.documents.audit.report_findings.key_of`),
    so that the same words of a later version of the report need not be judged again.
    """

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey("documents.Document", on_delete=models.CASCADE, related_name="verdicts")
    area = models.CharField(max_length=15, db_collation="C")
    key = models.CharField(max_length=64)
    rule = models.CharField(max_length=40)
    choice = models.CharField(max_length=10, choices=list(CHOICES.items()))
    reason = models.CharField(max_length=200, blank=True)
    wording = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["area", "key"], name="verdict_of_words")]

    def __str__(self) -> str:
        return f"{self.get_choice_display()} {self.rule}"


class RuleSetting(models.Model):
    """A rule switched off, toned down or on again for the reports of an area and of those below it that have
    no setting of their own. Rows are added, never changed; the latest of an area and a rule counts."""

    id = models.BigAutoField(primary_key=True)
    area = models.CharField(max_length=15, db_collation="C")
    rule = models.CharField(max_length=40)
    setting = models.CharField(max_length=10, choices=SETTINGS)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["area", "rule"], name="setting_of_rule")]

    def __str__(self) -> str:
        return f"{self.rule} {self.get_setting_display()}"
