"""Every request runs as its reader: one transaction in which exactly the reader's rows exist."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpResponseBase

from zhenyu.core import clock
from zhenyu.people.models import User
from zhenyu.people.queries import reader_of
from zhenyu.people.requests import ReaderRequest
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import Reader

NOBODY = Reader(user_id=None, name="未登录")


class ReaderMiddleware:
    """Set ``request.reader`` and its scope. A failed response takes the request's writes back."""

    def __init__(self, get_response: Callable[[ReaderRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: ReaderRequest) -> HttpResponseBase:
        user = request.user
        reader = reader_of(user, clock.today()) if isinstance(user, User) else NOBODY
        request.reader = reader
        with reading_as(reader), transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response
