-- The value of each question that cells answer; a question that stays away is unknown. One row in, at most one row out.
SELECT n, value, rows, computed_at FROM indicators_totals(%(questions)s::jsonb)
