-- Rows whose history has a hole: each write takes a version and leaves the image of the one before, so that a row of version n
-- has exactly the images 1 … n-1. Rows gone from the table without being marked deleted are found by their changes.
WITH images AS (
  SELECT row_id, count(*) AS kept, min(version) AS first, max(version) AS last
  FROM core_change WHERE ledger = %(ledger)s AND before IS NOT NULL
  GROUP BY row_id
)
SELECT coalesce(t.id, i.row_id), t.version, i.kept, t.updated_at
FROM {table} t FULL JOIN images i ON i.row_id = t.id
WHERE t.id IS NULL OR t.version <> coalesce(i.kept, 0) + 1 OR i.first <> 1 OR i.last <> t.version - 1
ORDER BY 1
LIMIT %(most)s
