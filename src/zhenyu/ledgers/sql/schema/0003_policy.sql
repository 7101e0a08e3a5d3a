-- Row security of a ledger's table, whose rows belong to one domain.
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS in_scope ON {table};
CREATE POLICY in_scope ON {table} USING (
  CASE
    WHEN area >= (SELECT coalesce(nullif(current_setting('zhenyu.scope', true), '')::jsonb -> {domain}, nullif(current_setting('zhenyu.scope', true), '')::jsonb -> '*') ->> 0)
     AND area < (SELECT (coalesce(nullif(current_setting('zhenyu.scope', true), '')::jsonb -> {domain}, nullif(current_setting('zhenyu.scope', true), '')::jsonb -> '*') ->> 0) || ':') THEN TRUE
    WHEN area ^@ (SELECT coalesce(nullif(current_setting('zhenyu.scope', true), '')::jsonb -> {domain}, nullif(current_setting('zhenyu.scope', true), '')::jsonb -> '*') ->> -1) THEN TRUE
    WHEN area ^@ ANY ((SELECT translate((coalesce(nullif(current_setting('zhenyu.scope', true), '')::jsonb -> {domain}, nullif(current_setting('zhenyu.scope', true), '')::jsonb -> '*'))::text,
                                        '[]', '{{}}')::text[])::text[]) THEN TRUE
    ELSE FALSE
  END
);
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO zhenyu_app;
