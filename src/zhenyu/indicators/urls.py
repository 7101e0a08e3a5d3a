"""Urls of the indicators room."""

from django.urls import path

from zhenyu.indicators import views

app_name = "indicators"
urlpatterns = [
    path("indicators/", views.catalogue, name="catalogue"),
    path("indicators/<slug:code>/", views.indicator, name="indicator"),
    path("trace/<path:address>", views.trace, name="trace"),
]
