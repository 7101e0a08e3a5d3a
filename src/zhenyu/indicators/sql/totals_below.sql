-- The values of many areas below one, for every question: indicators × areas × periods in one statement.
SELECT n, area, value FROM indicators_totals(%(questions)s::jsonb)
