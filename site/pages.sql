-- The map of the public site. A page kind is one query here and one template:
-- each row of the query is a page, its columns are the template's variables.
-- Lists are named after the template (or list) in whose scope they stand; their
-- :parameters are variables of the enclosing rows. See hallgen(1).

-- page: index.html   template: public/home.html
SELECT d.day, d.label, d.kind_text, d.kind = 'makeup' AS makeup, d.open, d.duty,
       (SELECT here_why FROM here WHERE here_of = 0) AS here_why,
       d.name || '假期' AS holiday, d.kind = 'holiday' AND d.name <> '' AS has_name,
       d.announced, substr(d.day, 1, 4) AS year, 0 AS here_window, 1 AS here_noon,
       NOT EXISTS (SELECT 1 FROM period p WHERE p.day = d.day AND window = 0 AND confirmed = 0) AS here_sure,
       EXISTS (SELECT 1 FROM uneven u WHERE u.day = d.day) AS uneven_day,
       (SELECT count(*) FROM item WHERE gone = 0) AS total,
       :hall_name AS office_name, '' AS office_path, g.paper_phone AS office_phone, 0 AS office_window,
       g.no AS general_no, g.name AS general_name, g.phone AS general_phone,
       (SELECT tel FROM window_phone WHERE window = g.no ORDER BY rank LIMIT 1) AS general_tel
FROM day d LEFT JOIN window g ON g.no = (SELECT min(no) FROM window WHERE general = 1)
WHERE d.day = :site_today;

-- The band on top: what is told ahead of the hall, on pages of a window of that
-- window, on the home page of all.
-- list: site.told
SELECT * FROM told WHERE told_at = 0 AND told_soon ORDER BY told_day, told_part;

-- list: home.told
SELECT * FROM told_all WHERE told_soon ORDER BY told_day, told_of, told_part;

-- list: item.told
SELECT * FROM told WHERE told_at = CAST(:window_no AS INTEGER) AND told_soon ORDER BY told_day, told_part;

-- list: window.told
SELECT * FROM told WHERE told_at = CAST(:no AS INTEGER) AND told_soon ORDER BY told_day, told_part;

-- list: site.told_hours
SELECT label AS hours FROM period
WHERE day = :told_day AND window = CAST(:told_of AS INTEGER) AND kind <> 'closed' ORDER BY start;

-- What the hall has today, period by period.
-- list: site.hours_today
SELECT label AS hours, kind = 'normal' AS normal_hours,
       EXISTS (SELECT 1 FROM uneven u WHERE u.day = p.day AND u.start = p.start) AS uneven_hours
FROM period p WHERE day = :site_today AND window = 0 AND kind <> 'closed' ORDER BY start;

-- What here_window has today for an item with 错时 (here_noon) or without, from break to break.
-- list: site.hours_here
SELECT label AS hours FROM stretch
WHERE window = CAST(:here_window AS INTEGER) AND day = :site_today AND noon = CAST(:here_noon AS INTEGER)
ORDER BY rank;

-- When one can come without a booking again, after today.
-- list: site.next_opening
SELECT d.label AS opening_day, substr(s.label, 1, instr(s.label, '—') - 1) AS opening_time
FROM served s JOIN day d ON d.day = s.day
WHERE s.window = CAST(:here_window AS INTEGER) AND d.offset > 0
  AND (s.kind = 'normal' OR s.kind <> 'closed' AND CAST(:here_noon AS INTEGER))
ORDER BY s.day, s.start LIMIT 1;

-- list: site.complaint_phones
SELECT iif(rank > 1, '、', '') AS complaint_or, phone AS complaint_phone, tel AS complaint_tel
FROM complaint_phone ORDER BY rank;

-- What most people come for, each a word to search for.
-- list: site.wanted
SELECT word AS wanted, replace(replace(replace(word, '%', '%25'), '&', '%26'), '#', '%23') AS wanted_at
FROM wanted ORDER BY rank;

-- Whether pages that were seen stay readable without network.
-- list: home.offline
SELECT 'sw.js' AS worker WHERE :site_offline = 'yes';

-- What a page of here_window says about today.
-- list: site.here
SELECT here.*, t.label, t.kind_text, t.name || '假期' AS holiday,
       t.kind = 'holiday' AND t.name <> '' AS has_name, t.announced, substr(t.day, 1, 4) AS year
