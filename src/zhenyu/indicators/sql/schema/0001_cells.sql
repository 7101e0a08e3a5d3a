-- Cells: the net movement of an indicator in an area of the ledger's level in one month, kept per feeding ledger so that a
-- ledger replaces its own share only. numeric without a scale: sums are exact.
CREATE TABLE indicators_cell (
  indicator varchar(60) COLLATE "C" NOT NULL,
  area varchar(15) COLLATE "C" NOT NULL,
  month date NOT NULL CHECK (extract(day FROM month) = 1),
  ledger varchar(40) COLLATE "C" NOT NULL,
  level boolean NOT NULL,           -- true: the value is a level stated for the month, false: a movement in it
  value numeric,                    -- in the indicator's unit; NULL: there are rows, and what they count is blank
  rows bigint NOT NULL,             -- rows that came in less rows that left
  computed_at timestamptz NOT NULL,
  PRIMARY KEY (indicator, area, month, ledger, level)
);
CREATE INDEX indicators_cell_of_ledger ON indicators_cell (ledger, area, month);

-- Books: where a ledger is kept, and since which month (the earlier of the first entry's and the first row's recording).
CREATE TABLE indicators_books (
  ledger varchar(40) COLLATE "C" NOT NULL,
  area varchar(15) COLLATE "C" NOT NULL,
  rows bigint NOT NULL,
  since date NOT NULL,
  PRIMARY KEY (ledger, area)
);
