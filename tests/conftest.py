"""What every test may use: a private PostgreSQL for the session, and readers with a place in a small
county."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from zhenyu.config.embedded import EmbeddedPostgres
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.people.types import SYSTEM, Grant, Reader, Role

pytest_plugins = ["tests.support.costs", "tests.support.houses", "tests.support.skips"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """Point Django at a server of this session alone (or at ZHENYU_TEST_DATABASE_URL)."""
    from django.db import connections

    from tests.support.houses import new_folder
    from zhenyu.config.settings import _database

    url = os.environ.get("ZHENYU_TEST_DATABASE_URL")
    server = None
    if url is None:
        var = Path(new_folder("test"))
        server = EmbeddedPostgres(var)
        url = server.start()
        with psycopg.connect(server._url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
    connections.settings["default"].update(_database(url))
    yield
    if server is not None:
        connections.close_all()
        server.stop()
        shutil.rmtree(server.var, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: object,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Create the test database as its owner, then step down to the application role as the product does."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    from zhenyu.core.database.row_security import grant_application_everywhere, migrating

    worker = getattr(request.config, "workerinput", {}).get("workerid", f"p{os.getpid()}")
    connection.settings_dict.setdefault("TEST", {})["NAME"] = f"test_zhenyu_{worker}"
    with django_db_blocker.unblock(), migrating():
        created = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
        with connection.cursor() as cursor:
            grant_application_everywhere(cursor)
            keep_migrated_rows(cursor)
    yield
    with django_db_blocker.unblock(), migrating():
        teardown_databases(created, verbosity=0)


def keep_migrated_rows(cursor: Any) -> None:
    """Put a copy of what the migrations wrote, such as the holidays, where a flush does not reach."""
    cursor.execute("CREATE SCHEMA migrated")
    cursor.execute(ALL_TABLES)
    for (table,) in cursor.fetchall():
        cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')
        if cursor.fetchone() == (True,):
            cursor.execute(f'CREATE TABLE migrated."{table}" AS TABLE public."{table}"')


def restore_migrated_rows(cursor: Any) -> None:
    """Write them again after a flush, so that tests run in any order."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'migrated'")
    for (table,) in cursor.fetchall():
        cursor.execute(
            f'INSERT INTO public."{table}" SELECT * FROM migrated."{table}" ON CONFLICT DO NOTHING'
        )


@pytest.fixture(autouse=True, scope="session")
def _cheap_passwords() -> Iterator[None]:
    """Hash passwords in no time; the accounts of the browser tests have real ones."""
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True, scope="session")
def _flush_as_owner() -> Iterator[None]:
    """Empty all tables after a transactional test as their owner, those Django does not manage too, and drop
    those its ledger definitions made."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    from zhenyu.core.database.row_security import owner_rights

    original = DatabaseOperations.execute_sql_flush

    def flush(self: DatabaseOperations, statements: list[str]) -> None:
        with owner_rights() as cursor:
            cursor.execute(ALL_TABLES)
            tables = [table for (table,) in cursor.fetchall()]
            for ledger in [table for table in tables if table.startswith("ledger_")]:
                cursor.execute(f'DROP TABLE "{ledger}" CASCADE')
                tables.remove(ledger)
            logs = [
                f"ALTER TABLE {log} {{}} TRIGGER USER" for log in ("core_change", "core_seal", "core_layout")
            ]
            cursor.execute(";".join(logs).format(*["DISABLE"] * 3))  # they refuse it, as they should
            cursor.execute(f"TRUNCATE {', '.join(tables)}")
            cursor.execute(";".join(logs).format(*["ENABLE"] * 3))
            restore_migrated_rows(cursor)

    DatabaseOperations.execute_sql_flush = flush
    yield
    DatabaseOperations.execute_sql_flush = original


ALL_TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
AND relname <> 'django_migrations'
"""


TOWN = AreaCode.parse("990101100")
VILLAGE = AreaCode.parse("990101100201")


@pytest.fixture
def system() -> Reader:
    return SYSTEM


@pytest.fixture
def reader_town() -> Reader:
    """A clerk of the whole town, all domains."""
    return Reader(user_id=1, name="测试业务员", grants=(Grant(Role.TOWN_CLERK, TOWN),))


@pytest.fixture
def reader_head() -> Reader:
    """An office head of the whole town."""
    return Reader(user_id=2, name="测试负责人", grants=(Grant(Role.OFFICE_HEAD, TOWN),))


@pytest.fixture
def reader_village() -> Reader:
    """The recorder of village 990101100201."""
    return Reader(user_id=3, name="测试报账员", grants=(Grant(Role.VILLAGE_RECORDER, VILLAGE),))


@pytest.fixture
def reader_other_village() -> Reader:
    """The recorder of village 990101100202: an outsider to 201."""
    return Reader(
        user_id=4, name="邻村报账员", grants=(Grant(Role.VILLAGE_RECORDER, AreaCode.parse("990101100202")),)
    )


@pytest.fixture
def county(db: None) -> None:
    """A small county: two towns, three villages each, one grid."""
    from zhenyu.areas.actions import load_areas

    rows = [
        {"code": "990101", "name": "青原县"},
        {"code": "990101100", "name": "柳河镇"},
        {"code": "990101101", "name": "石桥镇"},
        {"code": "990101100201", "name": "东柳村"},
        {"code": "990101100202", "name": "西柳村"},
        {"code": "990101100203", "name": "河湾村"},
        {"code": "990101101201", "name": "桥头村"},
        {"code": "990101101202", "name": "桥尾村"},
        {"code": "990101101203", "name": "石岭村"},
        {"code": "990101100201001", "name": "东柳村第一网格", "kind": "basic"},
    ]
    load_areas(rows)