FROM here JOIN day t ON t.day = :site_today
WHERE here_of = CAST(:here_window AS INTEGER) AND for_noon = CAST(:here_noon AS INTEGER);

-- What the script of here_window's page knows; a window without hours of its own has the hall's.
-- list: site.clock
SELECT * FROM clock WHERE clock_window IN (0, CAST(:here_window AS INTEGER))
ORDER BY clock_window DESC LIMIT 1;

-- list: home.next_days
SELECT day AS next_day, label AS next_label, name AS next_name, kind = 'makeup' AS next_makeup,
       duty AS next_duty, open AS next_open,
       open AND special AS next_changed
FROM day WHERE offset BETWEEN 1 AND 7 ORDER BY day;

-- Said once for those days; where it is so of today, the panel says it.
-- list: home.unsure
SELECT substr(min(day), 1, 4) AS unsure_year FROM day
WHERE offset BETWEEN 0 AND 7 AND NOT announced HAVING min(offset) > 0;

-- list: next_days.next_hours
SELECT label AS hours FROM period
WHERE day = :next_day AND window = 0 AND kind <> 'closed' ORDER BY start;

-- Days on duty whose deadline is over, told by the first of them; the next two that can be
-- booked, and two that take their place (shown_from) when the first one's deadline has passed.
-- list: site.ahead
SELECT a.day AS ahead_day, a.label AS ahead_label, a.late, a.leads, a.book_by,
       (SELECT label FROM day WHERE day = a.last_day AND day > a.day) AS last_label,
       substr(a.book_by_label, 1, instr(a.book_by_label, '）')) AS book_by_day,
       substr(a.book_by_label, instr(a.book_by_label, '）') + 1) AS book_by_time,
       CASE WHEN a.rank > 2 THEN first.book_by END AS shown_from,
       (SELECT b.label FROM ahead b WHERE b.ahead_of = a.ahead_of AND b.book_by > a.book_by
        ORDER BY b.day LIMIT 1) AS after_label,
       EXISTS (SELECT 1 FROM uneven u WHERE u.day BETWEEN a.day AND a.last_day) AS uneven_days
FROM ahead a
LEFT JOIN ahead first ON first.ahead_of = a.ahead_of AND NOT first.late AND first.rank = 1
WHERE a.ahead_of = CAST(:here_window AS INTEGER)
  AND iif(a.late, a.leads, a.rank <= 2 OR a.rank <= 1 + (
        SELECT min(b.rank) FROM ahead b
        WHERE b.ahead_of = a.ahead_of AND NOT b.late AND b.book_by > first.book_by)
      AND a.book_by > first.book_by)
ORDER BY a.day;

-- schema.org: the usual hours of office_window.
-- list: site.usual_hours
SELECT s.start AS opens, s.end AS closes, u.kind = 'workday' AS on_workdays, s.kind = 'noon' AS at_noon,
       s.noon = 0 AS by_booking, s.confirmed AS sure,
       row_number() OVER (ORDER BY u.kind DESC, s.start) > 1 AS follows
FROM usual u JOIN served s ON s.window = u.window AND s.day = u.day
WHERE u.window = CAST(:office_window AS INTEGER) AND u.kind IN ('workday','weekend') AND s.kind <> 'closed'
ORDER BY u.kind DESC, s.start;

-- Announced days that differ from their weekday: runs of one holiday, make-up
-- days, and days with hours of their own. Shut is 00:00 to 00:00.
-- list: site.special_hours
WITH here AS MATERIALIZED (
  SELECT s.day, s.start, s.end, s.kind, s.special, d.kind AS day_kind, d.name, d.announced, d.run_first
  FROM day d CROSS JOIN served s ON s.day = d.day -- in this order: most days are neither
  WHERE s.window = CAST(:office_window AS INTEGER) AND d.offset >= 0
    AND (d.kind IN ('holiday','makeup') OR d.day IN (SELECT day FROM period WHERE special))),
span AS (
  SELECT min(day) AS first_day, max(day) AS last_day FROM here
  WHERE announced AND day_kind IN ('holiday','makeup') AND NOT special GROUP BY run_first
  UNION ALL
  SELECT DISTINCT day, day FROM here WHERE special)
