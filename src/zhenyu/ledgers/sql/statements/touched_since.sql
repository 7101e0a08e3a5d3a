-- Rows of a batch that somebody touched after it: added ones beyond their first version, changed ones beyond the batch's.
SELECT count(*) OVER (), id, updated_by, updated_at, deleted FROM (
  SELECT t.id, t.updated_by, t.updated_at, t.deleted_at IS NOT NULL AS deleted
  FROM {table} t WHERE t.batch = %(batch)s AND (t.version <> 1 OR t.deleted_at IS NOT NULL)
  UNION ALL
  SELECT t.id, t.updated_by, t.updated_at, t.deleted_at IS NOT NULL FROM core_change c JOIN {table} t ON t.id = c.row_id
  WHERE c.batch = %(batch)s AND c.action = 'import' AND c.ledger = %(ledger)s
    AND (t.version <> c.version + 1 OR t.deleted_at IS NOT NULL)
) touched
ORDER BY id LIMIT 10
