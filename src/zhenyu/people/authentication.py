"""Who calls the API: the holder of a token, or a person logged in on a page (the documentation's “try it
out”).

The middleware has looked already, because row security needs the reader before anything is read; these
classes only tell Django Ninja what it found, and the OpenAPI page how to ask.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import APIKeyCookie, HttpBearer
from ninja.throttling import SimpleRateThrottle
from ninja.utils import check_csrf

from zhenyu.people.models import AccessToken, User

API_ROOT = "/api/"
RATE = "600/min"
"""Requests of one token in one web process."""


def bearer_of(request: HttpRequest) -> str | None:
    """The token a request to the API brings; pages take no tokens."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" and request.path.startswith(API_ROOT) else None


class TokenAuth(HttpBearer):
    """``Authorization: Bearer zhy_…``"""

    def authenticate(self, request: HttpRequest, token: str) -> AccessToken | None:
        token_of_request: AccessToken | None = request.token  # type: ignore[attr-defined]  # put there by the middleware
        return token_of_request


class SessionAuth(APIKeyCookie):
    """The session of a person logged in; what changes something needs the CSRF token too."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> User | None:
        if bearer_of(request) is not None or not isinstance(request.user, User):
            return None
        if check_csrf(request):
            raise HttpError(403, "CSRF")
        return request.user

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        raise NotImplementedError("the session middleware has read the cookie")


class TokenThrottle(SimpleRateThrottle):
    """So many requests a minute for each token or logged-in person."""

    def get_cache_key(self, request: HttpRequest) -> str | None:
        caller = request.auth  # type: ignore[attr-defined]  # put there by ninja
        return f"api-{type(caller).__name__}-{caller.pk}"
