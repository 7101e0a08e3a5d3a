-- Changes in the order of their transactions, one page after (xact, id); only of transactions older than every running one.
-- A transaction that is still open may yet add changes with a lower number than those that are visible: they are held back
-- until it ends, so that nobody who follows the log ever misses one. Row security shows the reader's own.
SELECT c.xact::text, c.id, c.ledger, c.row_id, c.action, c.batch, c.area, c.at, c.actor
FROM core_change c
WHERE (c.xact, c.id) > (%(xact)s::text::xid8, %(id)s) AND c.xact < pg_snapshot_xmin(pg_current_snapshot())
  AND c.ledger = ANY (%(ledgers)s) AND c.action <> ALL (%(silent)s)
ORDER BY c.xact, c.id
LIMIT %(limit)s
