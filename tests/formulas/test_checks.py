"""Checks of rows: what they say in Chinese and in SQL, and what is refused at its place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp, parse_one

from tests.formulas.samples import FIELDS
from zhenyu.core.errors import UsageError
from zhenyu.formulas.check import Check, parse_check


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("cost is null or cost >= 0", "造价未填或造价不低于0"),
        ("paid <= cost * 1.1", "补助不超过（造价×1.1）"),
        ("sound = false or insured = true", "合格为否或参保为是"),
        ("sound and cost > 0", "合格为是且造价大于0"),
        ("coalesce(cost, paid, 0) > 1", "造价（未填时取补助，再未填时取0）大于1"),
        ("coalesce(sound, false)", "合格（未填时取否）为是"),
        ("coalesce(cost) > 1", "造价大于1"),
        ("length(household) = 18", "户编号的字数等于18"),
        ("abs(cost - paid) < 5", "（造价－补助）的绝对值小于5"),
        ("household like '王%'", "户编号以‘王’开头"),
        ("household like '%号'", "户编号以‘号’结尾"),
        ("household like '%东%'", "户编号含有‘东’"),
        ("household like '_东'", "户编号形如‘_东’（%代表任意文字，_代表一个字）"),
        ("household not like '王%'", "不符合“户编号以‘王’开头”"),
        ("sound is true", "合格填的是‘是’"),
        ("sound is not false", "不符合“合格填的是‘否’”"),
        ("(cost > 1) is true", "“造价大于1”成立"),
        ("(cost > 1) is false", "“造价大于1”不成立"),
        ("(cost + paid) is null", "“（造价＋补助）”没有值"),
        ("(cost + paid) is not null", "“（造价＋补助）”有值"),
        ("done is not null", "完工日期已填"),
        ("done - begun <= 30", "开工日期至完工日期的天数不超过30"),
        ("begun + 30 >= done", "开工日期后30天不早于完工日期"),
        ("done - 30 > begun", "完工日期前30天晚于开工日期"),
        ("done <= 'today'", "完工日期不晚于今天"),
        ("done < 'tomorrow' and begun <> 'yesterday'", "完工日期早于明天且开工日期不是昨天"),
        ("month >= '2025-03'", "月份不早于2025年3月"),
        ("kind = 'flush' or kind = 'dry'", "改厕类型为‘水冲式’或改厕类型为‘dry’"),
        ("kind not in ('flush', 'tank')", "改厕类型不是‘水冲式’、‘三格式’"),
        ("cost between 1 and 5", "造价在1至5之间"),
        ("household < 'm'", "户编号按字序小于‘m’"),
        ("household >= 'm'", "户编号按字序不小于‘m’"),
        ("(cost > 1) = sound", "“造价大于1”与“合格”相同"),
        ("sound <> insured", "“合格”与“参保”不同"),
        ("sound <= insured", "“合格”成立时“参保”也成立"),
        ("sound > insured", "“合格”成立而“参保”不成立"),
        ("(cost > 1) = true", "造价大于1"),
        ("(cost > 1) = false", "“造价大于1”为否"),
        ("case when sound then cost else paid end > 1", "（合格为是时为造价，否则为补助）大于1"),
        ("case when sound then cost end > 1", "（合格为是时为造价，否则为空）大于1"),
        (
            "case kind when 'flush' then 1 when 'tank' then 2 else 3 end = 1",
            "（改厕类型为‘水冲式’时为1，改厕类型为‘三格式’时为2，否则为3）等于1",
        ),
        ("(cost, paid) = (1, 2)", "造价等于1且补助等于2"),
        ("(cost, paid) <> (1, 2)", "不符合“造价等于1且补助等于2”"),
        ("(cost, paid) is null", "造价未填且补助未填"),
        ("photos <> '[]'", "照片不是‘[]’"),
        ("year(done) = 2025 and month(done) > 3", "完工日期的年份等于2025且完工日期的月份大于3"),
    ],
)
def test_a_check_reads_as_chinese(text: str, sentence: str) -> None:
    assert parse_check(text, FIELDS).sentence == sentence


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("cost >= 0", '("cost" >= 0::numeric)'),
        ("not sound", '(NOT ("sound" = TRUE))'),
        ("cost > '5'", '("cost" > 5::numeric)'),
        ("done <= 'today'", '("done" <= CURRENT_DATE)'),
        ("done <= 'tomorrow'", '("done" <= (CURRENT_DATE + 1))'),
        ("done - begun < 3", '(("done" - "begun") < 3::numeric)'),
        ("begun - 3 < done", '(("begun" - (3::numeric)::integer) < "done")'),
        ("cost / paid > 1", '(("cost"::numeric / nullif("paid", 0)) > 1::numeric)'),
        ("coalesce(cost, 0) > 1", '(coalesce("cost", 0::numeric) > 1::numeric)'),
        ("abs(-cost) > 1", '(abs((- "cost")) > 1::numeric)'),
        ("length(kind) > 1", '(length("kind") > 1::numeric)'),
        ("kind like 'f%'", "(\"kind\" LIKE 'f%'::text)"),
        ("photos <> '[]'", "(\"photos\" <> '[]')"),
        ("sound is not true", '(NOT ("sound" IS TRUE))'),
        (
            "if(sound, 1, 2) = 1",
            '((CASE WHEN ("sound" = TRUE) THEN 1::numeric ELSE 2::numeric END) = 1::numeric)',
        ),
        ("household = 'a\\b'", "(\"household\" = E'a\\\\b'::text)"),
    ],
)
def test_a_check_becomes_typed_and_quoted_sql(text: str, sql: str) -> None:
    assert parse_check(text, FIELDS).sql() == sql


def test_the_columns_of_a_check_are_written_as_the_statement_calls_them() -> None:
    check = parse_check("paid <= cost and household <> '5%'", FIELDS)
    sql = check.sql(lambda name: f"old.{name}_before", parameters=True)
    assert sql == ("((old.paid_before <= old.cost_before) AND (old.household_before <> '5%%'::text))")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("paid <= cost or paid is null", ["paid", "cost"]),
        ("year(done) = 2025 and coalesce(kind, 'flush') = state", ["done", "kind", "state"]),
        ("case when sound then cost else paid end > 1", ["sound", "cost", "paid"]),
        ("(begun, 'x') = (done, household)", ["begun", "done", "household"]),
    ],
)
def test_a_check_knows_the_fields_it_asks_in_their_order(text: str, names: list[str]) -> None:
    assert parse_check(text, FIELDS).names == names


REFUSED = [
    ("", 1, "规则是空的", "case when"),
    ("cst >= 0", 1, "用了没有的栏目“cst”", "是不是“cost”"),
    ("zzzzzz > 1", 1, "用了没有的栏目“zzzzzz”", "已有的栏目：household、cost"),
    ('"cst" >= 0', 1, "用了没有的栏目“cst”", "cost"),
    ("other.cost >= 0", 1, "用了没有的栏目“other”", "是不是“month”"),
    ("cost.paid >= 0", 1, "table", "只能用"),
    ("cost = null", 8, "空值不能比较和计算", "is null"),
    ("coalesce(cost, null) > 1", 16, "空值不能比较和计算", "is null"),
    ("cost in (1, null)", 13, "空值不能比较和计算", "is null"),
    ("cost > 'abc'", 9, "“abc”不是数字", "普通小数"),
    ("cost > 1e90", 8, "“1e90”不是数字", "普通小数"),
    ("done > 5", 1, "日期不能和数字比较", "只能用"),
    ("done > '2025-13-01'", 9, "“2025-13-01”不是日期", "'today'"),
    ("done > 'soon'", 9, "“soon”不是日期", "'2025-01-31'"),
    ("month = '2025-13'", 10, "“2025-13”不是日期", "'2025-01'"),
    ("sound = 'maybe'", 10, "是否类的栏目不能和“maybe”比较", "true 或 false"),
    ("cost = household", 1, "数字不能和文字比较", "只能用"),
    ("photos > '[]'", 1, "不能比较大小", "只能用"),
    ("photos = household", 1, "不能和文字比较", "只能用"),
    ("length(cost) = 1", 8, "length 只能用于文字，不能用于数字", "只能用"),
    ("cost like '1%'", 1, "like 只能用于文字", "只能用"),
    ("abs(household) > 1", 5, "文字不能做四则运算", "只能用"),
    ("household + 1 > 2", 1, "文字不能做四则运算", "只能用"),
    ("done + begun > 2", 1, "日期不能做四则运算", "只能用"),
    ("done * 2 > 2", 1, "日期不能做四则运算", "只能用"),
    ("5 - done > 2", 5, "日期不能做四则运算", "只能用"),
    ("coalesce(cost, household) = 1", 16, "数字和文字不能取作同一个值", "只能用"),
    ("case when sound then cost else kind end = 1", 32, "数字和文字不能取作同一个值", "只能用"),
    ("case when cost then 1 end = 1", 11, "这里要写一个条件", "只能用"),
    ("case when sound then null end", 1, "这里要写一个条件", "只能用"),
    ("(cost, paid) = (1, 2, 3)", 2, "项数不同", "只能用"),
    ("(cost, paid) in (1, 2)", 2, "项数不同", "只能用"),
    ("cost in ()", 1, "in 后面要列出取值", "只能用"),
    ("cost is true", 1, "is 后面只能写 null", "只能用"),
    ("cost is 5", 1, "is 后面只能写 null", "只能用"),
    ("cost", 1, "这里要写一个条件", "只能用"),
    ("cost + 1", 1, "这里要写一个条件", "只能用"),
    ("true", 1, "这里要写一个条件", "只能用"),
    ("cost >", 6, "写法不完整", "只能用"),
    ("cost > 0; drop table x", 9, "不能用分号", "只能用"),
    ("cost > (select 1)", 9, "不能用子查询", "只能用"),
    ("pg_sleep(9) is null", 1, "不能用函数“pg_sleep”", "只能用"),
    ("lower(household) = 'a'", 1, "不能用函数“lower”", "只能用"),
    ("count() > 1", 1, "不能用函数“count”", "只能用"),
    ("cost::int > 1", 5, "不能用类型转换", "只能用"),
    ("household ~ 'x'", 11, "不能用“~”", "只能用"),
    ("household || 'x' = 'y'", 11, "不能用“||”", "只能用"),
    ("household like 'x' escape '!'", 20, "escape", "只能用"),
    ("length(household, 'utf8') = 1", 1, "encoding", "只能用"),
    ("household = 'x", 14, "引号不配对", "只能用"),
    ("-- 造价", 1, "不能写注释", "只能用"),
]


@pytest.mark.parametrize(("text", "position", "what", "remedy"), REFUSED)
def test_what_has_no_meaning_is_refused_at_its_place_with_a_remedy(
    text: str, position: int, what: str, remedy: str
) -> None:
    with pytest.raises(UsageError) as refused:
        parse_check(text, FIELDS)
    assert what in refused.value.message
    assert f"第{position}个字" in refused.value.message
    assert remedy in refused.value.hint


def test_a_check_that_is_too_long_is_refused_whatever_it_says() -> None:
    with pytest.raises(UsageError, match="超过300个词"):
        parse_check(" and ".join(["cost > 1"] * 100), FIELDS)
    with pytest.raises(UsageError, match="超过2000个字"):
        parse_check(f"household <> '{'长' * 2000}'", FIELDS)


_NAMES = st.sampled_from([*(field.name for field in FIELDS), "secret", "pg_sleep(", "cast("])
_MARKS = st.sampled_from([*"(),+-*/=<>.;%\"'中", "<>", ">=", "::", "||", "--", "/*"])
_KEYWORDS = st.sampled_from(
    ["case", "when", "then", "else", "end", "coalesce(", "abs(", "length(", "if(", "like", "is", "null"]
)
_MORE_KEYWORDS = st.sampled_from(
    ["true", "false", "not", "and", "or", "in", "between", "symmetric", "isnull", "select", "interval"]
)
_LITERALS = st.sampled_from(["1", "2.5", "1e3", "'x'", "'5'", "'2025-01-01'", "'today'", "'[]'"])
_WORDS = st.one_of(_NAMES, _MARKS, _KEYWORDS, _MORE_KEYWORDS, _LITERALS)


@settings(max_examples=300, deadline=None)
@given(st.lists(_WORDS, max_size=14).map(" ".join) | st.text(max_size=60))
def test_whatever_is_written_is_refused_in_words_or_compiled_and_said(text: str) -> None:
    try:
        check = parse_check(text, FIELDS)
    except UsageError as refused:
        said = refused
    else:
        _assert_compiled(check)
        return
    assert "个字" in said.message
    assert said.hint


def _assert_compiled(check: Check) -> None:
    assert set(check.names) <= {field.name for field in FIELDS}
    assert check.sentence
    columns = parse_one(check.sql(), read="postgres").find_all(exp.Column)
    assert {column.name for column in columns} <= set(check.names)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_any_text_compared_with_a_text_field_comes_back_as_a_literal(value: str) -> None:
    quoted = value.replace("'", "''")
    if "\x00" in value:
        return
    sql = parse_check(f"household = '{quoted}'", FIELDS).sql()
    literal = sql.removeprefix('("household" = ').removesuffix("::text)")
    escaped = literal.startswith("E'")
    inner = literal.removeprefix("E")[1:-1].replace("''", "'")
    assert (inner.replace("\\\\", "\\") if escaped else inner) == value
