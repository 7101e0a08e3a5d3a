"""Finding rows by part of a text: what is found, what is never searched, and which index answers."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from tests.ledgers.samples import EAST, ID_NUMBER, TOWN, WEST, households, load, toilets
from zhenyu.core.database.row_security import owner_rights
from zhenyu.ledgers import jobs
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.actions.rows import save_rows
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.rows.counts import Extent
from zhenyu.ledgers.rows.selection import Selection
from zhenyu.ledgers.schema import indexes
from zhenyu.ledgers.schema.search_terms import bigrams, searched_fields
from zhenyu.ledgers.types import Filter, RowEdit
from zhenyu.ledgers.writing import bulk_upsert
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader


def numbers(*filters: Filter, **options: Any) -> list[str]:
    found = queries.page(SYSTEM, "toilets", filters=filters, **options)
    return [row.values["household_no"] for row in found.rows]


@pytest.fixture
def people(ledger: LedgerDefinition) -> LedgerDefinition:
    texts = [
        ("张小明", "靠近100%大桥"),
        ("张明", "Abc-Def"),
        ("小明张", "|竖线|"),
        ("李明明", None),
        (None, "张\n小"),
    ]
    load(
        {"household_no": str(n), "area": str(EAST), "head": head, "remark": remark, "id_number": ID_NUMBER}
        for n, (head, remark) in enumerate(texts)
    )
    return ledger


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("张小", ["0"]),
        ("小明", ["0", "2"]),
        ("明", ["0", "1", "2", "3"]),
        ("明明", ["3"]),
        ("张三", []),
        ("小明张", ["2"]),
    ],
)
def test_a_part_of_a_name_finds_its_rows_and_no_others(
    people: LedgerDefinition, words: str, found: list[str]
) -> None:
    assert numbers(Filter("head", "contains", words)) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("张小", ["0"]),
        ("100%", ["0"]),
        ("0_大", []),
        ("abc-d", ["1"]),
        ("|竖", ["2"]),
        ("张\n小", ["4"]),
        ("桥李", []),
    ],
)
def test_words_are_found_in_any_text_as_they_stand(
    people: LedgerDefinition, words: str, found: list[str]
) -> None:
    assert numbers(words=words) == found


def test_sensitive_fields_are_not_searched(people: LedgerDefinition) -> None:
    assert numbers(words=ID_NUMBER[:6]) == []
    assert "id_number" not in {field.name for field in searched_fields(people)}


def test_a_changed_name_is_found_by_its_new_characters_only(people: LedgerDefinition) -> None:
    row = queries.page(SYSTEM, "toilets", words="张小").rows[0]
    save_rows("toilets", [RowEdit({"head": "王大力"}, row.id, row.version)], by=SYSTEM)
    assert numbers(words="大力") == ["0"]
    assert numbers(Filter("head", "contains", "张小")) == []


def test_words_find_nothing_outside_the_readers_place(
    people: LedgerDefinition, reader_other_village: Reader
) -> None:
    with reading_as(reader_other_village):
        assert queries.page(reader_other_village, "toilets", words="小明").total == 0


def test_pairs_are_cut_as_the_database_cuts_them() -> None:
    assert bigrams("Ab张") == ["ab", "b张"]
    assert bigrams("张") == []


# --- indexes --------------------------------------------------------------------------------------


def names_of(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = %s", [table])
        return {name for (name,) in cursor.fetchall()}


def test_a_new_text_field_is_searched_at_once(people: LedgerDefinition) -> None:
    before = indexes.search_index(people)
    new = define_ledger(
        toilets(fields=[*toilets()["fields"], {"name": "road", "title": "路", "type": "text"}]), by=SYSTEM
    )
    assert indexes.search_index(new) in names_of("ledger_toilets")
    assert before not in names_of("ledger_toilets")
    row = queries.page(SYSTEM, "toilets").rows[0]
    save_rows("toilets", [RowEdit({"road": "滨河路"}, row.id, row.version)], by=SYSTEM)
    assert numbers(words="滨河") == ["0"]


def test_a_large_table_is_left_to_a_job(people: LedgerDefinition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "_AT_ONCE", 3)
    later: list[str] = []
    monkeypatch.setattr("zhenyu.ledgers.redefinition.versions.defer", lambda task, code: later.append(code))
    new = define_ledger(
        toilets(fields=[*toilets()["fields"], {"name": "road", "title": "路", "type": "text"}]), by=SYSTEM
    )
    assert later == ["toilets"]
    assert not indexes.serves_searches(new)
    assert numbers(words="小明") == ["0", "2"]  # slower, and right


@pytest.mark.django_db(transaction=True)
def test_indexes_of_a_large_table_are_made_while_others_write(county: None) -> None:
    with reading_as(SYSTEM):
        definition = define_ledger(toilets(), by=SYSTEM)
    wanted = set(indexes.wanted(definition))
    with owner_rights() as cursor:
        for name in wanted:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute('CREATE INDEX ledger_toilets_sort_00000000 ON ledger_toilets ("cost", id)')
    indexes.bring_without_locks(definition)
    assert wanted <= names_of("ledger_toilets")
    assert "ledger_toilets_sort_00000000" not in names_of("ledger_toilets")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("zhenyu_app",)


@pytest.mark.django_db(transaction=True)
def test_a_large_import_leaves_a_table_whose_counts_come_from_an_index(
    county: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_upsert, "_MANY", 100)
    later: list[str] = []
    monkeypatch.setattr("zhenyu.ledgers.writing.bulk_upsert.defer", lambda task, code: later.append(code))
    with reading_as(SYSTEM):
        define_ledger(toilets(), by=SYSTEM)
        load(households(99))
        assert later == []
        load(households(100, WEST))
    assert later == ["toilets"]
    jobs.vacuum("toilets")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relallvisible = relpages, reltuples FROM pg_class WHERE relname = 'ledger_toilets'"
        )
        assert cursor.fetchone() == (True, 199)
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("zhenyu_app",)


# --- plans ----------------------------------------------------------------------------------------

MANY = """INSERT INTO ledger_toilets (area, state, version, created_at, created_by, updated_at, updated_by, owner, extra,
  household_no, head, cost)
