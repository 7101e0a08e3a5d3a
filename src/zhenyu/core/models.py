"""Nouns of the core: a change of a row, a seal, a holiday, a job in the background, a request already
answered."""

from django.db import models


class Change(models.Model):
    """One change of one row with its full image before it. Written by :mod:`zhenyu.core.changelog.changes`
    only."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    ledger = models.TextField()
    row_id = models.BigIntegerField(null=True)
    area = models.CharField(max_length=15)
    domain = models.TextField()
    action = models.TextField()
    actor_id = models.BigIntegerField(null=True)
    actor = models.TextField()
    why = models.TextField(default="")
    version = models.IntegerField(null=True)
    before = models.JSONField(null=True)  # as logged: read it with core.changelog.images.image_of
    batch = models.BigIntegerField(null=True)
    layout = models.BigIntegerField(null=True)
    since = models.DateTimeField(null=True)

    class Meta:
        managed = False  # partitioned and append-only: core/sql/schema/0001_change_log.sql
        db_table = "core_change"

    def __str__(self) -> str:
        return f"{self.action} {self.ledger}/{self.row_id}"


class Seal(models.Model):
    """A segment of the change log, hashed onto the seal before it. Made by :mod:`zhenyu.core.changelog.seals`
    only."""

    number = models.BigIntegerField(primary_key=True)
    after_id = models.BigIntegerField()
    until_id = models.BigIntegerField()
    count = models.BigIntegerField()
    digest = models.TextField()
    previous = models.TextField()
    at = models.DateTimeField()
    marks = models.BinaryField()

    class Meta:
        managed = False  # append-only: core/sql/schema/0004_seals.sql
        db_table = "core_seal"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"seal {self.number}"


class CalendarYear(models.Model):
    """A year whose holiday notice is known; a year without one is ``尚未公布`` and goes by the plain week."""

    year = models.IntegerField(primary_key=True)
    source = models.CharField(max_length=120)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=60)

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day that differs from the plain week: a day off, or a weekend day that is worked (调休)."""

    day = models.DateField(primary_key=True)
    works = models.BooleanField()
    name = models.CharField(max_length=30, default="", blank=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Job(models.Model):
    """Work that outlives its request: its progress is what the page and the terminal show."""

    WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
    CANCELLING, CANCELLED = "cancelling", "cancelled"

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=20, default=WAITING)
    stage = models.CharField(max_length=60, default="", blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    arguments = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    error = models.TextField(default="", blank=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"

    @property
    def percent(self) -> int | None:
        """Share done, 0–100, or None while the total is unknown."""
        return None if not self.total else min(100, int(self.done * 100 / self.total))

    @property
    def ended(self) -> bool:
        return self.state in (self.DONE, self.FAILED, self.CANCELLED)


class Answered(models.Model):
    """The answer to a request that named an idempotency key; see :mod:`zhenyu.core.jobs.idempotency`."""

    id = models.BigAutoField(primary_key=True)
    user_id = models.BigIntegerField()
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    body = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "key"], name="one_answer_of_a_key")]

    def __str__(self) -> str:
        return self.key
