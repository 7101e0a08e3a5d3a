"""Bring the application up: database address, secrets, Django; then migrate where asked."""

import atexit
import gc
import os
from collections.abc import Callable
from pathlib import Path

from zhenyu.config.embedded import EmbeddedPostgres
from zhenyu.config.embedded_host import secret


def var_dir() -> Path:
    """The folder of data, secrets and uploads; made if missing."""
    var = Path(os.environ.get("ZHENYU_VAR", "var")).resolve()
    var.mkdir(parents=True, exist_ok=True)
    return var


def fix_today(day: str) -> bool:
    """Hold this installation at a day, for every later command on it too (the demonstration). Tells whether
    it was."""
    held_at = var_dir() / "today"
    known = held_at.exists()
    held_at.write_text(day)
    os.environ["ZHENYU_TODAY"] = day
    return known


def start_database(say: Callable[[str], None] = lambda _: None) -> EmbeddedPostgres | None:
    """Start or join the embedded database; None where DATABASE_URL names a server.

    It is left (and stopped by its last user) when this process exits.
    """
    if "DATABASE_URL" in os.environ:
        return None
    server = EmbeddedPostgres(var_dir())
    os.environ["DATABASE_URL"] = server.start(say)
    atexit.register(server.stop)
    return server


def setup_django(say: Callable[[str], None] = lambda _: None) -> EmbeddedPostgres | None:
    """Start the database unless that is done, and set Django up. Returns as :func:`start_database`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhenyu.config.settings")
    os.environ.setdefault("ZHENYU_SECRET_KEY", secret(var_dir() / "secret_key"))
    server = start_database(say)
    import django

    django.setup()
    # what is there now stays: a table of figures made the collector look through all of it again and again
    gc.freeze()
    return server


def migrate() -> None:
    """Bring the schema up to date as its owner, then let the application role use it."""
    from django.core.management import call_command
    from django.db import connection

    from zhenyu.core.database.row_security import grant_application_everywhere, migrating

    with migrating():
        call_command("migrate", verbosity=0, interactive=False)
        with connection.cursor() as cursor:
            grant_application_everywhere(cursor)
