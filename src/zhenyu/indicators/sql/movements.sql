-- What the cells of indicators add up to below an area, month by month: all that moved before the first month asked stands
-- under ``opening``, the month before it; only what stands on (stocks) is asked that far back.
SELECT m.indicator, m.place, m.month, sum(m.value)
FROM (
  SELECT t.indicator, left(t.area, %(digits)s) AS place, greatest(t.month, %(opening)s::date) AS month, t.value
  FROM indicators_town_cell t
  WHERE %(digits)s <= 9 AND t.indicator = ANY (%(indicators)s::text[]) AND t.area >= %(low)s AND t.area < %(high)s
    AND t.month <= %(last)s AND (t.month > %(opening)s OR t.indicator = ANY (%(standing)s::text[]))
  UNION ALL
  SELECT c.indicator, left(c.area, %(digits)s), greatest(c.month, %(opening)s::date), c.value
  FROM indicators_cell c
  WHERE %(digits)s > 9 AND c.indicator = ANY (%(indicators)s::text[]) AND c.area >= %(low)s AND c.area < %(high)s
    AND c.month <= %(last)s AND (c.month > %(opening)s OR c.indicator = ANY (%(standing)s::text[]))
) AS m
GROUP BY 1, 2, 3
