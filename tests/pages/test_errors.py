"""Errors nobody foresaw, and a database that is not there, are told without a traceback and without asking
the database."""

import json

import psycopg
import pytest
from django.db import OperationalError
from django.test import RequestFactory

from zhenyu.core.database.outages import database_problem
from zhenyu.pages.errors import server_error


def answer_to(error: Exception, **headers: str) -> tuple[int, str]:
    request = RequestFactory().get("/", headers=headers)
    try:
        raise error
    except Exception:
        response = server_error(request)
    return response.status_code, response.content.decode()


def wrapped(cause: Exception) -> Exception:
    error = OperationalError("wrapped as Django does")
    error.__cause__ = cause
    return error


def test_a_lost_connection_is_named_with_its_remedy() -> None:
    status, page = answer_to(wrapped(psycopg.OperationalError("server closed the connection")))
    assert status == 503
    assert "与数据库的连接中断" in page
    assert "DATABASE_URL" in page


def test_a_full_disk_is_named_with_its_remedy() -> None:
    status, page = answer_to(wrapped(psycopg.errors.DiskFull("could not extend file")))
    assert (status, "磁盘已满" in page, "腾出空间" in page) == (503, True, True)


def test_a_script_is_told_in_json() -> None:
    status, body = answer_to(wrapped(psycopg.OperationalError()), accept="application/json")
    assert status == 503
    assert set(json.loads(body)) == {"message", "hint"}


def test_anything_else_is_an_error_of_ours_and_shows_no_detail() -> None:
    status, page = answer_to(ValueError("secret detail"))
    assert status == 500
    assert "secret detail" not in page


@pytest.mark.parametrize("error", [None, ValueError("x"), psycopg.errors.UniqueViolation("x")])
def test_other_errors_are_no_database_problem(error: Exception | None) -> None:
    assert database_problem(error) is None
