"""The generated books: repeatable, sound by their ledgers' definitions, of the size of real towns, and not
flawless."""

from collections import Counter, defaultdict
from datetime import date
from functools import cache

import pytest

from tests.support.packs import township
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.demo import books
from zhenyu.demo.chance import TODAY, Row, later
from zhenyu.demo.places import SILENT, town
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.values.references import References
from zhenyu.ledgers.values.typed_values import read_value

WANGLAN = "990101100"


@cache
def definitions() -> dict[str, LedgerDefinition]:
    return {item.code: read_definition(item.raw, item.source) for item in township().ledgers}


@cache
def rows(code: str) -> tuple[Row, ...]:
    return tuple(books.rows(code))


@cache
def of_wanglan(code: str) -> tuple[Row, ...]:
    return tuple(row for row in rows(code) if row["area"].startswith(WANGLAN))


def test_every_ledger_of_the_pack_is_written() -> None:
    assert set(books.LEDGERS) == set(definitions())


def test_there_are_about_two_hundred_thousand_rows() -> None:
    assert 180_000 <= sum(len(rows(code)) for code in books.LEDGERS) <= 260_000


@pytest.mark.parametrize("code", books.LEDGERS)
def test_rows_are_what_their_ledger_asks_for(code: str) -> None:
    definition = definitions()[code]
    required = [field.name for field in definition.fields if definition.is_required(field)]
    for row in rows(code):
        assert set(row) <= {*definition.by_name, "area", "state"}
        assert AreaCode(row["area"]).level == definition.level
        assert row.get("state") in (definition.states or {None: ""})
        assert all(row.get(name) is not None for name in required), row


@pytest.mark.parametrize("code", books.LEDGERS)
def test_keys_are_unique(code: str) -> None:
    key = definitions()[code].key
    keys = Counter((row["area"], *(row[name] for name in key)) for row in rows(code))
    assert keys.most_common(1)[0][1] == 1


def _key_texts(code: str) -> list[str]:
    """The keys of a ledger's rows as other ledgers point to them."""
    return [" ".join(str(row[name]) for name in definitions()[code].key) for row in rows(code)]


@pytest.mark.parametrize("code", books.LEDGERS)
def test_values_are_read_without_complaint(code: str) -> None:
    fields = definitions()[code].by_name
    others = {field.record for field in fields.values() if field.record}
    records = {other: dict.fromkeys(_key_texts(other), 1) for other in others}
    for row in rows(code)[::37]:
        for name, value in row.items():
            if name in fields:
                read = read_value(fields[name], value, References(records=records))
                assert not isinstance(read, CellProblem), (name, value, read)


@pytest.mark.parametrize("code", books.LEDGERS)
def test_nothing_was_done_in_the_future(code: str) -> None:
    plans = ("due_on", "ended_on", "_due_on", "_ends_on")
    for row in rows(code):
        done = {name: day for name, day in row.items() if isinstance(day, date) and not name.endswith(plans)}
        assert all(day <= TODAY for day in done.values()), (done, row)


@pytest.mark.parametrize("code", ["grid_events", "key_projects", "subsistence_benefit", "points"])
def test_a_second_writing_gives_the_same_rows(code: str) -> None:
    assert tuple(books.rows(code)) == rows(code)


def test_scale_multiplies_events_and_not_places() -> None:
    small = list(books.rows("grid_events", 0.05))
    assert len(small) < len(rows("grid_events")) / 10
    assert len(list(books.rows("grids", 0.05))) == len(rows("grids"))


def test_sizes_are_those_of_the_reports() -> None:
    """S0: 184 posts, 153 elders, 98.7 %. S3: 405 households on allowance, 171 persons in care, 31 of them in
    homes."""
    present = Counter(row["state"] for row in of_wanglan("subsistence_benefit"))
    assert 370 <= present["active"] <= 440
    care = [row for row in of_wanglan("special_care") if row["state"] == "active"]
    assert (len(care), sum(row["mode"] == "central" for row in care)) == (171, 31)
    assert sum(row["state"] == "working" for row in of_wanglan("public_posts")) == 184
    assert len({row["elder_no"] for row in of_wanglan("filial_funds")}) == 153
    heads = [row for row in of_wanglan("village_posts") if row["secretary"]]
    assert (len(heads), sum(row["director"] for row in heads)) == (77, 76)
    hazards = [
        row for row in of_wanglan("hazards") if row["grade"] != "none" and row["found_on"].year == 2025
    ]
    assert 520 <= len(hazards) <= 760
    paved = [
        r
        for r in of_wanglan("village_works")
        if r["kind"] == "household_road" and r["planned_on"].year == 2024
    ]
    assert 150_000 <= sum(row["surface"] for row in paved) <= 260_000


def test_stages_of_a_project_are_a_funnel() -> None:
    for row in rows("key_projects"):
        days = [
            row.get(name)
            for name in ("lead_found_on", "signed_on", "landed_on", "started_on", "producing_on")
        ]
        reached = [day for day in days if day is not None]
        assert days[: len(reached)] == reached, "no stage is skipped"
        assert reached == sorted(reached)


@pytest.mark.parametrize("code", ["key_projects", "public_posts"])
def test_what_others_point_to_is_one_row_of_the_county(code: str) -> None:
    keys = _key_texts(code)
    assert len(set(keys)) == len(keys)


def test_no_household_ever_spends_points_it_has_not() -> None:
    balance: dict[str, int] = defaultdict(int)
    for row in rows("points"):
        balance[row["household_no"]] += row["points"]
        assert balance[row["household_no"]] >= 0


def test_silent_villages_leave_blanks_not_zeros() -> None:
    first, last = SILENT["990101100236"]
    months = {row["report_month"] for row in rows("collective_income") if row["area"] == "990101100236"}
    assert not [month for month in months if first <= month <= last]
    assert months


def test_abolished_villages_write_nothing_after_their_end() -> None:
    gone = {village.code: village.valid_to for village in town("990101102").villages if village.valid_to}
    for code in ("grid_events", "env_inspections", "collective_income", "hotline_orders"):
        day = {"grid_events": "reported_on", "hotline_orders": "received_on"}.get(code, "report_month")
        assert not [row for row in rows(code) if row[day] >= gone.get(row["area"][:12], date.max)]


def test_planted_lateness_and_errors_are_there() -> None:
    overdue = [
        r
        for r in of_wanglan("toilet_renovation")
        if r["state"] in ("planned", "building") and r["due_on"] < TODAY
    ]
    assert overdue, "toilets are behind"
    late = [
        row
        for row in rows("grid_events")
        if row["state"] == "assigned" and later(row["reported_on"], 14) < TODAY
    ]
    assert late, "events run over their limit"
    ended = {
        row["household_no"]: row["ended_on"] for row in rows("subsistence_benefit") if row["state"] == "ended"
    }
    paid = [
        row
        for row in rows("subsistence_payments")
        if row["pay_month"] > ended.get(row["household_no"], date.max)
    ]
    assert paid, "allowance is paid after its end"
    receivers = {row["id_number"] for row in rows("subsistence_benefit") if row["state"] == "active"}
    assert [row for row in rows("special_care") if row["id_number"] in receivers], "two benefits at once"
    slipped = [row for row in rows("toilet_renovation") if (row.get("cost") or 0) > 10_000]
    assert slipped, "a decimal slipped"
    endless = [r for r in rows("collective_contracts") if r["ended_on"].year - r["signed_on"].year > 50]
    assert endless, "四荒 beyond fifty years"
    assert any(row["state"] == "waiting" for row in of_wanglan("disclosures"))
