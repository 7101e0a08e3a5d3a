"""Writes are found: whoever looks for what changes the books opens an ``actions`` module, or an engine listed
here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "zhenyu"

VERBS = re.compile(r"actions(/\w+)?\.py$|migrations/\w+\.py$")
"""Modules of verbs, and migrations."""

ENGINES = {
    # core
    "core/changelog/changes.py": "appends to the change log; every verb calls it",
    "core/changelog/images.py": "keeps the layouts that packed images refer to",
    "core/changelog/seals.py": "seals the log, a job of its own",
    "core/database/holidays.py": "the holiday table, written by the ledgers' verb of the calendar",
    "core/database/locks.py": "the transaction in which a lock is tried",
    "core/database/row_security.py": "opens the transactions in which rights and scopes hold",
    "core/jobs/idempotency.py": "remembers the answers of requests that may be sent twice",
    "core/jobs/progress.py": "the states of background work",
    # people
    "people/queries.py": "notes when a token was used last",
    # ledgers
    "ledgers/overviews/overlap.py": "comparing a list is an entry of the log in each ledger it met",
    "ledgers/redefinition/alter_table.py": "tables",
    "ledgers/redefinition/background.py": "a redefinition in steps, each its own transaction",
    "ledgers/redefinition/backfill.py": "fills shadow columns",
    "ledgers/redefinition/column_types.py": "converts columns",
    "ledgers/redefinition/impact.py": "tries an expression against a table, in a savepoint",
    "ledgers/redefinition/pack_upgrade.py": "remembers where a definition came from, and what a pack offers",
    "ledgers/redefinition/shadow_columns.py": "makes and drops shadow columns",
    "ledgers/redefinition/versions.py": "writes the versions of definitions",
    "ledgers/schema/indexes.py": "makes indexes",
    "ledgers/schema/tables.py": "makes tables, their statistics, their due days",
    "ledgers/writing/bulk_upsert.py": "loads rows set by set",
    "ledgers/writing/disclosure_log.py": "logs what was handed out",
    "ledgers/writing/edits.py": "the savepoint around a merge of edits",
    "ledgers/writing/merge.py": "merges waiting rows: sql/merge.sql",
    "ledgers/writing/removal.py": "marks, restores and undoes rows: sql/mark_deleted.sql and its kin",
    "ledgers/writing/staging.py": "the temporary table of an import",
    # indicators
    "indicators/cells/maintenance.py": "moves cells with the rows below them",
    "indicators/cells/statements.py": "the statements that move cells",
    "indicators/output/year_export.py": "an export is an entry of the log, written as its file is",
    # the operator's commands
    "config/cli.py": "furnishes a first user in one transaction",
    "config/packs.py": "takes a whole pack in one transaction",
}
"""Module → why it may write though it is no verb. None of them is called by a page past a verb."""

_ORM = frozenset(
    {
        "create",
        "get_or_create",
        "update_or_create",
        "bulk_create",
        "bulk_update",
        "acreate",
        "asave",
        "adelete",
        "aupdate",
    }
)
_LOG = frozenset({"write_changes"})
_SQL = re.compile(
    r"^\s*(WITH\b.*\b)?(INSERT\s+INTO|UPDATE\s+[\w{%\"]|DELETE\s+FROM|ALTER\s+(TABLE|INDEX)|TRUNCATE\b"
    r"|CREATE\s+(UNIQUE\s+)?(TABLE|INDEX|FUNCTION|TRIGGER|TEMP)|DROP\s+(TABLE|INDEX|FUNCTION|TRIGGER)"
    r"|COPY\s+[\w{]+.*\bFROM\b|VACUUM\b|ANALYZE\s+\{)",
    re.DOTALL,
)
"""Statements as they are written here, in capitals."""
_WRITING = re.compile(r"\b(INSERT INTO|DELETE FROM|UPDATE \{?\w+\}? )")
_QUERYSETS = re.compile(r"\bobjects\b|\.filter\(|\.exclude\(|\.all\(\)|_set\b|figures\b|milestones\b")


def writes_in(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and kind of everything in a module that opens a transaction or writes."""
    querysets = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and "objects" in ast.unparse(node.value)
        and _QUERYSETS.search(ast.unparse(node.value))
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "transaction.atomic":
            yield node.lineno, "opens a transaction"
        elif isinstance(node, ast.Call):
            if word := _written_by(node, querysets):
                yield node.lineno, word
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _SQL.match(node.value):
            yield node.lineno, f"SQL: {' '.join(node.value.split())[:50]}"


