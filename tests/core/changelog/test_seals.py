"""Seals: what is written stays as it was written, or shows."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from zhenyu.core import clock
from zhenyu.core.changelog import seals
from zhenyu.core.changelog.changes import NewChange, write_changes
from zhenyu.core.changelog.seal_checks import verify_seals
from zhenyu.core.database.row_security import owner_rights, scope_applied
from zhenyu.core.models import Change, Seal
from zhenyu.core.values.scope import EVERYTHING

EAST = "990101100201"


def log(count: int = 1, *, at: datetime | None = None, first: int = 1) -> None:
    write_changes(
        [
            NewChange(
                at or clock.now(),
                "toilets",
                first + n,
                EAST,
                "人居环境",
                "update",
                7,
                "测试业务员",
                "核实\t改正\\",
                1,
                {"id": first + n, "head": "某某", "cost": 100},
            )
            for n in range(count)
        ]
    )


def tamper(statement: str, *parameters: object) -> None:
    """What somebody with the owner's password can do once they have switched the trigger off."""
    with owner_rights() as cursor:
        cursor.execute(
            "ALTER TABLE core_change DISABLE TRIGGER USER; ALTER TABLE core_seal DISABLE TRIGGER USER"
        )
        cursor.execute(statement, parameters)
        assert cursor.rowcount == 1


def ids() -> list[int]:
    return list(Change.objects.order_by("id").values_list("id", flat=True))


def faults() -> list[tuple[str, int | None]]:
    return [(fault.kind, fault.change) for fault in verify_seals().faults]


@pytest.fixture
def everything(db: None) -> Iterator[None]:
    with scope_applied(EVERYTHING, "系统"):
        yield


