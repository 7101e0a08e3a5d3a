-- The value of each question that cells answer; a question that stays away is unknown. One row in, at most one row out.
SELECT q.n, t.value, t.rows, t.computed_at
FROM jsonb_to_recordset(%(questions)s::jsonb)
       AS q (n integer, indicator text, ledgers text[], zero boolean, low text, high text, digits integer,
             first date, last date, rule text)
CROSS JOIN LATERAL indicators_totals(q.indicator, q.ledgers, q.zero, q.low, q.high, q.digits, q.first, q.last, q.rule) AS t
