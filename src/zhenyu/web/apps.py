"""Django application of the frame, the components and the cockpit."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "zhenyu.web"
    label = "web"
