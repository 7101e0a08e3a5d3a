-- The newest target of each address asked, with its number and who set it; without value it was taken back.
SELECT DISTINCT ON (o.indicator, o.area, o.period) o.indicator, o.area, o.period, o.id, o.value, o.mode, o.by_name
FROM unnest(%(indicators)s::text[], %(areas)s::text[], %(periods)s::text[]) AS q (indicator, area, period)
JOIN indicators_observation o
  ON o.indicator = q.indicator AND o.area = q.area AND o.period = q.period AND o.status = 'target'
ORDER BY o.indicator, o.area, o.period, o.id DESC
