-- The month in which each area below an area began to keep the books of a ledger.
SELECT b.ledger, b.place, min(b.month)
FROM (
  SELECT t.ledger, left(t.area, %(digits)s) AS place, t.month FROM indicators_town_cell t
  WHERE %(digits)s <= 9 AND t.indicator = '' AND t.ledger = ANY (%(ledgers)s::text[]) AND t.area >= %(low)s AND t.area < %(high)s
  UNION ALL
  SELECT c.ledger, left(c.area, %(digits)s), c.month FROM indicators_cell c
  WHERE %(digits)s > 9 AND c.indicator = '' AND c.ledger = ANY (%(ledgers)s::text[]) AND c.area >= %(low)s AND c.area < %(high)s
) AS b
GROUP BY 1, 2
