"""The statements that compute cells from rows, printed from compiled measures.

One grouped pass over the rows for each date column the measures use (``on``, and ``until`` for leaving):
every measure is a few FILTER aggregates of that pass. The passes are added up per indicator, area and month.
The same text serves a whole ledger and a write of a few rows; the rows of a write carry a ``sign``, −1 as
they were, +1 as they are, and are added up by it, so that what does not change is gone before the measures
pick.

The books, the months in which an area's rows began (the earliest of a row's entry days and its recording),
are cells without an indicator: the first pass counts them on its way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from math import prod
from typing import Final, NamedTuple

from zhenyu.core.values.area_codes import AreaLevel
from zhenyu.formulas.fields import FieldInfo
from zhenyu.formulas.nodes import DatePart, FieldRef, Node
from zhenyu.formulas.postgresql import ROW, column, decimal_text, literal, row_sql
from zhenyu.formulas.tree import walk
from zhenyu.indicators.measures.measure import RECORDED_SQL, CompiledMeasure, MeasureRole
from zhenyu.indicators.measures.movements import Movement, movements
from zhenyu.indicators.measures.registry import STILL_CURRENT

KEY = "indicator, area, month, level"
_SUMS = ("total", "rows", "stated", "moves")
COLUMNS = f"{KEY}, divisor, {', '.join(_SUMS)}"
_MOVED = "moved"
"""The rows of a write, before and after, under their ledger's columns and ``sign``."""

TABLES = ("indicators_cell", "indicators_town_cell")
TOWN_DIGITS: Final = AreaLevel.TOWN.digits
_WAYS_AT_MOST = 100
"""To combine choices; with more of them rows would hardly be fewer once added up by them."""
_ADD = ", ".join(f"{name} = c.{name} + excluded.{name}" for name in _SUMS)
_BACK_TO_OUTER = "CASE WHEN still THEN set_config('zhenyu.scope', %(outer)s, true) END"
_STORED = "ledger, computed_at"


@lru_cache(maxsize=256)
def columns_needed(measures: tuple[CompiledMeasure, ...]) -> frozenset[str]:
    """The columns by which a row counts: an edit of any other moves no figure."""
    return frozenset(name for measure in measures for name in measure.columns)


@lru_cache(maxsize=256)
def cells_of(measures: tuple[CompiledMeasure, ...]) -> str:
    """SELECT indicator, area, month, level, divisor, total, rows, stated, moves of the areas ``%(low)s`` to
    ``%(high)s``, computed from the rows of the ledger."""
    below = f"{ROW}.deleted_at IS NULL AND {ROW}.area >= %(low)s AND {ROW}.area < %(high)s"
    return _cells(measures, f'"{measures[0].table}" AS {ROW}', below, _of_rows)


@lru_cache(maxsize=256)
def apply_statement(measures: tuple[CompiledMeasure, ...]) -> str:
    """Add to cells and town cells what a write moves, and leave the scope for the outer one; SELECT whether
    the measures are the ledger's yet (if not, nothing was done) and whether some of the cells are empty now.

    Parameters: ``before`` and ``after``, JSON lists of rows; ``ledger``; ``now``; ``outer``, the scope to go
    back to; those of ``STILL_CURRENT``. Cells are locked in the order of their keys, so that two writers
    never wait for each other in a circle. The scope is put back by the aggregate's own line, which is made
    when every cell has been written.
    """
    if not measures:
        return f"SELECT still, FALSE, {_BACK_TO_OUTER} FROM (SELECT {STILL_CURRENT}) AS measured (still)"
    table, changed = measures[0].table, " OR ".join(f"{name} <> 0" for name in _SUMS)
    cells = _cells(measures, f"{_MOVED} AS {ROW}", "TRUE", _of_moved)
    return (
        f"WITH measured AS MATERIALIZED (SELECT {STILL_CURRENT} AS still),\n"
        f"{_MOVED} AS MATERIALIZED (SELECT r.* FROM measured JOIN (\n"
        f'  SELECT -1 AS sign, b.* FROM jsonb_populate_recordset(NULL::"{table}", %(before)s::jsonb) AS b\n'
        f'  UNION ALL SELECT 1, a.* FROM jsonb_populate_recordset(NULL::"{table}", %(after)s::jsonb) AS a) AS r ON still),\n'
        f"cell AS MATERIALIZED (SELECT * FROM (\n{cells}\n) AS m WHERE {changed}),\n"
        f"cells AS ({_added('indicators_cell', 'cell')}),\n"
        f"towns AS ({_added('indicators_town_cell', in_towns('cell'))})\n"
        f"SELECT still, emptied, {_BACK_TO_OUTER} FROM measured,"
        " (SELECT coalesce(bool_or(moves = 0), FALSE) AS emptied"
        " FROM (SELECT moves FROM cells UNION ALL SELECT moves FROM towns) AS w) AS written"
    )


