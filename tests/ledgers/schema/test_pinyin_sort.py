"""Chinese columns in the order of their pinyin: the same on a page, scrolling on, in exports, over the API
and in the past."""

from __future__ import annotations

import csv
import os
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client

from tests.ledgers.samples import EAST, TOWN, load, toilets
from zhenyu.config.embedded_host import server_programs
from zhenyu.core import clock
from zhenyu.core.database.row_security import owner_rights
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.exporting.row_export import export_rows
from zhenyu.ledgers.history.as_of import page_as_of
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.schema import indexes
from zhenyu.ledgers.types import Filter
from zhenyu.people.models import User, UserGrant
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM

NAMES = [
    "Anna",
    "李",
    "李二",
    "李丽丽",
    "李四",
    "闫一",
    "严二",
    "张三",
    "张三丰",
    "章一",
    "𬭎一",
    None,
]
SURNAMES = ["安东", "单田", "仇英", "区广", "查良", "曾一", "解一", "任一", "乐一", "覃一", "华一", "单"]
IN_ORDER = ["安东", "华一", "区广", "覃一", "仇英", "任一", "单", "单田", "解一", "乐一", "曾一", "查良"]
TEXTS = [
    "（旧）庄",
    "10组",
    "2组",
    "2组北",
    "Ａ区",
    "b区",
    "①组",
    "阿城",
    "安丘",
    "长江路",
    "吕村",
    "栾庄",
    "略阳",
    "汪庄",
    "王庄",
    "重庆路",
    "2024年望澜镇安丘村道路",
    "2024年望澜镇王庄村道路",
]
TEXTS_IN_ORDER = [
    "（旧）庄",
    "10组",
    "2024年望澜镇安丘村道路",
    "2024年望澜镇王庄村道路",
    "2组",
    "2组北",
    "Ａ区",
    "b区",
    "①组",
    "阿城",
    "安丘",
    "长江路",
    "吕村",
    "栾庄",
    "略阳",
    "汪庄",
    "王庄",
    "重庆路",
]

FIELDS = [{**each, **({"sort": True} if each["name"] == "head" else {})} for each in toilets()["fields"]]
"""With an index on names."""


def fill(field: str, texts: list[str | None]) -> None:
    """Rows with these texts, in no order."""
    rows = [{"household_no": f"{n:03d}", "area": str(EAST), field: text} for n, text in enumerate(texts)]
    load(sorted(rows, key=lambda row: sha256(row["household_no"].encode()).digest()))


def found(field: str, **options: Any) -> list[str | None]:
    return [
        unmasked(row.values["household_no"])
        for row in queries.page(SYSTEM, "toilets", sort=field, **options).rows
    ]


def unmasked(number: str) -> str | None:
    """The name of a row: pages mask it."""
    return NAMES[int(number)]


@pytest.fixture
def people(ledger: LedgerDefinition) -> LedgerDefinition:
    fill("head", NAMES)
    return ledger


def test_names_go_by_the_alphabet_blanks_last(people: LedgerDefinition) -> None:
    assert found("head") == NAMES
    assert found("-head") == [*NAMES[-2::-1], None]


def test_surnames_are_read_as_surnames(ledger: LedgerDefinition) -> None:
    fill("head", list(SURNAMES))
    page = queries.page(SYSTEM, "toilets", sort="head")
    assert [SURNAMES[int(row.values["household_no"])] for row in page.rows] == IN_ORDER


def test_texts_go_by_the_alphabet_after_signs_digits_and_letters(ledger: LedgerDefinition) -> None:
    fill("remark", list(TEXTS))
    page = queries.page(SYSTEM, "toilets", sort="remark")
    assert [row.values["remark"] for row in page.rows] == TEXTS_IN_ORDER


@pytest.mark.parametrize("fields", [toilets()["fields"], FIELDS], ids=["no index", "index"])
def test_pages_go_on_back_and_to_the_end_in_the_same_order(
    county: None, fields: list[dict[str, Any]]
) -> None:
    with reading_as(SYSTEM):
        define_ledger(toilets(fields=fields), by=SYSTEM)
        fill("head", NAMES)
        for sort, whole in (("head", NAMES), ("-head", [*NAMES[-2::-1], None])):
            told, after = [], None
            while after is not None or not told:
                page = queries.page(SYSTEM, "toilets", sort=sort, size=5, after=after)
                told += [unmasked(row.values["household_no"]) for row in page.rows]
                after = page.next
            assert told == whole
            last = queries.page(SYSTEM, "toilets", sort=sort, size=5, last=True)
            assert [unmasked(row.values["household_no"]) for row in last.rows] == whole[-5:]
            assert found(sort, size=5, before=last.previous) == whole[-10:-5]


def test_a_name_in_the_order_can_be_gone_to(people: LedgerDefinition) -> None:
    assert found("head", at="李二", size=3) == ["李二", "李丽丽", "李四"]
    assert found("head", at="徐", size=2) == ["闫一", "严二"]
    assert found("-head", at="徐", size=2) == ["李四", "李丽丽"]


