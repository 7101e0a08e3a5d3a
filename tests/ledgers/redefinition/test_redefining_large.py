"""Redefining a ledger with many rows: in the background, while others read and write, or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.ledgers.definition.test_diff import field
from tests.ledgers.samples import EAST, TOWN, households, load, toilets
from zhenyu.areas.actions import load_areas
from zhenyu.core import clock
from zhenyu.core.errors import RefusedError
from zhenyu.core.jobs import progress
from zhenyu.core.models import Job
from zhenyu.ledgers.actions import definitions
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.actions.deletion import delete_rows, restore_rows
from zhenyu.ledgers.actions.rows import save_rows
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.exporting.row_export import export_rows
from zhenyu.ledgers.history.chains import broken_chains
from zhenyu.ledgers.jobs import renew_due
from zhenyu.ledgers.models import LedgerVersion
from zhenyu.ledgers.redefinition import backfill, background
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.schema import registry, size
from zhenyu.ledgers.schema.retyped_values import converted
from zhenyu.ledgers.types import Filter, RowEdit, RowRef
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size, "AT_ONCE", 2)
    monkeypatch.setattr(backfill, "BATCH", 3)
    monkeypatch.setattr(background, "_PAUSES", (0.05,))
    monkeypatch.setattr(progress, "SECONDS_BETWEEN", 0)  # every word is spoken and listened to


@pytest.fixture(autouse=True)
def ledger() -> LedgerDefinition:
    with reading_as(SYSTEM):
        load_areas([{"code": str(TOWN), "name": "柳河镇"}, {"code": str(EAST), "name": "东柳村"}])
        return define_ledger(toilets(), by=SYSTEM)


def with_days(**changes: Any) -> dict[str, Any]:
    """The remark as a day."""
    raw = toilets(**changes)
    field(raw, "remark").update(type="date")
    return raw


def filled(*remarks: str) -> None:
    with reading_as(SYSTEM):
        load(
            [
                {"household_no": f"{n:03d}", "area": str(EAST), "remark": text}
                for n, text in enumerate(remarks)
            ]
        )


def begun(raw: dict[str, Any]) -> Job:
    with reading_as(SYSTEM):
        job = definitions.redefine(
            raw, by=SYSTEM, based_on=registry.loaded_ledger("toilets").version, why="核对日期"
        )
    assert isinstance(job, Job)
    return job


def ended(job: Job, **options: Any) -> Job:
    background.run_redefinition_job(job.id, **options)
    job.refresh_from_db()
    return job


def remarks() -> dict[str, Any]:
    with reading_as(SYSTEM):
        rows = queries.page(SYSTEM, "toilets", size=200).rows
    return {row.values["household_no"]: row.values["remark"] for row in rows}


def half_made() -> list[str]:
    """What is in the database and in nobody's definition."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'ledger_toilets'::regclass AND attname ~ '^_'"
            " AND NOT attisdropped UNION ALL SELECT relname FROM pg_class WHERE relname ~ '^_retyping'"
            " UNION ALL SELECT proname FROM pg_proc WHERE proname ~ '^_retyping'"
            " UNION ALL SELECT tgname FROM pg_trigger WHERE tgrelid = 'ledger_toilets'::regclass"
        )
        return [name for (name,) in cursor.fetchall()]


def edit(number: str, **values: Any) -> None:
    with reading_as(SYSTEM):
        (row,) = queries.page(SYSTEM, "toilets", filters=[Filter("household_no", "eq", number)]).rows
        save_rows("toilets", [RowEdit(values, id=row.id, version=row.version)], by=SYSTEM)


def meanwhile(stage: str, *deeds: Callable[[], None]) -> Callable[[str, int, int | None], None]:
    """Somebody else's deeds, one each time the work tells that it is at a stage."""
    left = list(deeds)

    def tell(now: str, done: int, total: int | None) -> None:
        if now == stage and left:
            left.pop(0)()

    return tell


CONVERTING, BEFORE_THE_END = "转换内容", "等待切换"


