-- Merge waiting rows into a ledger: one statement changes what differs, logs the full image before, and adds what is new.
-- Rows are matched by key (imports) or by id (edits); an unchanged row is not touched at all.
-- A row that somebody changed since the snapshot fails the version test and is missing from "changed":
-- the caller compares the counts and takes everything back.
WITH layout AS ({keep_layout}), merged AS MATERIALIZED (
  SELECT {merged}, CASE WHEN t.id IS NOT NULL THEN {image} END AS image
  FROM {source} LEFT JOIN {table} t ON {match} AND t.deleted_at IS NULL
  WHERE t.id IS NULL OR {differs}
), held AS MATERIALIZED (  -- in order of id, so that two imports of the same rows wait for each other and never in a ring
  SELECT t.id FROM merged m JOIN {table} t ON t.id = m.row_id ORDER BY t.id FOR UPDATE OF t
), changed AS (
  UPDATE {table} t
  SET {assignments},
      due = {due},
      extra = CASE WHEN m.state IS DISTINCT FROM m.old_state
                   THEN t.extra || jsonb_build_object('state_by', %(by)s::text, 'state_by_id', %(by_id)s::bigint)
                   ELSE t.extra END,
      version = t.version + 1, updated_at = %(at)s, updated_by = %(by)s
  FROM merged m
  WHERE t.id = m.row_id AND t.version = m.row_version AND (SELECT count(*) FROM held) > 0
  RETURNING t.id
), logged AS (
  INSERT INTO core_change (at, ledger, row_id, area, domain, action, actor_id, actor, why, version, before, layout, since,
                           batch)
  SELECT %(at)s, %(ledger)s, m.row_id, m._area, %(domain)s, %(action)s, %(by_id)s, %(by)s, %(why)s,
         m.row_version, m.image, {layout}, m._since, %(batch)s
  FROM merged m WHERE m.row_id IS NOT NULL
), numbered AS (
  SELECT nextval((SELECT pg_get_serial_sequence({name}, 'id')::regclass)) AS _id, m.*
  FROM (SELECT * FROM merged WHERE row_id IS NULL ORDER BY n) m
), added AS (  -- numbered as the file has them, but laid down by area: the rows of a village are then read from few pages
  INSERT INTO {table} (id, area, state, owner, due, version, created_at, created_by, updated_at, updated_by, batch, extra, {fields})
  SELECT m._id, m.area, m.state, m.owner, {due}, 1, %(at)s, %(by)s, %(at)s, %(by)s, %(batch)s, '{{}}', {merged_fields}
  FROM numbered m
  ORDER BY m.area, m._id
  RETURNING id, area
), logged_births AS (
  INSERT INTO core_change (at, ledger, row_id, area, domain, action, actor_id, actor, why)
  SELECT %(at)s, %(ledger)s, id, area, %(domain)s, 'create', %(by_id)s, %(by)s, %(why)s
  FROM added WHERE %(batch)s::bigint IS NULL
), logged_batch AS (  -- rows of an import have no entry of their own: one for each place tells those who follow the log
  INSERT INTO core_change (at, ledger, area, domain, action, actor_id, actor, why, batch)
  SELECT %(at)s, %(ledger)s, area, %(domain)s, 'import', %(by_id)s, %(by)s, %(why)s, %(batch)s
  FROM added WHERE %(batch)s::bigint IS NOT NULL GROUP BY area
)
SELECT (SELECT count(*) FROM merged WHERE row_id IS NOT NULL),
       (SELECT count(*) FROM changed),
       (SELECT count(*) FROM added),
       CASE WHEN %(batch)s::bigint IS NULL THEN (SELECT array_agg(id ORDER BY id) FROM added) END
