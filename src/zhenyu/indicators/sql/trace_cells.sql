-- The cells behind a figure, the newest months first.
SELECT c.indicator, c.ledger, c.area, c.month, c.value, c.rows
FROM indicators_cell c
WHERE c.indicator = ANY (%(indicators)s) AND c.area >= %(low)s AND c.area < %(high)s
  AND c.month >= %(first)s AND c.month <= %(last)s
ORDER BY c.month DESC, c.area, c.indicator, c.ledger
LIMIT %(limit)s
