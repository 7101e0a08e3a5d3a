"""The first gate of a formula: only known token types and six functions pass, and no word is taken for
another.

A word that names a field of the ledger is always that field, whatever SQL means by it (``date``, ``order``,
``user``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

from sqlglot.dialects.postgres import Postgres
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from zhenyu.core.errors import UsageError
from zhenyu.formulas.nodes import FieldInfo

_ALLOWED: Final = (
    "公式里可以用：count()、count(distinct 字段)、sum、min、max、四则运算、比较、between、in、is null、"
    "and、or、not、year()、month()"
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


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words a kind of formula may use.

    Arguments:
        fields: what its names stand for. functions: what may be called.
        allowed: what may stand in it, as a refusal says. unknown: what is said of a name that stands for
        nothing.
    """

    fields: Mapping[str, FieldInfo]
    functions: frozenset[str]
    allowed: str
    unknown: str


def measure_words(fields: Mapping[str, FieldInfo]) -> Vocabulary:
    """The words of a ledger's measures: its fields and the functions that count."""
    return Vocabulary(fields, _FUNCTIONS, _ALLOWED, f"可用的字段：{'、'.join(fields)}")


def indicator_words(codes: Mapping[str, FieldInfo]) -> Vocabulary:
    """The words of a formula over indicators: their codes."""
    return Vocabulary(codes, frozenset(), _ALLOWED_OF_INDICATORS, "指标代码用小写字母、数字和下划线")


def refuse(text: str, what: str, position: int, hint: str) -> NoReturn:
    """Raise the UsageError of a formula: what cannot stand at a position (from 0) of its text, and what
    may."""
    raise UsageError(f"公式“{text[:120]}”第{max(position, 0) + 1}个字：{what}", hint)


def checked_tokens(text: str, vocabulary: Vocabulary) -> list[Token]:
    """The words of a formula, fields marked as identifiers.

    Raises:
        UsageError: names the first word that may not stand in a formula, and its place.
    """
    hint = vocabulary.allowed
    if not text.strip():
        refuse(text, "公式是空的", 0, hint)
    if len(text) > MAX_LENGTH:
        refuse(text, f"公式超过{MAX_LENGTH}个字", MAX_LENGTH, hint)
    try:
        tokens = Postgres().tokenize(text)
    except SqlglotError:
        refuse(text, "引号不配对", len(text) - 1, hint)
    if len(tokens) > MAX_TOKENS:
        refuse(text, f"公式太长，超过{MAX_TOKENS}个词", tokens[MAX_TOKENS].start, hint)
    if not tokens:
        refuse(text, "公式里不能写注释", 0, hint)
    following = [*tokens[1:], None]
    return [_checked(text, token, after, vocabulary) for token, after in zip(tokens, following, strict=True)]


def _checked(text: str, token: Token, after: Token | None, vocabulary: Vocabulary) -> Token:
    hint = vocabulary.allowed
    word = token.text.lower()
    called = after is not None and after.token_type is TokenType.L_PAREN
    before_text = after is not None and after.token_type is TokenType.STRING  # date '2025-01-31' is a cast
    is_name = token.token_type not in (TokenType.STRING, TokenType.NUMBER)
    if token.comments:
        refuse(text, "公式里不能写注释", token.end, hint)
    if token.token_type is TokenType.IDENTIFIER:
        refuse(text, f"“{token.text}”不要加双引号", token.start, hint)
    if is_name and word in vocabulary.fields and not called and not before_text:
        return Token(TokenType.IDENTIFIER, word, token.line, token.col, token.start, token.end, [])
    if token.token_type not in _TOKENS:
        refuse(text, f"不能用{_NAMED.get(token.token_type, f'“{token.text}”')}", token.start, hint)
    if token.token_type is TokenType.VAR and called and word not in vocabulary.functions:
        refuse(text, f"不能用函数“{token.text}”", token.start, hint)
    if token.token_type is TokenType.VAR and not called:
        refuse(text, f"台账里没有字段“{token.text}”", token.start, vocabulary.unknown)
    return token
