"""Addresses over all rooms: the cockpit, this week, search, access tokens."""

from django.urls import path

from zhenyu.cockpit import token_views, views

app_name = "cockpit"
urlpatterns = [
    path("", views.cockpit, name="cockpit"),
    path("changes/", views.changes, name="changes"),
    path("search", views.search, name="search"),
    path("tokens/", token_views.tokens, name="tokens"),
    path("tokens/<int:token_id>/revoke", token_views.revoke, name="token_revoke"),
    path("healthz", views.healthz, name="healthz"),
]
