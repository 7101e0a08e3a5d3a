-- The rows a batch has just written, before and after: those it changed or took away stand in the log, those it added bear
-- its number. ``before`` is NULL for a new row, ``after`` for one that is gone.
SELECT c.row_id, zhenyu_image(c), CASE WHEN t.deleted_at IS NULL THEN to_jsonb(t) END
FROM core_change c JOIN {table} t ON t.id = c.row_id
WHERE c.batch = %(batch)s AND c.action = %(action)s AND c.ledger = %(ledger)s
UNION ALL
SELECT t.id, NULL, to_jsonb(t) FROM {table} t
WHERE %(action)s = 'import' AND t.batch = %(batch)s AND t.deleted_at IS NULL
