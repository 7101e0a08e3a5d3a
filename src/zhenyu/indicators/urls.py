"""Urls of the indicators room."""

from django.urls import path

from zhenyu.indicators import views

app_name = "indicators"
urlpatterns = [
    path("indicators/", views.catalogue, name="catalogue"),
    path("indicators/compare/", views.compare_page, name="compare"),
    path("indicators/compare/months/", views.months_file, name="months"),
    path("indicators/<slug:code>/", views.indicator, name="indicator"),
    path("indicators/<slug:code>/figures", views.download, name="download"),
    path("indicators/<slug:code>/targets/", views.targets, name="targets"),
    path("indicators/<slug:code>/observations/", views.observations, name="observations"),
    path("trace/<path:address>", views.trace, name="trace"),
]
