-- The part of schema.sql that a booking needs, and the times of the catalogue cat.
PRAGMA journal_mode = WAL;
CREATE TABLE item AS SELECT no, window, name FROM cat.item;
CREATE UNIQUE INDEX item_no ON item(no);
CREATE TABLE slot(window INTEGER, day TEXT, start TEXT, places INTEGER,
                  PRIMARY KEY(window, start)) WITHOUT ROWID;
INSERT INTO slot
SELECT s.window, s.day, s.start, s.public_places FROM cat.slot s JOIN cat.day d ON d.day = s.day
 WHERE d.offset BETWEEN 1 AND (SELECT value FROM cat.setting WHERE key = 'booking_horizon_days');
CREATE TABLE booking(
  id INTEGER PRIMARY KEY, reference TEXT UNIQUE, item INTEGER, window INTEGER, start TEXT,
  place INTEGER, name TEXT, phone TEXT, form TEXT UNIQUE, created_at INTEGER);
CREATE UNIQUE INDEX place_once ON booking(window, start, place);
CREATE INDEX booking_of_phone ON booking(phone, start);
-- What the form asks, the same in each program.
CREATE VIEW free_day AS
SELECT s.window, s.day,
       sum(s.places) - (SELECT count(*) FROM booking b WHERE b.window = s.window
                           AND b.start BETWEEN s.day AND s.day || 'U') AS free
  FROM slot s GROUP BY s.window, s.day;
CREATE VIEW free_slot AS
SELECT s.*, s.places - (SELECT count(*) FROM booking b
                         WHERE b.window = s.window AND b.start = s.start) AS free FROM slot s;
