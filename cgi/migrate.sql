-- From each schema of the ledger to the next (migrate.h). What stands here is
-- history and stays; schema.sql has the tables as they are.

-- name: from_1
CREATE TABLE offered(
  day         TEXT NOT NULL                 -- day of service
              CHECK(day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  window      INTEGER NOT NULL CHECK(window BETWEEN 1 AND 99), -- 窗口序号
  places      INTEGER NOT NULL CHECK(places >= 0), -- in all slots that no closure took away
  slot_places INTEGER NOT NULL CHECK(slot_places >= 0), -- in one; booking.place above it is beyond them
  PRIMARY KEY(day, window)
) STRICT, WITHOUT ROWID;
DROP VIEW IF EXISTS ledger_row;
PRAGMA user_version = 2;
