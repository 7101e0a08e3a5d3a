"""Urls of the frame: the cockpit, the area directory, access tokens."""

from django.urls import path

from zhenyu.web import tokens, views

app_name = "web"
urlpatterns = [
    path("", views.cockpit, name="cockpit"),
    path("areas/", views.areas, name="areas"),
    path("changes/", views.changes, name="changes"),
    path("search", views.search, name="search"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<int:token_id>/revoke", tokens.revoke, name="token_revoke"),
    path("healthz", views.healthz, name="healthz"),
]
