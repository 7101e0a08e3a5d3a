-- Mark rows as deleted and log their image before.
WITH layout AS ({keep_layout}), gone AS (
  SELECT t.id, t.area, t.version, t.updated_at AS since, {image} AS image
  FROM {table} t WHERE t.id = ANY(%(ids)s) AND t.deleted_at IS NULL
), logged AS (
  INSERT INTO core_change (at, ledger, row_id, area, domain, action, actor_id, actor, why, version, before, layout, since, batch)
  SELECT %(at)s, %(ledger)s, id, area, %(domain)s, %(action)s, %(by_id)s, %(by)s, %(why)s, version, image, {layout}, since, %(batch)s
  FROM gone
)
UPDATE {table} t
SET deleted_at = %(at)s, version = t.version + 1, updated_at = %(at)s, updated_by = %(by)s
FROM gone WHERE t.id = gone.id AND t.version = gone.version
