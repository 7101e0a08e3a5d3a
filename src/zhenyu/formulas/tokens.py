"""The first gate of a formula: only known token types and six functions pass, and no word is taken for
another.

A word that names a field of the ledger is always that field, whatever SQL means by it (``date``, ``order``,
``user``).
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

from sqlglot.dialects.postgres import Postgres
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from zhenyu.core.errors import UsageError
from zhenyu.formulas.fields import FieldInfo

_ALLOWED: Final = (
    "公式里可以用：count()、count(distinct 字段)、sum、min、max、四则运算、比较、between、in、is null、"
    "and、or、not、year()、month()"
)
_ALLOWED_OF_CHECKS: Final = (
    "只能用本台账的栏目、数字、'文字'、+ - * /、= <> > >= < <=、and or not、in、between、like、is null、is true、"
    "case when、coalesce、abs、length、year、month"
)
_ALLOWED_OF_INDICATORS: Final = "算式里可以用：其他指标的代码、数字、+ - * / 和括号，例如 (a + b) / c"
MAX_LENGTH: Final = 2000
MAX_TOKENS: Final = 300

_FUNCTIONS: Final = frozenset({"count", "sum", "min", "max", "year", "month"})
_TOKENS: Final = frozenset(
    {
        TokenType.VAR,
        TokenType.IDENTIFIER,
        TokenType.STRING,
        TokenType.NUMBER,
        TokenType.L_PAREN,
        TokenType.R_PAREN,
        TokenType.COMMA,
        TokenType.EQ,
        TokenType.NEQ,
        TokenType.LT,
        TokenType.LTE,
        TokenType.GT,
        TokenType.GTE,
        TokenType.PLUS,
        TokenType.DASH,
        TokenType.STAR,
        TokenType.SLASH,
        TokenType.AND,
        TokenType.OR,
        TokenType.NOT,
        TokenType.IN,
        TokenType.IS,
        TokenType.NULL,
        TokenType.TRUE,
        TokenType.FALSE,
        TokenType.DISTINCT,
        TokenType.BETWEEN,
    }
)
_NAMED: Final = {
    TokenType.SEMICOLON: "分号",
    TokenType.DCOLON: "类型转换",
    TokenType.SELECT: "子查询",
    TokenType.CASE: "case 表达式",
    TokenType.LIKE: "模糊匹配 like",
    TokenType.DOT: "圆点",
    TokenType.DATE: "类型转换（日期写成 '2025-01-31' 就行）",
}


_TOKENS_OF_CHECKS: Final = _TOKENS | {
    TokenType.CASE,
    TokenType.WHEN,
    TokenType.THEN,
    TokenType.ELSE,
    TokenType.END,
    TokenType.LIKE,
    TokenType.ISNULL,
    TokenType.NOTNULL,
    TokenType.UNKNOWN,
    TokenType.DOT,  # of “.5”; a table before a name is refused by the tree
}
_FUNCTIONS_OF_CHECKS: Final = frozenset(
    {"coalesce", "ifnull", "nvl", "abs", "length", "len", "char_length", "character_length"}
    | {"if", "iif", "year", "month"}
)
Said = tuple[str, str]
"""What is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words a kind of formula may use.

    Arguments:
        noun: what the text is called in a refusal.
        fields: what its names stand for. functions: what may be called.
        allowed: what may stand in it, as a refusal says. missing: what is said of a name that stands for
        nothing.
        free: double quotes around names and comments may stand in it.
    """

    noun: str
    fields: Mapping[str, FieldInfo]
    functions: frozenset[str]
    allowed: str
    missing: Callable[[str], Said]
    tokens: frozenset[TokenType] = _TOKENS
    free: bool = False

    def refuse(self, text: str, what: str, position: int, hint: str = "") -> NoReturn:
        """Raise the UsageError of a text: what cannot stand at a position (from 0), and what may."""
        where = f"{self.noun}“{text[:120]}”第{max(position, 0) + 1}个字"
        raise UsageError(f"{where}：{what}", hint or self.allowed)


def measure_words(fields: Mapping[str, FieldInfo]) -> Vocabulary:
    """The words of a ledger's measures: its fields and the functions that count."""
    known = f"可用的字段：{'、'.join(fields)}"
    return Vocabulary("公式", fields, _FUNCTIONS, _ALLOWED, lambda name: (f"台账里没有字段“{name}”", known))


