"""All pages, room by room."""

from django.urls import include, path

from importlib.util import find_spec

_INCLUDE = include
def include(module):  # SCAFFOLD
    return _INCLUDE(module if find_spec(module.rsplit(".",1)[0]) and find_spec(module) else ([], "none"))

urlpatterns = [
    path("", include("zhenyu.web.urls")),
    path("", include("zhenyu.people.urls")),
    path("ledgers/", include("zhenyu.ledgers.urls")),
    path("", include("zhenyu.indicators.urls")),
    path("plans/", include("zhenyu.plans.urls")),
    path("reports/write/", include("zhenyu.writing.urls")),
    path("reports/", include("zhenyu.documents.urls")),
]
