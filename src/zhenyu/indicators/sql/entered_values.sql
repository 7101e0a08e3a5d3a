-- The entered value that counts for exactly the area and period of each question: the newest final one, else the newest
-- preliminary one; the newest without a value took it back.
SELECT e.n, e.value, e.finality, e.source, e.at
FROM (
  SELECT DISTINCT ON (q.n) q.n, o.value, o.finality, o.source, o.at
  FROM jsonb_to_recordset(%(questions)s::jsonb) AS q (n integer, indicator text, area text, period text)
  JOIN indicators_observation o
    ON o.indicator = q.indicator AND o.area = q.area AND o.period = q.period AND o.status = 'entered'
  ORDER BY q.n, (o.finality = 'final' AND o.value IS NOT NULL) DESC, o.id DESC
) AS e
WHERE e.value IS NOT NULL