SELECT (%s::text[])[1 + i %% 2], 'planned', 1, now(), '甲', now(), '甲', '', '{}', i::text,
  CASE WHEN i %% 1000 = 7 THEN '张小明' ELSE '李' || chr(20000 + i %% 900) END, i * 7919 %% 50021
FROM generate_series(1, 50000) i"""


@pytest.fixture
def large(county: None) -> LedgerDefinition:
    """50,000 rows in two villages, with indexes for sorting by cost and by name."""
    marked = ("cost", "head")
    fields = [
        {**field, **({"sort": True} if field["name"] in marked else {})} for field in toilets()["fields"]
    ]
    with reading_as(SYSTEM), connection.cursor() as cursor:
        definition = define_ledger(toilets(fields=fields), by=SYSTEM)
        cursor.execute(MANY, [[str(EAST), str(WEST)]])
        with owner_rights() as owner:
            owner.execute("ANALYZE ledger_toilets")
    return definition


PAGES: list[dict[str, Any]] = [
    {},
    {"last": True},
    {"sort": "cost", "last": True},
    {"sort": "-cost", "filters": [Filter("cost", "gte", 100)]},
    {"sort": "-cost", "at": "25000"},
    {"sort": "head"},
    {"sort": "head", "last": True},
    {"sort": "-head", "at": "李" + chr(20450)},
    {"sort": "household_no", "at": "25000"},
    {"filters": [Filter("head", "eq", "张小明")]},
    {"area": EAST},
    {"filters": [Filter("head", "contains", "小明")]},
    {"words": "小明"},
]


def test_no_page_of_a_large_ledger_reads_the_whole_table(
    large: LedgerDefinition, reader_town: Reader
) -> None:
    """All pages in one test: making the rows takes longer than asking for them."""
    reading_too_much = []
    for asked in PAGES:
        explaining = Explaining()
        with reading_as(reader_town), connection.execute_wrapper(explaining):
            queries.page(reader_town, "toilets", **{"area": TOWN, "counted": Extent.NONE, **asked})
        assert explaining.plans
        if explaining.most_rows >= 2000:
            reading_too_much.append((asked, explaining.plans))
    assert reading_too_much == []


class Explaining:
    """Runs each query on the ledger under EXPLAIN ANALYZE, too, and keeps the most rows a node of a plan
    read."""

    def __init__(self) -> None:
        self.plans: list[Any] = []
        self.most_rows = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if 'FROM "ledger_toilets"' in sql and not sql.startswith("EXPLAIN"):
            with context["connection"].cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
                (plan,) = cursor.fetchone()
            self.plans.append(plan)
            self._read(plan[0]["Plan"])
        return execute(sql, params, many, context)

    def _read(self, node: dict[str, Any]) -> None:
        read = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
        self.most_rows = max(self.most_rows, read * node["Actual Loops"])
        for below in node.get("Plans", []):
            self._read(below)


def test_counts_stop_at_the_cap_and_exact_ones_do_not(large: LedgerDefinition) -> None:
    with reading_as(SYSTEM):
        everything = Selection(TOWN)
        for extent, cap in ((Extent.FIRST, 1_000), (Extent.FURTHER, 10_000)):
            counts = queries.counts(SYSTEM, "toilets", everything, extent)
            assert counts.total == counts.whole == (cap, True)
            assert (counts.states["planned"], counts.states["building"]) == ((cap, True), (0, False))
            some = queries.counts(
                SYSTEM, "toilets", replace(everything, filters=(Filter("cost", "gte", 1),)), extent
            )
            assert (some.total, some.states["planned"]) == ((cap, True), (cap, True))
            page = queries.page(SYSTEM, "toilets", area=TOWN, counted=extent)
            assert (page.total, page.total_capped) == (cap, True)
        every = queries.counts(SYSTEM, "toilets", everything, Extent.ALL)
        assert every.total == every.states["planned"] == (50_000, False)
        assert queries.page(SYSTEM, "toilets", area=TOWN, counted=Extent.NONE).total is None


def test_a_place_in_the_order_can_be_gone_to(ledger: LedgerDefinition) -> None:
    load(households(9))
    assert numbers(sort="cost", at="450", size=2) == ["005", "006"]
    assert numbers(sort="-cost", at="450", size=2) == ["004", "003"]
    page = queries.page(SYSTEM, "toilets", sort="cost", at="450", size=2)
    assert numbers(sort="cost", before=page.previous, size=2) == ["003", "004"]
    assert numbers(sort="cost", last=True, size=2) == ["008", "009"]
