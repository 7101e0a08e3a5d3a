-- Place and number of areas compared for each question; see indicators_places in sql/schema/0003_places.sql.
SELECT n, place, compared FROM indicators_places(%(questions)s::jsonb, %(asked)s::jsonb, %(moved)s::jsonb)
