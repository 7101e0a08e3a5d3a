-- The entered values that count, for exactly the areas of ``digits`` digits and the period of each question: the newest
-- final one, else the newest preliminary one. questions: [{n, indicator, low, high, digits, period, rule: 'entered'}]
CREATE FUNCTION indicators_entered(questions jsonb)
RETURNS TABLE (n integer, area text, value numeric, finality text, source text, at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT e.n, e.area, e.value, e.finality, e.source, e.at
  FROM (SELECT DISTINCT ON (q.n, o.area) q.n, o.area, o.value, o.finality, o.source, o.at
        FROM jsonb_to_recordset(questions)
               AS q (n integer, indicator text, low text, high text, digits integer, period text, rule text)
        JOIN indicators_observation o
          ON o.indicator = q.indicator AND o.area >= q.low AND o.area < q.high AND length(o.area) = q.digits
         AND o.period = q.period AND o.status = 'entered'
        WHERE q.rule = 'entered'
        ORDER BY q.n, o.area, (o.finality = 'final' AND o.value IS NOT NULL) DESC, o.id DESC) AS e
  WHERE e.value IS NOT NULL
$$;
