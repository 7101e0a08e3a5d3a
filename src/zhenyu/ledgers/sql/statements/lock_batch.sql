-- Hold every row of a batch still until it is taken back: nobody may touch one between the look and the write.
SELECT t.id FROM {table} t
WHERE t.batch = %(batch)s
   OR t.id IN (SELECT c.row_id FROM core_change c WHERE c.batch = %(batch)s AND c.action = 'import' AND c.ledger = %(ledger)s)
ORDER BY t.id
FOR UPDATE
