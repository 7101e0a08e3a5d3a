"""All pages, room by room."""

from django.urls import include, path

from zhenyu.cockpit import api

handler500 = "zhenyu.pages.errors.server_error"

urlpatterns = [
    path("", include("zhenyu.cockpit.urls")),
    path("", include("zhenyu.pages.urls")),
    path("", include("zhenyu.people.urls")),
    path("api/", api.urls()),
    path("manage/", include("zhenyu.ledgers.manage_urls")),
    path("ledgers/", include("zhenyu.ledgers.urls")),
    path("", include("zhenyu.indicators.urls")),
    path("plans/", include("zhenyu.plans.urls")),
    path("reports/write/", include("zhenyu.writing.urls")),
    path("reports/", include("zhenyu.documents.urls")),
]
