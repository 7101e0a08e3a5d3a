"""Django application of areas."""

from django.apps import AppConfig


class AreasConfig(AppConfig):
    name = "zhenyu.areas"
    label = "areas"
