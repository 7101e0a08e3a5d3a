-- Months from first to last, both included.
CREATE OR REPLACE FUNCTION indicators_months(first date, last date) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (extract(year FROM last) - extract(year FROM first)) * 12 + extract(month FROM last) - extract(month FROM first) + 1
$$;

-- How cells add up: the one place. All questions at once, so that the reader's scope is worked out once.
--
-- questions  [{n, indicator, ledgers, zero, levels, low, high, digits, first, last, rule}]: areas in [low, high), cut to
--            ``digits`` and grouped; months first..last, each the first day of its month.
-- rule  'sum'   movements of the months first..last (flows)
--       'last'  movements up to last, and of levels (where ``levels``) the last one stated up to it (stocks)
--       'mean'  mean of the month ends first..last (stocks)
-- Movements of towns and larger areas are read from the cells of towns, those of smaller ones from the cells themselves.
-- An area that keeps the books (cells without an indicator, of one of ``ledgers``, up to last) and has no cell is zero where ``zero`` says so.
-- Only areas whose value is known come back.
CREATE OR REPLACE FUNCTION indicators_totals(questions jsonb)
RETURNS TABLE (n integer, area text, value numeric, rows numeric, computed_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH q AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(questions)
      AS q (n integer, indicator text, ledgers text[], zero boolean, levels boolean, low text, high text, digits integer,
            first date, last date, rule text)
    WHERE q.rule IN ('sum', 'last', 'mean')
  ),
  -- Running totals of towns: every month of a stock from one reading of its cells, not one for each month asked.
  running AS (
    SELECT s.asked, s.lasts, s.earliest, m.area, m.month, lead(m.month) OVER w AS until,
           sum(m.value) OVER w AS value, sum(m.rows) OVER w AS rows, max(m.computed_at) OVER w AS computed_at
    FROM (SELECT q.indicator, q.low, q.high, q.digits, max(q.last) AS last, min(q.last) AS earliest,
                 array_agg(q.n) AS asked, array_agg(q.last) AS lasts
          FROM q WHERE q.rule = 'last' AND q.digits <= 9 GROUP BY 1, 2, 3, 4) AS s
    CROSS JOIN LATERAL (
      SELECT left(t.area, s.digits) AS area, t.month, sum(t.value) AS value, sum(t.rows) AS rows,
             max(t.computed_at) AS computed_at
      FROM indicators_town_cell t
      WHERE t.indicator = s.indicator AND t.area >= s.low AND t.area < s.high AND t.month <= s.last
      GROUP BY 1, 2
    ) AS m
    WINDOW w AS (PARTITION BY s.indicator, s.low, s.high, s.digits, m.area ORDER BY m.month)
  ),
  counted AS (
    SELECT u.n, r.area, r.value, r.rows, r.computed_at
    FROM (SELECT * FROM running r WHERE r.until IS NULL OR r.until > r.earliest OFFSET 0) AS r
    CROSS JOIN LATERAL unnest(r.asked, r.lasts) AS u (n, last)
    WHERE r.month <= u.last AND (r.until IS NULL OR r.until > u.last)
    UNION ALL
    SELECT q.n, left(c.area, q.digits) AS area,
           sum(CASE WHEN q.rule = 'mean' THEN c.value * indicators_months(greatest(c.month, q.first), q.last)
                                              / indicators_months(q.first, q.last)
                    ELSE c.value END) AS value,
           sum(c.rows) AS rows, max(c.computed_at) AS computed_at
    FROM q CROSS JOIN LATERAL (
      SELECT t.area, t.month, t.value, t.rows, t.computed_at FROM indicators_town_cell t
      WHERE q.digits <= 9 AND q.rule <> 'last' AND t.indicator = q.indicator AND t.area >= q.low AND t.area < q.high
        AND t.month >= CASE WHEN q.rule = 'sum' THEN q.first ELSE '-infinity' END AND t.month <= q.last
      UNION ALL
      SELECT v.area, v.month, v.value, v.rows, v.computed_at FROM indicators_cell v
      WHERE q.digits > 9 AND NOT v.level AND v.indicator = q.indicator AND v.area >= q.low AND v.area < q.high
        AND v.month >= CASE WHEN q.rule = 'sum' THEN q.first ELSE '-infinity' END AND v.month <= q.last
    ) AS c
    GROUP BY 1, 2
    UNION ALL
    SELECT l.n, left(l.area, l.digits), sum(l.value), sum(l.rows), max(l.computed_at)
    FROM (SELECT DISTINCT ON (q.n, c.area, c.ledger) q.n, q.digits, c.area, c.value, c.rows, c.computed_at
          FROM q JOIN indicators_cell c
            ON c.indicator = q.indicator AND c.area >= q.low AND c.area < q.high AND c.month <= q.last
          WHERE q.levels AND q.rule = 'last' AND c.level
          ORDER BY q.n, c.area, c.ledger, c.month DESC) AS l
    GROUP BY 1, 2
    UNION ALL
    SELECT l.n, left(l.area, l.digits), sum(l.value), sum(l.rows), max(l.computed_at)
    FROM (SELECT q.n, q.digits, c.area, avg(c.value) AS value, sum(c.rows) AS rows, max(c.computed_at) AS computed_at
          FROM q JOIN indicators_cell c
            ON c.indicator = q.indicator AND c.area >= q.low AND c.area < q.high AND c.month BETWEEN q.first AND q.last
          WHERE q.levels AND q.rule = 'mean' AND c.level
          GROUP BY q.n, q.digits, c.area, c.ledger) AS l
    GROUP BY 1, 2
  ),
  total AS (
    SELECT t.n, t.area, sum(t.value) AS value, sum(t.rows) AS rows, max(t.computed_at) AS computed_at
    FROM counted t GROUP BY t.n, t.area
  ),
  -- Materialised, so that books meet questions by their ledger: joined otherwise, every book met every question.
  reading AS MATERIALIZED (
    SELECT q.n, u.ledger, q.digits, q.low, q.high, q.last FROM q CROSS JOIN LATERAL unnest(q.ledgers) AS u (ledger) WHERE q.zero
  ),
  -- When the books of each ledger began in each area: one reading of the books of the range asked, whatever the questions.
  asked AS (
    SELECT q.digits, min(q.low COLLATE "C") AS low, max(q.high COLLATE "C") AS high, array_agg(DISTINCT q.ledger) AS ledgers
    FROM reading q GROUP BY 1
  ),
  begun AS MATERIALIZED (
    SELECT b.ledger, b.digits, b.area, min(b.since) AS since
    FROM (
      SELECT t.ledger, a.digits, left(t.area, a.digits) AS area, t.month AS since
      FROM asked a JOIN indicators_town_cell t
        ON t.indicator = '' AND t.ledger = ANY (a.ledgers) AND t.area >= a.low AND t.area < a.high
      WHERE a.digits <= 9
      UNION ALL
      SELECT c.ledger, a.digits, left(c.area, a.digits), c.month
      FROM asked a JOIN indicators_cell c
        ON c.indicator = '' AND c.ledger = ANY (a.ledgers) AND c.area >= a.low AND c.area < a.high
      WHERE a.digits > 9
    ) AS b
    GROUP BY 1, 2, 3
  ),
  kept AS (
    SELECT DISTINCT r.n, b.area
    FROM reading r JOIN begun b
      ON b.ledger = r.ledger AND b.digits = r.digits AND b.area >= r.low AND b.area < r.high AND b.since <= r.last
  )
  SELECT coalesce(t.n, k.n), coalesce(t.area, k.area), CASE WHEN t.n IS NULL THEN 0 ELSE t.value END,
         coalesce(t.rows, 0), t.computed_at
  FROM total t FULL JOIN kept k ON k.n = t.n AND k.area = t.area
  WHERE t.n IS NULL OR t.value IS NOT NULL
$$;
