"""A check means what PostgreSQL itself understands by its text: compiled and raw condition are compared, row
by row, on combinations of telling values.

The raw side is what checks were before they joined the library: the text parsed by sqlglot and written back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from pathlib import Path
from random import Random

import pytest
import sqlglot
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import zhenyu.packs
from zhenyu.formulas.check import parse_check
from zhenyu.formulas.fields import FieldInfo, ValueKind
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.formula_fields import compiled_check
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType
from zhenyu.ledgers.schema.columns import sql_type
from zhenyu.packs.loader import load

pytestmark = pytest.mark.django_db

_SAMPLES: Mapping[str, tuple[str, ...]] = {
    "bigint": ("NULL", "-3", "0", "1", "31", "100", "101"),
    "numeric": ("NULL", "-0.5", "0", "1", "5.5", "100", "100.01"),
    "date": ("NULL", "'2025-01-01'", "'2025-01-31'", "'2026-12-31'"),
    "boolean": ("NULL", "TRUE", "FALSE"),
    "text": ("NULL", "''", "'flush'", "'tank'", "'王小二'", "'a%b'"),
    "text[]": ("NULL", "'{}'", "'{a,b}'"),
    "jsonb": ("NULL", "'[]'", """'[{"name": "a"}]'"""),
}

_MOST_ROWS = 250


def raw_condition(text: str) -> str:
    """The text as PostgreSQL reads it, columns quoted."""
    return sqlglot.parse_one(text, read="postgres").sql(dialect="postgres", identify=True, comments=False)


def rows_that_differ(raw: str, compiled: str, columns: Mapping[str, str]) -> list[tuple[object, ...]]:
    """Combinations of values of which the two conditions do not say the same."""
    combinations = list(product(*(_SAMPLES[kind] for kind in columns.values())))
    if len(combinations) > _MOST_ROWS:
        combinations = Random(len(raw)).sample(combinations, _MOST_ROWS)  # noqa: S311 — rows of a test
    kinds = list(columns.values())
    lines = (
        ", ".join(f"{value}::{kind}" for value, kind in zip(values, kinds, strict=True)) or "1"
        for values in combinations
    )
    rows = f"(VALUES {', '.join(f'({line})' for line in lines)}) AS r ({', '.join(columns) or 'one'})"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {rows} WHERE ({raw}) IS DISTINCT FROM ({compiled})")
        return list(cursor.fetchall())


def _column_type(field: Field | None) -> str:
    kind = sql_type(field) if field else "text"
    return "text" if kind.startswith("varchar") else kind


def _checks_of_the_pack() -> Iterable[tuple[str, str]]:
    pack = load(Path(zhenyu.packs.__path__[0]) / "township")
    for item in pack.ledgers:
        for constraint in item.raw.get("constraints") or ():
            if "check" in constraint:
                yield item.code, constraint["check"]


@pytest.mark.parametrize(("ledger", "text"), list(_checks_of_the_pack()))
def test_a_check_of_the_pack_refuses_the_rows_its_text_refuses(ledger: str, text: str) -> None:
    pack = load(Path(zhenyu.packs.__path__[0]) / "township")
    definition = read_definition(next(item.raw for item in pack.ledgers if item.code == ledger))
    check = compiled_check(definition, text)
    columns = {name: _column_type(definition.by_name.get(name)) for name in check.names}
    assert rows_that_differ(raw_condition(text), check.sql(), columns) == []
    assert check.sentence


FIELDS: Mapping[str, FieldType] = {
    "cost": FieldType.MONEY,
    "paid": FieldType.DECIMAL,
    "persons": FieldType.INTEGER,
    "name": FieldType.TEXT,
    "kind": FieldType.CHOICE,
    "sound": FieldType.BOOLEAN,
    "begun": FieldType.DATE,
    "done": FieldType.DATE,
    "tags": FieldType.CHOICES,
    "photos": FieldType.ATTACHMENT,
}
_KINDS: Mapping[FieldType, ValueKind] = {
    FieldType.MONEY: ValueKind.NUMBER,
    FieldType.DECIMAL: ValueKind.NUMBER,
    FieldType.INTEGER: ValueKind.NUMBER,
    FieldType.BOOLEAN: ValueKind.BOOLEAN,
    FieldType.DATE: ValueKind.DATE,
    FieldType.CHOICES: ValueKind.OPAQUE,
    FieldType.ATTACHMENT: ValueKind.OPAQUE,
}
INFOS = tuple(FieldInfo(name, name, _KINDS.get(kind, ValueKind.TEXT)) for name, kind in FIELDS.items())
_COLUMNS: Mapping[str, str] = {
    "cost": "numeric",
    "paid": "numeric",
    "persons": "bigint",
    "name": "text",
    "kind": "text",
    "sound": "boolean",
    "begun": "date",
    "done": "date",
    "tags": "text[]",
    "photos": "jsonb",
}


def assert_same(text: str) -> None:
    check = parse_check(text, INFOS)
    columns = {name: _COLUMNS[name] for name in check.names}
    different = rows_that_differ(raw_condition(text), check.sql(), columns)
    assert different == [], f"{text} → {check.sql()}"


@pytest.mark.parametrize(
    "text",
    [
        "case when cost > 1 then paid else null end > 1",
        "case when cost > 1 then paid when sound then 3 end > 1",
        "case kind when 'flush' then cost when 'tank' then paid end >= 0",
        "case when sound then done > begun else true end",
        "if(sound, cost, paid) > 1",
        "iif(sound, cost, paid) > 1",
        "coalesce(cost, paid, 0) >= 1",
        "ifnull(cost, 0) >= 1",
        "nvl(done, '2026-01-01') > begun",
        "coalesce(sound, false)",
        "coalesce(kind, 'flush') = 'flush'",
        "length(name) = 5",
        "char_length(name) between 1 and 5",
        "character_length(name) <> 0 or len(name) = 0",
        "abs(cost - paid) < 1",
        "-cost <= 0",
        "+cost <= 0",
        "name like '王%'",
        "name not like '%b' and name ~~ '%'",
        "name like '%a\\%b%'",
        "name like kind",
        "name isnull or name notnull",
        "sound is true",
        "sound is not true",
        "sound is not false",
        "sound is unknown",
        "(cost > 1) is true",
        "(cost > 1) is null",
        "(cost + paid) is not null",
        "(cost, paid) = (1, 5.5)",
        "(cost, paid) <> (1, 5.5)",
        "(cost, paid) < (1, 5.5)",
        "(cost, paid) >= (1, 5.5)",
        "((cost, paid)) = (1, 5.5)",
        "(cost, name) in ((1, 'flush'), (0, ''))",
        "(cost, paid) is null",
        "not (cost, paid) is null",
        "cost between symmetric 100 and 0",
        "cost not between 0 and 5",
        "cost in (paid, 1, '5.5')",
        "cost not in (1, 2)",
        "cost > '5'",
        "cost = 1e2 or cost = .5 or cost = 5.",
        "sound = 'yes' or sound <> 'f'",
        "(cost > 1) = sound",
        "sound <= (cost > 1)",
        "sound = false or paid > 1",
        "not sound",
        "name < kind or name >= 'a'",
        "done - begun <= 30",
        "done - '2025-01-01' > 30",
        "'2026-01-01' - done > 30",
        "begun + 30 >= done",
        "30 + begun >= done",
        "done - 30 >= begun",
        "done <= 'today'",
        "done < 'tomorrow' and done <> 'yesterday'",
        "done >= '2025-1-31' and begun > '2025/1/1'",
        "done = '20250131'",
        "tags is null or tags = '{a,b}'",
        "photos <> '[]'",
        "cost >= 0 -- 造价",
        "/* 造价 */ cost >= 0",
        '"cost" >= 0',
        "cost == 1 or cost != 2",
        "cost * 1.1 / 2 > paid - 0.5",
        "kind = 'a option that is none'",
        "cost > 0 or sound and not kind = 'flush'",
    ],
)
def test_what_a_check_could_say_it_still_says(text: str) -> None:
    assert_same(text)


_numbers = st.sampled_from(["cost", "paid", "persons", "0", "1", "5.5", "100", "length(name)"])
_number = st.recursive(
    _numbers,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*"), inner),
        st.builds("({} / {})".format, inner, st.sampled_from(["2.0", "4.5"])),
        st.builds("-{}".format, _numbers),
        st.builds("abs({})".format, inner),
        st.builds("coalesce({}, {})".format, inner, inner),
        st.builds("case when sound then {} else {} end".format, inner, inner),
    ),
    max_leaves=4,
)
_days = st.sampled_from(["begun", "done", "begun + 30", "coalesce(done, begun)"])
_signs = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
_leaf = st.one_of(
    st.builds("{} {} {}".format, _number, _signs, _number),
    st.builds("{} {} {}".format, _days, _signs, _days),
    st.builds("{} {} '{}'".format, _days, _signs, st.sampled_from(["2025-01-01", "2026-6-1"])),
    st.builds("{} is {}null".format, st.sampled_from(sorted(FIELDS)), st.sampled_from(["", "not "])),
    st.builds("{} between {} and {}".format, _number, _numbers, _numbers),
    st.builds("kind {} ('flush', name)".format, st.sampled_from(["in", "not in"])),
    st.builds(
        "name {} '{}'".format, st.sampled_from(["like", "not like"]), st.sampled_from(["a%", "%二", "_%"])
    ),
    st.builds("sound is {}true".format, st.sampled_from(["", "not "])),
    st.just("sound"),
)
_conditions = st.recursive(
    _leaf,
    lambda inner: st.one_of(
        st.builds("({}) {} ({})".format, inner, st.sampled_from(["and", "or", "=", "<="]), inner),
        st.builds("{} {} {}".format, _leaf, st.sampled_from(["and", "or"]), _leaf),
        st.builds("not ({})".format, inner),
        st.builds("case when {} then {} else {} end".format, inner, inner, inner),
    ),
    max_leaves=4,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_conditions)
def test_a_check_put_together_from_parts_means_what_its_text_means(db: None, text: str) -> None:
    assert_same(text)


def test_whole_numbers_divide_exactly() -> None:
    """The database alone would cut 31 / 2 down to 15."""
    check = parse_check("persons / 2 = 15.5", INFOS)
    assert (31,) in rows_that_differ("FALSE", f"coalesce({check.sql()}, FALSE)", {"persons": "bigint"})


def test_a_division_by_nought_has_nothing_to_say() -> None:
    """The database alone would break off the whole import."""
    check = parse_check("cost / persons > 1", INFOS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {check.sql()} FROM (SELECT 1::numeric AS cost, 0::bigint AS persons) AS r")
        assert cursor.fetchone() == (None,)


def test_the_texts_of_a_check_stay_texts_in_a_statement_with_parameters() -> None:
    check = parse_check("name = '50%' or name = '%(low)s'", INFOS)
    with connection.cursor() as cursor:
        statement = f"SELECT {check.sql(parameters=True)}, %(low)s FROM (SELECT '50%%' AS name) AS r"
        cursor.execute(statement, {"low": "x"})
        assert cursor.fetchone() == (True, "x")
        cursor.execute(f"SELECT {check.sql()} FROM (SELECT '50%' AS name) AS r")
        assert cursor.fetchone() == (True,)
