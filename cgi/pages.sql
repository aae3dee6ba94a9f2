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

-- The days that can still be booked, with what is free on them.
-- list: book.days
SELECT day AS value, label, iif(kind = 'workday', '', kind_text) AS kind,
       sum(iif(closed IS NULL, max(free, 0), 0)) AS free,
       iif(count(closed) = count(*), max(closed), '') AS closed,
       day = :day AS chosen
  FROM offer
 WHERE item = CAST(:item AS INTEGER) AND closes > :now AND day <= :last
 GROUP BY day
 ORDER BY day;

-- The times of the chosen day by half.
-- list: book.halves
SELECT half, half = 'am' AS am, half = 'noon' AS noon, half = 'pm' AS pm
  FROM offer
 WHERE item = CAST(:item AS INTEGER) AND day = :day AND closes > :now AND day <= :last
 GROUP BY half
 ORDER BY min(time);

-- list: halves.slots
SELECT start AS value, printf('%d:%s', substr(time, 1, 2), substr(time, 4, 2)) AS time,
       iif(closed IS NULL, max(free, 0), 0) AS free, coalesce(closed, '') AS closed,
       start = :slot AS chosen
  FROM offer
 WHERE item = CAST(:item AS INTEGER) AND day = :day AND half = :half AND closes > :now
 ORDER BY start;
