"""The administrative tree: provinces down to grids, with the days each area exists and what it became."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Area(models.Model):
    """One area, under its significant digits (county 6, town 9, village 12, grid 15).

    Codes follow the national statistical division codes (国统字〔2009〕91号); a grid is its village's code and a sequence.
    """

    code = models.CharField(primary_key=True, max_length=15, db_collation="C")
    name = models.CharField(max_length=60)
    pinyin = models.CharField(max_length=240, db_collation="C")
    level = models.CharField(max_length=12)
    kind = models.CharField(max_length=12, default="", blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successors = ArrayField(models.CharField(max_length=15), default=list, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