def test_texts_become_days_and_the_version_is_told_as_ever() -> None:
    filled("2023.5.1", "2023年6月2日", "", "2023-07-03", "2023.5.1")
    job = ended(begun(with_days()))
    assert (job.state, job.result) == (Job.DONE, {"version": 2})
    assert list(remarks().values()) == [
        date(2023, 5, 1),
        date(2023, 6, 2),
        None,
        date(2023, 7, 3),
        date(2023, 5, 1),
    ]
    newest = LedgerVersion.objects.get(ledger="toilets", version=2)
    assert (newest.by_name, newest.why) == ("系统", "核对日期")
    assert half_made() == []
    with reading_as(SYSTEM):
        assert broken_chains() == ()
        assert registry.ledger("toilets").by_name["remark"].type == "date"


def test_what_is_written_meanwhile_is_converted_too() -> None:
    filled("2023.5.1", "2023.5.2", "2023.5.3", "2023.5.4", "2023.5.5")

    def another() -> None:
        with reading_as(SYSTEM):
            load([{"household_no": "900", "area": str(EAST), "remark": "2024年2月3日"}])

    tell = meanwhile(CONVERTING, lambda: edit("000", remark="2024.1.1"), another)
    ended(begun(with_days()), tell=tell)
    assert (remarks()["000"], remarks()["900"], remarks()["004"]) == (
        date(2024, 1, 1),
        date(2024, 2, 3),
        date(2023, 5, 5),
    )


def test_what_is_written_at_the_last_moment_is_converted_too() -> None:
    filled("2023.5.1", "2023.5.2", "2023.5.3")
    ended(begun(with_days()), tell=meanwhile(BEFORE_THE_END, lambda: edit("001", remark="2025/9/9")))
    assert remarks()["001"] == date(2025, 9, 9)


def test_a_value_that_cannot_be_converted_is_refused_with_its_row() -> None:
    filled("2023.5.1", "不知道哪天", "2023.5.3")
    job = ended(begun(with_days()))
    assert job.state == Job.FAILED
    assert "这些内容不能转换，会丢失数据（1条，如编号" in job.error
    assert half_made() == []
    assert remarks()["000"] == "2023.5.1"


def test_a_value_written_meanwhile_that_cannot_be_converted_is_refused_with_its_row() -> None:
    filled("2023.5.1", "2023.5.2", "2023.5.3", "2023.5.4")
    job = ended(begun(with_days()), tell=meanwhile(CONVERTING, lambda: edit("002", remark="不知道哪天")))
    assert job.state == Job.FAILED
    assert "（1条，如编号" in job.error
    assert (half_made(), remarks()["002"]) == ([], "不知道哪天")


def test_what_deleted_rows_held_is_kept_beside_them() -> None:
    filled("不知道哪天", "2023.5.2", "也不知道", "2023.5.4")

    def delete(number: str) -> None:
        with reading_as(SYSTEM):
            (row,) = queries.page(SYSTEM, "toilets", filters=[Filter("household_no", "eq", number)]).rows
            delete_rows("toilets", [RowRef(row.id, row.version)], by=SYSTEM, why="重复")

    delete("000")
    delete("002")
    job = ended(begun(with_days()))
    assert job.state == Job.DONE
    with reading_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "SELECT household_no, extra ->> 'remark' FROM ledger_toilets WHERE deleted_at IS NOT NULL ORDER BY 1"
        )
        assert cursor.fetchall() == [("000", "不知道哪天"), ("002", "也不知道")]


def test_cancelling_leaves_the_ledger_as_it_was() -> None:
    filled("2023.5.1", "2023.5.2", "2023.5.3", "2023.5.4")
    job = begun(with_days())

    def cancel(stage: str, done: int, total: int | None) -> None:
        if stage == CONVERTING:
            assert half_made()
            progress.cancel(job)

    assert ended(job, tell=cancel).state == Job.CANCELLED
    assert (half_made(), remarks()["000"]) == ([], "2023.5.1")
    assert ended(begun(with_days())).state == Job.DONE


def test_one_redefinition_at_a_time() -> None:
    filled("2023.5.1", "2023.5.2", "2023.5.3")
    job = begun(with_days())
    with reading_as(SYSTEM), pytest.raises(RefusedError, match="正在修改：系统"):
        define_ledger(toilets(title="另一个名称"), by=SYSTEM)
    ended(job)
    with reading_as(SYSTEM):
        define_ledger(with_days(title="另一个名称"), by=SYSTEM)