SELECT span.first_day AS valid_from, span.last_day AS valid_through,
       here.kind = 'closed' AS shut, here.special AS changed, here.name AS special_name,
       here.day_kind = 'makeup' AS special_makeup, coalesce(nullif(here.start, ''), '00:00') AS opens,
       coalesce(nullif(here.end, ''), '00:00') AS closes,
       row_number() OVER (ORDER BY span.first_day, here.start) > 1 AS follows
FROM span JOIN here ON here.day = span.first_day
ORDER BY span.first_day, here.start;

-- page: items/index.html   template: public/items.html
SELECT count(*) AS total,
       count(*) FILTER (WHERE duplicate_of IS NULL) AS shown
FROM item WHERE gone = 0;

-- list: items.departments
SELECT no AS window_no, name AS department, floor, phone AS window_phone, noon AS window_noon FROM window
WHERE items > 0 ORDER BY no;

-- list: departments.today_here
SELECT said FROM opening
WHERE window = CAST(:window_no AS INTEGER) AND noon = CAST(:window_noon AS INTEGER) AND day = :site_today ORDER BY rank;

-- list: items.syllables
SELECT syllable, characters FROM pinyin ORDER BY rank;

-- list: departments.items
SELECT i.no, i.name AS item, nullif(i.phone, :window_phone) AS own_phone,
       (SELECT group_concat(said, '') FROM opening o WHERE i.noon <> CAST(:window_noon AS INTEGER)
           AND o.window = i.window AND o.day = :site_today AND o.noon = i.noon) AS today_else,
       (SELECT group_concat(d.no, ' ') FROM item d WHERE d.duplicate_of = i.no) AS duplicates,
       (SELECT group_concat(word, ' ')
        FROM (SELECT word FROM alias WHERE item = i.no ORDER BY rank)) AS words
FROM item i
WHERE i.window = CAST(:window_no AS INTEGER) AND i.duplicate_of IS NULL AND i.gone = 0
ORDER BY i.no;

-- page: items/{no}/index.html   template: public/item.html
SELECT i.no, i.name AS item, i.department, i.mode_text, i.noon, i.place, i.phone, i.tel, i.remark, i.bring, i.fee, i.counter, i.english <> '' AS english,
       CASE WHEN i.tel NOT IN (SELECT tel FROM complaint_phone) THEN i.phone END AS service_phone,
       coalesce((SELECT phone FROM item_phone WHERE item = i.no AND rank = 1), i.phone) AS first_phone,
       i.kind = 'instant' AS instant, i.kind = 'promise' AS promise, i.kind = '' AS kind_open, i.promise_days, i.mailable,
       (SELECT html FROM item_text t WHERE t.item = i.no) AS html,
       i.window AS window_no, w.name AS window_name, w.floor,
       EXISTS (SELECT 1 FROM item s WHERE s.window = i.window AND s.gone = 0 AND s.duplicate_of IS NULL
               AND s.no <> i.no) AS has_siblings, w.items > 30 AS more_siblings,
       coalesce(i.duplicate_of, (SELECT min(d.no) FROM item d WHERE d.duplicate_of = i.no)) AS twin_no,
       min(i.no, coalesce(i.duplicate_of, i.no)) AS first_no,
       coalesce((SELECT max(d.no) FROM item d WHERE d.duplicate_of = i.no), i.no) AS last_no,
       i.window AS here_window, i.noon AS here_noon, 0 AS here_mixed, 0 AS here_items
FROM item i JOIN window w ON w.no = i.window
WHERE i.gone = 0 ORDER BY i.window; -- its lists are then asked once

-- What was in the list once; the template's name up to its first dot gives it the lists of item.html.
-- page: items/{gone_no}/index.html   template: public/item.gone.html   index: no
SELECT i.no AS gone_no, i.no, i.name AS item, i.window AS window_no, w.name AS window_name, w.phone,
       p.tel
FROM item i JOIN window w ON w.no = i.window JOIN window_phone p ON p.window = w.no AND p.rank = 1
WHERE i.gone = 1 ORDER BY i.no;

-- list: item.phones
SELECT phone, tel FROM item_phone WHERE item = CAST(:no AS INTEGER)
UNION ALL SELECT :phone, :tel WHERE NOT EXISTS(SELECT 1 FROM item_phone WHERE item = CAST(:no AS INTEGER));

