"""Addresses of the ledgers; a ledger's code stands in its address."""

from __future__ import annotations

from django.urls import path

from zhenyu.ledgers.views import (
    charts,
    definition,
    files,
    founding,
    grid,
    imports,
    kanban,
    listing,
    offers,
    overlap,
    record,
    related,
    rows,
    saved,
)  # fmt: skip

app_name = "ledgers"

urlpatterns = [
    path("", listing.index, name="index"),
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
    path("<slug:code>/rows/batch", rows.batch, name="batch"),
    path("<slug:code>/export", grid.export, name="export"),
    path("<slug:code>/views/", saved.views, name="views"),
    path("<slug:code>/views/<int:view_id>", saved.change, name="change_view"),
    path("<slug:code>/board/", kanban.board, name="board"),
    path("<slug:code>/board/cards", kanban.cards, name="board_cards"),
    path("<slug:code>/chart/", charts.chart, name="chart"),
    path("<slug:code>/chart.xlsx", charts.download, name="chart_download"),
    path("<slug:code>/pick", related.pick, name="pick"),
    path("<slug:code>/new/", record.new, name="new"),
    path("<slug:code>/import/", imports.upload, name="import"),
    path("<slug:code>/import/file/<path:file>", imports.match, name="import_match"),
    path("<slug:code>/import/<int:job_id>/", imports.job, name="import_job"),
    path("<slug:code>/import/<int:job_id>/accept", imports.accept, name="import_accept"),
    path("<slug:code>/import/<int:job_id>/cancel", imports.cancel, name="import_cancel"),
    path("<slug:code>/import/<int:job_id>/undo", imports.undo, name="import_undo"),
    path("<slug:code>/import/<int:job_id>/errors.xlsx", imports.errors, name="import_errors"),
    path("<slug:code>/<int:row_id>/", record.record, name="record"),
    path("<slug:code>/<int:row_id>/step", record.step, name="step"),
    path("<slug:code>/<int:row_id>/reveal", record.reveal, name="reveal"),
    path("<slug:code>/<int:row_id>/delete", record.delete, name="delete_one"),
    path("<slug:code>/<int:row_id>/related", related.related, name="related"),
    path("<slug:code>/<int:row_id>/files", files.attach, name="attach"),
    path("<slug:code>/<int:row_id>/files/detach", files.detach, name="detach"),
    path("<slug:code>/<int:row_id>/files/<slug:digest>/<str:name>", files.download, name="file"),
]
