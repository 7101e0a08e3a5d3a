-- Targets of exactly this area in the periods asked, with who set them; the newest first.
SELECT o.value, o.mode, o.period, o.note, o.at, o.by_name
FROM indicators_observation o
WHERE o.indicator = %(indicator)s AND o.area = %(area)s AND o.period = ANY (%(periods)s::text[]) AND o.status = 'target'
ORDER BY o.id DESC
LIMIT 100