-- The usual hours of here_window for an item with 错时 (here_noon) or without, by kind of day.
-- list: site.times
SELECT u.day AS time_day,
       CASE u.kind WHEN 'workday' THEN '工作日' WHEN 'holiday' THEN '节假日' ELSE iif(u.alike, '双休日、节假日', '双休日') END AS time_days,
       u.kind = 'workday' OR CAST(:here_noon AS INTEGER) AS walk_in,
       EXISTS (SELECT 1 FROM served s WHERE s.window = u.window AND s.day = u.day
               AND s.kind <> 'closed') AS has_hours,
       u.kind = 'workday' AND NOT CAST(:here_noon AS INTEGER) AND EXISTS (
         SELECT 1 FROM period p WHERE p.day = u.day AND p.kind = 'noon') AS pauses
FROM usual u
WHERE u.window = CAST(:here_window AS INTEGER) AND u.day IS NOT NULL
  AND (u.kind = 'workday' OR u.kind = 'weekend' OR u.kind = 'holiday' AND NOT u.alike)
ORDER BY u.kind DESC;

-- list: times.time_hours
SELECT label AS hours, last AS last_hours, through FROM stretch
WHERE window = CAST(:here_window AS INTEGER) AND day = :time_day AND noon = CAST(:here_noon AS INTEGER)
ORDER BY rank;

-- list: item.siblings
SELECT no AS sibling_no, name AS sibling FROM item
WHERE window = CAST(:window_no AS INTEGER) AND no <> CAST(:no AS INTEGER) AND gone = 0
  AND duplicate_of IS NULL ORDER BY no LIMIT 30;

-- The list as a table (BOM and CRLF stand in the template: Excel and WPS want
-- them), as JSON, and an empty table to fill in.
-- page: data/items.csv   template: public/items.csv
SELECT 1 AS one;

-- page: data/items.json   template: public/items.json
SELECT 1 AS one;

-- page: data/items-template.csv   template: public/items-template.csv
SELECT 1 AS one;

-- list: items.all
SELECT no = (SELECT min(no) FROM item WHERE gone = 0) AS first, no, department, name, mode_text, place, phone,
       remark, bring, fee, counter, english, window, kind,
       CASE kind WHEN 'instant' THEN '即办件' WHEN 'promise' THEN '承诺件' END AS kind_text,
       promise_days, mailable, iif(mailable, '是', '') AS mailable_text,
       (SELECT group_concat(word, '、') FROM (
          SELECT word FROM alias WHERE item = no AND listed ORDER BY rank)) AS own_words, coalesce(duplicate_of, 'null') AS duplicate
FROM item WHERE gone = 0 ORDER BY no;

-- list: all.also
SELECT rank = 1 AS first_word, word FROM alias WHERE item = CAST(:no AS INTEGER) ORDER BY rank;

-- page: windows/index.html   template: public/windows.html
SELECT count(*) AS total, g.name AS general_name, g.phone AS general_phone,
       (SELECT tel FROM window_phone WHERE window = g.no ORDER BY rank LIMIT 1) AS general_tel
FROM window LEFT JOIN window g ON g.no = (SELECT min(no) FROM window WHERE general = 1);

-- The ground floor first.
-- list: site.floors
SELECT floor, row_number() OVER (ORDER BY instr('一二三四五六七八九', substr(floor, 1, 1)), floor) AS floor_no
FROM window GROUP BY floor ORDER BY floor_no;

-- list: floors.windows
SELECT no AS window_no, name AS window_name FROM window WHERE floor = :floor ORDER BY no;

-- list: windows.phones
SELECT phone, tel FROM window_phone WHERE window = CAST(:window_no AS INTEGER) ORDER BY rank;

-- page: windows/{no}/index.html   template: public/window.html
SELECT w.no, w.code, w.name AS window_name, w.name || iif(rtrim(w.name, '）') LIKE '%窗口', '', '窗口') AS called, w.floor, w.general, w.noon, w.items AS total,
       :hall_name || ' ' || w.name AS office_name, 'windows/' || w.no || '/' AS office_path,
       w.paper_phone AS office_phone,
       EXISTS (SELECT 1 FROM item WHERE window = w.no AND english <> '' AND gone = 0) AS english,
       w.no AS office_window,
       (SELECT min(no) FROM item WHERE window = w.no AND gone = 0 AND duplicate_of IS NULL
        HAVING count(*) = 1) AS only_item,
       w.no AS here_window, w.noon AS here_noon,
       w.noon AND EXISTS (SELECT 1 FROM item WHERE window = w.no AND gone = 0 AND noon = 0) AS here_mixed,
       (SELECT count(*) FROM item WHERE window = w.no AND gone = 0 AND duplicate_of IS NULL) AS here_items,
       c.url AS code_url, c.side * 8 AS code_px
