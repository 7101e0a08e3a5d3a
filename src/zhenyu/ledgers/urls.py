"""Addresses of the ledgers; a ledger's code stands in its address."""

from __future__ import annotations

from django.urls import path

from zhenyu.ledgers.views import due, grid, imports, listing, memory, record, rows

app_name = "ledgers"

urlpatterns = [
    path("", listing.index, name="index"),
    path("due/", due.index, name="due"),
    path("due/count", due.count, name="due_count"),
    path("<slug:code>/", grid.grid, name="grid"),
    path("<slug:code>/rows", rows.rows, name="rows"),
    path("<slug:code>/rows/transition", rows.transition, name="transition"),
    path("<slug:code>/rows/delete", rows.delete, name="delete"),
    path("<slug:code>/export", grid.export, name="export"),
    path("<slug:code>/as-of/", memory.as_of, name="as_of"),
    path("<slug:code>/deleted/", memory.deleted, name="deleted"),
    path("<slug:code>/new/", record.new, name="new"),
    path("<slug:code>/import/", imports.upload, name="import"),
    path("<slug:code>/import/file/<path:file>", imports.match, name="import_match"),
    path("<slug:code>/import/<int:job_id>/", imports.job, name="import_job"),
    path("<slug:code>/import/<int:job_id>/accept", imports.accept, name="import_accept"),
    path("<slug:code>/import/<int:job_id>/undo", imports.undo, name="import_undo"),
    path("<slug:code>/import/<int:job_id>/errors.xlsx", imports.errors, name="import_errors"),
    path("<slug:code>/<int:row_id>/", record.record, name="record"),
    path("<slug:code>/<int:row_id>/gone/", memory.gone, name="gone"),
    path("<slug:code>/<int:row_id>/revert", memory.revert, name="revert"),
    path("<slug:code>/<int:row_id>/step", record.step, name="step"),
    path("<slug:code>/<int:row_id>/reveal", record.reveal, name="reveal"),
    path("<slug:code>/<int:row_id>/delete", record.delete, name="delete_one"),
]
