"""Doors of the people room: login and logout."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView

from zhenyu.people.forms import LoginForm

login = LoginView.as_view(
    template_name="people/login.html", authentication_form=LoginForm, redirect_authenticated_user=True
)
logout = LogoutView.as_view()
