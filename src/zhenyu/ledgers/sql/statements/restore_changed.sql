-- Give the rows a batch changed their values of before, logging the image they have now.
-- A column that did not exist then keeps its value; one that had another name then is found by it.
WITH layout AS ({keep_layout}), old AS (
  SELECT c.row_id, {before} AS before
  FROM core_change c, LATERAL (SELECT zhenyu_image(c) AS image OFFSET 0) i
  WHERE c.batch = %(batch)s AND c.action = 'import' AND c.ledger = %(ledger)s
), logged AS (
  INSERT INTO core_change (at, ledger, row_id, area, domain, action, actor_id, actor, why, version, before, layout, since,
                           batch)
  SELECT %(at)s, %(ledger)s, t.id, t.area, %(domain)s, 'undo', %(by_id)s, %(by)s, %(why)s, t.version, {image},
         {layout}, t.updated_at, %(batch)s
  FROM {table} t JOIN old ON old.row_id = t.id
)
UPDATE {table} t
SET {assignments}, version = t.version + 1, updated_at = %(at)s, updated_by = %(by)s
FROM old, LATERAL jsonb_populate_record(NULL::{table}, old.before) r
WHERE t.id = old.row_id
