"""``zhenyu verify``: rows against their history."""

import json

from click.testing import CliRunner

from tests.ledgers.samples import EAST, households, load
from zhenyu.core.changelog import seals
from zhenyu.core.database.row_security import owner_rights
from zhenyu.ledgers.actions.deletion import delete_rows, undo_batch
from zhenyu.ledgers.actions.rows import save_rows
from zhenyu.ledgers.cli.verify import verify_command
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.history.chains import broken_chains
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.types import RowEdit, RowRef
from zhenyu.people.types import SYSTEM


def lived_through() -> None:
    """Rows added by import and by hand, changed, imported over, deleted, taken back."""
    load(households(4))
    load(households(2, cost=5))
    taken = load(households(3, cost=6))
    assert taken.batch is not None
    undo_batch(taken.batch, by=SYSTEM)
    (row,) = save_rows("toilets", [RowEdit({"household_no": "900"}, area=EAST)], by=SYSTEM).rows
    (row,) = save_rows("toilets", [RowEdit({"cost": "1"}, row.id, row.version)], by=SYSTEM).rows
    delete_rows("toilets", [RowRef(row.id, row.version)], by=SYSTEM, why="重复登记")


def as_owner(statement: str) -> None:
    with owner_rights() as cursor:
        cursor.execute("ALTER TABLE core_change DISABLE TRIGGER USER")
        cursor.execute(statement)
        assert cursor.rowcount >= 1


def test_every_write_keeps_the_chain_whole(ledger: LedgerDefinition) -> None:
    lived_through()
    assert broken_chains() == ()


def test_a_version_moved_past_the_log_is_found(ledger: LedgerDefinition) -> None:
    lived_through()
    row = queries.page(SYSTEM, "toilets", size=1).rows[0]
    as_owner(f"UPDATE ledger_toilets SET version = version + 1, cost = 1 WHERE id = {row.id}")
    (fault,) = broken_chains()
    assert (fault.ledger, fault.row) == ("toilets", row.id)
    assert "编号" in fault.message


def test_a_change_removed_before_it_was_sealed_is_found(ledger: LedgerDefinition) -> None:
    lived_through()
    row = queries.page(SYSTEM, "toilets", size=1).rows[0]
    as_owner(f"DELETE FROM core_change WHERE row_id = {row.id} AND version = 2")
    assert [fault.row for fault in broken_chains()] == [row.id]


def test_rows_removed_from_the_table_are_missed_by_their_changes_and_by_their_import(
    ledger: LedgerDefinition,
) -> None:
    lived_through()
    rows = queries.page(SYSTEM, "toilets").rows
    as_owner(f"DELETE FROM ledger_toilets WHERE id IN ({rows[0].id}, {rows[3].id})")
    faults = broken_chains()
    assert [fault.row for fault in faults if fault.row] == [rows[0].id]
    assert "新增了4条，表里有2条" in faults[-1].message


def test_the_command_tells_people_and_machines(ledger: LedgerDefinition) -> None:
    lived_through()
    seals.seal_log()
    told = CliRunner().invoke(verify_command, ["--json"])
    answer = json.loads(told.output)
    assert told.exit_code == 0
    assert (answer["seals"], answer["unsealed"], answer["faults"], answer["chains"]) == (1, 0, [], [])
    assert "直接改台账表里的现值" in CliRunner().invoke(verify_command).output
    as_owner(
        "UPDATE core_change SET why = '' WHERE id = (SELECT min(id) FROM core_change WHERE row_id IS NOT NULL)"
    )
    told = CliRunner().invoke(verify_command)
    assert told.exit_code == 1
    assert "从第 1 号封存起有问题" in told.output
    assert "toilets 编号" in told.output


def test_the_check_reads_each_ledger_once(
    ledger: LedgerDefinition, django_assert_max_num_queries: object
) -> None:
    load(households(50))
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        assert broken_chains() == ()
