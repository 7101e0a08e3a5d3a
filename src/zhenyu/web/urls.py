"""Urls of the frame: the cockpit and the area directory."""

from django.urls import path

from zhenyu.web import views

app_name = "web"
urlpatterns = [
    path("", views.cockpit, name="cockpit"),
    path("areas/", views.areas, name="areas"),
    path("changes/", views.changes, name="changes"),
    path("healthz", views.healthz, name="healthz"),
]
