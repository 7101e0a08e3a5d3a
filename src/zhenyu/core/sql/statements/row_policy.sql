-- Row security of a table whose rows belong to areas, and the application role's use of it.
--
-- The policy tests the area against the first, the last and then all of the reader's areas; each is read at most once a
-- statement, and most readers hold one. It stands inside CASE because the planner takes a bare prefix test for 0.5 % of any
-- table: the first page of a town of 100,000 rows then sorted them all (142 ms) instead of walking the key (0.3 ms). The
-- index is served by the range that every query names itself. The first is a range, too: over a million rows two
-- comparisons cost half of what a prefix test does. The others are not: each more thing to read makes planning a page longer.
--
-- table  its rows have an area in a column of that name
-- held   the reader's areas, as a JSON array: what zhenyu_held says, written out, because parsing functions again for each
--        statement cost a page of 50 rows a seventh
-- exact  what else must hold of a row
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS in_scope ON {table};
CREATE POLICY in_scope ON {table} USING (
  CASE
    WHEN area >= (SELECT {held} ->> 0) AND area < (SELECT ({held} ->> 0) || ':') THEN {exact}
    WHEN area ^@ (SELECT {held} ->> -1) THEN {exact}
    WHEN area ^@ ANY ((SELECT translate(({held})::text, '[]', '{{}}')::text[])::text[]) THEN {exact}
    ELSE FALSE
  END
);
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {role};
