-- Mark rows as deleted and log their image before.
WITH gone AS (
  SELECT t.id, t.area, t.version, to_jsonb(t) AS image
  FROM {table} t WHERE t.id = ANY(%(ids)s) AND t.deleted_at IS NULL
), logged AS (
  INSERT INTO core_change (at, ledger, row_id, area, domain, action, actor_id, actor, why, version, before, batch)
  SELECT %(at)s, %(ledger)s, id, area, %(domain)s, %(action)s, %(by_id)s, %(by)s, %(why)s, version, image, %(batch)s
  FROM gone
)
UPDATE {table} t
SET deleted_at = %(at)s, version = t.version + 1, updated_at = %(at)s, updated_by = %(by)s
FROM gone WHERE t.id = gone.id AND t.version = gone.version
