-- The values of questions that cells answer, area by area of a question's digits; what stays away is unknown.
SELECT n, area, value, rows, computed_at FROM indicators_totals(%(questions)s::jsonb)
