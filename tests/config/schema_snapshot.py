"""What a database is made of, as texts that can be compared: one for each thing of the schema ``public``."""

from __future__ import annotations

from typing import Any, Final

_QUERIES: Final = {
    "column": """
        SELECT c.relname || '.' || a.attname,
               concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
                         l.collname, pg_get_expr(d.adbin, d.adrelid))
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        LEFT JOIN pg_collation l ON l.oid = a.attcollation
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v')""",
    "table": """
        SELECT relname, concat_ws(' ', relkind, relrowsecurity, relforcerowsecurity, reloptions::text,
                                  (SELECT string_agg(grants::text, ' ' ORDER BY grants::text)
                                   FROM unnest(relacl) AS grants))
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'S')""",
    "constraint": """
        SELECT conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND conrelid <> 0""",
    "index": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "trigger": """
        SELECT tgrelid::regclass || ' ' || tgname, pg_get_triggerdef(oid) || ' ' || tgenabled::text
        FROM pg_trigger WHERE NOT tgisinternal""",
    "policy": """
        SELECT tablename || ' ' || policyname, concat_ws(' ', permissive, roles::text, cmd, qual, with_check)
        FROM pg_policies WHERE schemaname = 'public'""",
    "function": """
        SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid) || proleakproof
        FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
        WHERE pronamespace = 'public'::regnamespace AND l.lanname IN ('sql', 'plpgsql')""",
    "type": """
        SELECT t.typname, string_agg(e.enumlabel, ' ' ORDER BY e.enumsortorder)
        FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY 1""",
}
_OF_LEDGERS: Final = "ledger_"
"""Tables that definitions made, which other tests may have left behind."""


def snapshot(cursor: Any) -> dict[str, str]:
    """``kind name`` → what it is; the tables of ledgers are left out."""
    things: dict[str, str] = {}
    for kind, query in _QUERIES.items():
        cursor.execute(query)
        things |= {
            f"{kind} {name}": text for name, text in cursor.fetchall() if not name.startswith(_OF_LEDGERS)
        }
    return things


def policies_of(cursor: Any, table: str) -> list[tuple[str, ...]]:
    cursor.execute(
        "SELECT policyname, cmd, qual, with_check FROM pg_policies WHERE tablename = %s ORDER BY 1", [table]
    )
    return list(cursor.fetchall())


def indexes_of(cursor: Any, table: str) -> set[str]:
    """The indexes of a table, without the table's own name."""
    cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [table])
    return {definition.replace(table, "…") for (definition,) in cursor.fetchall()}