FROM window w JOIN code c ON c.window = w.no ORDER BY w.no;

-- list: window.phones
SELECT phone, tel FROM window_phone WHERE window = CAST(:no AS INTEGER) ORDER BY rank;

-- list: window.general_window
SELECT no AS general_no, name AS general_name, phone AS general_phone FROM window
WHERE general = 1 AND no <> CAST(:no AS INTEGER);

-- list: items.item_phones
SELECT phone, tel FROM item_phone WHERE item = CAST(:item_no AS INTEGER)
UNION ALL SELECT :item_phone, :item_tel
WHERE NOT EXISTS (SELECT 1 FROM item_phone WHERE item = CAST(:item_no AS INTEGER));

-- list: window.items
SELECT phone AS item_phone, tel AS item_tel, no AS item_no, name AS item, noon AS item_noon, duplicate_of FROM item
WHERE window = CAST(:no AS INTEGER) AND gone = 0 AND duplicate_of IS NULL ORDER BY no;

-- page: windows/{no}/qr.png   qr: url
SELECT w.no, c.url FROM window w JOIN code c ON c.window = w.no ORDER BY w.no;

-- page: W/{code}/index.html   template: public/code.html   large: no   index: no
SELECT no, code, name AS window_name FROM window ORDER BY no;

-- page: hours/index.html   template: public/hours.html
SELECT NOT EXISTS (SELECT 1 FROM period WHERE confirmed = 0) AS sure,
       :hall_name AS office_name, 'hours/' AS office_path, 0 AS office_window,
       (SELECT paper_phone FROM window WHERE general = 1 ORDER BY no LIMIT 1) AS office_phone,
       EXISTS (SELECT 1 FROM period p JOIN day d USING (day) WHERE p.special AND d.offset >= 0) AS has_specials,
       EXISTS (SELECT 1 FROM day WHERE offset >= 0 AND NOT open) AS has_shut,
       EXISTS (SELECT 1 FROM day WHERE offset >= 0 AND special AND open) AS has_changed;

-- Two rows for working days, one for the others or one for each kind of them; more where the
-- season changes soon.
-- list: site.day_kinds
SELECT working, noon_hours, apart, min(day) AS sample_day FROM (
  SELECT day, working, noon_hours, apart, group_concat(label, '，') AS hours FROM (
    SELECT p.day, p.label, NOT d.duty AS working, p.kind = 'noon' AS noon_hours,
           iif(NOT d.duty OR (SELECT alike FROM usual WHERE window = 0 AND kind = 'weekend'), '', d.kind_text) AS apart
    FROM period p JOIN day d ON d.day = p.day
    WHERE p.window = 0 AND p.kind <> 'closed' AND NOT p.special AND d.offset BETWEEN 0 AND 60
    ORDER BY p.day, p.start)
  GROUP BY day, working, noon_hours)
GROUP BY working, noon_hours, apart, hours
ORDER BY working DESC, noon_hours, hours;

-- list: day_kinds.kind_hours
SELECT label AS hours, lead(start) OVER (ORDER BY start) IS NULL AS last_hours FROM period
WHERE day = :sample_day AND window = 0 AND kind <> 'closed'
  AND (kind = 'noon') = CAST(:noon_hours AS INTEGER) ORDER BY start;

-- Days and windows with hours of their own, or shut.
-- list: hours.specials
SELECT * FROM told_all ORDER BY told_day, told_of, told_part LIMIT 60;

-- Whole months from this one on.
-- list: hours.months
SELECT substr(day, 1, 7) AS month, CAST(substr(day, 1, 4) AS INTEGER) AS year,
       CAST(substr(day, 6, 2) AS INTEGER) AS month_no, min(announced) AS month_announced
FROM day WHERE day >= substr(:site_today, 1, 7)
GROUP BY month HAVING max(day) = date(min(day), 'start of month', '+1 month', '-1 day')
ORDER BY month;

