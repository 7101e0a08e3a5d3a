"""Addresses of the report library."""

from __future__ import annotations

from django.urls import path

from zhenyu.documents.views import (
    audit,
    corrections,
    library,
    originals,
    reconciliation,
    side_by_side,
    take_over,
    upload,
)

app_name = "documents"

urlpatterns = [
    path("", library.library, name="library"),
    path("upload/", upload.upload, name="upload"),
    path("upload/<int:job_id>/", upload.uploaded, name="uploaded"),
    path("upload/<int:job_id>/confirm", upload.confirm, name="confirm"),
    path("upload/<int:job_id>/drop", upload.put_aside, name="put_aside"),
    path("<int:document_id>/", library.report, name="report"),
    path("<int:document_id>/take-over/", take_over.taking_over, name="taking_over"),
    path("<int:document_id>/file", originals.file, name="file"),
    path("<int:document_id>/pages/<int:number>.jpg", originals.picture, name="page"),
    path("rules/", audit.rules, name="rules"),
    path("<int:document_id>/audit/", audit.report, name="audit"),
    path("<int:document_id>/audit/judge", audit.judge, name="judge"),
    path("<int:document_id>/audit/word", audit.word, name="audit_word"),
    path("<int:document_id>/original.txt", library.original, name="original"),
    path("<int:document_id>/figures/<int:figure_id>/", corrections.figure, name="figure"),
    path("<int:document_id>/reconciliation/", reconciliation.reconciliation, name="reconciliation"),
    path("<int:document_id>/figures/<int:figure_id>/explain", reconciliation.explain, name="explain"),
    path("<int:document_id>/missed/", corrections.missed, name="missed"),
    path("<int:document_id>/delete", library.delete, name="delete"),
    path("<int:document_id>/read-again", corrections.read_again, name="read_again"),
    path("compare/", side_by_side.compare, name="compare"),
    path("examples.jsonl", corrections.examples, name="examples"),
]
