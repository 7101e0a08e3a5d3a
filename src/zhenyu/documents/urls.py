"""Addresses of the report library."""

from __future__ import annotations

from django.urls import path

from zhenyu.documents import (
    comparing_views,
    correction_views,
    page_views,
    reconciling_views,
    taking_over_views,
    upload_views,
    views,
    views_audit,
)

app_name = "documents"

urlpatterns = [
    path("", views.library, name="library"),
    path("upload/", upload_views.upload, name="upload"),
    path("upload/<int:job_id>/", upload_views.uploaded, name="uploaded"),
    path("upload/<int:job_id>/confirm", upload_views.confirm, name="confirm"),
    path("upload/<int:job_id>/drop", upload_views.put_aside, name="put_aside"),
    path("<int:document_id>/", views.report, name="report"),
    path("<int:document_id>/take-over/", taking_over_views.taking_over, name="taking_over"),
    path("<int:document_id>/file", page_views.file, name="file"),
    path("<int:document_id>/pages/<int:number>.jpg", page_views.picture, name="page"),
    path("rules/", views_audit.rules, name="rules"),
    path("<int:document_id>/audit/", views_audit.report, name="audit"),
    path("<int:document_id>/audit/judge", views_audit.judge, name="judge"),
    path("<int:document_id>/audit/word", views_audit.word, name="audit_word"),
    path("<int:document_id>/original.txt", views.original, name="original"),
    path("<int:document_id>/figures/<int:figure_id>/", correction_views.figure, name="figure"),
    path("<int:document_id>/reconciliation/", reconciling_views.reconciliation, name="reconciliation"),
    path("<int:document_id>/figures/<int:figure_id>/explain", reconciling_views.explain, name="explain"),
    path("<int:document_id>/missed/", correction_views.missed, name="missed"),
    path("<int:document_id>/delete", views.delete, name="delete"),
    path("<int:document_id>/read-again", correction_views.read_again, name="read_again"),
    path("compare/", comparing_views.compare, name="compare"),
    path("examples.jsonl", correction_views.examples, name="examples"),
]