@pytest.fixture
def three_seals(everything: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty-five changes under seals of ten, ten and five."""
    monkeypatch.setattr(seals, "SEGMENT_CHANGES", 10)
    log(25)
    assert seals.seal_log() == 3


def test_seals_cover_the_log_and_find_it_whole(three_seals: None) -> None:
    report = verify_seals()
    assert (report.seals, report.changes, report.unsealed, report.faults) == (3, 25, 0, ())
    assert report.head == Seal.objects.get(number=3).digest
    assert len(report.head) == 64


def test_what_is_not_sealed_yet_is_counted(three_seals: None) -> None:
    log(4)
    assert verify_seals().unsealed == 4
    assert seals.seal_log() == 1
    assert verify_seals().unsealed == 0
    assert seals.seal_log() == 0


def test_an_altered_change_is_named(three_seals: None) -> None:
    victim = ids()[12]
    tamper("UPDATE core_change SET before = jsonb_set(before, '{cost}', '99') WHERE id = %s", victim)
    (fault,) = verify_seals().faults
    assert (fault.seal, fault.kind, fault.change, fault.ledger, fault.row) == (
        2,
        "altered",
        victim,
        "toilets",
        13,
    )
    assert "测试业务员" in fault.message


@pytest.mark.parametrize(
    "column", ["at = at + interval '1 second'", "actor = '别人'", "why = ''", "area = '990101100202'"]
)
def test_no_column_of_a_change_can_be_altered_unseen(three_seals: None, column: str) -> None:
    victim = ids()[3]
    tamper(f"UPDATE core_change SET {column} WHERE id = %s", victim)
    assert faults() == [("altered", victim)]


def test_a_removed_change_is_missed(three_seals: None) -> None:
    victim = ids()[24]
    tamper("DELETE FROM core_change WHERE id = %s", victim)
    (fault,) = verify_seals().faults
    assert (fault.seal, fault.kind, fault.change) == (3, "removed", victim)


def test_a_change_slipped_into_a_sealed_segment_is_found(three_seals: None) -> None:
    gone = ids()[-1] + 1
    log()  # its id is given away and taken back, as by a write that failed
    with owner_rights() as cursor:
        cursor.execute(
            "ALTER TABLE core_change DISABLE TRIGGER USER; DELETE FROM core_change WHERE id = %s", [gone]
        )
    log(3)
    seals.seal_log()
    tamper(
        "INSERT INTO core_change (id, at, ledger, row_id, area, domain, action, actor) "
        "VALUES (%s, %s, 'toilets', 5, '990101100201', '人居环境', 'update', '某人')",
        gone,
        clock.now(),
    )
    assert faults() == [("added", gone)]


def test_a_back_dated_change_is_found_though_it_is_new(three_seals: None) -> None:
    log(at=clock.now() - timedelta(days=90))
    late = ids()[-1]
    assert faults() == [("backdated", late)]
    seals.seal_log()
    assert faults() == [("backdated", late)]


def test_a_seal_made_to_fit_the_forged_log_breaks_the_chain(three_seals: None) -> None:
    victim = ids()[0]
    tamper("UPDATE core_change SET why = '' WHERE id = %s", victim)
    segment = seals.read_segment(seals.BEGINNING, Seal.objects.get(number=1).until_id)
    forged = segment.digest("", seals.BEGINNING, Seal.objects.get(number=1).until_id)
    tamper("UPDATE core_seal SET digest = %s, marks = %s WHERE number = 1", forged, bytes(segment.marks))
    assert [(fault.seal, fault.kind) for fault in verify_seals().faults] == [(2, "seal")]


def test_a_removed_seal_leaves_a_gap(three_seals: None) -> None:
    tamper("DELETE FROM core_seal WHERE number = 2")
    assert verify_seals().faults[0].message.startswith("第2号封存不见了")


def test_a_digest_written_down_guards_the_end_of_the_chain(three_seals: None) -> None:
    written_down = verify_seals().head
    assert verify_seals(written_down).faults == ()
    tamper("DELETE FROM core_seal WHERE number = 3")
    assert [fault.kind for fault in verify_seals(written_down).faults] == ["seal"]


def test_the_application_can_neither_change_nor_empty_what_is_sealed(three_seals: None) -> None:
    for statement in (
        "UPDATE core_seal SET count = 0",
        "DELETE FROM core_seal",
        "TRUNCATE core_seal",
        "TRUNCATE core_change",
        "DELETE FROM core_change",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_not_even_the_owner_empties_the_log_by_accident(three_seals: None) -> None:
    with pytest.raises(DatabaseError, match="append-only"), owner_rights() as cursor:
        cursor.execute("TRUNCATE core_change")


def test_coming_months_get_their_partitions(everything: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2031, 11, 5, 9, tzinfo=clock.CHINA))
    seals.keep_months_ahead()
    seals.keep_months_ahead()
    log(at=datetime(2032, 2, 29, 23, tzinfo=clock.CHINA))
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM core_change")
        assert cursor.fetchall() == [("core_change_203202",)]


@pytest.mark.django_db(transaction=True)
def test_a_slow_writer_with_a_small_id_is_not_left_out() -> None:
    """It draws its id first and commits last: the seal waits for it, or seals nothing."""
    wrote, may_end = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with scope_applied(EVERYTHING, "系统"):
            log(first=900)
            wrote.set()
            may_end.wait(30)
        connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert wrote.wait(30)
    with scope_applied(EVERYTHING, "系统"):
        log(first=901)
    with scope_applied(EVERYTHING, "系统"):
        assert seals.seal_log(wait_seconds=0.2) == 0
    threading.Timer(0.3, may_end.set).start()
    with scope_applied(EVERYTHING, "系统"):
        assert seals.seal_log(wait_seconds=30) >= 1
        report = verify_seals()
        assert (report.unsealed, report.faults) == (0, ())
        sealed = Seal.objects.order_by("-number").first()
        assert set(
            Change.objects.filter(row_id__in=[900, 901], id__lte=sealed.until_id).values_list(
                "row_id", flat=True
            )
        ) == {900, 901}
    writer.join()
