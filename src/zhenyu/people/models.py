"""Nouns: offices, users and the grants that give a user duties in places."""

from django.contrib.auth.models import AbstractUser
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
    role = models.CharField(max_length=30, choices=[(role.value, title) for role, title in ROLE_TITLES.items()])
    area = models.CharField(max_length=15, db_collation="C")
    domain = models.CharField(max_length=40, null=True, blank=True)  # noqa: DJ001 - None is "every domain", not empty
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} @ {self.area}"