def indicator_words(codes: Mapping[str, FieldInfo]) -> Vocabulary:
    """The words of a formula over indicators: their codes."""
    remedy = "指标代码用小写字母、数字和下划线"
    return Vocabulary(
        "公式",
        codes,
        frozenset(),
        _ALLOWED_OF_INDICATORS,
        lambda name: (f"台账里没有字段“{name}”", remedy),
    )


def check_words(fields: Mapping[str, FieldInfo]) -> Vocabulary:
    """The words of a ledger's checks: its fields, and what says something of one row."""

    def missing(name: str) -> Said:
        near = difflib.get_close_matches(name, fields, n=1)
        remedy = f"是不是“{near[0]}”？" if near else f"已有的栏目：{'、'.join(fields)}"
        return f"用了没有的栏目“{name}”", remedy

    return Vocabulary(
        "规则", fields, _FUNCTIONS_OF_CHECKS, _ALLOWED_OF_CHECKS, missing, _TOKENS_OF_CHECKS, free=True
    )


def checked_tokens(text: str, vocabulary: Vocabulary) -> list[Token]:
    """The words of a formula, fields marked as identifiers.

    Raises:
        UsageError: names the first word that may not stand in a formula, and its place.
    """
    noun = vocabulary.noun
    if not text.strip():
        vocabulary.refuse(text, f"{noun}是空的", 0)
    if len(text) > MAX_LENGTH:
        vocabulary.refuse(text, f"{noun}超过{MAX_LENGTH}个字", MAX_LENGTH)
    try:
        tokens = Postgres().tokenize(text)
    except SqlglotError:
        vocabulary.refuse(text, "引号不配对", len(text) - 1)
    if len(tokens) > MAX_TOKENS:
        vocabulary.refuse(text, f"{noun}太长，超过{MAX_TOKENS}个词", tokens[MAX_TOKENS].start)
    if not tokens:
        vocabulary.refuse(text, f"{noun}里不能写注释", 0)
    following = [*tokens[1:], None]
    return [_checked(text, token, after, vocabulary) for token, after in zip(tokens, following, strict=True)]


def _checked(text: str, token: Token, after: Token | None, vocabulary: Vocabulary) -> Token:
    word = token.text if token.token_type is TokenType.IDENTIFIER else token.text.lower()
    called = after is not None and after.token_type is TokenType.L_PAREN
    before_text = after is not None and after.token_type is TokenType.STRING  # date '2025-01-31' is a cast
    is_name = token.token_type not in (TokenType.STRING, TokenType.NUMBER)
    if token.comments and not vocabulary.free:
        vocabulary.refuse(text, f"{vocabulary.noun}里不能写注释", token.end)
    if token.token_type is TokenType.IDENTIFIER and not vocabulary.free:
        vocabulary.refuse(text, f"“{token.text}”不要加双引号", token.start)
    if is_name and word in vocabulary.fields and not called and not before_text:
        return Token(TokenType.IDENTIFIER, word, token.line, token.col, token.start, token.end, [])
    if token.token_type is TokenType.IDENTIFIER:
        vocabulary.refuse(text, *_placed(vocabulary.missing(token.text), token))
    if token.token_type not in vocabulary.tokens:
        vocabulary.refuse(text, f"不能用{_NAMED.get(token.token_type, f'“{token.text}”')}", token.start)
    if token.token_type is TokenType.VAR and called and word not in vocabulary.functions:
        vocabulary.refuse(text, f"不能用函数“{token.text}”", token.start)
    if token.token_type is TokenType.VAR and not called and not (vocabulary.free and word == "symmetric"):
        vocabulary.refuse(text, *_placed(vocabulary.missing(token.text), token))
    return token


def _placed(said: Said, token: Token) -> tuple[str, int, str]:
    what, remedy = said
    return what, token.start, remedy
