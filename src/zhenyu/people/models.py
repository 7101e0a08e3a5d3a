"""Nouns: offices, users and the grants that give a user duties in areas."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models

from zhenyu.people.types import ROLE_TITLES


class Office(models.Model):
    """An office (办、所、中心) of a town or county, named as its plate says."""

    id = models.BigAutoField(primary_key=True)
    area = models.CharField(max_length=15, db_collation="C")
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="one_office_of_a_name")]
        ordering = ["area", "name"]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """An account. Personal names stand in ``name``; Django's own first and last name stay unused."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField("姓名", max_length=60)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="users")

    def __str__(self) -> str:
        return self.name or self.username


class UserGrant(models.Model):
    """A duty a user holds from–to; a deputy's grant ends by itself."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(
        max_length=30, choices=[(role.value, title) for role, title in ROLE_TITLES.items()]
    )
    area = models.CharField(max_length=15, db_collation="C")
    domain = models.CharField(max_length=40, null=True, blank=True)  # noqa: DJ001 - None is "every domain", not empty
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} @ {self.area}"


class AccessToken(models.Model):
    """A key a program of the user's holds. Only the digest of its secret is kept; it never exceeds its
    owner's grants.

    Empty ``areas`` or ``domains`` mean all the owner holds. ``expires_on`` is its last day.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    start = models.CharField(max_length=12)  # of the secret, to tell tokens apart
    digest = models.CharField(max_length=64, unique=True)
    read_only = models.BooleanField()
    areas = ArrayField(models.CharField(max_length=15), default=list, blank=True)
    domains = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    created_at = models.DateTimeField()
    expires_on = models.DateField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"
