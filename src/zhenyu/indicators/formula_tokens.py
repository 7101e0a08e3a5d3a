"""The first gate of a formula: only known token types and six functions pass, and no word is taken for another.

A word that names a field of the ledger is always that field, whatever SQL means by it (``date``, ``order``, ``user``).
"""

from __future__ import annotations

from collections.abc import Container
from typing import Final, NoReturn

from sqlglot.dialects.postgres import Postgres
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from zhenyu.core.errors import UsageError

ALLOWED: Final = (
    "公式里可以用：count()、count(distinct 字段)、sum、min、max、四则运算、比较、between、in、is null、"
    "and、or、not、year()、month()"
)
MAX_LENGTH: Final = 2000
MAX_TOKENS: Final = 300

_FUNCTIONS: Final = frozenset({"count", "sum", "min", "max", "year", "month"})
_TOKENS: Final = frozenset(
    {
        TokenType.VAR, TokenType.IDENTIFIER, TokenType.STRING, TokenType.NUMBER, TokenType.L_PAREN, TokenType.R_PAREN,
        TokenType.COMMA, TokenType.EQ, TokenType.NEQ, TokenType.LT, TokenType.LTE, TokenType.GT, TokenType.GTE,
        TokenType.PLUS, TokenType.DASH, TokenType.STAR, TokenType.SLASH, TokenType.AND, TokenType.OR, TokenType.NOT,
        TokenType.IN, TokenType.IS, TokenType.NULL, TokenType.TRUE, TokenType.FALSE, TokenType.DISTINCT,
        TokenType.BETWEEN,
    }
)  # fmt: skip
_NAMED: Final = {
    TokenType.SEMICOLON: "分号",
    TokenType.DCOLON: "类型转换",
    TokenType.SELECT: "子查询",
    TokenType.CASE: "case 表达式",
    TokenType.LIKE: "模糊匹配 like",
    TokenType.DOT: "圆点",
    TokenType.DATE: "类型转换（日期写成 '2025-01-31' 就行）",
}


def refuse(text: str, what: str, position: int, hint: str = ALLOWED) -> NoReturn:
    """Raise the UsageError of a formula: what cannot stand at a position (from 0) of its text, and what may."""
    raise UsageError(f"公式“{text[:120]}”第{max(position, 0) + 1}个字：{what}", hint)


def checked_tokens(text: str, fields: Container[str], field_names: str) -> list[Token]:
    """The words of a formula, fields marked as identifiers.

    Arguments:
        field_names: the fields as a refusal lists them.

    Raises:
        UsageError: names the first word that may not stand in a formula, and its place.
    """
    if not text.strip():
        refuse(text, "公式是空的", 0)
    if len(text) > MAX_LENGTH:
        refuse(text, f"公式超过{MAX_LENGTH}个字", MAX_LENGTH)
    try:
        tokens = Postgres().tokenize(text)
    except SqlglotError:
        refuse(text, "引号不配对", len(text) - 1)
    if len(tokens) > MAX_TOKENS:
        refuse(text, f"公式太长，超过{MAX_TOKENS}个词", tokens[MAX_TOKENS].start)
    if not tokens:
        refuse(text, "公式里不能写注释", 0)
    following = [*tokens[1:], None]
    return [_checked(text, token, after, fields, field_names) for token, after in zip(tokens, following, strict=True)]


def _checked(text: str, token: Token, after: Token | None, fields: Container[str], field_names: str) -> Token:
    word = token.text.lower()
    called = after is not None and after.token_type is TokenType.L_PAREN
    before_text = after is not None and after.token_type is TokenType.STRING  # date '2025-01-31' is a cast
    is_name = token.token_type not in (TokenType.STRING, TokenType.NUMBER)
    if token.comments:
        refuse(text, "公式里不能写注释", token.end)
    if token.token_type is TokenType.IDENTIFIER:
        refuse(text, f"“{token.text}”不要加双引号", token.start)
    if is_name and word in fields and not called and not before_text:
        return Token(TokenType.IDENTIFIER, word, token.line, token.col, token.start, token.end, [])
    if token.token_type not in _TOKENS:
        refuse(text, f"不能用{_NAMED.get(token.token_type, f'“{token.text}”')}", token.start)
    if token.token_type is TokenType.VAR and called and word not in _FUNCTIONS:
        refuse(text, f"不能用函数“{token.text}”", token.start)
    if token.token_type is TokenType.VAR and not called:
        refuse(text, f"台账里没有字段“{token.text}”", token.start, f"可用的字段：{field_names}")
    return token
