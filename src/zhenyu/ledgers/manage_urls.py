"""Addresses of the 管理 pages: the change log, its seals, the calendar."""

from __future__ import annotations

from django.urls import path

from zhenyu.ledgers.views.overviews import manage

app_name = "manage"

urlpatterns = [
    path("log/", manage.log, name="log"),
    path("seals/", manage.seals, name="seals"),
    path("calendar/", manage.calendar, name="calendar"),
]
