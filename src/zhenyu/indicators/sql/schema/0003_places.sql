-- Places among siblings. The reader may not see the siblings: the function widens the scope to the whole tree for its one
-- query, puts it back, and gives away the place and how many were compared, nothing else. It runs with its owner's rights
-- so that tables may later be closed to the application role. Equal values share a place (1, 2, 2, 4).
--
-- questions  as indicators_totals takes them; group g asks its values as number 2g, and where it is
--            a ratio its denominators as number 2g + 1.
-- moved      [{place, area, heir}]: areas of a group that are not there on its day, and the one that stands for them; without
--            an heir they are not compared.
-- asked      [{n, place, area, ratio, descending}]: the place of ``area`` in group ``place``.
CREATE OR REPLACE FUNCTION indicators_places(questions jsonb, asked jsonb, moved jsonb) RETURNS TABLE (n integer, place bigint, compared bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  outer_scope text := coalesce(current_setting('zhenyu.scope', true), '');
BEGIN
  PERFORM set_config('zhenyu.scope', '{"*": [""]}', true);
  RETURN QUERY
  WITH a AS (
    SELECT * FROM jsonb_to_recordset(asked) AS a (n integer, place integer, area text, ratio boolean, descending boolean)
  ),
  gone AS (SELECT m.place, m.area, m.heir FROM jsonb_to_recordset(moved) AS m (place integer, area text, heir text)),
  groups AS (SELECT DISTINCT a.place, a.ratio, a.descending FROM a),
  part AS (
    SELECT t.n / 2 AS place, t.n % 2 = 1 AS below, CASE WHEN m.area IS NULL THEN t.area ELSE m.heir END AS area, t.value
    FROM indicators_totals(questions) AS t LEFT JOIN gone m ON m.place = t.n / 2 AND m.area = t.area
  ),
  sibling AS (
    SELECT p.place, p.area, sum(p.value) FILTER (WHERE NOT p.below) AS upper, sum(p.value) FILTER (WHERE p.below) AS lower
    FROM part p WHERE p.area IS NOT NULL GROUP BY p.place, p.area
  ),
  valued AS (
    SELECT g.place, g.descending, s.area, CASE WHEN g.ratio THEN s.upper / nullif(s.lower, 0) ELSE s.upper END AS value
    FROM sibling s JOIN groups g ON g.place = s.place
  ),
  placed AS (
    SELECT v.place AS group_number, v.area, count(*) OVER (PARTITION BY v.place) AS compared,
           rank() OVER (PARTITION BY v.place ORDER BY CASE WHEN v.descending THEN -v.value ELSE v.value END) AS place
    FROM valued v WHERE v.value IS NOT NULL
  )
  SELECT a.n, p.place, p.compared FROM a JOIN placed p ON p.group_number = a.place AND p.area = a.area;
  PERFORM set_config('zhenyu.scope', outer_scope, true);
END
$$;