def _written_by(call: ast.Call, querysets: set[str]) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id if call.func.id in _LOG else ""
    if not isinstance(call.func, ast.Attribute):
        return ""
    name, owner = call.func.attr, ast.unparse(call.func.value)
    if name in _ORM and "objects" in owner:
        return f"{owner}.{name}()"
    if name in ("update", "delete") and not call.args and (_QUERYSETS.search(owner) or owner in querysets):
        return f"{owner}.{name}()"
    keywords = {keyword.arg for keyword in call.keywords}
    if name == "save" and (not call.args) and (keywords <= {"update_fields", "force_insert", "force_update"}):
        return f"{owner}.save()"
    return ""


def _statements_run_by(path: Path, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The files of ``sql/`` that a module names and that write: ``"merge.sql"``, ``statement("merge")``."""
    named = {
        node.value: node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".sql")
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1].endswith("statement"):
            named |= {
                f"{argument.value}.sql": node.lineno
                for argument in node.args
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            }
    for name, line in sorted(named.items()):
        for folder in (path.parent, path.parents[1]):
            found = [
                text
                for file in (folder / "sql").glob(f"**/{name}")
                if (text := file.read_text(encoding="utf-8"))
            ]
            if any(_WRITING.search(text) for text in found):
                yield line, f"runs {name}"


def _modules() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py") if "node_modules" not in path.parts)


def _name(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def _found(path: Path) -> list[tuple[int, str]]:
    text = path.read_text(encoding="utf-8")
    books = "workbooks/" in _name(path) or "openpyxl" in text  # a workbook's save() writes a file, no row
    found = [*writes_in(ast.parse(text)), *_statements_run_by(path, ast.parse(text))]
    return [(line, word) for line, word in found if not (books and word.endswith(".save()"))]


def test_only_verbs_and_engines_write() -> None:
    """A module that fails here has a verb to be moved into ``actions``, or is an engine to be named above."""
    others = [path for path in _modules() if not VERBS.search(_name(path)) and _name(path) not in ENGINES]
    assert {_name(path): found for path in others if (found := _found(path))} == {}


def test_every_engine_named_here_still_writes() -> None:
    idle = [name for name in ENGINES if (SOURCE / name).is_file() and not _found(SOURCE / name)]
    assert idle == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("with transaction.atomic():\n    pass", "opens a transaction"),
        ("@transaction.atomic\ndef f(): ...", "opens a transaction"),
        ("Row.objects.create(a=1)", "Row.objects.create()"),
        ("Row.objects.filter(a=1).update(a=2)", "Row.objects.filter(a=1).update()"),
        ("rows = Row.objects.filter(a=1)\nrows.delete()", "rows.delete()"),
        ("row.save(update_fields=['a'])", "row.save()"),
        ("write_changes([change])", "write_changes"),
        ("cursor.execute('UPDATE core_job SET state = 1')", "SQL: UPDATE core_job SET state = 1"),
        (
            "cursor.execute('WITH t AS (SELECT 1) DELETE FROM {rows}')",
            "SQL: WITH t AS (SELECT 1) DELETE FROM {rows}",
        ),
    ],
)
def test_a_write_is_seen(source: str, said: str) -> None:
    assert [word for _, word in writes_in(ast.parse(source))] == [said]


@pytest.mark.parametrize(
    "source",
    [
        "known.update({1: 2})",
        "digest.update(b'x')",
        "picture.save(out, 'JPEG')",
        "Row.objects.filter(a=1).first()",
        "cursor.execute('SELECT update FROM t')",
        "'Update the table below by hand'",
    ],
)
def test_what_only_looks_like_a_write_is_let_pass(source: str) -> None:
    assert list(writes_in(ast.parse(source))) == []
