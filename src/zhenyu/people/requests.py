"""The request as views see it once the middleware has said who reads."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.people.models import AccessToken
from zhenyu.people.types import Reader


class ReaderRequest(HttpRequest):
    """A request with its reader; ``htmx`` is true when a fragment is wanted."""

    reader: Reader
    token: AccessToken | None
    htmx: HtmxDetails


class PlacedRequest(ReaderRequest):
    """A request of a page about a place: where and when it looks, as the web middleware read it from the address."""

    area: AreaCode
    period: Period
