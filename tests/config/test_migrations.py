"""Migrations: they say what the models say, run what is frozen, and end at one schema by whichever way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

import zhenyu
from tests.config.schema_snapshot import indexes_of, policies_of, snapshot
from tests.ledgers.samples import toilets
from zhenyu.core.database import row_security
from zhenyu.core.database.pinyin_order import weights
from zhenyu.core.database.row_security import grant_application_everywhere, migrating, row_policy
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.schema.columns import make_model
from zhenyu.ledgers.schema.tables import create_table

SOURCES: Final = Path(zhenyu.__file__).parent
DIGESTS: Final = Path(__file__).with_name("frozen_schema.txt")
OURS: Final = ("areas", "core", "documents", "indicators", "ledgers", "people", "plans", "writing")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_what_a_migration_installed_is_never_edited() -> None:
    """A file that is missing here is new: add the line ``sha256sum`` prints for it."""
    known = {name: digest for digest, name in (line.split() for line in DIGESTS.read_text().splitlines())}
    files = {
        path.relative_to(SOURCES).as_posix(): _digest(path.read_bytes())
        for path in SOURCES.glob("*/sql/schema/*.sql")
    }
    made = {"pinyin weights": weights(), "pinyin weights of surnames": weights(surnames=True)}
    assert files | {name.replace(" ", "_"): _digest(table) for name, table in made.items()} == known


def test_migrations_take_no_code_that_changes() -> None:
    """What they may import of ours: the loader, tables that are frozen by their digest, and what says why."""
    allowed = {
        "from zhenyu.core.database.statements import frozen_schema",
        "from zhenyu.core.database.pinyin_order import weights",
        # days of the notices, seeded as the installed package knows them
        "from zhenyu.core.values.workdays import SEEDED_YEARS, holiday_names, state_council_calendar",
        # what a definition declares only the code of the day knows
        "from zhenyu.ledgers.redefinition.migration_support import existing_definitions",
        "from zhenyu.ledgers.schema.indexes import bring_without_locks",
    }
    taken = {
        line.strip()
        for path in SOURCES.glob("*/migrations/*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "import" in line and "zhenyu" in line
    }
    assert taken <= allowed


def test_every_statement_of_a_room_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py"))
    unused = [
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.glob("*/sql/*/*.sql")
        if f'"{path.stem}"' not in code
    ]
    assert unused == []


# --- one schema -----------------------------------------------------------------------------------


def _straight() -> dict[str, str]:
    """The schema of the tests' database, which all migrations made at once."""
    with connection.cursor() as cursor:
        return snapshot(cursor)


@pytest.mark.django_db
def test_policies_of_migrated_tables_are_those_of_today() -> None:
    """Whoever changes the policy has to bring it to the tables that are there, by a migration."""
    with row_security.owner_rights() as cursor:
        cursor.execute("SELECT tablename FROM pg_policies WHERE policyname = 'in_scope'")
        tables = {table for (table,) in cursor.fetchall() if not table.startswith("ledger_")}
        assert len(tables) > 14
        for table in sorted(tables):
            before = policies_of(cursor, table)
            cursor.execute(
                "SELECT 1 FROM information_schema.columns WHERE table_name = %s AND column_name = 'domain'",
                [table],
            )
            by_domain = bool(cursor.fetchone()) and table != "indicators_observation"
            cursor.execute(row_policy(table, None, "zhenyu_may_see(area, domain)" if by_domain else "TRUE"))
            assert policies_of(cursor, table) == before, table


