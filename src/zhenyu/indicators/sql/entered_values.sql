-- The value that counts for exactly the area and period of each question about an external indicator: the entered one, else
-- what the newest report says that somebody took over. Of entered ones the newest final, else the newest preliminary one; the
-- newest without a value took it back.
SELECT DISTINCT ON (e.n) e.n, e.value, e.finality, e.source, e.at, e.status
FROM (
  SELECT DISTINCT ON (q.n, o.status) q.n, o.status, o.value, o.finality, o.source, o.at
  FROM jsonb_to_recordset(%(questions)s::jsonb) AS q (n integer, indicator text, area text, period text)
  JOIN indicators_observation o
    ON o.indicator = q.indicator AND o.area = q.area AND o.period = q.period AND o.status IN ('entered', 'reported')
  ORDER BY q.n, o.status, (o.finality = 'final' AND o.value IS NOT NULL) DESC, o.id DESC
) AS e
WHERE e.value IS NOT NULL
ORDER BY e.n, e.status
