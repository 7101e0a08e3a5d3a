-- Months from first to last, both included.
CREATE FUNCTION indicators_months(first date, last date) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (extract(year FROM last) - extract(year FROM first)) * 12 + extract(month FROM last) - extract(month FROM first) + 1
$$;

-- How cells add up: the one place. Areas are cut to ``digits`` and grouped; only areas whose value is known come back.
--
-- rule  'sum'   movements of the months first..last (flows)
--       'last'  movements up to last, and of levels the last one stated up to it (stocks)
--       'mean'  mean of the month ends first..last (stocks)
-- An area that keeps the books (one of ``ledgers``, since last or earlier) and has no cell is zero where ``zero`` says so.
CREATE FUNCTION indicators_totals(
  indicator text, ledgers text[], zero boolean, low text, high text, digits integer, first date, last date, rule text
) RETURNS TABLE (area text, value numeric, rows numeric, computed_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH counted AS (
    SELECT left(c.area, digits) AS area,
           sum(CASE WHEN rule = 'mean' THEN c.value * indicators_months(greatest(c.month, first), last)
                                            / indicators_months(first, last)
                    ELSE c.value END) AS value,
           sum(c.rows) AS rows, max(c.computed_at) AS computed_at
    FROM indicators_cell c
    WHERE c.indicator = indicators_totals.indicator AND NOT c.level AND c.area >= low AND c.area < high
      AND c.month <= last AND (rule <> 'sum' OR c.month >= first)
    GROUP BY 1
    UNION ALL
    SELECT left(l.area, digits), sum(l.value), sum(l.rows), max(l.computed_at)
    FROM (SELECT DISTINCT ON (c.area, c.ledger) c.area, c.value, c.rows, c.computed_at
          FROM indicators_cell c
          WHERE rule = 'last' AND c.indicator = indicators_totals.indicator AND c.level
            AND c.area >= low AND c.area < high AND c.month <= last
          ORDER BY c.area, c.ledger, c.month DESC) AS l
    GROUP BY 1
    UNION ALL
    SELECT left(l.area, digits), sum(l.value), sum(l.rows), max(l.computed_at)
    FROM (SELECT c.area, avg(c.value) AS value, sum(c.rows) AS rows, max(c.computed_at) AS computed_at
          FROM indicators_cell c
          WHERE rule = 'mean' AND c.indicator = indicators_totals.indicator AND c.level
            AND c.area >= low AND c.area < high AND c.month BETWEEN first AND last
          GROUP BY c.area, c.ledger) AS l
    GROUP BY 1
  ),
  total AS (
    SELECT t.area, sum(t.value) AS value, sum(t.rows) AS rows, max(t.computed_at) AS computed_at
    FROM counted t GROUP BY t.area
  ),
  kept AS (
    SELECT DISTINCT left(b.area, digits) AS area
    FROM indicators_books b
    WHERE zero AND b.ledger = ANY (ledgers) AND b.area >= low AND b.area < high AND b.since <= last
  )
  SELECT coalesce(t.area, k.area), CASE WHEN t.area IS NULL THEN 0 ELSE t.value END, coalesce(t.rows, 0), t.computed_at
  FROM total t FULL JOIN kept k ON k.area = t.area
  WHERE t.area IS NULL OR t.value IS NOT NULL
$$;
