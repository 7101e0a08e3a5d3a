"""Django application of ledgers."""

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "zhenyu.ledgers"
    label = "ledgers"
    default_auto_field = "django.db.models.BigAutoField"
