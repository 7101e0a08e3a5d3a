"""Addresses of the ledgers; a ledger's code stands in its address."""

from __future__ import annotations

from django.urls import path

from zhenyu.ledgers.views import (
    definition,
    due,
    founding,
    grid,
    imports,
    listing,
    memory,
    offers,
    overlap,
    record,
    rows,
)

app_name = "ledgers"

urlpatterns = [
    path("", listing.index, name="index"),
    path("due/", due.index, name="due"),
    path("due/count", due.count, name="due_count"),
    path("overlap/", overlap.overlap, name="overlap"),
    path("new/", founding.choose, name="new_ledger"),
    path("new/blank/", founding.from_blank, name="new_from_blank"),
    path("new/create", founding.create, name="create_ledger"),
    path("new/pack/<slug:code>/", founding.from_pack, name="new_from_pack"),
    path("new/file/<path:file>", founding.from_file, name="new_from_file"),
    path("updates/", offers.waiting, name="offers"),
    path("<slug:code>/definition/", definition.edit, name="definition"),
    path("<slug:code>/definition/versions/", definition.versions, name="definition_versions"),
    path("<slug:code>/definition/update/", offers.decide, name="offer"),
    path("<slug:code>/definition.yaml", definition.as_yaml, name="definition_yaml"),
    path("<slug:code>/definition.xlsx", definition.as_xlsform, name="definition_xlsform"),
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
    path("<slug:code>/import/<int:job_id>/cancel", imports.cancel, name="import_cancel"),
    path("<slug:code>/import/<int:job_id>/undo", imports.undo, name="import_undo"),
    path("<slug:code>/import/<int:job_id>/errors.xlsx", imports.errors, name="import_errors"),
    path("<slug:code>/<int:row_id>/", record.record, name="record"),
    path("<slug:code>/<int:row_id>/gone/", memory.gone, name="gone"),
    path("<slug:code>/<int:row_id>/revert", memory.revert, name="revert"),
    path("<slug:code>/<int:row_id>/step", record.step, name="step"),
    path("<slug:code>/<int:row_id>/reveal", record.reveal, name="reveal"),
    path("<slug:code>/<int:row_id>/delete", record.delete, name="delete_one"),
]
