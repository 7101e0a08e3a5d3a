"""Asking for background work by the name of its task: what is deferred stands in a room's ``jobs.py``, above
who defers it."""

from __future__ import annotations

from procrastinate.contrib.django import app
from procrastinate.types import JSONValue


def defer(task: str, **arguments: JSONValue) -> None:
    """Have a worker do a task once this transaction is committed; a rolled-back one leaves no job.

    Arguments:
        task: as registered, such as ``ledgers.settle``; it brings its own queue and lock.
        arguments: what the task takes, as JSON can hold it.

    Raises:
        procrastinate.exceptions.TaskNotFound: no room has such a task.
    """
    app.configure_task(task, allow_unknown=False).defer(**arguments)
