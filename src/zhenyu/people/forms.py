"""The login form: plain words, and no hint whether the account or the password was wrong."""

from django.contrib.auth.forms import AuthenticationForm


class LoginForm(AuthenticationForm):
    """Account and password."""

    error_messages = {
        "invalid_login": "账号或密码不正确。连续输错5次，账号将锁定30分钟",
        "inactive": "这个账号已停用，请联系系统管理员",
    }
