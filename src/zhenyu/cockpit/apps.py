"""Django application of the cockpit, search and the API."""

from django.apps import AppConfig


class CockpitConfig(AppConfig):
    name = "zhenyu.cockpit"
    label = "cockpit"