def in_towns(cells: str) -> str:
    """A relation: the cells of towns, from those of a relation of cells."""
    return (
        f"(SELECT indicator, left(area, {TOWN_DIGITS}) AS area, month, level, divisor, {_summed()}"
        f" FROM {cells} WHERE NOT level GROUP BY 1, 2, 3, 4, 5) AS t"
    )


def stored(table: str, relation: str) -> str:
    """INSERT the cells of a relation as they are, in the order of the index they go into."""
    return (
        f"INSERT INTO {table} ({COLUMNS}, {_STORED}) SELECT {COLUMNS}, %(ledger)s, %(now)s FROM {relation}"
        f" ORDER BY {KEY}"
    )


def _added(table: str, relation: str) -> str:
    return (
        f"INSERT INTO {table} AS c ({COLUMNS}, {_STORED}) SELECT {COLUMNS}, %(ledger)s, %(now)s FROM {relation}"
        f" ORDER BY {KEY} ON CONFLICT ({KEY}, ledger) DO UPDATE SET divisor = excluded.divisor,"
        f" computed_at = excluded.computed_at, {_ADD} RETURNING c.moves"
    )


def _cells(measures: Sequence[CompiledMeasure], source: str, where: str, summed: _Summed) -> str:
    by_day = {day: list(moves) for day, moves in groupby(movements(measures), key=lambda move: move.day_sql)}
    days = list(by_day) or [RECORDED_SQL]
    began = _month(f"least({', '.join(sorted({RECORDED_SQL, *(each.entry_sql for each in measures)}))})")
    passes = [
        _pass(source, day, by_day.get(day, []), where, summed, None if number else began)
        for number, day in enumerate(days)
    ]
    union = "\n  UNION ALL\n".join(passes)
    return (
        f"SELECT indicator, area, month, level, divisor, {_summed()}\n"
        f"FROM (\n{union}\n) AS m\nGROUP BY indicator, area, month, level, divisor"
    )


def _summed() -> str:
    return ", ".join(f"sum({name}){'' if name == 'total' else '::bigint'} AS {name}" for name in _SUMS)


def _pass(
    source: str, day: str, moves: list[Movement], where: str, summed: _Summed, began: str | None
) -> str:
    """One scan. With ``began`` it counts the books too, and so takes in rows without this day."""
    keys = {"area": f"{ROW}.area", "month": _month(day), **({"began": began} if began else {})}
    known = "TRUE" if began else f"{day} IS NOT NULL"
    rows = f"{source}\n    WHERE {known} AND {where}"
    folding = _folding(moves)
    if folding is not None:
        rows, keys, summed = _folded(rows, keys, folding, moves, summed)
    totals = [column for number, move in enumerate(moves) for column in _aggregates(number, move, summed)]
    totals += [f"{summed(None).rows} AS n"] if began else []
    columns = ",\n           ".join([_named(keys), *totals])
    values = [_value(number, move) for number, move in enumerate(moves)]
    values += ["SELECT '', g.began, FALSE, 1, 0::numeric, g.n, 0, g.n WHERE g.n <> 0"] if began else []
    return (
        "  SELECT u.indicator, g.area, u.month, u.level, u.divisor::numeric, u.total, u.rows, u.stated, u.moves"
        f" FROM (\n    SELECT {columns}\n    FROM {rows}\n    GROUP BY {_places(keys)}) AS g\n"
        f"  CROSS JOIN LATERAL (\n    {' UNION ALL '.join(values)}\n  )"
        " AS u (indicator, month, level, divisor, total, rows, stated, moves)"
    )


def _named(keys: Mapping[str, str]) -> str:
    return ", ".join(f"{key} AS {name}" for name, key in keys.items())


def _places(keys: Sized) -> str:
    return ", ".join(str(position) for position in range(1, len(keys) + 1))


class _Sums(NamedTuple):
    """The aggregates of a number: how many rows, its sum, how many of them are not blank."""

    rows: str
    total: str
    stated: str


_Summed = Callable[[Node | None], _Sums]


def _of_rows(counted: Node | None) -> _Sums:
    number = row_sql(counted) if counted is not None else "NULL"
    return _Sums("count(*)", f"sum({number})", f"count({number})")


def _of_moved(counted: Node | None) -> _Sums:
    """As :func:`_of_rows`, each row times its sign."""
    number, sign = row_sql(counted) if counted is not None else "NULL::numeric", f"{ROW}.sign"
    return _Sums(
        f"sum({sign})", f"sum({number} * {sign})", f"sum(CASE WHEN {number} IS NOT NULL THEN {sign} END)"
    )


