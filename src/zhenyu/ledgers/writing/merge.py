"""Merging staged rows into a ledger by the statements of ``sql/statements``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection
from psycopg import sql

from zhenyu.core.database.statements import statement
from zhenyu.core.errors import RefusedError, StaleVersion
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.schema.columns import image_layout
from zhenyu.ledgers.schema.deadlines import due_expression, start_days, working_limits
from zhenyu.ledgers.schema.row_rules import RowRule
from zhenyu.ledgers.writing.staging import Source
from zhenyu.people.types import Reader


@dataclass(frozen=True, slots=True)
class MergeCounts:
    """What a merge did: how many rows it changed and added, and the ids of the added ones where no batch was
    given."""

    changed: int
    added: int
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Who writes, when and why: the same on every row and change of one write."""

    by: Reader
    at: datetime
    action: str
    why: str = ""
    batch: int | None = None


def merge(definition: LedgerDefinition, source: Source, signature: Signature) -> MergeCounts:
    """Write the staged rows.

    Raises:
        StaleVersion: a row was changed by somebody else meanwhile.
    """
    parameters: dict[str, Any] = {
        **source.parameters,
        "by": signature.by.name,
        "by_id": signature.by.user_id,
        "at": signature.at,
        "ledger": definition.code,
        "domain": definition.domain,
        "action": signature.action,
        "why": signature.why,
        "batch": signature.batch,
        "limits": json.dumps(_limits(definition, source)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement("merge", definition, source), parameters)
        expected, changed, added, ids = cursor.fetchone()
    if changed != expected:
        raise StaleVersion(f"写入时有{expected - changed}行刚被别人改过，本次没有写入", "请重新执行一次")
    return MergeCounts(changed, added, tuple(ids or ()))


def count_merge(definition: LedgerDefinition, source: Source) -> tuple[int, int, int]:
    """How many staged rows would be added, changed, left unchanged."""
    with connection.cursor() as cursor:
        cursor.execute(_statement("count_merge", definition, source), dict(source.parameters))
        added, changed, unchanged = cursor.fetchone()
    return added, changed, unchanged


def broken_rules(
    definition: LedgerDefinition, source: Source, rules: Sequence[RowRule], most: int
) -> list[tuple[int, list[int]]]:
    """Row numbers and the positions of the rules they break."""
    if not rules:
        return []
    pieces = {
        "broken": _comma(
            sql.SQL("CASE WHEN {} THEN {} END").format(rule.broken_when, sql.Literal(position))
            for position, rule in enumerate(rules)
        ),
        "any_broken": sql.SQL(" OR ").join(sql.SQL("({})").format(rule.broken_when) for rule in rules),
    }
    parameters: dict[str, Any] = {**source.parameters, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(_statement("broken_rules", definition, source, pieces), parameters)
        return [(number, list(broken)) for number, broken in cursor.fetchall()]


def check_balances(definition: LedgerDefinition, area: AreaCode, ids: Sequence[int] | None) -> None:
    """Refuse when a running sum fell below its floor (points spent that were never earned).

    Arguments:
        ids: look only at the groups of these rows; None looks at every group of the area.
    """
    for constraint in definition.constraints:
        if constraint.balance is None:
            continue
        group = _comma(sql.Identifier(name) for name in ("area", *constraint.by))
        touched = sql.SQL("AND ({}) IN (SELECT {} FROM {} WHERE id = ANY(%(ids)s))").format(
            group, group, _table(definition)
        )
        balances = statement(
            "zhenyu.ledgers",
            "broken_balances",
            group=group,
            amount=sql.SQL("t.{}").format(sql.Identifier(constraint.balance)),
            table=_table(definition),
            touched=touched if ids is not None else sql.SQL(""),
        )
        parameters: dict[str, Any] = {
            "low": str(area),
            "high": area.upper_bound,
            "floor": constraint.min,
            "ids": list(ids or ()),
        }
        with connection.cursor() as cursor:
            cursor.execute(balances, parameters)
            groups = cursor.fetchall()
        if groups:
            names = "；".join(" ".join(str(part) for part in group) for group in groups)
            title = definition.by_name[constraint.balance].title
            raise RefusedError(
                constraint.message or f"“{title}”的累计不能低于{constraint.min}", f"请核对：{names}"
            )


# --- filling the statements -----------------------------------------------------------------------


def _statement(
    name: str,
    definition: LedgerDefinition,
    source: Source,
    pieces: Mapping[str, sql.Composable] | None = None,
) -> str:
    return statement("zhenyu.ledgers", name, **_pieces(definition, source), **(pieces or {}))


_put_together: dict[
    tuple[int, bool, tuple[str, ...]], tuple[LedgerDefinition, dict[str, sql.Composable]]
] = {}
"""Pieces of statements by the identity of a definition, which is kept beside them so that no other one can
take it."""
_MOST_KEPT: Final = 200


def _pieces(definition: LedgerDefinition, source: Source) -> dict[str, sql.Composable]:
    """What statements are filled with. Putting it together anew took a fifth of each save of a row."""
    key = (id(definition), source.by_key, source.fields)
    if key not in _put_together:
        if len(_put_together) >= _MOST_KEPT:
            _put_together.clear()
        texts: dict[str, Any] = {
            name: piece.as_string(None) for name, piece in _put_together_anew(definition, source).items()
        }
        _put_together[key] = (definition, {name: sql.SQL(text) for name, text in texts.items()})
    return _put_together[key][1]


def _put_together_anew(definition: LedgerDefinition, source: Source) -> dict[str, sql.Composable]:
    fields = list(definition.by_name)
    return {
        "source": source.relation,
        "table": _table(definition),
        "name": sql.Literal(definition.table),
        "match": _match(definition, source),
        "differs": _differs(definition, source),
        "merged": _merged(definition, source),
        "due": due_expression(definition, lambda column: sql.SQL("m.{}").format(sql.Identifier(column))),
        "fields": _comma(map(sql.Identifier, fields)),
        "merged_fields": _comma(sql.SQL("m.{}").format(sql.Identifier(field)) for field in fields),
        "assignments": _comma(
            sql.SQL("{0} = m.{0}").format(sql.Identifier(column))
            for column in ("area", "state", "owner", *source.fields)
        ),
        **logging(definition),
    }


def logging(definition: LedgerDefinition) -> dict[str, sql.Composable]:
    """What a statement needs to log images of the rows ``t``: ``image``, its ``layout``, and
    ``keep_layout``."""
    layout = image_layout(definition)
    return {"image": layout.packed(), "layout": sql.Literal(layout.id), "keep_layout": layout.kept()}


def _table(definition: LedgerDefinition) -> sql.Composable:
    return sql.Identifier(definition.table)


def _match(definition: LedgerDefinition, source: Source) -> sql.Composable:
    if not source.by_key:
        return sql.SQL("t.id = s.id")
    if not definition.key:
        return sql.SQL("FALSE")
    return sql.SQL(" AND ").join(
        sql.SQL("t.{0} = s.{0}").format(sql.Identifier(name)) for name in ("area", *definition.key)
    )


def _merged(definition: LedgerDefinition, source: Source) -> sql.Composable:
    """Every column of the row as it will be, and what is needed to judge it."""
    columns = [
        sql.SQL("s.n, t.id AS row_id, t.version AS row_version, t.updated_at AS _since"),
        sql.SQL("t.state AS old_state, t.area AS _area, s.area"),
        sql.SQL("{} AS state, {} AS owner").format(_state(definition), _OWNER),
    ]
    for name in definition.by_name:
        columns.append(sql.SQL("{} AS {}").format(_value(definition, source, name), sql.Identifier(name)))
    return _comma(columns)


_OWNER = sql.SQL("coalesce(s.owner, t.owner, '')")


def _state(definition: LedgerDefinition) -> sql.Composable:
    return sql.SQL("coalesce(s.state, t.state, {})").format(sql.Literal(definition.initial_state))


def _value(definition: LedgerDefinition, source: Source, name: str) -> sql.Composable:
    column = sql.Identifier(name)
    if name not in source.fields:
        return sql.SQL("t.{}").format(column)
    if definition.by_name[name].private:
        return sql.SQL("CASE WHEN {} = ANY(s.keep) THEN t.{} ELSE s.{} END").format(
            sql.Literal(name), column, column
        )
    return sql.SQL("s.{}").format(column)


def _differs(definition: LedgerDefinition, source: Source) -> sql.Composable:
    """Whether the row as it will be is not the row as it is, over the columns that came."""
    pairs: list[tuple[sql.Composable, sql.Composable]] = [
        (sql.SQL("t.area"), sql.SQL("s.area")),
        (sql.SQL("t.state"), _state(definition)),
        (sql.SQL("t.owner"), _OWNER),
    ]
    pairs += [
        (sql.SQL("t.{}").format(sql.Identifier(name)), _value(definition, source, name))
        for name in source.fields
    ]
    tests = [sql.SQL("{} IS DISTINCT FROM {}").format(old, new) for old, new in pairs]
    return sql.SQL("({})").format(sql.SQL(" OR ").join(tests))


def _limits(definition: LedgerDefinition, source: Source) -> dict[str, dict[str, str]]:
    """The table of working days for every start day that the merged rows hold."""
    days: set[Any] = set()
    for name in start_days(definition):
        query = sql.SQL(
            "SELECT DISTINCT {value} FROM {source} LEFT JOIN {table} t ON {match} AND t.deleted_at IS NULL"
        ).format(
            value=_value(definition, source, name),
            source=source.relation,
            table=_table(definition),
            match=_match(definition, source),
        )
        with connection.cursor() as cursor:
            cursor.execute(query.as_string(None), dict(source.parameters))
            days.update(day for (day,) in cursor.fetchall() if day is not None)
    return working_limits(definition, days)


def _comma(pieces: Iterable[sql.Composable]) -> sql.Composable:
    return sql.SQL(", ").join(pieces)
