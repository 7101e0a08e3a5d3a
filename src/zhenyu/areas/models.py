"""The administrative tree: provinces down to grids, with the days each area exists and what it became."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Area(models.Model):
    """One area, under its significant digits (county 6, town 9, village 12, grid 15).

    Codes follow the national statistical division codes (国统字〔2009〕91号); a grid is its village's code
    and a sequence.
    """

    code = models.CharField(primary_key=True, max_length=15, db_collation="C")
    name = models.CharField(max_length=60)
    pinyin = models.CharField(max_length=240, db_collation="C")
    level = models.CharField(max_length=12)
    kind = models.CharField(max_length=12, default="", blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successors = ArrayField(models.CharField(max_length=15), default=list, blank=True)
    former_names = models.JSONField(
        default=list, blank=True
    )  # [{"name", "until": first day of the next name}], oldest first

    class Meta:
        ordering = ["code"]
        indexes = [
            models.Index(
                fields=["code"],
                name="areas_with_a_history",
                condition=~models.Q(valid_from=None) | ~models.Q(valid_to=None),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def name_on(self, day: date) -> str:
        """What the area was called on a day."""
        return next(
            (str(old["name"]) for old in self.former_names if day < date.fromisoformat(old["until"])),
            self.name,
        )

    @property
    def ended_note(self) -> str:
        """“2025-04-01撤并” for an area that has ended; empty for one that has not."""
        return f"{self.valid_to}撤并" if self.valid_to else ""
