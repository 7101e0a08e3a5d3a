-- The newest target of each (indicator, area, period) asked; a newest one without value is taken back.
SELECT DISTINCT ON (o.indicator, o.area, o.period) o.indicator, o.area, o.period, o.value, o.mode
FROM unnest(%(indicators)s::text[], %(areas)s::text[], %(periods)s::text[]) AS q (indicator, area, period)
JOIN indicators_observation o
  ON o.indicator = q.indicator AND o.area = q.area AND o.period = q.period AND o.status = 'target'
ORDER BY o.indicator, o.area, o.period, o.id DESC
