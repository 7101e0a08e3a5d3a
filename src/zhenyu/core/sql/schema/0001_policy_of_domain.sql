-- Row security of a table whose rows name the domain they belong to.
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS in_scope ON {table};
CREATE POLICY in_scope ON {table} USING (
  CASE
    WHEN area >= (SELECT coalesce(nullif(current_setting('zhenyu.scope', true), '')::jsonb -> '', nullif(current_setting('zhenyu.scope', true), '')::jsonb -> '*') ->> 0)
     AND area < (SELECT (coalesce(nullif(current_setting('zhenyu.scope', true), '')::jsonb -> '', nullif(current_setting('zhenyu.scope', true), '')::jsonb -> '*') ->> 0) || ':') THEN zhenyu_may_see(area, domain)
    WHEN area ^@ (SELECT coalesce(nullif(current_setting('zhenyu.scope', true), '')::jsonb -> '', nullif(current_setting('zhenyu.scope', true), '')::jsonb -> '*') ->> -1) THEN zhenyu_may_see(area, domain)
    WHEN area ^@ ANY ((SELECT translate((coalesce(nullif(current_setting('zhenyu.scope', true), '')::jsonb -> '', nullif(current_setting('zhenyu.scope', true), '')::jsonb -> '*'))::text,
                                        '[]', '{{}}')::text[])::text[]) THEN zhenyu_may_see(area, domain)
    ELSE FALSE
  END
);
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO zhenyu_app;
