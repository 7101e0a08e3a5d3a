-- Images of rows in the change log, packed: the texts of a row's columns without their names, which a layout holds once.
-- A change with a layout has in "before" the array of those texts, in "since" the moment its image was written; id, area and
-- version of the row stand in the change itself. A change without a layout has an object of names and values, as all had
-- before this migration: those stay as they were written and sealed.

CREATE TABLE core_layout (
  id bigint PRIMARY KEY,            -- follows from the rest (core/changelog/images.py), so that nothing else can take its place
  ledger text NOT NULL,
  columns text[] NOT NULL,
  kinds text[] NOT NULL             -- the type each text is of; "moment": microseconds since 1970
);
CREATE TRIGGER layout_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON core_layout
  FOR EACH STATEMENT EXECUTE FUNCTION zhenyu_seal_is_final();

ALTER TABLE core_change ADD COLUMN layout bigint, ADD COLUMN since timestamptz;

CREATE FUNCTION zhenyu_moment(micros text) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT '1970-01-01 00:00:00+00'::timestamptz + micros::bigint * interval '1 microsecond'
$$;

-- The image of a change with its names, packed or not. Who made a row and when is left out where it is as in "updated".
CREATE FUNCTION zhenyu_image(c core_change) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN c.layout IS NULL THEN c.before ELSE (
    SELECT jsonb_build_object('id', c.row_id, 'area', c.area, 'version', c.version, 'updated_at', c.since, 'created_at', c.since,
                              'created_by', max(c.before ->> (place - 1)::integer) FILTER (WHERE name = 'updated_by'))
        || jsonb_object_agg(name, CASE WHEN kind IN ('bigint', 'numeric', 'boolean', 'jsonb', 'text[]')
                                         THEN (c.before ->> (place - 1)::integer)::jsonb
                                       WHEN kind = 'moment' THEN to_jsonb(zhenyu_moment(c.before ->> (place - 1)::integer))
                                       ELSE c.before -> (place - 1)::integer END)
           FILTER (WHERE name NOT IN ('created_at', 'created_by') OR c.before ->> (place - 1)::integer IS NOT NULL)
    FROM core_layout l, unnest(l.columns, l.kinds) WITH ORDINALITY AS part (name, kind, place)
    WHERE l.id = c.layout) END
$$;
