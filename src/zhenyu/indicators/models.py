"""Nouns: indicators of the catalogue, cells, observations.

All but the catalogue are made by ``sql/schema`` (plain ``numeric`` keeps every digit, which Django's
decimal column does not offer) and are read and written by the named statements in ``sql/statements``.
"""

from django.db import models


class Indicator(models.Model):
    """One version of one catalogue entry; ``raw`` is the definition as declared. The newest version is
    ``current``."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=60, db_collation="C")
    version = models.IntegerField()
    raw = models.JSONField()
    current = models.BooleanField()
    position = models.IntegerField()
    defined_at = models.DateTimeField()
    defined_by = models.CharField(max_length=60)

    class Meta:
        ordering = ("position", "code")
        constraints = (
            models.UniqueConstraint(fields=["code", "version"], name="one_entry_of_a_version"),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(current=True), name="one_current_entry"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Cell(models.Model):
    """The net movement of an indicator in an area of the ledger's level in one month, fed by one ledger.

    Without an indicator: the rows of the ledger that began then, which tells “nothing happened” from “nobody
    wrote”.

    ``indicators_town_cell`` has the same columns, added up over each town.
    """

    pk = models.CompositePrimaryKey("indicator", "area", "month", "ledger", "level")
    indicator = models.CharField(max_length=60)
    area = models.CharField(max_length=15)
    month = models.DateField()
    ledger = models.CharField(max_length=40)
    level = models.BooleanField()
    total = models.DecimalField(max_digits=1000, decimal_places=100)
    divisor = models.DecimalField(max_digits=1000, decimal_places=100)
    rows = models.BigIntegerField()
    stated = models.BigIntegerField()
    moves = models.BigIntegerField()
    value = models.DecimalField(max_digits=1000, decimal_places=100, null=True)
    computed_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "indicators_cell"

    def __str__(self) -> str:
        return f"{self.indicator}@{self.area}/{self.month:%Y-%m}"


class Observation(models.Model):
    """A value somebody entered, read from a document, or set as a target. Append-only: a correction is a
    newer row."""

    id = models.BigAutoField(primary_key=True)
    indicator = models.CharField(max_length=60)
    area = models.CharField(max_length=15)
    domain = models.CharField(max_length=40)
    period = models.CharField(max_length=20)
    status = models.CharField(max_length=10)
    value = models.DecimalField(max_digits=1000, decimal_places=100, null=True)
    mode = models.CharField(max_length=10, default="")
    finality = models.CharField(max_length=12, default="")
    source = models.TextField(default="")
    note = models.TextField(default="")
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60)

    class Meta:
        managed = False
        db_table = "indicators_observation"

    def __str__(self) -> str:
        return f"{self.indicator}@{self.area}/{self.period} {self.status}"