-- list: months.weeks
SELECT DISTINCT date(day, (1 - weekday) || ' days') AS monday
FROM day WHERE day BETWEEN :month AND :month || '-31' ORDER BY monday;

-- list: weeks.cells
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 6)
SELECT CAST(substr(d.day, 9) AS INTEGER) AS day_no, d.day = :site_today AS today,
       d.duty, d.open AND d.kind = 'makeup' AS makeup, d.open = 0 AS shut, d.open AND d.special AS changed
FROM n LEFT JOIN day d ON d.day = date(:monday, i || ' days') AND substr(d.day, 1, 7) = :month
ORDER BY i;

-- The days of the month that have a name.
-- list: months.named
SELECT f.label AS named_from, CASE WHEN n.last > n.first THEN l.label END AS named_to, n.named
FROM (SELECT min(day) AS first, max(day) AS last, iif(kind = 'makeup', '补班', name) AS named
      FROM day WHERE day BETWEEN :month AND :month || '-31'
       AND (kind = 'holiday' AND name <> '' OR kind = 'makeup' AND open)
      GROUP BY kind, name, iif(kind = 'makeup', day, run_first)) n
JOIN day f ON f.day = n.first JOIN day l ON l.day = n.last ORDER BY n.first;

-- page: {name}/index.html   template: public/page.html
SELECT name, title, description, date, html,
       (SELECT count(*) FROM page_heading h WHERE h.page = page.name AND h.level = 2) > 2 AS long
FROM page ORDER BY name;

-- list: page.contents
SELECT id AS heading_id, text AS heading FROM page_heading
WHERE page = :name AND level = 2 ORDER BY no;

-- page: sitemap/index.html   template: public/sitemap.html
SELECT 1 AS one;

-- list: sitemap.windows
SELECT no AS window_no, name AS window_name FROM window ORDER BY no;

-- list: sitemap.items
SELECT no AS item_no, name AS item FROM item WHERE gone = 0 AND duplicate_of IS NULL ORDER BY no;

-- page: posters/index.html   template: public/posters.html
SELECT 1 AS one;

-- list: posters.windows
SELECT no AS window_no, name AS window_name FROM window ORDER BY no;

-- page: posters/{no}/index.html   template: public/poster.html   large: no   index: no
SELECT c.window AS no, coalesce(w.name, :hall_name) AS "for", w.no IS NOT NULL AS is_window,
       coalesce(w.floor, '') AS floor, coalesce(w.noon, 0) AS noon, w.paper_phone AS phone,
       here_weekends AS weekends,
       EXISTS (SELECT 1 FROM item WHERE window = c.window AND gone = 0 AND noon = 0) AS booked,
       c.url AS code_url, c.side, round(125.0 * c.side / (c.side - 8), 1) AS millimetres, c.path,
       NOT EXISTS (SELECT 1 FROM period WHERE confirmed = 0) AS confirmed
FROM code c LEFT JOIN window w ON w.no = c.window JOIN here ON here_of = c.window AND for_noon = 1
ORDER BY c.window;

-- Kinds of day with the same hours stand in one line.
-- list: poster.hours
SELECT group_concat(CASE kind WHEN 'workday' THEN '工作日' WHEN 'weekend' THEN '双休日'
                    ELSE '节假日' END, '、') AS days, hours, at_noon
FROM (SELECT * FROM usual_hours WHERE window = CAST(:no AS INTEGER) ORDER BY kind DESC)
GROUP BY hours, at_noon ORDER BY max(kind) DESC;

-- page: cards/index.html   template: public/cards.html   large: no   index: no
SELECT 1 AS one;

-- list: cards.sheets
WITH RECURSIVE sheet(no) AS (
  SELECT 1 UNION ALL SELECT no + 1 FROM sheet WHERE no * 10 < (SELECT count(*) FROM code))
SELECT no AS sheet_no FROM sheet;

-- list: sheets.cards
WITH RECURSIVE place(no) AS (
  SELECT (CAST(:sheet_no AS INTEGER) - 1) * 10 + 1
  UNION ALL SELECT no + 1 FROM place WHERE no < CAST(:sheet_no AS INTEGER) * 10)
