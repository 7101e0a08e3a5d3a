"""Django application of the frame and its components."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "zhenyu.pages"
    label = "pages"
