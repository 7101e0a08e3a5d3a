-- The entered value that counts for an exact period: the newest final one, else the newest preliminary one.
CREATE FUNCTION indicators_entered(indicator text, low text, high text, digits integer, period text)
RETURNS TABLE (area text, value numeric, finality text, source text, at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT e.area, e.value, e.finality, e.source, e.at
  FROM (SELECT DISTINCT ON (o.area) o.area, o.value, o.finality, o.source, o.at
        FROM indicators_observation o
        WHERE o.indicator = indicators_entered.indicator AND o.area >= low AND o.area < high AND length(o.area) = digits
          AND o.period = indicators_entered.period AND o.status = 'entered'
        ORDER BY o.area, (o.finality = 'final') DESC, o.id DESC) AS e
  WHERE e.value IS NOT NULL
$$;
