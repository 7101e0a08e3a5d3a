-- What the reader of this transaction may see. The scope is a JSON object domain -> [area prefix], '*' for every domain.
-- Area codes hold digits only, so a prefix's subtree is the range [prefix, prefix || ':') in C collation.

CREATE FUNCTION zhenyu_scope(domain text) RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT prefix), '{}')
  FROM jsonb_each(coalesce(nullif(current_setting('zhenyu.scope', true), ''), '{}')::jsonb) AS held (held_domain, prefixes),
       jsonb_array_elements_text(prefixes) AS prefix
  WHERE held_domain = '*' OR domain IS NULL OR held_domain = domain
$$;

-- NULL when nothing is held: every comparison is then NULL and no row passes.
CREATE FUNCTION zhenyu_scope_low(domain text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT min(prefix COLLATE "C") FROM unnest(zhenyu_scope(domain)) AS prefix
$$;

CREATE FUNCTION zhenyu_scope_high(domain text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT max((prefix || ':') COLLATE "C") FROM unnest(zhenyu_scope(domain)) AS prefix
$$;

CREATE FUNCTION zhenyu_scope_is_range(domain text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT cardinality(zhenyu_scope(domain)) = 1
$$;

CREATE FUNCTION zhenyu_under(area text, prefixes text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT EXISTS (SELECT 1 FROM unnest(prefixes) AS prefix WHERE starts_with(area, prefix))
$$;

CREATE FUNCTION zhenyu_may_see(area text, domain text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT zhenyu_under(area, zhenyu_scope(domain))
$$;