SELECT coalesce(w.name, :hall_name) AS "for", w.paper_phone AS phone, w.no IS NOT NULL AS is_window,
       coalesce(w.floor, '') AS floor, coalesce(w.noon, 0) AS noon, here_weekends AS weekends,
       EXISTS (SELECT 1 FROM item WHERE window = c.window AND gone = 0 AND noon = 0) AS booked, c.side, c.path
FROM place
LEFT JOIN (SELECT *, row_number() OVER (ORDER BY no) AS rank FROM window) w ON w.rank = place.no
JOIN code c ON c.window = coalesce(w.no, 0)
JOIN here ON here_of = c.window AND for_noon = 1 ORDER BY place.no;

-- The page in English: the items that have an English name, and their windows.
-- page: en/index.html   template: public/en.html
SELECT EXISTS (SELECT 1 FROM period WHERE confirmed = 0) AS unconfirmed WHERE :hall_english <> '';

-- What is told ahead, of the hall and of these windows.
-- list: en.told
SELECT told.*, CASE told_of WHEN 0 THEN 'the whole hall' ELSE iif(w.english <> '', w.english, 'counter ' || w.no) END AS told_desk
FROM told LEFT JOIN window w ON w.no = told_of
WHERE told_soon AND (told_at = 0 OR told_of = told_at AND told_at IN (SELECT window FROM item WHERE english <> '' AND gone = 0))
ORDER BY told_day, told_of, told_part;

-- list: en.desks
SELECT no AS desk_no, name AS desk_name, iif(english <> '', english, 'Counter ' || no) AS desk_english,
       CASE floor WHEN '一楼' THEN 'ground floor (一楼)' WHEN '二楼' THEN 'second floor (二楼)' END AS desk_storey
FROM window WHERE no IN (SELECT window FROM item WHERE english <> '' AND gone = 0) ORDER BY no;

-- list: desks.desk_phones
SELECT iif(rank > 1, ', ', '') AS desk_or, phone AS desk_phone, tel AS desk_tel FROM window_phone
WHERE window = CAST(:desk_no AS INTEGER) ORDER BY rank;

-- list: desks.desk_hours
SELECT group_concat(CASE kind WHEN 'workday' THEN 'Working days' WHEN 'weekend' THEN 'Weekends'
                    ELSE 'Public holidays' END, ', ') AS desk_days, at_noon, max(day) AS desk_day
FROM (SELECT h.*, u.day FROM usual_hours h JOIN usual u ON u.window = h.window AND u.kind = h.kind
      WHERE h.window = CAST(:desk_no AS INTEGER) ORDER BY h.kind DESC)
GROUP BY hours, at_noon ORDER BY max(kind) DESC;

-- list: desks.desk_shut
SELECT group_concat(iif(kind = 'weekend', 'Weekends', 'Public holidays'), ', ') AS shut_days
FROM (SELECT kind FROM usual u WHERE window = CAST(:desk_no AS INTEGER) AND kind IN ('weekend', 'holiday')
        AND NOT EXISTS (SELECT 1 FROM stretch s WHERE s.window = u.window AND s.day = u.day) ORDER BY kind DESC)
HAVING count(*) > 0;

-- list: desk_hours.desk_times
SELECT label AS desk_time, iif(last, '', ', ') AS desk_and FROM stretch
WHERE window = CAST(:desk_no AS INTEGER) AND day = :desk_day AND noon = 1 ORDER BY rank;

-- list: desks.desk_items
SELECT no AS item_no, name AS item, english AS item_english, noon AS item_noon FROM item
WHERE window = CAST(:desk_no AS INTEGER) AND english <> '' AND gone = 0 ORDER BY no;

-- page: 404.html   template: public/404.html   large: no   index: no   anywhere: yes
SELECT 1 AS one;

-- page: 503.html   template: public/503.html   large: no   index: no   anywhere: yes
SELECT 1 AS one;

-- What nginx itself refuses, by status: its own pages are English.
-- page: {status}.html   template: public/refused.html   large: no   index: no   anywhere: yes
SELECT column1 AS status, column2 AS heading, column3 AS advice FROM (VALUES
  (400, '这个页面没有打开', '浏览器发来的内容不完整。请返回上一页，刷新后再试一次；还是不行，请换一个浏览器，'),
  (405, '这个页面不能这样打开', '请从首页重新查找，'),
  (413, '填写的内容太长，或文件太大', '请返回上一页，改短一些，或只选用到的表，再提交，'),
  (414, '网址太长', '可能多粘贴了别的内容。请从首页重新查找，'),
  (429, '提交太频繁', '请 1 分钟后再试，'));

