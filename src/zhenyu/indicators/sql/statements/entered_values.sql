-- The value that counts for exactly the area and period of each question about an external indicator: the entered one, else
-- what the newest report says that somebody took over. Of entered ones the newest final, else the newest preliminary one; the
-- newest without a value took it back. Each question looks for its own in the index: joined, they read every value ever entered.
SELECT q.n, e.value, e.finality, e.source, e.at, e.status
FROM jsonb_to_recordset(%(questions)s::jsonb) AS q (n integer, indicator text, area text, period text)
CROSS JOIN LATERAL (
  SELECT s.status, s.value, s.finality, s.source, s.at
  FROM (
    SELECT DISTINCT ON (o.status) o.status, o.value, o.finality, o.source, o.at
    FROM indicators_observation o
    WHERE o.indicator = q.indicator AND o.area = q.area AND o.period = q.period AND o.status IN ('entered', 'reported')
    ORDER BY o.status, (o.finality = 'final' AND o.value IS NOT NULL) DESC, o.id DESC
  ) AS s
  WHERE s.value IS NOT NULL
  ORDER BY s.status
  LIMIT 1
) AS e
