-- Lists on the citizens' pages; parameters are fields of the page around them.

-- The numbers of :item, each for itself; none when :window_phone, as it was when the item was
-- booked, has changed since.
-- list: site.window_phones
SELECT iif(rank > 1, '、', '') AS phone_or, phone, tel
  FROM (SELECT p.rank, p.phone, p.tel FROM cat.item i JOIN cat.item_phone p ON p.item = i.no
         WHERE i.no = CAST(:item AS INTEGER) AND i.phone = :window_phone
        UNION ALL SELECT 1, phone, tel FROM cat.item i
         WHERE no = CAST(:item AS INTEGER) AND phone = :window_phone
           AND NOT EXISTS(SELECT 1 FROM cat.item_phone WHERE item = i.no))
 ORDER BY rank;

-- What becomes of an item at the window, where the hall has said so (三(二)).
-- list: receipt.ending
SELECT kind = 'promise' AS promise, promise_days, mailable FROM cat.item
 WHERE no = CAST(:item AS INTEGER) AND gone = 0 AND kind <> '';

-- list: book.told
SELECT * FROM cat.told
 WHERE told_at = CAST(:window AS INTEGER) AND told_soon
 ORDER BY told_day, told_part;

-- What may be chosen, window by window; only :window when that is given.
-- list: choose.windows
SELECT no AS window_no, name, floor, phone, noon AS window_noon, items > 0 AS has_items
  FROM cat.window
 WHERE iif(:window = '', items > 0, no = CAST(:window AS INTEGER))
 ORDER BY no;

-- list: windows.phones
SELECT iif(rank > 1, '、', '') AS phone_or, phone, tel FROM cat.window_phone
 WHERE window = CAST(:window_no AS INTEGER) ORDER BY rank;

-- list: windows.today_here
SELECT said FROM cat.opening
 WHERE window = CAST(:window_no AS INTEGER) AND noon = CAST(:window_noon AS INTEGER) AND day = :today
 ORDER BY rank;

-- list: windows.items
SELECT i.no AS item_no, i.name AS item_name,
       (SELECT group_concat(said, '') FROM cat.opening o WHERE i.noon <> CAST(:window_noon AS INTEGER)
           AND o.window = i.window AND o.day = :today AND o.noon = i.noon) AS today_else,
       (SELECT group_concat(d.no, ' ') FROM cat.item d WHERE d.duplicate_of = i.no) AS duplicates,
       (SELECT group_concat(word, ' ')
          FROM (SELECT word FROM cat.alias WHERE item = i.no ORDER BY rank)) AS words
  FROM cat.item i
 WHERE i.window = CAST(:window_no AS INTEGER) AND i.gone = 0 AND i.duplicate_of IS NULL
 ORDER BY i.no;

-- list: choose.syllables
SELECT syllable, characters FROM cat.pinyin ORDER BY rank;

-- Every item, for a form that came without one.
-- list: book.items
SELECT i.no AS item_no, i.name AS item_name, w.name AS of_window
  FROM cat.item i JOIN cat.window w ON w.no = i.window
 WHERE i.gone = 0 AND i.duplicate_of IS NULL
 ORDER BY i.no;

-- The days that can still be booked: those near, first on weekends and holidays,
-- and the others.
-- list: book.day_groups
SELECT off
  FROM (SELECT DISTINCT d.kind IN ('weekend', 'holiday') AS off
          FROM cat.day d WHERE instr(:near, d.day))
 ORDER BY off DESC;

-- list: day_groups.days
SELECT b.day AS value, substr(d.label, 1, instr(d.label, '（') - 1) AS date, d.weekday_text AS weekday,
       d.kind = 'makeup' AS makeup, b.free > 0 AS free, b.closed, b.day = :day AS chosen
  FROM board_day b JOIN cat.day d ON d.day = b.day
 WHERE b.window = CAST(:window AS INTEGER) AND b.noon = CAST(:noon AS INTEGER)
   AND b.closes > :now AND instr(:near, b.day)
   AND (d.kind IN ('weekend', 'holiday')) = CAST(:off AS INTEGER)
 ORDER BY b.day;

-- list: book.more_days
SELECT b.day AS value, substr(d.label, 1, instr(d.label, '（') - 1) AS date, d.weekday_text AS weekday,
       d.kind = 'makeup' AS makeup, b.free > 0 AS free, b.closed, 0 AS chosen
  FROM board_day b JOIN cat.day d ON d.day = b.day
 WHERE b.window = CAST(:window AS INTEGER) AND b.noon = CAST(:noon AS INTEGER)
   AND b.closes > :now AND NOT instr(:near, b.day) AND b.day <= :last
 ORDER BY b.day;

-- The times of the chosen day by half.
-- list: book.halves
SELECT half, half = 'am' AS is_am, half = 'noon' AS is_noon, half = 'pm' AS is_pm,
       group_concat(DISTINCT closed) AS why_closed
  FROM board
 WHERE window = CAST(:window AS INTEGER) AND day = :day AND noon_only <= CAST(:noon AS INTEGER)
 GROUP BY half
 ORDER BY min(time);

-- list: halves.slots
SELECT start AS value, printf('%d:%s', substr(time, 1, 2), substr(time, 4, 2)) AS time,
       free > 0 AS free, closed, start = :in_slot AS chosen
  FROM board
 WHERE window = CAST(:window AS INTEGER) AND day = :day AND half = :half
   AND noon_only <= CAST(:noon AS INTEGER)
 ORDER BY start;
