"""The impact of a redefinition on the existing rows: counted over all rows, with examples among those the
reader may see."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.db import connection, transaction
from django.db.utils import DataError, ProgrammingError
from psycopg import sql

from zhenyu.core.database.row_security import scope_applied
from zhenyu.core.values.scope import EVERYTHING
from zhenyu.formulas.postgresql import quoted
from zhenyu.ledgers.definition.diff import ChangeKind, DefinitionChange, definition_changes
from zhenyu.ledgers.definition.field_renames import origins
from zhenyu.ledgers.definition.formula_fields import compiled_check, misfit
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.schema.retyped_values import converted, keeps_values
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.values.shown_values import mask, show_value
from zhenyu.ledgers.values.stored_values import from_column

SHOWN: Final = 10
"""So many rows are named."""


class Severity(StrEnum):
    """Whether a change may be made: ``warning`` asks to look first, ``refused`` would lose data."""

    FINE = "fine"
    WARNING = "warning"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Example:
    """A row concerned, and what it holds there (masked where private)."""

    id: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Impact:
    """A change of the definition and what it does to rows.

    Arguments:
        rows: how many active rows it concerns, wherever they are.
        examples: the first of them that the reader may see.
    """

    change: DefinitionChange
    severity: Severity
    rows: int = 0
    message: str = ""
    hint: str = ""
    examples: tuple[Example, ...] = ()

    @property
    def counted(self) -> str:
        """``12条，如编号 3、8、9``; empty when no row is concerned."""
        if not self.rows:
            return ""
        named = "、".join(str(example.id) for example in self.examples[:5])
        return f"{self.rows}条，如编号 {named}" if named else f"{self.rows}条"


@dataclass(frozen=True, slots=True)
class _Effect:
    """For a kind of change: the rows concerned, and the message when there are any."""

    condition: Callable[[DefinitionChange], sql.Composable]
    severity: Severity
    message: str
    hint: str = ""


def impacts(old: LedgerDefinition, new: LedgerDefinition) -> tuple[Impact, ...]:
    """The impact of every change on the rows of the ledger, with examples from within the scope that is
    set."""
    return tuple(found for change in definition_changes(old, new) for found in _impacts_of(old, new, change))


def refused(
    old: LedgerDefinition, new: LedgerDefinition, kinds: Container[ChangeKind] = frozenset(ChangeKind)
) -> tuple[Impact, ...]:
    """The impacts that forbid a redefinition, of changes of these kinds."""
    asked = [change for change in definition_changes(old, new) if change.kind in kinds]
    return tuple(
        found
        for change in asked
        for found in _impacts_of(old, new, change)
        if found.severity is Severity.REFUSED
    )


def _impacts_of(old: LedgerDefinition, new: LedgerDefinition, change: DefinitionChange) -> Iterator[Impact]:
    if change.kind is ChangeKind.RETYPE_FIELD:
        yield _retyped(old, change)
    elif change.kind is ChangeKind.KEY:
        yield from _rekeyed(old, change)
    elif change.kind is ChangeKind.ADD_CHECK:
        yield _checked(old, new, change)
    elif change.kind in _EFFECTS:
        effect = _EFFECTS[change.kind]
        column = (
            change.before.name if change.before else "state" if change.kind is ChangeKind.DROP_STATES else ""
        )
        yield _impact_on(
            old, change, effect.condition(change), effect.severity, effect.message, effect.hint, column
        )
    else:
        yield Impact(change, Severity.FINE)


def _column(change: DefinitionChange) -> sql.Composable:
    assert change.before is not None  # noqa: S101 — asked of steps about a field that stands
    return sql.Identifier(change.before.name)


def _filled(change: DefinitionChange) -> sql.Composable:
    return sql.SQL("{} IS NOT NULL").format(_column(change))


def _blank(change: DefinitionChange) -> sql.Composable:
    return sql.SQL("{} IS NULL").format(_column(change))


def _picked(change: DefinitionChange) -> sql.Composable:
    assert change.before is not None  # noqa: S101
    operator = "{} && {}::text[]" if change.before.type is FieldType.CHOICES else "{} = ANY({})"
    return sql.SQL(operator).format(_column(change), sql.Literal(list(change.names)))


def _in_states(change: DefinitionChange) -> sql.Composable:
    return sql.SQL("state = ANY({})").format(sql.Literal(list(change.names)))


def _every(_: DefinitionChange) -> sql.Composable:
    return sql.SQL("TRUE")


_EFFECTS: Final[Mapping[ChangeKind, _Effect]] = {
    ChangeKind.LEVEL: _Effect(_every, Severity.REFUSED, "已有按原层级登记的记录，不能改层级", "另建一个台账"),
    ChangeKind.DOMAIN: _Effect(
        _every,
        Severity.WARNING,
        "能看到这些记录的人会变：只有新领域的授权才能打开",
        "请先确认经办人有新领域的授权",
    ),
    ChangeKind.RETIRE_FIELD: _Effect(
        _filled, Severity.FINE, "这一栏有内容的记录，内容原样保留，停用期间不再显示，恢复后又能看到"
    ),
    ChangeKind.DROP_FIELD: _Effect(
        _filled, Severity.REFUSED, "这一栏里还有数据，不能删去", "改为停用（移到 retired 里），内容会保留"
    ),
    ChangeKind.UNIT: _Effect(
        _filled, Severity.REFUSED, "改了单位，已有的数会变了意思", "新加一个栏目，换算后再停用旧栏目"
    ),
    ChangeKind.DROP_CHOICES: _Effect(
        _picked, Severity.REFUSED, "有记录用着要删的选项", "先把这些记录改成别的选项，或保留原选项"
    ),
    ChangeKind.REQUIRE_FIELD: _Effect(
        _blank, Severity.WARNING, "这一栏是空的，下次修改这些记录时要先填上", "可以先补齐，再改为必填"
    ),
    ChangeKind.DROP_STATES: _Effect(_in_states, Severity.REFUSED, "还有记录在用", "先把这些记录办到别的状态"),
    ChangeKind.START_STATES: _Effect(_every, Severity.FINE, "已有记录都会标上起始状态"),
}


# --- steps that take more than a condition --------------------------------------------------------


def _retyped(old: LedgerDefinition, change: DefinitionChange) -> Impact:
    assert change.before is not None  # noqa: S101
    assert change.after is not None  # noqa: S101
    if keeps_values(change.before, change.after):
        return _impact_on(old, change, _filled(change), Severity.FINE, "有内容的记录，内容原样转换")
    texts = list(unreadable(old, change.before, change.after))
    if not texts:
        return _impact_on(old, change, _filled(change), Severity.FINE, "有内容的记录，内容都能转换")
    condition = sql.SQL("{}::text = ANY({})").format(_column(change), sql.Literal(texts))
    message = "这些内容不能转换，会丢失数据"
    hint = "先把这些内容改正，或新加一个栏目，核对后逐条转过去"
    return _impact_on(old, change, condition, Severity.REFUSED, message, hint, change.before.name)


def unreadable(old: LedgerDefinition, before: Field, after: Field) -> dict[str, CellProblem]:
    """Column text → problem for every value of active rows that cannot become one of the new type."""
    statement = sql.SQL(
        "SELECT DISTINCT {column}::text, {column} FROM {table} WHERE {column} IS NOT NULL AND deleted_at IS NULL"
    ).format(column=sql.Identifier(before.name), table=sql.Identifier(old.table))
    problems = {}
    with scope_applied(EVERYTHING, "系统"), connection.cursor() as cursor:
        cursor.execute(statement.as_string(None))
        while chunk := cursor.fetchmany(5000):
            for text, value in chunk:
                answer = converted(before, after, from_column(before, value))
                if isinstance(answer, CellProblem):
                    problems[text] = answer
    return problems


def _rekeyed(old: LedgerDefinition, change: DefinitionChange) -> Iterator[Impact]:
    """Blank parts and duplicates forbid a key; a new column is blank everywhere."""
    if not change.names:
        yield Impact(change, Severity.FINE, message="以后导入不再按主键更新，每行都作新记录")
        return
    if not all(change.names):
        message, hint = "新的主键栏目在已有记录里还是空的", "先加栏目、补齐数据，再改主键"
        yield _impact_on(old, change, sql.SQL("TRUE"), Severity.REFUSED, message, hint)
        return
    columns = [sql.Identifier(name) for name in change.names]
    blank = sql.SQL(" OR ").join(sql.SQL("{} IS NULL").format(column) for column in columns)
    doubled = sql.SQL(
        "id IN (SELECT unnest(array_agg(id)) FROM {} WHERE deleted_at IS NULL GROUP BY {} HAVING count(*) > 1)"
    ).format(sql.Identifier(old.table), sql.SQL(", ").join([sql.Identifier("area"), *columns]))
    for condition, message, hint in (
        (blank, "主键栏目有空值", "先补齐这一栏"),
        (doubled, "按新的主键有重复的记录", "先合并或改正重复的记录"),
    ):
        found = _impact_on(old, change, condition, Severity.REFUSED, message, hint)
        if found.rows:
            yield found
            return
    yield Impact(change, Severity.FINE)


def _checked(old: LedgerDefinition, new: LedgerDefinition, change: DefinitionChange) -> Impact:
    """Rows that break a new check; one that reads new or retyped fields can only be checked once these
    exist."""
    if not change.check:
        return Impact(change, Severity.FINE)
    source = {**origins(old, new), "state": "state"}
    check = compiled_check(new, change.check)
    for name in check.names:
        known = name == "state" or (
            name in source and old.whole.by_name[source[name]].type == new.whole.by_name[name].type
        )
        if not known:
            return Impact(change, Severity.FINE, message="规则用到新的栏目或类型，保存后对新填的内容起作用")
    on_old = check.sql(lambda name: quoted(source[name]))
    message = "这些记录不符合新规则，下次修改时要先改正"
    broken = sql.SQL(f"NOT {on_old}")
    try:
        with transaction.atomic():
            return _impact_on(old, change, broken, Severity.WARNING, message, "可以先改正这些记录")
    except (ProgrammingError, DataError):
        raise misfit(new.title, change.check) from None


def _impact_on(
    old: LedgerDefinition,
    change: DefinitionChange,
    condition: sql.Composable,
    severity: Severity,
    message: str,
    hint: str = "",
    column: str = "",
) -> Impact:
    """The impact on the rows of a condition; without such rows a change is fine."""
    where = sql.SQL("FROM {} WHERE deleted_at IS NULL AND ({})").format(sql.Identifier(old.table), condition)
    with connection.cursor() as cursor:
        with scope_applied(EVERYTHING, "系统"):
            cursor.execute(sql.SQL("SELECT count(*) {}").format(where).as_string(None))
            (rows,) = cursor.fetchone()
        if not rows:
            return Impact(change, Severity.FINE)
        shown = sql.Identifier(column) if column else sql.NULL
        cursor.execute(
            sql.SQL("SELECT id, {} {} ORDER BY id LIMIT {}")
            .format(shown, where, sql.Literal(SHOWN))
            .as_string(None)
        )
        examples = tuple(Example(id, _text(old, column, value)) for id, value in cursor.fetchall())
    return Impact(change, severity, rows, message, hint, examples)


def _text(definition: LedgerDefinition, column: str, value: Any) -> str:
    if value is None:
        return ""
    if column == "state":
        return definition.states.get(value, value)
    field = definition.whole.by_name[column]
    typed = from_column(field, value)
    return mask(field, typed) if field.private else show_value(field, typed)[:60]


def sentence_of(found: Sequence[Impact]) -> tuple[str, str]:
    """The first refusal as one sentence with its rows, and what to do."""
    first = found[0]
    counted = f"（{first.counted}）" if first.counted else ""
    return f"{first.change.sentence}：{first.message}{counted}", first.hint
