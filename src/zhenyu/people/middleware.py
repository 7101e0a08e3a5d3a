"""Every request runs as its reader: one transaction in which exactly the reader's rows exist. Who is idle is
logged out."""

from collections.abc import Callable
from typing import Final

from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from zhenyu.core import clock
from zhenyu.people.authentication import bearer_of
from zhenyu.people.models import User
from zhenyu.people.queries import note_use, reader_of, reader_of_token, token_of
from zhenyu.people.requests import ReaderRequest
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import Reader

NOBODY = Reader(user_id=None, name="未登录")
_SEEN: Final = "seen"


class IdleMiddleware:
    """Move the idle exit on while somebody works, once a minute: a write for every request took 5 ms and a
    flush to disk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        minute = f"{clock.now():%H:%M}"
        if SESSION_KEY in request.session and request.session.get(_SEEN) != minute:
            request.session[_SEEN] = minute
        return self.get_response(request)


class ReaderMiddleware:
    """Set ``request.reader`` and its scope, ``request.token`` where a token was brought. A failed response
    takes the request's writes back."""

    def __init__(self, get_response: Callable[[ReaderRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: ReaderRequest) -> HttpResponseBase:
        reader = request.reader = _reader_of(request)
        with reading_as(reader):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


def _reader_of(request: ReaderRequest) -> Reader:
    """The holder of a token, else who is logged in. A token that is no good is nobody, whatever cookie comes
    with it."""
    secret = bearer_of(request)
    request.token = token_of(secret) if secret else None
    if request.token:
        note_use(request.token)
        return reader_of_token(request.token, clock.today())
    user = request.user
    return reader_of(user, clock.today()) if secret is None and isinstance(user, User) else NOBODY
