"""Doors of the people room: login and logout."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView

from zhenyu.core.area_codes import AreaCode
from zhenyu.core.periods import Period
from zhenyu.people.forms import LoginForm
from zhenyu.people.requests import ReaderRequest


class PlacedRequest(ReaderRequest):
    """A request of a page about a place: where and when it looks, as the web middleware read it from the address."""

    area: AreaCode
    period: Period


login = LoginView.as_view(
    template_name="people/login.html", authentication_form=LoginForm, redirect_authenticated_user=True
)
logout = LogoutView.as_view()
