"""Bring the application up: database address, secrets, Django; then migrate where asked."""

import atexit
import os
from collections.abc import Callable
from pathlib import Path

from zhenyu.config.embedded import EmbeddedPostgres, secret


def var_dir() -> Path:
    """The folder of data, secrets and uploads; made if missing."""
    var = Path(os.environ.get("ZHENYU_VAR", "var")).resolve()
    var.mkdir(parents=True, exist_ok=True)
    return var


def fix_today(day: str) -> None:
    """Hold this installation at a day, for every later command on it too (the demonstration)."""
    (var_dir() / "today").write_text(day)
    os.environ["ZHENYU_TODAY"] = day


def setup_django(say: Callable[[str], None] = lambda _: None) -> EmbeddedPostgres | None:
    """Start or join the database and set Django up. Returns the embedded server, None where DATABASE_URL names one.

    The embedded server is left (and stopped by its last user) when this process exits.
    """
    var = var_dir()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhenyu.config.settings")
    os.environ.setdefault("ZHENYU_SECRET_KEY", secret(var / "secret_key"))
    server = None
    if "DATABASE_URL" not in os.environ:
        server = EmbeddedPostgres(var)
        os.environ["DATABASE_URL"] = server.start(say)
        atexit.register(server.stop)
    import django

    django.setup()
    return server


def migrate() -> None:
    """Bring the schema up to date as its owner, then let the application role use it."""
    from django.core.management import call_command
    from django.db import connection

    from zhenyu.core.db import grant_application_everywhere, migrating

    with migrating():
        call_command("migrate", verbosity=0, interactive=False)
        with connection.cursor() as cursor:
            grant_application_everywhere(cursor)
