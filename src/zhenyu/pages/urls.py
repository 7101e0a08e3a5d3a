"""Addresses of the frame: the area directory."""

from django.urls import path

from zhenyu.pages import views

app_name = "pages"
urlpatterns = [
    path("areas/", views.areas, name="areas"),
]