def test_nobody_sees_the_column_on_its_way() -> None:
    filled("2023.5.1", "2023.5.2", "2023.5.3", "2023.5.4")
    seen: list[Any] = []

    def look() -> None:
        edit("003", head="王建国")
        with reading_as(SYSTEM):
            (row,) = queries.page(SYSTEM, "toilets", filters=[Filter("household_no", "eq", "003")]).rows
            seen.extend(row.values)
            seen.extend(queries.history(SYSTEM, "toilets", row.id)[0].changes)
            cursor = connection.cursor()
            cursor.execute("SELECT columns FROM core_layout WHERE ledger = 'toilets'")
            seen.extend(name for (names,) in cursor.fetchall() for name in names)

    ended(begun(with_days()), tell=meanwhile(CONVERTING, look))
    assert "remark" in seen
    assert not [name for name in seen if str(name).startswith("_")]


def test_the_key_gets_another_type_with_its_index() -> None:
    with reading_as(SYSTEM):
        load([{"household_no": str(n), "area": str(EAST)} for n in range(1, 8)])
    raw = toilets()
    field(raw, "household_no").update(type="integer")

    def swap() -> None:
        edit("1", household_no="99")
        edit("2", household_no="1")
        edit("99", household_no="2")

    job = ended(begun(raw), tell=meanwhile(BEFORE_THE_END, swap))
    assert job.state == Job.DONE, job.error
    with reading_as(SYSTEM):
        report = load([{"household_no": 3, "area": str(EAST), "remark": "又来"}])
        assert (report.changed, report.added) == (1, 0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'ledger_toilets_key'")
            assert "UNIQUE" in cursor.fetchone()[0]


def test_a_key_that_would_be_doubled_is_refused() -> None:
    with reading_as(SYSTEM):
        load([{"household_no": text, "area": str(EAST)} for text in ("1", "1.0", "2")])
    raw = toilets()
    field(raw, "household_no").update(type="decimal")
    job = ended(begun(raw))
    assert job.state == Job.FAILED
    assert "按新的主键有重复的记录" in job.error
    assert half_made() == []


def test_another_key_is_indexed_in_the_background() -> None:
    heads = ("张三", "李四", "王五")
    with reading_as(SYSTEM):
        load([{"household_no": str(n), "head": head, "area": str(EAST)} for n, head in enumerate(heads)])
    job = ended(begun(toilets(key=["head"])))
    assert job.state == Job.DONE, job.error
    with reading_as(SYSTEM):
        assert load([{"household_no": "77", "head": "李四", "area": str(EAST)}]).changed == 1


def test_states_begin_for_all_rows_at_once() -> None:
    with reading_as(SYSTEM):
        define_ledger(toilets(lifecycle=None, deadlines=[], measures=[]), by=SYSTEM)
        load(households(4))
        define_ledger(toilets(), by=SYSTEM)
        assert {row.state for row in queries.page(SYSTEM, "toilets").rows} == {"planned"}
        load([{"household_no": "500", "area": str(EAST)}])
        assert queries.row_count(
            SYSTEM, "toilets", area=EAST, filters=[Filter("state", "eq", "planned")]
        ) == (5, False)


def test_due_days_follow_new_deadlines_in_the_background() -> None:
    with reading_as(SYSTEM):
        load(households(5, due_on=date(2026, 3, 1), finished_on=date(2026, 4, 1)))
        define_ledger(toilets(deadlines=[{"while": ["planned"], "due": "finished_on"}]), by=SYSTEM)
    renew_due(code="toilets")
    with reading_as(SYSTEM):
        assert {row.due for row in queries.page(SYSTEM, "toilets").rows} == {date(2026, 4, 1)}


def test_exports_and_past_days_tell_what_was_defined_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = clock.now()
    written = ["2023.5.1", "2023年6月2日", "", "2023-07-03"]
    filled(*written)
    told: list[list[Any]] = []

    def exported(day: date | None = None) -> None:
        path = tmp_path / "rows.parquet"
        with reading_as(SYSTEM):
            export_rows(SYSTEM, "toilets", path, as_of=day, columns=["remark"])
        told.append(pyarrow.parquet.read_table(path)["remark"].to_pylist())

    job = begun(with_days())
    monkeypatch.setattr(clock, "now", lambda: today + timedelta(days=1))
    ended(job, tell=meanwhile(CONVERTING, exported, lambda: exported(today.date())))
    exported()
    exported(today.date())
    texts, days = (
        [text or None for text in written],
        [date(2023, 5, 1), date(2023, 6, 2), None, date(2023, 7, 3)],
    )
    assert told == [texts, texts, days, [day and day.isoformat() for day in days]]


def test_a_long_reader_keeps_nobody_from_reading() -> None:
    """Somebody exports for minutes: the definition cannot change over meanwhile, and others do not queue
    behind it."""
    filled("2023.5.1", "2023.5.2", "2023.5.3")
    job = begun(with_days())
    reading, told = threading.Event(), threading.Event()

    def export() -> None:
        with reading_as(SYSTEM):
            registry.loaded_ledger("toilets")
            reading.set()
            told.wait(30)
        connections.close_all()

    exporter = threading.Thread(target=export)
    exporter.start()
    reading.wait(30)

    def tell(stage: str, done: int, total: int | None) -> None:
        if stage.startswith("等待别人"):
            assert remarks()["000"] == "2023.5.1"
            told.set()

    assert ended(job, tell=tell).state == Job.DONE
    exporter.join(30)
    assert told.is_set()
    assert remarks()["000"] == date(2023, 5, 1)


def test_a_run_whose_time_is_up_is_gone_on_with() -> None:
    filled(*["2023.5.1"] * 9)
    job = begun(with_days())
    runs = 1
    while True:
        try:
            ended(job, seconds=0)
            break
        except background.NotYet:
            runs += 1
    assert runs > 2
    assert set(remarks().values()) == {date(2023, 5, 1)}


TEXTS = st.sampled_from(["2023.5.1", "2024年2月29日", "", "2025-12-31", "2022/3/4"])
DEEDS = st.lists(
    st.tuples(st.sampled_from(["edit", "import", "delete", "restore"]), st.integers(0, 7), TEXTS),
    min_size=1,
    max_size=12,
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(deeds=DEEDS)
def test_whatever_is_done_meanwhile_every_value_is_what_was_written_last_converted(
    deeds: list[tuple[str, int, str]],
) -> None:
    with reading_as(SYSTEM):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM ledger_toilets")
        define_ledger(toilets(), by=SYSTEM)
    filled(*["2023.1.1"] * 6)
    before = registry.ledger("toilets").by_name["remark"]
    left = list(deeds)
    texts: dict[int, Any] = {}

    def do(deed: str, number: int, text: str) -> None:
        with reading_as(SYSTEM):
            found = queries.page(
                SYSTEM, "toilets", filters=[Filter("household_no", "eq", f"{number:03d}")]
            ).rows
            if deed == "import":
                load([{"household_no": f"{number:03d}", "area": str(EAST), "remark": text}])
            elif deed == "edit" and found:
                save_rows(
                    "toilets",
                    [RowEdit({"remark": text}, id=found[0].id, version=found[0].version)],
                    by=SYSTEM,
                )
            elif deed == "delete" and found:
                delete_rows("toilets", [RowRef(found[0].id, found[0].version)], by=SYSTEM, why="试")
            elif deed == "restore" and not found:
                with connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT max(id) FROM ledger_toilets WHERE household_no = %s", [f"{number:03d}"]
                    )
                    (gone,) = cursor.fetchone()
                if gone:
                    restore_rows("toilets", [gone], by=SYSTEM, why="试")

    def tell(stage: str, done: int, total: int | None) -> None:
        if stage in (CONVERTING, BEFORE_THE_END) and left:
            for _ in range(2 if stage == CONVERTING else len(left)):
                if left:
                    do(*left.pop(0))
            with reading_as(SYSTEM), connection.cursor() as cursor:
                cursor.execute("SELECT id, remark FROM ledger_toilets")
                texts.update(cursor.fetchall())

    raw = with_days()
    after = read_definition(raw).by_name["remark"]
    assert ended(begun(raw), tell=tell).state == Job.DONE
    with reading_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT id, remark FROM ledger_toilets")
        now = dict(cursor.fetchall())
    assert {id: converted(before, after, text) if text else None for id, text in texts.items()} == now
