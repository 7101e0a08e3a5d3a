-- The entered value of each question about an external indicator, of exactly its area and period.
SELECT n, value, finality, source, at FROM indicators_entered(%(questions)s::jsonb)
