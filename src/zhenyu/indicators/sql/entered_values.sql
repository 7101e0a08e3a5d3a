-- The entered value of each question about an external indicator, of exactly its area and period.
SELECT q.n, e.value, e.finality, e.source, e.at
FROM jsonb_to_recordset(%(questions)s::jsonb) AS q (n integer, indicator text, low text, high text, digits integer, period text)
CROSS JOIN LATERAL indicators_entered(q.indicator, q.low, q.high, q.digits, q.period) AS e
