-- What rows of the catalogue say together, once all are written.

UPDATE setting SET key = replace(key, '.', '_');

UPDATE day SET
  kind_text = CASE kind WHEN 'workday' THEN '工作日' WHEN 'makeup' THEN '补班'
                        WHEN 'weekend' THEN '双休日' ELSE '节假日' END,
  hours = coalesce((SELECT group_concat(label, '，') FROM period p
                    WHERE p.day = day.day AND p.window = 0 AND p.kind <> 'closed'), '');

UPDATE window SET
  code = format('%02d', no),
  short = CASE WHEN name GLOB '??[县市]??*' THEN substr(name, 4) ELSE name END,
  phone = coalesce((SELECT phone FROM window_phone WHERE window = no ORDER BY rank LIMIT 1), ''),
  paper_phone = coalesce((SELECT phone FROM window_phone WHERE window = no
                            AND tel NOT IN (SELECT tel FROM complaint_phone)
                          ORDER BY rank LIMIT 1), ''),
  noon = EXISTS (SELECT 1 FROM item WHERE item.window = window.no AND item.noon),
  items = (SELECT count(*) FROM item WHERE item.window = window.no);
UPDATE window SET short = substr(short, 1, instr(short, '（') - 1) WHERE short GLOB '?*（*';
INSERT INTO office SELECT 0, 1 UNION ALL SELECT no, noon FROM window;

INSERT INTO wanted
WITH RECURSIVE part(rank, word, rest) AS (
  SELECT 0, '', replace(replace(value, '，', '、'), ',', '、') || '、' FROM setting WHERE key = 'hall_wanted'
  UNION ALL
  SELECT rank + 1, trim(substr(rest, 1, instr(rest, '、') - 1)), substr(rest, instr(rest, '、') + 1)
  FROM part WHERE rest <> '')
SELECT rank, word FROM part WHERE word <> '';

INSERT INTO news
SELECT p.day, p.window, p.kind = 'closed',
       coalesce((SELECT group_concat(iif(c.whole, '全天', c.label) || '停办：' || rtrim(c.reason, '。') || '。', '') FROM closure c
                 WHERE c.day = p.day AND c.window IN (0, p.window) AND c.label <> ''), '') ||
       CASE WHEN p.kind = 'closed' THEN '这一天不办事，已约的请改日期。' ELSE '只办：' || group_concat(p.label, '，') || '。' END,
       t.day
FROM day t JOIN period p JOIN day d ON d.day = p.day
WHERE t.offset = 0 AND p.special
  AND d.offset BETWEEN 0 AND (SELECT CAST(value AS INTEGER) FROM setting WHERE key = 'booking_horizon_days')
GROUP BY p.day, p.window;

-- Who is served at noon, and on duty without a booking: said beside each period.
INSERT INTO setting
SELECT 'list_some', CASE count(*) WHEN 0 THEN '所有事项'
                    WHEN 1 THEN iif(max(noon), '部分事项', '除' || max(name) || '外')
                    ELSE '部分事项' END
FROM window WHERE EXISTS (SELECT 1 FROM item WHERE item.window = window.no AND NOT item.noon);

-- More than half of the list: 大部分.
INSERT INTO setting SELECT 'list_most', avg(noon) > 0.5 FROM item;

-- The items without 错时, as a sentence about noon names them.
INSERT INTO setting
WITH late AS (SELECT department FROM item WHERE NOT noon)
SELECT 'list_no_noon', count(*) FROM late
UNION ALL
SELECT 'list_no_noon_of', CASE WHEN min(department) = max(department) THEN max(department) || '的 '
                               WHEN count(*) < (SELECT count(*) FROM item) THEN '其他 ' ELSE '' END FROM late;

INSERT INTO usual(window, kind, day)
SELECT w.window, k.column1,
       (SELECT d.day FROM day d WHERE d.kind = k.column1 AND d.offset >= 0 AND EXISTS (
          SELECT 1 FROM served s WHERE s.window = w.window AND s.day = d.day AND NOT s.special)
        ORDER BY d.day LIMIT 1) -- not min(): that would look at all days
FROM office w JOIN (VALUES ('holiday'), ('makeup'), ('weekend'), ('workday')) k;

