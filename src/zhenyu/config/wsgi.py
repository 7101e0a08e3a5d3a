"""WSGI entry for granian."""

from zhenyu.config.setup import setup_django

setup_django()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402 - Django must be set up first

application = WSGIHandler()
