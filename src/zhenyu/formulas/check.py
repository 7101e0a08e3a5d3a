"""Checks: a condition that every row of a ledger must meet, such as ``cost is null or paid <= cost``.

As in SQL a check that is blank, because something it asks is blank, is not broken. The same text becomes a
tree by the gates of measures, and from it a condition of PostgreSQL and a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from zhenyu.formulas.fields import FieldInfo
from zhenyu.formulas.nodes import Node
from zhenyu.formulas.parser import read_check
from zhenyu.formulas.postgresql import POSTGRESQL, POSTGRESQL_WITH_PARAMETERS, quoted
from zhenyu.formulas.sentence import condition_in_words
from zhenyu.formulas.sql import ColumnSql, expression_sql
from zhenyu.formulas.tree import names_in


@dataclass(frozen=True, slots=True)
class Check:
    """A check as declared, and what it asks."""

    text: str
    tree: Node

    @property
    def names(self) -> list[str]:
        """The fields it asks, each once, in order."""
        return names_in(self.tree)

    @property
    def sentence(self) -> str:
        """What a row must be, e.g. “造价未填或补助不超过造价”."""
        return condition_in_words(self.tree)

    def sql(self, column: ColumnSql = quoted, *, parameters: bool = False) -> str:
        """A boolean expression of PostgreSQL, NULL where the check has nothing to say.

        Arguments:
            column: name → how the statement writes that column; quoted by default.
            parameters: the statement is executed with parameters.
        """
        return expression_sql(self.tree, POSTGRESQL_WITH_PARAMETERS if parameters else POSTGRESQL, column)


@lru_cache(maxsize=4096)
def parse_check(text: str, fields: tuple[FieldInfo, ...]) -> Check:
    """Read a check of a ledger with these fields.

    Raises:
        UsageError: no condition, a word outside the language, a field that is not there, or values compared
            that are of two kinds; names the place in the text and what may stand there.
    """
    return Check(text, read_check(text, {field.name: field for field in fields}))