@pytest.mark.django_db
def test_every_table_with_an_area_is_under_row_security() -> None:
    """Rows of an area show only to who holds it; accounts, offices and areas themselves are public."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'area'"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
            " AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
        )
        open_tables = {table for (table,) in cursor.fetchall()}
    assert open_tables == {
        "people_office",  # names of offices are public
        "people_usergrant",  # read before there is a reader
        "ledgers_savedview",  # a view holds conditions, no rows
        "indicators_pending",  # which towns wait to be computed again
    }


Steps = Callable[[], dict[str, str]]


@pytest.fixture(scope="module")
def steps(django_db_setup: None, django_db_blocker: Any) -> Iterator[Steps]:
    """Another database of the same server, migrated one step after the other with rows in place."""
    settings = connection.settings_dict
    name, other = settings["NAME"], f"{settings['NAME']}_steps"
    with django_db_blocker.unblock(), migrating():
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {other}")
        connection.close()
        settings["NAME"] = other
        try:
            _migrate_in_steps()
            yield _straight
        finally:
            connection.close()
            settings["NAME"] = name
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE {other}")


def _migrate_in_steps() -> None:
    """Each migration by itself, as an installation that took every release."""
    MigrationRecorder(connection).ensure_schema()
    executor = MigrationExecutor(connection)
    state = executor.loader.project_state(at_end=False, nodes=[])
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        state = executor.apply_migration(state, migration)
        with connection.cursor() as cursor:
            cursor.execute("""SELECT set_config('zhenyu.scope', '{"*": [""]}', false)""")
            _fill(cursor, f"{migration.app_label}.{migration.name}")
    with connection.cursor() as cursor:
        grant_application_everywhere(cursor)


def _fill(cursor: Any, done: str) -> None:
    """Put the rows into the tables that a migration has just made."""
    for query in ROWS.get(done, ()):
        cursor.execute(query)
    if done == "ledgers.0001_initial":
        definition = read_definition(toilets(), source="test")
        raw = json.dumps(toilets(), default=str)
        cursor.execute(
            "INSERT INTO ledgers_ledger VALUES (%s, %s, %s, 1)",
            [definition.code, definition.title, definition.domain],
        )
        cursor.execute(
            "INSERT INTO ledgers_ledgerversion (version, raw, at, by_name, ledger_id)"
            " VALUES (1, %s, now(), '周平', %s)",
            [raw, definition.code],
        )
        with connection.schema_editor() as editor:
            editor.create_model(make_model(definition.whole))
        cursor.execute(
            f"INSERT INTO {definition.table} (area, state, version, created_at, created_by, updated_at, updated_by,"
            " owner, extra, household_no, cost) VALUES ('990101100201', '', 1, now(), '周平', now(), '周平', '',"
            " '{}', '001', 100)"
        )


ROWS: Final = {
    "areas.0001_initial": [
        "INSERT INTO areas_area VALUES ('990101100', '柳河镇', 'liuhe', 'town', '', NULL, NULL, '{}')",
        "INSERT INTO areas_area VALUES ('990101100201', '东柳村', 'dongliu', 'village', '', NULL, NULL, '{}')",
    ],
    "core.0001_scope_changes_jobs": [
        "INSERT INTO core_change (at, ledger, row_id, area, domain, action, actor, before) VALUES"
        """ (now(), 'toilets', 1, '990101100201', '人居环境', 'update', '周平', '{"id": 1}')""",
    ],
    "people.0001_initial": [
        "INSERT INTO people_office (area, name) VALUES ('990101100', '党政综合办')",
    ],
    "indicators.0001_initial": [
        "INSERT INTO indicators_cell VALUES"
        " ('toilets_renovated', '990101100201', '2026-01-01', 'toilets', false, 3, 3, now())",
        "INSERT INTO indicators_observation (indicator, area, domain, period, status, value, finality, source, at,"
        " by_name) VALUES ('income', '990101100', '统计', '2025', 'entered', 12, 'final', '统计公报', now(), '周平')",
    ],
    "documents.0001_initial": [
        "INSERT INTO documents_document (title, area, period, kind, filename, text, digest, added_at, added_by) VALUES"
        " ('半年总结', '990101100', '2026-S1', 'periodic', '', '正文', repeat('0', 64), now(), '周平')",
    ],
    "writing.0001_initial": [
        "INSERT INTO writing_template (code, title, markdown, updated_at, updated_by)"
        " VALUES ('half', '半年总结', '正文', now(), '周平')",
    ],
}
KEPT: Final = {
    "areas_area": 2,
    "core_change": 1,
    "people_office": 1,
    "ledgers_ledger": 1,
    "ledgers_ledgerversion": 1,
    "ledger_toilets": 1,
    "indicators_observation": 1,
    "indicators_pending": 1,  # cells are derived: the ledger's town is marked to be computed again
    "documents_document": 1,
    "writing_template": 1,
}


def test_migrated_step_by_step_the_schema_is_that_of_a_new_town(steps: Steps, django_db_blocker: Any) -> None:
    by_steps = steps()
    connection.close()
    settings = connection.settings_dict
    other, settings["NAME"] = settings["NAME"], settings["NAME"].removesuffix("_steps")
    at_once = _straight()
    connection.close()
    settings["NAME"] = other
    assert len(by_steps) > 400
    assert {thing for thing in by_steps.keys() ^ at_once.keys() if "core_change_20" not in thing} == set()
    assert [thing for thing in by_steps.keys() & at_once.keys() if by_steps[thing] != at_once[thing]] == []


def test_no_migration_loses_a_row(steps: Steps) -> None:
    with connection.cursor() as cursor:
        cursor.execute("""SELECT set_config('zhenyu.scope', '{"*": [""]}', false)""")
        counts = {}
        for table in KEPT:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts[table] = cursor.fetchone()[0]
    assert counts == KEPT


def test_a_ledger_that_came_through_all_migrations_is_as_one_made_today(steps: Steps) -> None:
    fresh = read_definition(toilets(code="fresh"), source="test")
    create_table(fresh)
    with connection.cursor() as cursor:
        assert policies_of(cursor, "ledger_toilets") == policies_of(cursor, fresh.table)
        old, new = (indexes_of(cursor, table) for table in ("ledger_toilets", fresh.table))
        assert {index.replace("toilets", "fresh") for index in old} == new


def test_migrations_go_back_to_nothing_and_forth_again(steps: Steps) -> None:
    before = steps()
    with connection.cursor() as cursor:  # tables that definitions made, not migrations
        cursor.execute("DROP TABLE IF EXISTS ledger_toilets, ledger_fresh")
    for label in reversed(OURS):
        MigrationExecutor(connection).migrate([(label, None)])
    with connection.cursor() as cursor:
        left = {thing for thing in snapshot(cursor) if "core_" in thing or "zhenyu_" in thing}
    assert left == set()
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    with connection.cursor() as cursor:
        grant_application_everywhere(cursor)
    assert steps() == before
