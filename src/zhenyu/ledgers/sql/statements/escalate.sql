-- Tell a role of the open rows that are late by a span, once for each due day, and leave it in each row's time line.
WITH told AS (
  INSERT INTO ledgers_escalation (ledger, "row", area, domain, due, after, role, at)
  SELECT %(ledger)s, t.id, t.area, %(domain)s, t.due, %(after)s, %(role)s, %(at)s
  FROM {table} t
  WHERE t.deleted_at IS NULL AND t.due <= %(late_by)s AND {running}
  ON CONFLICT DO NOTHING
  RETURNING "row", area
)
INSERT INTO core_change (at, ledger, row_id, area, domain, action, actor_id, actor, why)
SELECT %(at)s, %(ledger)s, "row", area, %(domain)s, 'escalate', NULL, %(by)s, %(why)s FROM told
