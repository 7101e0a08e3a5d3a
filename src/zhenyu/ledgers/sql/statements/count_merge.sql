-- What a merge would do, without doing it: how many waiting rows are new, differ, or are the same.
SELECT count(*) FILTER (WHERE t.id IS NULL),
       count(*) FILTER (WHERE t.id IS NOT NULL AND {differs}),
       count(*) FILTER (WHERE t.id IS NOT NULL AND NOT {differs})
FROM {source} LEFT JOIN {table} t ON {match} AND t.deleted_at IS NULL