INSERT INTO stretch
WITH shown(window, day) AS (
  SELECT w.window, d.day FROM office w, day d WHERE d.offset IN (0, 1)
  UNION SELECT window, day FROM usual),
part AS (
  SELECT s.window, s.day, n.column1 AS noon, s.start, s.end, s.kind,
         s.start IS NOT lag(s.end) OVER (PARTITION BY s.window, s.day, n.column1 ORDER BY s.start) AS begins
  FROM shown x JOIN served s ON s.window = x.window AND s.day = x.day
  JOIN (VALUES (0), (1)) n ON s.kind <> 'noon' OR n.column1
  WHERE s.kind <> 'closed'),
ranked AS (SELECT *, sum(begins) OVER (PARTITION BY window, day, noon ORDER BY start) AS rank FROM part)
SELECT window, day, noon, rank, rank = max(rank) OVER (PARTITION BY window, day, noon),
       format('%d%s—%d%s', substr(min(start), 1, 2), substr(min(start), 3), substr(max(end), 1, 2), substr(max(end), 3)),
       count(*) > 1, max(kind = 'noon'), max(kind = 'normal' OR noon)
FROM ranked GROUP BY window, day, noon, rank;

UPDATE usual SET alike =
  (SELECT hours FROM usual_hours h WHERE h.window = usual.window AND h.kind = 'weekend') IS
  (SELECT hours FROM usual_hours h WHERE h.window = usual.window AND h.kind = 'holiday');

-- How weekends and holidays serve the list (三(二)): 0 without a booking, 1 with one, 2 not at all.
INSERT INTO setting
WITH duty AS (
  SELECT window, kind FROM usual u
  WHERE kind IN ('weekend', 'holiday') AND window IN (SELECT window FROM item)
    AND EXISTS (SELECT 1 FROM stretch s WHERE s.window = u.window AND s.day = u.day)),
off AS (
  SELECT EXISTS (SELECT 1 FROM duty WHERE kind = 'weekend') AS weekend,
         EXISTS (SELECT 1 FROM duty WHERE kind = 'holiday') AS holiday),
each AS (SELECT department, iif(window NOT IN (SELECT window FROM duty), 2, NOT noon) AS how FROM item),
part AS (
  SELECT how, count(*) AS n, CASE WHEN min(department) = max(department) THEN max(department) || '的 '
           WHEN how > min(how) OVER () AND how = max(how) OVER () THEN '其他 ' ELSE '' END AS of
  FROM each GROUP BY how ORDER BY how)
SELECT 'list_weekends', CASE WHEN weekend AND holiday THEN '双休日、节假日有人值班，' WHEN weekend THEN '双休日有人值班，'
                             WHEN holiday THEN '节假日有人值班，' ELSE '双休日、节假日不办' END FROM off
UNION ALL SELECT 'list_apart', CASE WHEN weekend = holiday THEN '' WHEN weekend THEN '节假日不办' ELSE '双休日不办' END FROM off
UNION ALL SELECT 'list_walk_in', coalesce(max(n), 0) FROM part WHERE how = 0
UNION ALL SELECT 'list_booked', coalesce(max(n), 0) FROM part WHERE how = 1
UNION ALL SELECT 'list_rest', coalesce(group_concat(of || n || iif(how = 1, ' 项要先预约', ' 项不办'), '；'), '')
          FROM part WHERE how > 0 AND (SELECT min(how) FROM part) < 2;

-- The same as one sentence, for the hall's own pages.
INSERT OR REPLACE INTO setting
SELECT 'list_weekend', l.value || iif(w.value > 0, w.value || ' 项直接来就能办，也可以先约好时间' || iif(r.value > '', '；', ''), '') || r.value
       || iif(a.value > '', '；', '') || a.value
FROM setting l, setting w, setting r, setting a
WHERE l.key = 'list_weekends' AND w.key = 'list_walk_in' AND r.key = 'list_rest' AND a.key = 'list_apart';
UPDATE page SET html = replace(html, '{list.weekend}', (
  SELECT replace(replace(value, '&', '&amp;'), '<', '&lt;') FROM setting WHERE key = 'list_weekend'));
UPDATE item_text SET html = replace(html, '{list.weekend}', (
  SELECT replace(replace(value, '&', '&amp;'), '<', '&lt;') FROM setting WHERE key = 'list_weekend'));
