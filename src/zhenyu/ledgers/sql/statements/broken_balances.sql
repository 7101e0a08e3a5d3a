-- Groups whose running sum falls below its floor at some row; only groups that a write touched are looked at.
SELECT DISTINCT {group} FROM (
  SELECT {group}, sum({amount}) OVER (PARTITION BY {group} ORDER BY t.id) AS _balance
  FROM {table} t
  WHERE t.deleted_at IS NULL AND t.area >= %(low)s AND t.area < %(high)s {touched}
) running
WHERE _balance < %(floor)s
LIMIT 5
