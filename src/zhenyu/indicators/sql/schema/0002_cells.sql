-- Cells that can be moved: a write adds what its rows bring and takes away what they brought before, and the sum stays exact.
-- A cell keeps the exact total (over ``divisor``, 1 unless a measure divides by 3, 7, 15 …), never a rounded quotient.
CREATE TABLE indicators_cell (
  indicator varchar(60) COLLATE "C" NOT NULL,
  area varchar(15) COLLATE "C" NOT NULL,
  month date NOT NULL CHECK (extract(day FROM month) = 1),
  ledger varchar(40) COLLATE "C" NOT NULL,
  level boolean NOT NULL,           -- true: the value is a level stated for the month, false: a movement in it
  total numeric NOT NULL,
  divisor numeric NOT NULL,
  rows bigint NOT NULL,             -- rows that came in less rows that left
  stated bigint NOT NULL,           -- comings and leavings whose amount is not blank
  moves bigint NOT NULL,            -- comings and leavings; a cell without any is taken away
  computed_at timestamptz NOT NULL,
  value numeric GENERATED ALWAYS AS (   -- in the indicator's unit; NULL: there are rows, and what they count is blank
    CASE WHEN stated = 0 THEN NULL WHEN divisor = 1 THEN total ELSE total / divisor END) STORED,
  PRIMARY KEY (indicator, area, month, ledger, level)
);
CREATE INDEX indicators_cell_of_ledger ON indicators_cell (ledger, area);

-- The same cells added up over each town: what towns, ranks and counties are summed from. Levels are not among them: the
-- last level stated differs from village to village.
-- The month comes first in the key: a month of a county is then one stretch of the index.
CREATE TABLE indicators_town_cell (
  LIKE indicators_cell INCLUDING GENERATED INCLUDING CONSTRAINTS,
  PRIMARY KEY (indicator, month, area, ledger, level)
);
CREATE INDEX indicators_town_cell_of_ledger ON indicators_town_cell (ledger, area);

-- Books: cells without an indicator, the rows of a ledger that began in a month (the earliest of a row's entry days and its
-- recording). The first month with rows tells “nothing happened” (zero) from “nobody wrote” (unknown).

-- Areas of a ledger whose cells wait to be computed again after a redefinition.
CREATE TABLE indicators_pending (
  ledger varchar(40) COLLATE "C" NOT NULL,
  area varchar(15) COLLATE "C" NOT NULL,
  PRIMARY KEY (ledger, area)
);