def test_every_door_tells_the_same_order(people: LedgerDefinition, client: Client, tmp_path: Path) -> None:
    user = User.objects.create_user("lihong", password="x", name="李红")
    UserGrant.objects.create(user=user, role="town_clerk", area=str(TOWN))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for door in ("/ledgers/toilets/rows", "/api/v1/ledgers/toilets/rows"):
        rows = client.get(door, {"sort": "head"}).json()["rows"]
        assert [unmasked(row["values"]["household_no"]) for row in rows] == NAMES, door
    export_rows(SYSTEM, "toilets", tmp_path / "a.csv", area=EAST, sort="head", columns=["household_no"])
    with (tmp_path / "a.csv").open(encoding="utf-8-sig") as file:
        lines = csv.DictReader(line for line in file if not line.startswith("#"))
        assert [unmasked(line["户编号"]) for line in lines if line["户编号"]] == NAMES


def test_a_day_of_the_past_has_the_same_order(
    people: LedgerDefinition, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = clock.today()
    monkeypatch.setattr(clock, "today", lambda: day + timedelta(days=1))
    assert as_of(day) == NAMES
    assert as_of(day, size=5) == NAMES[:5]
    first = page_as_of(SYSTEM, "toilets", day, sort="head", size=5)
    assert as_of(day, size=5, after=first.next) == NAMES[5:10]


def as_of(day: date, **options: Any) -> list[str | None]:
    rows = page_as_of(SYSTEM, "toilets", day, sort="head", **options).rows
    return [unmasked(row.values["household_no"]) for row in rows]


# --- keys -----------------------------------------------------------------------------------------


def test_one_name_is_found_by_its_key(large_names: LedgerDefinition) -> None:
    page = queries.page(SYSTEM, "toilets", filters=[Filter("head", "eq", "李四")])
    assert [row.values["household_no"] for row in page.rows] == [str(NAMES.index("李四"))]


def test_a_page_without_its_index_is_right(large_names: LedgerDefinition) -> None:
    with owner_rights() as cursor:
        for name in indexes.wanted(large_names):
            cursor.execute(f'DROP INDEX "{name}"')
    assert found("head") == NAMES


@pytest.fixture
def large_names(county: None) -> Iterator[LedgerDefinition]:
    with reading_as(SYSTEM):
        definition = define_ledger(toilets(fields=FIELDS), by=SYSTEM)
        load({"household_no": str(n), "area": str(EAST), "head": name} for n, name in enumerate(NAMES))
        yield definition


@pytest.mark.django_db
def test_every_text_has_a_key_and_common_characters_each_their_own() -> None:
    common = [
        bytes([row, cell]).decode("gb2312", "ignore")
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF)
    ]
    texts = ["", "\\", "%", "一" * 40, "a" * 40, "一a" * 20, "\n", "\U0010ffff", *map(chr, range(1, 0xD800))]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT zhenyu_pinyin(t)) FROM unnest(%s::text[]) t WHERE t <> ''", [common]
        )
        assert cursor.fetchone() == (6763,)
        cursor.execute(
            "SELECT t FROM unnest(%s::text[]) t WHERE zhenyu_pinyin(t) IS NULL OR zhenyu_name_pinyin(t) IS NULL",
            [texts],
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db(transaction=True)
def test_a_dump_restored_without_a_superuser_keeps_the_order_and_its_index(
    county: None, tmp_path: Path
) -> None:
    """The schema only: rows are for who may pass row security by."""
    with reading_as(SYSTEM):
        define_ledger(toilets(fields=FIELDS), by=SYSTEM)
    settings = connection.settings_dict
    address = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    environment = {**os.environ, "PGPASSWORD": settings["PASSWORD"]}
    options = [f"--{name}={value}" for name, value in address.items() if name != "user"] + [
        f"--username={settings['USER']}"
    ]
    dump = tmp_path / "dump"

    def run(program: str, *arguments: str) -> None:
        command = [str(server_programs() / program), *options, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stderr

    run("pg_dump", "--schema-only", "--format=custom", f"--file={dump}", settings["NAME"])
    restored = f"{settings['NAME']}_restored"
    run("createdb", restored)
    try:
        run("pg_restore", "--exit-on-error", f"--dbname={restored}", str(dump))
        with psycopg.connect(dbname=restored, password=settings["PASSWORD"], **address) as copy:
            copy.execute("ALTER TABLE ledger_toilets NO FORCE ROW LEVEL SECURITY")
            copy.execute(
                "INSERT INTO ledger_toilets (area, created_at, created_by, updated_at, updated_by, version, owner, extra, head)"
                " SELECT '', now(), '', now(), '', 1, '', '{}', unnest(%s::text[])",
                [SURNAMES],
            )
            copy.execute("REINDEX TABLE ledger_toilets; SET enable_seqscan = off; SET enable_sort = off")
            order = 'SELECT head FROM ledger_toilets WHERE deleted_at IS NULL ORDER BY zhenyu_name_pinyin(head) COLLATE "C", id'
            assert [head for (head,) in copy.execute(order)] == IN_ORDER
            assert "Index Scan using ledger_toilets_sort_" in str(copy.execute(f"EXPLAIN {order}").fetchall())
    finally:
        # not by force, which is refused while the server's own vacuum looks at the copy
        run("dropdb", restored)
