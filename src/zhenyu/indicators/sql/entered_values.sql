-- The value of each question about an external indicator, of exactly its area and period: the entered one, else what the
-- newest report says that somebody took over.
WITH entered AS (SELECT n, value, finality, source, at FROM indicators_entered(%(questions)s::jsonb))
SELECT n, value, finality, source, at, 'entered' AS status FROM entered
UNION ALL
SELECT n, value, finality, source, at, 'reported'
FROM (SELECT DISTINCT ON (q.n) q.n, o.value, o.finality, o.source, o.at
      FROM jsonb_to_recordset(%(questions)s::jsonb) AS q (n integer, indicator text, low text, period text)
      JOIN indicators_observation o
        ON o.indicator = q.indicator AND o.area = q.low AND o.period = q.period AND o.status = 'reported'
      WHERE NOT EXISTS (SELECT FROM entered e WHERE e.n = q.n)
      ORDER BY q.n, o.id DESC) AS reported
WHERE value IS NOT NULL
