"""Reading as somebody: the one way to open the database's rows."""

from collections.abc import Iterator
from contextlib import contextmanager

from zhenyu.core.database.row_security import scope_applied
from zhenyu.people.types import Reader


@contextmanager
def reading_as(reader: Reader) -> Iterator[Reader]:
    """Open a transaction in which exactly the reader's rows exist."""
    with scope_applied(reader.scope(), reader.name):
        yield reader
