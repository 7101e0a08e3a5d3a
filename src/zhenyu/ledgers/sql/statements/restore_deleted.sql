-- Let deleted rows stand again as they were, logging the image they have as deleted rows.
WITH layout AS ({keep_layout}), back AS (
  SELECT t.id, t.area, t.version, t.updated_at AS since, {image} AS image
  FROM {table} t WHERE t.id = ANY(%(ids)s) AND t.deleted_at IS NOT NULL
), logged AS (
  INSERT INTO core_change (at, ledger, row_id, area, domain, action, actor_id, actor, why, version, before, layout, since, batch)
  SELECT %(at)s, %(ledger)s, id, area, %(domain)s, 'restore', %(by_id)s, %(by)s, %(why)s, version, image, {layout}, since, NULL
  FROM back
)
UPDATE {table} t
SET deleted_at = NULL, version = t.version + 1, updated_at = %(at)s, updated_by = %(by)s
FROM back WHERE t.id = back.id AND t.version = back.version
