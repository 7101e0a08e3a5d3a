"""WSGI entry for granian."""

import gc

from zhenyu.config.setup import setup_django

setup_django()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402 - Django must be set up first
from django.urls import resolve  # noqa: E402

application = WSGIHandler()
resolve("/")  # imports every view now, not in the first request

# What was made to start stays as long as the process: no collection has to look through it in the middle of a request.
gc.collect()
gc.freeze()
