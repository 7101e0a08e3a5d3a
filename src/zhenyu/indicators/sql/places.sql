-- One side of a rank question: the known values of all siblings, from cells or from entered values.
CREATE FUNCTION indicators_part(q jsonb, indicator text, rule text, zero boolean, ledgers jsonb)
RETURNS TABLE (area text, value numeric) LANGUAGE sql STABLE AS $$
  SELECT t.area, t.value
  FROM indicators_totals(indicator, ARRAY(SELECT jsonb_array_elements_text(ledgers)), zero, q ->> 'low', q ->> 'high',
                         (q ->> 'digits')::integer, (q ->> 'first')::date, (q ->> 'last')::date, rule) AS t
  WHERE rule <> 'entered' AND length(t.area) = (q ->> 'digits')::integer
  UNION ALL
  SELECT e.area, e.value
  FROM indicators_entered(indicator, q ->> 'low', q ->> 'high', (q ->> 'digits')::integer, q ->> 'period') AS e
  WHERE rule = 'entered'
$$;

-- Places among siblings. The reader may not see the siblings: the function widens the scope to the whole tree for its one
-- query, puts it back, and gives away the place and how many were compared, nothing else. It runs with its owner's rights so
-- that tables may later be closed to the application role. Equal values share a place (1, 2, 2, 4).
-- ``questions``: [{n, area, digits, low, high, first, last, period, descending, zero, ledgers, rule, numerator,
--                  denominator, denominator_zero, denominator_ledgers, denominator_rule}]; rule 'entered' reads observations.
CREATE FUNCTION indicators_places(questions jsonb) RETURNS TABLE (n integer, place bigint, compared bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  outer_scope text := coalesce(current_setting('zhenyu.scope', true), '');
BEGIN
  PERFORM set_config('zhenyu.scope', '{"*": [""]}', true);
  RETURN QUERY
  WITH asked AS (SELECT (q ->> 'n')::integer AS n, q ->> 'area' AS area, q - 'n' - 'area' AS q
                 FROM jsonb_array_elements(questions) AS q),
  groups AS MATERIALIZED (SELECT DISTINCT q FROM asked),
  part AS (
    SELECT g.q, t.area, t.value, false AS below
    FROM groups g, indicators_part(g.q, g.q ->> 'numerator', g.q ->> 'rule', (g.q ->> 'zero')::boolean, g.q -> 'ledgers') t
    UNION ALL
    SELECT g.q, t.area, t.value, true
    FROM groups g, indicators_part(g.q, g.q ->> 'denominator', g.q ->> 'denominator_rule',
                                   (g.q ->> 'denominator_zero')::boolean, g.q -> 'denominator_ledgers') t
    WHERE g.q ->> 'denominator' IS NOT NULL
  ),
  sibling AS (
    SELECT p.q, p.area,
           CASE WHEN p.q ->> 'denominator' IS NULL THEN max(p.value)
                ELSE max(p.value) FILTER (WHERE NOT p.below) / nullif(max(p.value) FILTER (WHERE p.below), 0) END AS value
    FROM part p GROUP BY p.q, p.area
  ),
  placed AS (
    SELECT s.q, s.area, count(*) OVER (PARTITION BY s.q) AS compared,
           rank() OVER (PARTITION BY s.q
                        ORDER BY CASE WHEN (s.q ->> 'descending')::boolean THEN -s.value ELSE s.value END) AS place
    FROM sibling s WHERE s.value IS NOT NULL
  )
  SELECT a.n, p.place, p.compared FROM asked a JOIN placed p ON p.q = a.q AND p.area = a.area;
  PERFORM set_config('zhenyu.scope', outer_scope, true);
END
$$;
