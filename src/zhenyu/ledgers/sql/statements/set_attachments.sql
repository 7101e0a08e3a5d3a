-- Put the list of files that belong to a whole row (not to a field of it) beside it, logging its image before.
WITH layout AS ({keep_layout}), old AS (
  SELECT t.id, t.area, t.version, t.updated_at AS since, {image} AS image
  FROM {table} t WHERE t.id = %(id)s AND t.version = %(version)s AND t.deleted_at IS NULL
), logged AS (
  INSERT INTO core_change (at, ledger, row_id, area, domain, action, actor_id, actor, why, version, before, layout, since)
  SELECT %(at)s, %(ledger)s, id, area, %(domain)s, 'update', %(by_id)s, %(by)s, %(why)s, version, image, {layout}, since
  FROM old
)
UPDATE {table} t
SET extra = t.extra || jsonb_build_object('attachments', %(files)s::jsonb),
    version = t.version + 1, updated_at = %(at)s, updated_by = %(by)s
FROM old WHERE t.id = old.id AND t.version = old.version
