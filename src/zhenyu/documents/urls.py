"""Addresses of the report library."""

from __future__ import annotations

from django.urls import path

from zhenyu.documents import views

app_name = "documents"

urlpatterns = [
    path("", views.library, name="library"),
    path("<int:document_id>/", views.report, name="report"),
    path("<int:document_id>/original.txt", views.original, name="original"),
]
