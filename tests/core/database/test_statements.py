"""Statements in files: filled with quoted identifiers, read once."""

import pytest
from psycopg import sql

from zhenyu.core.database.row_security import row_policy
from zhenyu.core.database.statements import frozen_schema, statement


def test_a_statement_without_pieces_is_the_text_of_its_file() -> None:
    assert "%(ledgers)s" in statement("zhenyu.ledgers", "changes_since")


def test_a_text_is_quoted_as_an_identifier() -> None:
    text = statement("zhenyu.ledgers", "images_of_batch", table='toilets"; DROP TABLE areas_area; --')
    assert '"toilets""; DROP TABLE areas_area; --"' in text


def test_a_composed_piece_stands_as_it_was_composed() -> None:
    text = frozen_schema("zhenyu.ledgers", "0003_policy", table="ledger_a", domain=sql.Literal("民'政"))
    assert "-> '民''政'" in text


def test_doubled_braces_of_a_filled_statement_are_single_ones_of_the_database() -> None:
    assert "'[]', '{}'" in row_policy("areas_area", None)


def test_parameters_of_the_driver_are_left_for_the_driver() -> None:
    assert "%(batch)s" in statement("zhenyu.ledgers", "images_of_batch", table="ledger_a")


def test_a_piece_that_is_missing_is_an_error_of_the_programmer() -> None:
    with pytest.raises(KeyError, match="domain"):
        frozen_schema("zhenyu.ledgers", "0003_policy", table="ledger_a")


def test_a_statement_that_is_not_there_is_an_error_of_the_programmer() -> None:
    with pytest.raises(FileNotFoundError):
        statement("zhenyu.ledgers", "no_such_statement")


def test_a_piece_may_be_called_as_an_argument_of_the_loader() -> None:
    names = "assignments differs due fields image keep_layout layout match merged merged_fields source table"
    others = dict.fromkeys(names.split(), sql.SQL("x"))
    text = statement("zhenyu.ledgers", "merge", name=sql.Literal("ledger_a"), **others)
    assert "'ledger_a'" in text
