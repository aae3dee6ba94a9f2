-- The lists on hallbook's pages; parameters are fields of the page around them.

-- What may be chosen, window by window; only :window when that is given.
-- list: choose.windows
SELECT no AS window_no, name, floor, phone
  FROM cat.window
 WHERE :window = '' OR no = CAST(:window AS INTEGER)
 ORDER BY no;

-- list: windows.items
SELECT no AS item_no, name AS item_name
  FROM cat.item
 WHERE window = CAST(:window_no AS INTEGER) AND gone = 0 AND duplicate_of IS NULL
 ORDER BY no;

-- Every item, for a form that came without one.
-- list: book.items
SELECT i.no AS item_no, i.name AS item_name, w.name AS of_window
  FROM cat.item i JOIN cat.window w ON w.no = i.window
 WHERE i.gone = 0 AND i.duplicate_of IS NULL
 ORDER BY i.no;

-- The days that can still be booked, with what is free on them: the first
-- seven, and what comes later.
-- list: book.days
SELECT b.day AS value, d.label, iif(d.kind = 'workday', '', d.kind_text) AS kind, b.free,
       b.closed, b.day = :day AS chosen
  FROM board_day b JOIN cat.day d ON d.day = b.day
 WHERE b.window = CAST(:window AS INTEGER) AND b.noon = CAST(:noon AS INTEGER)
   AND b.closes > :now AND b.day <= :early
 ORDER BY b.day;

-- list: book.later_days
SELECT b.day AS value, d.label, iif(d.kind = 'workday', '', d.kind_text) AS kind, b.free,
       b.closed, b.day = :day AS chosen
  FROM board_day b JOIN cat.day d ON d.day = b.day
 WHERE b.window = CAST(:window AS INTEGER) AND b.noon = CAST(:noon AS INTEGER)
   AND b.closes > :now AND b.day > :early AND b.day <= :last
 ORDER BY b.day;

-- The times of the chosen day by half.
-- list: book.halves
SELECT half, half = 'am' AS is_am, half = 'noon' AS is_noon, half = 'pm' AS is_pm
  FROM board
 WHERE window = CAST(:window AS INTEGER) AND day = :day AND noon_only <= CAST(:noon AS INTEGER)
 GROUP BY half
 ORDER BY min(time);

-- list: halves.slots
SELECT start AS value, printf('%d:%s', substr(time, 1, 2), substr(time, 4, 2)) AS time, free,
       closed, start = :slot AS chosen
  FROM board
 WHERE window = CAST(:window AS INTEGER) AND day = :day AND half = :half
   AND noon_only <= CAST(:noon AS INTEGER)
 ORDER BY start;

-- What was typed when the session ended.
-- list: login.fields
SELECT key AS field, value FROM json_each(:carried) WHERE :carried <> '';
