"""The request as views see it once the middleware has said who reads."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from zhenyu.people.models import AccessToken
from zhenyu.people.types import Reader


class ReaderRequest(HttpRequest):
    """A request with its reader; ``htmx`` is true when a fragment is wanted."""

    reader: Reader
    token: AccessToken | None
    htmx: HtmxDetails
