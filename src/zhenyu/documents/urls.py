"""Addresses of the report library."""

from __future__ import annotations

from django.urls import path

from zhenyu.documents import views, views_audit

app_name = "documents"

urlpatterns = [
    path("", views.library, name="library"),
    path("<int:document_id>/", views.report, name="report"),
    path("rules/", views_audit.rules, name="rules"),
    path("<int:document_id>/audit/", views_audit.report, name="audit"),
    path("<int:document_id>/audit/judge", views_audit.judge, name="judge"),
    path("<int:document_id>/audit/word", views_audit.word, name="audit_word"),
    path("<int:document_id>/original.txt", views.original, name="original"),
]