# Most conditions ask a choice or the state. Rows are then added up once by those, and every measure picks
# from the few sums: ten measures of a million rows took 1.65 s of CPU instead of 1.83.


def _folding(moves: Iterable[Movement]) -> list[FieldInfo] | None:
    """The choices that the conditions ask; None where they ask something else, or there are too many ways to
    choose."""
    fields: dict[str, FieldInfo] = {}
    for move in moves:
        where = move.measure.where
        if move.leaving:
            return None
        parts = walk(where.tree) if where else ()
        fields |= {part.field.name: part.field for part in parts if isinstance(part, (FieldRef, DatePart))}
    ways = prod(len(field.options) for field in fields.values())
    return list(fields.values()) if 0 < ways <= _WAYS_AT_MOST else None


def _folded(
    rows: str, keys: dict[str, str], fields: Iterable[FieldInfo], moves: Iterable[Movement], summed: _Summed
) -> tuple[str, dict[str, str], _Summed]:
    """The rows added up by keys and choices as a relation, its keys, and how to add up its lines."""
    counted = {
        row_sql(term.counted): term.counted
        for move in moves
        for term in move.terms
        if term.counted is not None
    }
    position = {number: n for n, number in enumerate(counted)}
    grouped = keys | {f'"{field.name}"': column(field.name) for field in fields}
    sums = [
        f"{summed(number).total} AS s{n}, {summed(number).stated} AS c{n}"
        for n, number in enumerate(counted.values())
    ]
    relation = (
        f"(\n      SELECT {', '.join([_named(grouped), f'{summed(None).rows} AS n', *sums])}\n      FROM {rows}"
        f"\n      GROUP BY {_places(grouped)}) AS {ROW}"
    )

    def summed_again(number: Node | None) -> _Sums:
        n = position[row_sql(number)] if number is not None else None
        return _Sums(f"sum({ROW}.n)", f"sum({ROW}.s{n})", f"sum({ROW}.c{n})")

    return relation, {name: f"{ROW}.{name}" for name in keys}, summed_again


def _month(day: str) -> str:
    """The first of a day's month. By way of a time without zone: with one it takes three times as long."""
    return f"date_trunc('month', {day}::timestamp)::date"


def _aggregates(number: int, move: Movement, summed: _Summed) -> list[str]:
    """The columns of one movement: rows ``n``, a sum ``t_i`` a term, and of a single sum how many are not
    blank."""
    only = f"FILTER (WHERE {move.condition_sql})"
    found = [f"{summed(None).rows} {only} AS n{number}"]
    for position, term in enumerate(move.terms):
        if term.counted is not None:
            found.append(f"{summed(term.counted).total} {only} AS t{number}_{position}")
    blankable = _may_be_blank(move)
    if blankable is not None:
        found.append(f"{summed(blankable).stated} {only} AS c{number}")
    return found


def _value(number: int, move: Movement) -> str:
    """A line of the cell, where anything moves it. Rows may come to nothing that together bring or take an
    amount."""
    rows = f"g.n{number}"
    sums = {
        position: f"g.t{number}_{position}"
        for position, term in enumerate(move.terms)
        if term.counted is not None
    }
    parts = [
        f"coalesce({sums[position]}, 0)::numeric{_times(term.factor)}"
        if position in sums
        else f"coalesce({rows}, 0)::numeric{_times(term.factor)}"
        for position, term in enumerate(move.terms)
    ]
    stated = rows if _may_be_blank(move) is None else f"g.c{number}"
    out = "-" if move.leaving else ""
    level = "TRUE" if move.measure.role is MeasureRole.LEVEL else "FALSE"
    amounts = [
        f"{out}({' + '.join(parts)})",
        f"{out}coalesce({rows}, 0)",
        f"coalesce({stated}, 0)",
        f"coalesce({rows}, 0)",
    ]
    code = literal(move.measure.indicator.code)
    moved = " OR ".join(f"{each} <> 0" for each in dict.fromkeys((rows, *sums.values(), stated)))
    return f"SELECT {code}, g.month, {level}, {move.divisor}, {', '.join(amounts)} WHERE ({moved}) AND g.month IS NOT NULL"


def _may_be_blank(move: Movement) -> Node | None:
    """The number whose blanks leave the value blank; sums of several terms take a blank for nothing."""
    return move.terms[0].counted if len(move.terms) == 1 else None


def _times(factor: Fraction) -> str:
    return "" if factor == 1 else f" * ({decimal_text(factor)})"
