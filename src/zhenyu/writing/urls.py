"""Addresses of the report writer."""

from __future__ import annotations

from django.urls import path

from zhenyu.writing import views

app_name = "writing"

urlpatterns = [
    path("", views.write, name="write"),
    path("resolve", views.resolve, name="resolve"),
    path("audit", views.audit, name="audit"),
    path("word", views.word, name="word"),
    path("issue", views.issue, name="issue"),
]
