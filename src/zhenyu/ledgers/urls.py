"""Addresses of the ledgers; a ledger's code stands in its address."""

from __future__ import annotations

from django.urls import path

from zhenyu.ledgers.views import imports
from zhenyu.ledgers.views.definition import new_ledger, offers, pages, redefinition
from zhenyu.ledgers.views.grid import ledger_list, row_json, saved_views
from zhenyu.ledgers.views.grid import page as grid
from zhenyu.ledgers.views.overviews import charts, due, kanban, overlap
from zhenyu.ledgers.views.record import files, history, related
from zhenyu.ledgers.views.record import page as record

app_name = "ledgers"

urlpatterns = [
    path("", ledger_list.index, name="index"),
    path("due/", due.index, name="due"),
    path("due/count", due.count, name="due_count"),
    path("overlap/", overlap.overlap, name="overlap"),
    path("new/", new_ledger.choose, name="new_ledger"),
    path("new/blank/", new_ledger.from_blank, name="new_from_blank"),
    path("new/create", new_ledger.create, name="create_ledger"),
    path("new/pack/<slug:code>/", new_ledger.from_pack, name="new_from_pack"),
    path("new/file/<path:file>", new_ledger.from_file, name="new_from_file"),
    path("updates/", offers.waiting, name="offers"),
    path("<slug:code>/definition/", pages.edit, name="definition"),
    path("<slug:code>/definition/versions/", pages.versions, name="definition_versions"),
    path("<slug:code>/definition/underway", redefinition.progress, name="redefinition"),
    path("<slug:code>/definition/underway/cancel", redefinition.cancel, name="cancel_redefinition"),
    path("<slug:code>/definition/update/", offers.decide, name="offer"),
    path("<slug:code>/definition.yaml", pages.as_yaml, name="definition_yaml"),
    path("<slug:code>/definition.xlsx", pages.as_xlsform, name="definition_xlsform"),
    path("<slug:code>/", grid.grid, name="grid"),
    path("<slug:code>/rows", row_json.rows, name="rows"),
    path("<slug:code>/rows/transition", row_json.transition, name="transition"),
    path("<slug:code>/rows/delete", row_json.delete, name="delete"),
    path("<slug:code>/rows/batch", row_json.batch, name="batch"),
    path("<slug:code>/export", grid.export, name="export"),
    path("<slug:code>/views/", saved_views.views, name="views"),
    path("<slug:code>/views/<int:view_id>", saved_views.change, name="change_view"),
    path("<slug:code>/board/", kanban.board, name="board"),
    path("<slug:code>/board/cards", kanban.cards, name="board_cards"),
    path("<slug:code>/chart/", charts.chart, name="chart"),
    path("<slug:code>/chart.xlsx", charts.download, name="chart_download"),
    path("<slug:code>/pick", related.pick, name="pick"),
    path("<slug:code>/as-of/", history.as_of, name="as_of"),
    path("<slug:code>/deleted/", history.deleted, name="deleted"),
    path("<slug:code>/new/", record.new, name="new"),
    path("<slug:code>/import/", imports.upload, name="import"),
    path("<slug:code>/import/file/<path:file>", imports.match, name="import_match"),
    path("<slug:code>/import/<int:job_id>/", imports.job, name="import_job"),
    path("<slug:code>/import/<int:job_id>/accept", imports.accept, name="import_accept"),
    path("<slug:code>/import/<int:job_id>/cancel", imports.cancel, name="import_cancel"),
    path("<slug:code>/import/<int:job_id>/undo", imports.undo, name="import_undo"),
    path("<slug:code>/import/<int:job_id>/errors.xlsx", imports.errors, name="import_errors"),
    path("<slug:code>/<int:row_id>/", record.record, name="record"),
    path("<slug:code>/<int:row_id>/gone/", history.gone, name="gone"),
    path("<slug:code>/<int:row_id>/revert", history.revert, name="revert"),
    path("<slug:code>/<int:row_id>/step", record.step, name="step"),
    path("<slug:code>/<int:row_id>/reveal", record.reveal, name="reveal"),
    path("<slug:code>/<int:row_id>/delete", record.delete, name="delete_one"),
    path("<slug:code>/<int:row_id>/related", related.related, name="related"),
    path("<slug:code>/<int:row_id>/files", files.attach, name="attach"),
    path("<slug:code>/<int:row_id>/files/detach", files.detach, name="detach"),
    path("<slug:code>/<int:row_id>/files/<slug:digest>/<str:name>", files.download, name="file"),
]
