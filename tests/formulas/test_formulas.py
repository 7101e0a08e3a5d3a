"""The formula language: what it says, what it refuses, and that no text of a user reaches the database as it
is."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp, parse_one

from zhenyu.core.errors import UsageError
from zhenyu.formulas.fields import FieldInfo, ValueKind
from zhenyu.formulas.formula import SYSTEM_FIELDS, parse_condition, parse_value
from zhenyu.formulas.postgresql import row_total_sql

FIELDS = (
    FieldInfo("household", "户编号", ValueKind.TEXT),
    FieldInfo("cost", "造价", ValueKind.NUMBER, unit="元"),
    FieldInfo("kind", "改厕类型", ValueKind.TEXT, (("flush", "水冲式"), ("tank", "三格式"))),
    FieldInfo("date", "完工日期", ValueKind.DATE),
    FieldInfo("month", "月份", ValueKind.MONTH),
    FieldInfo("sound", "合格", ValueKind.BOOLEAN),
    FieldInfo("id_number", "身份证号", ValueKind.OPAQUE),
    FieldInfo("state", "状态", ValueKind.TEXT, (("accepted", "已验收"), ("planned", "待改"))),
    *SYSTEM_FIELDS,
)


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("state = 'accepted'", """(r."state" = 'accepted'::text)"""),
        ("cost > 0 and not sound", """((r."cost" > 0::numeric) AND (NOT (r."sound" = TRUE)))"""),
        ("cost / 2 >= -1.5", """((r."cost"::numeric / nullif(2::numeric, 0)) >= (-1.5)::numeric)"""),
        ("kind in ('flush', 'tank')", """(r."kind" IN ('flush'::text, 'tank'::text))"""),
        (
            "date between '2025-01-01' and '2025-12-31'",
            """(r."date" BETWEEN DATE '2025-01-01' AND DATE '2025-12-31')""",
        ),
        ("month = '2025-10'", """(r."month" = DATE '2025-10-01')"""),
        ("id_number is not null", """(NOT (r."id_number" IS NULL))"""),
        ("year(date) = 2025", """(EXTRACT(YEAR FROM r."date") = 2025::numeric)"""),
        ("household = 'a''b'", """(r."household" = 'a''b'::text)"""),
        ("household = 'a\\'", """(r."household" = E'a\\\\'::text)"""),
        ("AREA = '990101'", """(r."area" = '990101'::text)"""),
    ],
)
def test_a_condition_becomes_typed_and_quoted_sql(text: str, sql: str) -> None:
    assert parse_condition(text, FIELDS).sql == sql


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("state = 'accepted'", "状态为‘已验收’"),
        ("kind in ('flush', 'tank') and cost > 1000", "改厕类型为‘水冲式’或‘三格式’且造价大于1000"),
        ("state = 'planned' or (sound and cost <= 5)", "状态为‘待改’或（合格为是且造价不超过5）"),
        ("kind not in ('flush')", "改厕类型不是‘水冲式’"),
        ("date is not null", "完工日期已填"),
        ("date >= '2025-03-01'", "完工日期不早于2025年3月1日"),
        ("month(date) = 3", "完工日期的月份等于3"),
    ],
)
def test_a_condition_reads_as_chinese(text: str, sentence: str) -> None:
    assert parse_condition(text, FIELDS).sentence == sentence


@pytest.mark.parametrize(
    ("text", "where", "unit", "sentence"),
    [
        ("count()", "state = 'accepted'", "户", "状态为‘已验收’的户数"),
        ("count()", None, "%", "条数"),
        ("sum(cost)", "sound", "万元", "合格为是的造价合计"),
        ("sum(cost) / 10000", None, "万元", "造价合计÷10000"),
        ("count(distinct household)", None, "户", "不重复的“户编号”户数"),
        ("max(cost)", None, "元", "最大的造价"),
    ],
)
def test_a_measure_reads_as_chinese(text: str, where: str | None, unit: str, sentence: str) -> None:
    condition = parse_condition(where, FIELDS) if where else None
    assert parse_value(text, FIELDS).sentence(condition, unit) == sentence


FORBIDDEN = [
    ("cost > 0; drop table ledger_toilets", 9, "分号"),
    ("(select 1) = 1", 2, "子查询"),
    ("cost in (select cost)", 10, "子查询"),
    ("cost::int > 1", 5, "类型转换"),
    ("cast(cost as int) > 1", 1, "cast"),
    ("date = date '2025-01-01'", 8, "类型转换"),
    ("pg_sleep(9) = 1", 1, "pg_sleep"),
    ("coalesce(cost, 0) > 1", 1, "coalesce"),
    ("lower(household) = 'a'", 1, "lower"),
    ("exists(cost)", 1, "exists"),
    ("secret > 1", 1, "secret"),
    ("other.cost > 1", 1, "other"),
    ("cost > 1 -- 注释", 8, "注释"),
    ("cost /* x */ > 1", 4, "注释"),
    ('"cost" > 1', 1, "双引号"),
    ("household like 'a%'", 11, "like"),
    ("household || 'x' = 'y'", 11, "||"),
    ("household ~ 'x'", 11, "~"),
    ("case when sound then cost end > 1", 1, "case"),
    ("cost = $1", 8, "$"),
    ("cost = :x", 8, ":"),
    ("cost % 2 = 0", 6, "%"),
    ("cost[1] = 1", 5, "["),
    ("current_user = 'x'", 1, "current_user"),
    ("cost = 1e5", 8, "1e5"),
    ("cost = null", 1, "null"),
    ("cost is true", 1, "is null"),
    ("cost > 'a'", 8, "数字"),
    ("kind = 'flsh'", 9, "flsh"),
    ("kind > 'flush'", 1, "大小"),
    ("date > '2025-13-01'", 9, "2025-13-01"),
    ("id_number = '370112'", 13, "敏感"),
    ("id_number = id_number", 1, "敏感"),
    ("cost", 1, "条件"),
    ("true", 1, "条件"),
    ("count() > 1", 1, "count"),
    ("cost > 1 cost", 10, "运算符"),
    ("-- x", 1, "注释"),
    ("((cost > 1)", 11, "括号"),
    ("household = 'a", 14, "引号"),
    ("", 1, "空"),
]


@pytest.mark.parametrize(("text", "place", "named"), FORBIDDEN)
def test_a_forbidden_construct_is_named_with_its_place(text: str, place: int, named: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_condition(text, FIELDS)
    assert named in refused.value.message
    assert f"第{place}个字" in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "count(*)",
        "count(cost)",
        "count(distinct cost, kind)",
        "sum(distinct cost)",
        "sum(kind)",
        "sum(sum(cost))",
        "cost",
        "cost + count()",
        "1",
        "year(date)",
        "avg(cost)",
        "sum(cost) filter (where sound)",
        "sum(cost) over ()",
        "count(distinct cost order by kind)",
        "sum(cost, cost)",
        "*",
        "sum(*)",
        "count() > 1",
    ],
)
def test_a_value_is_an_expression_over_aggregates(text: str) -> None:
    with pytest.raises(UsageError):
        parse_value(text, FIELDS)


@pytest.mark.parametrize(
    "text", ["sum(cost) / count()", "sum(cost) * sum(cost)", "count() + max(cost)", "count() + 1"]
)
def test_what_does_not_add_up_is_refused_and_the_ratio_is_recommended(text: str) -> None:
    with pytest.raises(UsageError, match="ratio"):
        parse_value(text, FIELDS)


def test_a_field_named_like_a_word_of_sql_is_a_field() -> None:
    fields = (
        FieldInfo("order", "序号", ValueKind.NUMBER),
        FieldInfo("end", "止", ValueKind.DATE),
        FieldInfo("user", "人", ValueKind.TEXT),
    )
    condition = parse_condition("order > 1 and end > '2025-01-01' and user = 'x'", fields)
    assert """r."order" > 1""" in condition.sql
    assert """r."user" = 'x'""" in condition.sql


def test_the_unit_of_a_sum_is_the_unit_of_its_field() -> None:
    assert parse_value("sum(cost)", FIELDS).unit == "元"
    assert parse_value("sum(cost) - sum(cost)", FIELDS).unit == "元"
    assert parse_value("sum(cost) / 10000", FIELDS).unit == ""
    assert parse_value("count()", FIELDS).unit == ""


_WORDS = st.sampled_from(
    [
        "cost",
        "kind",
        "household",
        "date",
        "month",
        "sound",
        "state",
        "area",
        "due",
        "id_number",
        "secret",
        "count(",
        "sum(",
        "max(",
        "year(",
        "distinct",
        "and",
        "or",
        "not",
        "in",
        "(",
        ")",
        ",",
        "+",
        "-",
        "*",
        "/",
        "=",
        "<>",
        "<",
        ">=",
        "is",
        "null",
        "between",
        "true",
        "1",
        "2.5",
        "'flush'",
        "'accepted'",
        "'2025-01-01'",
        "'x''y'",
        ";",
        "--",
        "/*",
        "select",
        "from",
        "pg_sleep(",
        '"',
        "\\",
        "$$",
        "::",
        "cast(",
        "case",
        "when",
        "end",
        "like",
        "||",
        "%",
        "interval",
        "array[",
        "'",
        "中",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(_WORDS, max_size=12).map(" ".join) | st.text(max_size=60))
def test_whatever_is_written_either_is_refused_or_prints_only_known_columns(text: str) -> None:
    for parse in (parse_value, parse_condition):
        try:
            formula = parse(text, FIELDS)
        except UsageError:
            continue
        if not hasattr(formula, "sql") and not formula.additive and not formula.extreme:
            continue  # a distinct count: its field stands alone
        additive = not hasattr(formula, "sql") and formula.additive
        sql = row_total_sql(formula.terms) if additive else getattr(formula, "sql", None) or formula.row_sql
        tree = parse_one(sql, read="postgres")
        assert {column.name for column in tree.find_all(exp.Column)} <= {field.name for field in FIELDS}
        assert {column.table for column in tree.find_all(exp.Column)} <= {"r"}
        assert not list(tree.find_all(exp.Select, exp.Anonymous, exp.Command))
        assert formula.sentence if hasattr(formula, "sql") else formula.sentence(None, "户")


_leaf = st.one_of(
    st.builds("cost {} {}".format, st.sampled_from(["=", "<>", "<", ">="]), st.decimals(0, 999, places=2)),
    st.builds("kind = '{}'".format, st.sampled_from(["flush", "tank"])),
    st.builds("date < '{}'".format, st.dates(date(2000, 1, 1), date(2050, 1, 1))),
    st.builds(
        "household = '{}'".format,
        st.text(max_size=8).filter(lambda t: "\x00" not in t).map(lambda t: t.replace("'", "''")),
    ),
    st.just("sound"),
    st.just("due is null"),
)
_condition = st.recursive(
    _leaf,
    lambda inner: st.one_of(
        st.builds("({}) {} ({})".format, inner, st.sampled_from(["and", "or"]), inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(_condition)
def test_every_well_formed_condition_is_accepted_with_balanced_sql(text: str) -> None:
    try:
        condition = parse_condition(text, FIELDS)
    except UsageError as refused:
        assert re.search(r"不可见|超过", refused.message), refused  # noqa: PT017 — control characters, too long
        return
    assert parse_one(condition.sql, read="postgres")
    assert condition.sentence
