-- Entered and reported values of exactly this area and period, the one that counts first.
SELECT o.value, CASE o.status WHEN 'reported' THEN 'reported' ELSE o.finality END, o.source, o.note, o.at, o.by_name
FROM indicators_observation o
WHERE o.indicator = %(indicator)s AND o.area = %(area)s AND o.period = %(period)s AND o.status IN ('entered', 'reported')
ORDER BY o.status = 'entered' DESC, (o.value IS NOT NULL AND o.finality = 'final') DESC, o.id DESC
LIMIT 100
