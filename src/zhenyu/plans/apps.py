"""Django application of plans."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "zhenyu.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"
