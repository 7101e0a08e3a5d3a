-- The cells behind a figure, the newest months first.
SELECT c.indicator, c.ledger, c.area, c.month, c.value, c.rows
FROM unnest(%(lows)s::text[], %(highs)s::text[]) AS ground (low, high)
JOIN indicators_cell c ON c.area >= ground.low AND c.area < ground.high
WHERE c.indicator = ANY (%(indicators)s)
  AND c.month >= %(first)s AND c.month <= %(last)s
ORDER BY c.month DESC, c.area, c.indicator, c.ledger
LIMIT %(limit)s