-- page: sitemap.xml   template: public/sitemap.xml
SELECT 1 AS one;

-- No more than the protocol allows (sitemaps.org).
-- list: sitemap.urls
SELECT url AS page_url FROM page_path WHERE indexed = 1 ORDER BY address LIMIT 50000;

-- page: feed.xml   template: public/feed.xml
SELECT 1 AS one;

-- What there is to tell: days on duty until the day on which booking them ends (no
-- deadline passes in a feed that is a day old), the make-up days
-- of the same time, and texts that carry a date. Days on duty between two working
-- days are one entry, whatever is shut or renamed among them: its id is the day
-- after the working day before, which such changes leave alone.
-- list: feed.entries
WITH run AS (
  SELECT date((SELECT max(w.day) FROM day w
                WHERE w.day < f.day AND w.kind IN ('workday','makeup')), '+1 day') AS rest,
         f.day, f.book_by, f.label, f.book_by_label,
         f.label || CASE WHEN l.day > f.day THEN '至' || l.label ELSE '' END ||
         CASE WHEN f.name <> '' THEN '（' || f.name || '）' ELSE '' END AS title
  FROM day f JOIN day l ON l.day = f.run_last
  WHERE f.day = f.run_first AND f.duty AND f.book_by >= date(:site_today, '+1 day')
  ORDER BY f.day)
-- the columns without min() are of the row that has it
SELECT group_concat(title, '、') || '有人值班' AS title,
       'hours/#d' || rest AS mark, 'hours/#m' || substr(min(day), 1, 7) AS address,
       date(rest, '-' || :booking_horizon_days || ' days') AS updated,
       '要约' || label || '，请在' || book_by_label || '前预约。' AS summary
FROM run GROUP BY rest HAVING updated <= :site_today
UNION ALL
SELECT label || '补班', 'hours/#d' || day, 'hours/#m' || substr(day, 1, 7), date(day, '-' || :booking_horizon_days || ' days'),
       label || '补班，大厅照常上班。'
FROM day WHERE kind = 'makeup' AND open AND offset BETWEEN 0 AND CAST(:booking_horizon_days AS INTEGER)
UNION ALL
SELECT d.label || coalesce(w.name, '') || iif(n.shut, '停办', '时间有调整'),
       'hours/#s' || n.day || '-' || n.window, 'hours/#m' || substr(n.day, 1, 7), n.since, n.text
FROM news n JOIN day d ON d.day = n.day LEFT JOIN window w ON w.no = n.window
UNION ALL
SELECT title, name || '/', name || '/', date, description FROM page WHERE date <> ''
ORDER BY updated DESC, mark;

-- page: hours.ics   template: public/hours.ics
SELECT strftime('%Y%m%dT%H%M%SZ', :site_today || 'T00:00', '-8 hours') AS stamp;

-- list: hours.duty_days
SELECT replace(day, '-', '') AS start_day, replace(date(day, '+1 day'), '-', '') AS end_day,
       name AS holiday_name, book_by_label, announced, hours AS times, open AS on_duty,
       NOT open AND special = 2 AND kind IN ('weekend', 'holiday') AS cancelled,
       (SELECT why FROM shut WHERE shut_of = 0 AND part = '' AND day BETWEEN first AND last) AS why
FROM day WHERE offset >= 0 AND (duty OR special AND NOT open) ORDER BY day;

-- What is shut beside whole days of the hall: windows, a floor, some hours.
-- list: hours.parts
SELECT replace(told_day, '-', '') AS part_day, replace(date(coalesce(told_end, told_day), '+1 day'), '-', '') AS part_end,
       told_of AS part_of, replace(replace(told_part, ':', ''), '—', '-') AS part_mark,
       iif(told_of, told_window, :hall_name) AS part_name, iif(told_part = '', '全天', told_part) AS part_hours,
       told_why AS part_why
FROM told_all WHERE told_why <> '' AND NOT (told_of = 0 AND told_part = '') ORDER BY told_day, told_of, told_part;

-- page: sw.js   template: public/sw.txt
SELECT :site_offline = 'yes' AS offline;

-- page: robots.txt   template: public/robots.txt
SELECT 1 AS one;
