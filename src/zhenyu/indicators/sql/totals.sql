-- Months from first to last, both included.
CREATE FUNCTION indicators_months(first date, last date) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (extract(year FROM last) - extract(year FROM first)) * 12 + extract(month FROM last) - extract(month FROM first) + 1
$$;

-- How cells add up: the one place. All questions at once, so that the reader's scope is worked out once.
--
-- questions  [{n, indicator, ledgers, zero, levels, low, high, digits, first, last, rule}]: areas in [low, high), cut to
--            ``digits`` and grouped; months first..last, each the first day of its month.
-- rule  'sum'   movements of the months first..last (flows)
--       'last'  movements up to last, and of levels (where ``levels``) the last one stated up to it (stocks)
--       'mean'  mean of the month ends first..last (stocks)
-- An area that keeps the books (one of ``ledgers``, since last or earlier) and has no cell is zero where ``zero`` says so.
-- Only areas whose value is known come back.
CREATE FUNCTION indicators_totals(questions jsonb)
RETURNS TABLE (n integer, area text, value numeric, rows numeric, computed_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH q AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(questions)
      AS q (n integer, indicator text, ledgers text[], zero boolean, levels boolean, low text, high text, digits integer,
            first date, last date, rule text)
    WHERE q.rule IN ('sum', 'last', 'mean')
  ),
  counted AS (
    SELECT q.n, left(c.area, q.digits) AS area,
           sum(CASE WHEN q.rule = 'mean' THEN c.value * indicators_months(greatest(c.month, q.first), q.last)
                                              / indicators_months(q.first, q.last)
                    ELSE c.value END) AS value,
           sum(c.rows) AS rows, max(c.computed_at) AS computed_at
    FROM q JOIN indicators_cell c
      ON c.indicator = q.indicator AND c.area >= q.low AND c.area < q.high
     AND c.month >= CASE WHEN q.rule = 'sum' THEN q.first ELSE '-infinity' END AND c.month <= q.last
    WHERE NOT c.level
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
  kept AS (
    SELECT DISTINCT q.n, left(b.area, q.digits) AS area
    FROM q JOIN indicators_books b
      ON b.ledger = ANY (q.ledgers) AND b.area >= q.low AND b.area < q.high AND b.since <= q.last
    WHERE q.zero
  )
  SELECT coalesce(t.n, k.n), coalesce(t.area, k.area), CASE WHEN t.n IS NULL THEN 0 ELSE t.value END,
         coalesce(t.rows, 0), t.computed_at
  FROM total t FULL JOIN kept k ON k.n = t.n AND k.area = t.area
  WHERE t.n IS NULL OR t.value IS NOT NULL
$$;
