-- report.db: what hallgen answers to a proposal, and what it says of content/ itself.
CREATE TABLE report(
  state    TEXT NOT NULL,   -- looked, outdated, published, failed
  base     INTEGER NOT NULL, -- number of the version it was compared with
  errors   INTEGER NOT NULL,
  warnings INTEGER NOT NULL,
  added    INTEGER NOT NULL, -- differences of each kind
  changed  INTEGER NOT NULL,
  removed  INTEGER NOT NULL,
  at       INTEGER NOT NULL, -- UTC s
  preview  TEXT,            -- folder below releases
  version  INTEGER,         -- number of the version that publishing made
  say      TEXT NOT NULL    -- what to say in a failure
) STRICT;

CREATE TABLE finding(
  n        INTEGER PRIMARY KEY,
  severity TEXT NOT NULL,   -- error, warning, note
  code     TEXT NOT NULL,
  file     TEXT NOT NULL,   -- items.csv
  sheet    TEXT NOT NULL,   -- of the workbook; empty: none
  row      INTEGER NOT NULL, -- as the spreadsheet counts; 0: the whole file
  col      INTEGER NOT NULL, -- from 1; 0: the whole row
  heading  TEXT NOT NULL,   -- of that column
  text     TEXT NOT NULL    -- what, and how to mend it
) STRICT;

CREATE TABLE difference(
  n        INTEGER PRIMARY KEY,
  kind     TEXT NOT NULL,   -- added, changed, removed
  file     TEXT NOT NULL,
  key      TEXT NOT NULL,   -- number, day, or the row's place
  label    TEXT NOT NULL,   -- name of the item, window or day
  heading  TEXT NOT NULL,   -- of the cell; empty: the whole row
  old      TEXT NOT NULL,
  new      TEXT NOT NULL
) STRICT;
