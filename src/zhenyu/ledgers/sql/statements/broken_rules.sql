-- Waiting rows that break rules once merged with what stands: row number and the positions of the broken rules.
SELECT m.n, array_remove(ARRAY[{broken}]::integer[], NULL) AS broken
FROM (
  SELECT {merged}, s.keep, t.created_by AS row_creator, coalesce(t.extra ->> 'state_by', t.updated_by) AS state_by
  FROM {source} LEFT JOIN {table} t ON {match} AND t.deleted_at IS NULL
) m
WHERE {any_broken}
ORDER BY m.n
LIMIT %(most)s
