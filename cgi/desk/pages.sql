-- Lists on the desk's pages.

-- list: booking.same_source
SELECT count(*) AS source_count
  FROM source s JOIN booking b ON b.id = s.booking
 WHERE s.source = (SELECT source FROM source WHERE booking = CAST(:id AS INTEGER))
   AND b.state = 'booked'
HAVING sum(b.id <> CAST(:id AS INTEGER)) > 0;

-- The oldest: what comes while the page is looked at stands behind them. As many as
-- source.open counts.
-- list: source.same
SELECT l.id AS booking, replace(replace(l.day_label, '（星期', ' 周'), '）', '') || ' ' || l.time AS "when",
       coalesce((SELECT w.short FROM cat.window w WHERE w.no = l.window), l.window_name) AS same_window,
       l.name, l.phone, l.tel, l.item_name,
       (SELECT strftime('%m-%d %H:%M', b.created_at, 'unixepoch', '+8 hours')
          FROM booking b WHERE b.id = l.id) AS applied
  FROM booking_line l
 WHERE l.id IN (SELECT booking FROM same_source
                 WHERE asked = CAST(:id AS INTEGER) AND :now >= since AND :now < until
                 ORDER BY booking LIMIT 300)
 ORDER BY l.start, l.id;

-- list: source.open
SELECT sum(n <= 300) AS open_count, max(booking) FILTER(WHERE n <= 300) AS upto,
       nullif(sum(n > 300), 0) AS open_more
  FROM (SELECT booking, row_number() OVER(ORDER BY booking) AS n FROM same_source
         WHERE asked = CAST(:id AS INTEGER) AND :now >= since AND :now < until)
HAVING count(*) > 0;

-- How the day stands.
-- list: today.sums
SELECT count(*) AS day_total, nullif(sum(s.result), 0) AS with_result,
       nullif(sum(b.state = 'arrived'), 0) AS waiting,
       nullif(sum(b.state = 'booked' AND b.end > :now), 0) AS expected,
       nullif(sum(b.state = 'booked' AND b.end <= :now), 0) AS lacking,
       nullif(sum(NOT s.occupies), 0) AS given_up
  FROM booking b JOIN state s ON s.code = b.state
 WHERE b.day = :day AND (:for_window = '0' OR b.window = CAST(:for_window AS INTEGER));

-- The day, line by line: the bookings by time, the line 现在 above the slot that runs, and
-- times to come that nobody has booked, neighbours in one line.
-- list: today.lines
WITH slot AS MATERIALIZED (
  SELECT start, ends, free, closed FROM desk_slot
   WHERE window = CAST(:for_window AS INTEGER) AND day = :day),
booked AS MATERIALIZED (
  SELECT id, start, "end" AS ends, window, count(*) OVER (PARTITION BY start) AS many,
         row_number() OVER (PARTITION BY start ORDER BY window, id) AS at
    FROM booking
   WHERE day = :day AND (:for_window = '0' OR window = CAST(:for_window AS INTEGER))),
shown AS MATERIALIZED (
  SELECT * FROM booking_line
   WHERE day = :day AND (:for_window = '0' OR window = CAST(:for_window AS INTEGER))),
free AS (
  SELECT start, closed, row_number() OVER (ORDER BY start) -
                        row_number() OVER (PARTITION BY taken, closed ORDER BY start) AS run
    FROM (SELECT start, coalesce(closed, '') AS closed,
                 EXISTS(SELECT 1 FROM booked b WHERE b.start = slot.start) AS taken
            FROM slot WHERE ends > :now)),
line(start, rank, id, last, closed) AS (
  SELECT start, at, id, '', '' FROM booked
  UNION ALL
  SELECT coalesce(min(start) FILTER (WHERE ends > :now), '9999'), 0, 0, '', ''
    FROM (SELECT start, ends FROM slot UNION ALL SELECT start, ends FROM booked)
  UNION ALL
  SELECT min(start), 1, -1, max(start), closed FROM free
   WHERE start NOT IN (SELECT start FROM booked) GROUP BY run, closed)
SELECT n.id, n.id = 0 AS is_now, n.id < 0 AS is_none, n.id > 0 AS is_row, n.start, n.last, n.closed,
       printf('%d:%s', substr(n.start, 12, 2), substr(n.start, 15)) AS time,
       n.rank = 1 AS begins, k.many, n.rank = k.many AS ends_slot,
       s.start AS free_at, nullif(s.free, 0) AS free, s.closed IS NOT NULL AS slot_shut,
       l.version, l.name, length(l.name) > 11 AS name_long, l.item_name, length(l.item_name) > 15 AS item_long,
       l.dashed, l.tel, c.word AS way,
       trim(iif(t.occupies, iif(t.result, 'past', ''), 'past gone') ||
            iif(n.id = CAST(:at AS INTEGER), ' on', '')) AS mark,
       n.id = CAST(:at AS INTEGER) AS chosen, NOT t.occupies AS gone,
       iif(b.state = 'arrived', trim(replace(' ' || strftime('%H:%M', b.changed_at, 'unixepoch', '+8 hours'), ' 0', '')),
           '') AS arrived_at,
       b.state = 'booked' AND b.end <= :now AS lacks,
       iif(b.state = 'arrived' OR b.state = 'booked' AND b.end <= :now, '',
           l.word || iif(b.state = 'accepted', ' 取 ' || CAST(substr(b.pickup, 6, 2) AS INTEGER) || '月' ||
                         CAST(substr(b.pickup, 9) AS INTEGER) || '日', '')) AS word,
       l.fresh, b.state = 'booked' AND EXISTS(SELECT 1 FROM orphaned o WHERE o.id = b.id) AS shut,
       iif(:for_window = '0', b.window || ' ' || coalesce(w.short, b.window_name),
           rtrim(iif(b.agent = '', '', '代理人 ' || b.agent || '；') ||
                 CASE WHEN b.state <> 'cancelled' THEN '' WHEN b.change_why = '' THEN '本人取消；'
                      ELSE '大厅取消：' || b.change_why || '；' END ||
                 iif(b.remark = '', '', b.remark || '；') || iif(b.note = '', '', b.note || '；') ||
                 iif(b.mail, '邮寄；', ''), '；')) AS beside
  FROM line n
  LEFT JOIN booked k ON k.id = n.id
  LEFT JOIN slot s ON s.start = n.start AND s.ends > :now
  LEFT JOIN booking b ON b.id = n.id
  LEFT JOIN shown l ON l.id = n.id
  LEFT JOIN state t ON t.code = b.state
  LEFT JOIN channel c ON c.code = b.channel
  LEFT JOIN cat.window w ON w.no = b.window
 ORDER BY n.start, n.rank;

-- Who is waiting now, and whose time is over without a result.
-- list: lines.waits
SELECT count(*) AS wait_total,
       (SELECT group_concat(name || ' ' || trim(replace(' ' ||
                                                 strftime('%H:%M', changed_at, 'unixepoch', '+8 hours'), ' 0', '')), '、')
          FROM (SELECT name, changed_at FROM booking
                 WHERE day = :day AND state = 'arrived'
                   AND (:for_window = '0' OR window = CAST(:for_window AS INTEGER))
                 ORDER BY changed_at, id LIMIT 4)) || iif(count(*) > 4, ' 等', '') AS wait_names
  FROM booking
 WHERE day = :day AND state = 'arrived'
   AND (:for_window = '0' OR window = CAST(:for_window AS INTEGER))
HAVING count(*) > 0;

-- The earliest of them: SQLite takes id and name of the row that min() is of.
-- list: lines.lacks_above
SELECT count(*) AS above_total, id AS above_id, name AS above_name, min(start) AS above_start
  FROM booking
 WHERE day = :day AND state = 'booked' AND "end" <= :now
   AND (:for_window = '0' OR window = CAST(:for_window AS INTEGER))
HAVING count(*) > 0;

-- list: lines.places
SELECT start AS place_at, printf('%d:%s', substr(time, 1, 2), substr(time, 4, 2)) AS place_time,
       nullif(free, 0) AS place_free
  FROM desk_slot
 WHERE window = CAST(:for_window AS INTEGER) AND day = :day AND start BETWEEN :start AND :last
 ORDER BY start;

-- What each window has today, and new from online; who is there; the last row is all of it.
-- list: today.windows
WITH day_of AS MATERIALIZED (
  SELECT b.window, count(*) AS n, sum(s.result) AS results, sum(b.state = 'arrived') AS waiting,
         sum(b.state = 'no_show') AS away, sum(b.state = 'booked' AND b.end <= :now) AS lacking
    FROM booking b JOIN state s ON s.code = b.state WHERE b.day = :day GROUP BY b.window),
fresh AS MATERIALIZED (
  SELECT window, count(*) AS n FROM booking
   WHERE channel = 'online' AND state = 'booked' AND seen_at IS NULL GROUP BY window),
free AS MATERIALIZED (
  SELECT window, sum(free) FILTER (WHERE ends > :now AND closed IS NULL) AS n FROM desk_slot
   WHERE day = :day GROUP BY window),
on_it AS MATERIALIZED (
  SELECT p.window, s.role, group_concat(p.name, '、') AS names
    FROM (SELECT * FROM shift WHERE day = :day ORDER BY id) s JOIN person p ON p.id = s.person
   WHERE s.window IN (0, p.window) GROUP BY p.window, s.role),
-- whoever answers for the window, if those who look may know the number; else the window's own
ring AS MATERIALIZED (
  SELECT window, person FROM (
    SELECT window, person, row_number() OVER (PARTITION BY window ORDER BY rank, id) AS nth
      FROM (SELECT s.window, s.person, s.role = 'duty' AS rank, s.id
              FROM shift s JOIN person_phone n ON n.person = s.person WHERE :duty = '1' AND s.day = :day
            UNION ALL
            SELECT p.window, p.id, 0, p.id FROM cat.window w JOIN person p ON p.window = w.no AND p.name = w.leader
              JOIN person_phone n ON n.person = p.id WHERE :duty <> '1' AND p.left_at IS NULL))
   WHERE nth = 1 AND :may_roster = '1'),
hall AS MATERIALIZED (
  SELECT w.no, w.short, w.leader, coalesce(n.dashed, w.phone) AS phone, coalesce(n.tel, t.tel) AS tel, coalesce(d.n, 0) AS n, coalesce(d.results, 0) AS results,
         coalesce(d.waiting, 0) AS waiting, coalesce(d.away, 0) AS away,
         coalesce(d.lacking, 0) AS lacking, coalesce(f.n, 0) AS fresh, coalesce(r.n, 0) AS free,
         r.window IS NULL AS idle
    FROM cat.window w
    LEFT JOIN cat.window_phone t ON t.window = w.no AND t.phone = w.phone
    LEFT JOIN ring g ON g.window = w.no LEFT JOIN person_phone n ON n.person = g.person
    LEFT JOIN day_of d ON d.window = w.no LEFT JOIN fresh f ON f.window = w.no
    LEFT JOIN free r ON r.window = w.no)
SELECT 0 AS of_all, no, short, phone AS win_phone, tel AS win_tel, n AS now_shown,
       nullif(results, 0) AS results, waiting AS win_waits, nullif(waiting, 0) AS waiting,
       nullif(away, 0) AS away, nullif(lacking, 0) AS lacking, nullif(fresh, 0) AS fresh_count,
       nullif(free, 0) AS free, idle,
       CASE WHEN :duty = '1' THEN coalesce((SELECT names FROM on_it WHERE window = no AND role = 'duty'), '')
            ELSE coalesce((SELECT names FROM on_it WHERE window = no AND role = 'front'), '') ||
                 coalesce(' / ' || (SELECT names FROM on_it WHERE window = no AND role = 'back'), '') END
         AS there,
       iif(:duty = '1', coalesce((SELECT names FROM on_it WHERE window = no AND role = 'leader'), ''), leader) AS lead
  FROM hall
UNION ALL
SELECT 1, '', '', '', '', sum(n), nullif(sum(results), 0), sum(waiting), nullif(sum(waiting), 0),
       nullif(sum(away), 0), nullif(sum(lacking), 0), nullif(sum(fresh), 0), nullif(sum(free), 0), 0, '', ''
  FROM hall
 ORDER BY of_all, no;


-- list: windows.shut
SELECT hours AS shut_time, reason AS shut_reason
  FROM closed JOIN closed_hours USING(closure)
 WHERE day = :day AND window IN (0, CAST(:no AS INTEGER)) AND to_time > substr(:now, 12)
 ORDER BY from_time LIMIT 1;

-- list: today.any_fresh
SELECT count(*) AS fresh_total, :for_window = :my_window AND :my_window <> '0' AS own_window
  FROM booking
 WHERE channel = 'online' AND state = 'booked' AND seen_at IS NULL
   AND (:for_window = '0' OR window = CAST(:for_window AS INTEGER))
HAVING count(*) > 0;

-- list: any_fresh.rows
SELECT l.id, l.name, l.item_name, iif(l.day = :day, '今天', substr(l.day, 6)) || ' ' || l.time AS "when"
  FROM booking_line l
 WHERE l.fresh AND (:for_window = '0' OR l.window = CAST(:for_window AS INTEGER))
 ORDER BY l.start, l.id LIMIT 8;

-- The earliest again, by min().
-- list: today.backlog
SELECT count(*) AS backlog_total, min(start) AS backlog_start, name AS backlog_name,
       CAST(substr(day, 6, 2) AS INTEGER) || '月' || CAST(substr(day, 9) AS INTEGER) || '日' AS backlog_since
  FROM result_missing
 WHERE day < :day AND (:for_window = '0' OR window = CAST(:for_window AS INTEGER))
HAVING count(*) > 0;

-- list: today.next_day
SELECT (SELECT count(*) FROM booking b JOIN state s ON s.code = b.state
         WHERE b.day = :next AND s.occupies AND b.window = CAST(:for_window AS INTEGER)) AS next_total,
       (SELECT sum(free) FROM desk_slot
         WHERE window = CAST(:for_window AS INTEGER) AND day = :next AND closed IS NULL) AS next_free,
       (SELECT names FROM on_duty WHERE day = :next AND role = 'duty'
           AND window = CAST(:for_window AS INTEGER)) AS next_there,
       (SELECT names FROM on_duty WHERE day = :next AND role = 'leader'
           AND window = CAST(:for_window AS INTEGER)) AS next_lead
 WHERE :next <> '' AND :for_window <> '0';

-- By the day, as they are indexed; start alone would ask every booking there is.
-- list: today.any_orphans
SELECT count(*) AS orphans_total
  FROM orphaned o JOIN booking b ON b.id = o.id
 WHERE o.start > :now AND o.day >= substr(:now, 1, 10)
   AND (:for_window = '0' OR b.window = CAST(:for_window AS INTEGER))
HAVING count(*) > 0;

-- What one noted last, and may take back.
-- list: today.undo
SELECT u.id AS undo_id, l.name AS undo_name, l.word AS undo_word, l.version AS undo_version,
       trim(replace(' ' || strftime('%H:%M', u.until_s, 'unixepoch', '+8 hours'), ' 0', '')) AS undo_until
  FROM history h JOIN undoable u ON u.id = h.booking JOIN booking_line l ON l.id = u.id
 WHERE h.at >= CAST(:now_s AS INTEGER) - 600 AND h.who = :me AND u.who = :me
   AND u.until_s >= CAST(:now_s AS INTEGER)
 ORDER BY h.id DESC LIMIT 1;

-- The keys; those that ask for more lead to the booking's own page.
-- list: today.keys
SELECT code, CASE code WHEN 'moved' THEN '改期' WHEN 'cancelled' THEN '取消' ELSE word END AS word, key,
       NOT occupies OR code = 'accepted' AS asks, key = '8' AS apart
  FROM state WHERE key <> '' ORDER BY key;

-- list: backlog.total
SELECT count(*) AS total, max(1, (count(*) + 59) / 60) AS pages, min(60, count(*)) AS here,
       nullif(CAST(:page AS INTEGER) - 1, 0) AS before,
       iif(count(*) > 60 * CAST(:page AS INTEGER), CAST(:page AS INTEGER) + 1, '') AS after
  FROM result_missing
 WHERE day < :today AND (:for_window = '0' OR window = CAST(:for_window AS INTEGER))
   AND (:from = '' OR day >= :from) AND (:to = '' OR day <= :to)
   AND (:for_item = '0' OR item = CAST(:for_item AS INTEGER));

-- What they came for, with how many.
-- list: backlog.items
SELECT item AS item_no, max(item_name) AS item_word, count(*) AS item_total,
       item = CAST(:for_item AS INTEGER) AS chosen
  FROM result_missing
 WHERE day < :today AND (:for_window = '0' OR window = CAST(:for_window AS INTEGER)) AND item
 GROUP BY item ORDER BY item;

-- list: backlog.rows
SELECT l.id, l.version, l.time, l.day_label, l.name, l.item_name, l.dashed, l.tel, c.word AS way,
       iif(l.state = 'arrived', '已到，没有记结果', l.word) AS state_word,
       iif(:for_window = '0', l.window || ' ' || coalesce(w.short, l.window_name), l.remark) AS beside,
       lag(l.day) OVER (ORDER BY l.start, l.id) IS NOT l.day AS begins,
       lead(l.day) OVER (ORDER BY l.start, l.id) IS NOT l.day AS ends,
       count(*) OVER (PARTITION BY l.day) AS of_day, row_number() OVER (ORDER BY l.start, l.id) = 1 AS leads
  FROM (SELECT id FROM result_missing
         WHERE day < :today AND (:for_window = '0' OR window = CAST(:for_window AS INTEGER))
           AND (:from = '' OR day >= :from) AND (:to = '' OR day <= :to)
           AND (:for_item = '0' OR item = CAST(:for_item AS INTEGER))
         ORDER BY start, id LIMIT 60 OFFSET 60 * (CAST(:page AS INTEGER) - 1)) n
  JOIN booking_line l ON l.id = n.id JOIN booking b ON b.id = n.id JOIN channel c ON c.code = b.channel
  LEFT JOIN cat.window w ON w.no = l.window
 ORDER BY l.start, l.id;

-- Those that may note for several choose whose.
-- list: backlog.windows
SELECT no AS window_no, short AS window_short, no = CAST(:for_window AS INTEGER) AS chosen
  FROM cat.window WHERE :all_windows = '1' ORDER BY no;

-- What was noted together, as rows of history, and may be taken back together.
-- list: backlog.noted
SELECT count(*) AS noted_total, max(l.word) AS noted_word, max(l.name) AS noted_name, count(*) = 1 AS one,
       trim(replace(' ' || strftime('%H:%M', max(u.until_s), 'unixepoch', '+8 hours'), ' 0', '')) AS noted_until
  FROM history h JOIN undoable u ON u.id = h.booking JOIN booking_line l ON l.id = u.id
 WHERE h.id > CAST(:since AS INTEGER) AND h.id <= CAST(:upto AS INTEGER) AND h.who = :me AND u.who = :me
   AND u.until_s >= CAST(:now_s AS INTEGER)
   AND h.id = (SELECT max(x.id) FROM history x WHERE x.booking = h.booking)
HAVING count(*) > 0;

-- list: noted.each
SELECT u.id AS noted_id, b.version AS noted_version
  FROM history h JOIN undoable u ON u.id = h.booking JOIN booking b ON b.id = u.id
 WHERE h.id > CAST(:since AS INTEGER) AND h.id <= CAST(:upto AS INTEGER) AND h.who = :me AND u.who = :me
   AND u.until_s >= CAST(:now_s AS INTEGER)
   AND h.id = (SELECT max(x.id) FROM history x WHERE x.booking = h.booking);

-- Those that can be noted of several at once.
-- list: backlog.keys
SELECT code, word, key FROM state WHERE result AND code <> 'accepted' ORDER BY key;

-- list: find.rows
SELECT l.*, replace(replace(l.day_label, '（星期', ' 周'), '）', '') AS found_day,
       l.state NOT IN ('booked', 'arrived') AS over,
       coalesce(w.short, l.window_name) AS window_short
  FROM json_each(:ids) j JOIN booking_line l ON l.id = j.value
  LEFT JOIN cat.window w ON w.no = l.window
 WHERE j.key < 30
 ORDER BY l.day DESC, l.id DESC;

-- There may be older ones.
-- list: find.more
SELECT 1 AS older FROM json_each(nullif(:ids, '')) WHERE key = 30;

-- What was just saved, for the one who saved it.
-- list: new.done
SELECT l.id AS done_id, l.name AS done_name, l.day_label, l.time,
       printf('%d:%s', substr(b.end, 12, 2), substr(b.end, 15, 2)) AS ends, l.shown,
       l.item_name AS done_item, b.window_name, b.floor, b.window_phone,
       b.override
  FROM booking_line l JOIN booking b ON b.id = l.id
 WHERE l.id = CAST(:saved AS INTEGER)
   AND (CAST(:all_windows AS INTEGER) OR b.window = CAST(:my_window AS INTEGER));

-- list: new.matches
SELECT i.no, i.name AS match, w.name AS of_window, j.key = 0 AS leads
  FROM json_each(:match_list) j JOIN cat.item i ON i.no = j.value
  JOIN cat.window w ON w.no = i.window
 WHERE :match_list <> '' ORDER BY j.key;

-- What is meant, and where; 其他事项 has no number.
-- list: new.about
SELECT nullif(:for_no, '0') AS about_no, :for_item AS about_name, w.no AS about_window,
       w.short AS about_short, w.floor AS about_floor, coalesce(i.phone, w.phone) AS about_phone,
       i.noon AS about_noon
  FROM cat.window w LEFT JOIN cat.item i ON i.no = CAST(:for_no AS INTEGER)
 WHERE w.no = CAST(:for_window AS INTEGER) AND :for_item <> '';

-- The booking that is warned of, for those who may see it.
-- list: new.same
SELECT id AS same_id, name AS same_name, day_label AS same_day, time AS same_time,
       item_name AS same_item, shown AS same_shown
  FROM booking_line
 WHERE :err_meant <> '' AND id = CAST(:in_meant AS INTEGER)
   AND (CAST(:all_windows AS INTEGER) OR window = CAST(:my_window AS INTEGER));

-- The day whose times are shown: the one that was chosen, or the next that can be booked.
-- list: new.when
SELECT (SELECT short FROM cat.window WHERE no = CAST(:for_window AS INTEGER)) AS short,
       d.day AS shown_day, d.label AS shown_label, d.book_by <= :now AS late,
       :over = '1' OR d.book_by <= :now AS beyond,
       (SELECT start FROM desk_slot
         WHERE window = CAST(:for_window AS INTEGER) AND day = d.day AND ends > :now
           AND closed IS NULL AND free > 0 AND noon_only <= CAST(:noon AS INTEGER)
         ORDER BY start LIMIT 1) AS first_slot
  FROM (SELECT (SELECT day FROM desk_slot
                 WHERE window = CAST(:for_window AS INTEGER) AND day >= :from AND closes > :now
                   AND closed IS NULL AND free > 0 AND noon_only <= CAST(:noon AS INTEGER)
                 ORDER BY start LIMIT 1) AS day) n
  LEFT JOIN cat.day d ON d.day = iif(:for_day <> '', :for_day, n.day)
 WHERE :for_window <> '';

-- Fourteen days from :from on. From today on the default says no day: it stays the next that can be
-- booked.
-- list: when.days
SELECT iif(s.day = :shown_day AND :for_day = '' AND :from <= substr(:now, 1, 10), '', s.day) AS value, d.label AS day_label,
       iif(d.offset < 2, substr('今天明天', 1 + 2 * d.offset, 2), '周' || substr(d.label, -2, 1)) AS word,
       printf('%d/%d', substr(s.day, 6, 2), substr(s.day, 9)) AS date,
       d.kind IN ('weekend', 'holiday') AS duty,
       CASE WHEN s.free IS NULL THEN '停办' WHEN s.free = 0 THEN '满' WHEN d.book_by <= :now THEN '已截止'
            ELSE '余 ' || s.free END AS free_word,
       s.day = :shown_day AS chosen,
       s.day IS NOT :shown_day AND (s.free IS NULL
         OR (s.free = 0 OR d.book_by <= :now) AND :over <> '1') AS off
  FROM (SELECT day, sum(free) FILTER (WHERE closed IS NULL) AS free FROM desk_slot
         WHERE window = CAST(:for_window AS INTEGER) AND day BETWEEN :from AND date(:from, '+30 days')
           AND ends > :now AND noon_only <= CAST(:noon AS INTEGER)
         GROUP BY day ORDER BY day LIMIT 14) s
  JOIN cat.day d ON d.day = s.day
 ORDER BY s.day;

-- list: when.later
SELECT min(day) AS later_day,
       printf('%d月%d日', substr(min(day), 6, 2), substr(min(day), 9)) AS later_label
  FROM (SELECT DISTINCT day FROM cat.slot
         WHERE window = CAST(:for_window AS INTEGER) AND day >= :from
           AND noon_only <= CAST(:noon AS INTEGER)
         ORDER BY day LIMIT -1 OFFSET 14)
HAVING min(day) IS NOT NULL;

-- list: when.halves
SELECT half AS half_code, CASE half WHEN 'am' THEN '上午' WHEN 'noon' THEN '中午' ELSE '下午' END AS half_word
  FROM desk_slot
 WHERE window = CAST(:for_window AS INTEGER) AND day = :shown_day
   AND noon_only <= CAST(:noon AS INTEGER)
 GROUP BY half ORDER BY min(time);

-- As with days, the default says none.
-- list: halves.times
SELECT iif(:for_time = '' AND start = :first_slot, '', start) AS value,
       printf('%d:%s', substr(time, 1, 2), substr(time, 4, 2)) AS label,
       CASE WHEN ends <= :now THEN '已过' WHEN closed IS NOT NULL THEN '停办' WHEN free = 0 THEN '满'
            ELSE '余 ' || free END AS free_word,
       iif(:for_time = '', start = :first_slot, time = :for_time) AS chosen,
       ends <= :now OR closed IS NOT NULL
         OR (free = 0 OR closes <= :now) AND NOT CAST(:beyond AS INTEGER) AND time <> :for_time AS off
  FROM desk_slot
 WHERE window = CAST(:for_window AS INTEGER) AND day = :shown_day AND half = :half_code
   AND noon_only <= CAST(:noon AS INTEGER)
 ORDER BY start;

-- list: new.known
SELECT i.no, i.name AS known, w.name AS of_window
  FROM cat.item i JOIN cat.window w ON w.no = i.window
 WHERE i.gone = 0 AND i.duplicate_of IS NULL
   AND (CAST(:all_windows AS INTEGER) OR i.window = CAST(:my_window AS INTEGER))
 ORDER BY i.no;

-- What may become of it now, but for moving and cancelling.
-- list: booking.actions
SELECT s.code, s.word, s.key, s.code <> 'accepted' AS plain
  FROM possible p JOIN state s ON s.code = p.to_state
 WHERE p.id = CAST(:id AS INTEGER) AND s.occupies AND :now >= p.since AND :now < p.until
 ORDER BY s.key;

-- Whether one of them needs a reason.
-- list: booking.needs_why
SELECT 1 AS needed FROM possible p JOIN state s ON s.code = p.to_state
 WHERE p.id = CAST(:id AS INTEGER) AND s.occupies AND p.reason AND :now >= p.since AND :now < p.until
 LIMIT 1;

-- What an older page asked for, and whether it is still possible.
-- list: booking.asked
SELECT s.code AS asked_code, s.word AS asked_word, p.reason AS asked_why,
       p.id IS NOT NULL AND s.occupies AS asked_still
  FROM state s
  LEFT JOIN possible p ON p.id = CAST(:id AS INTEGER) AND p.to_state = s.code AND :now >= p.since
                      AND :now < p.until
 WHERE s.code = :wanted;

-- list: booking.later
SELECT day_label AS later_label FROM booking
 WHERE id = CAST(:id AS INTEGER) AND state = 'booked' AND day > :today;

-- What the one who looks noted last, and may take back.
-- list: booking.undo
SELECT f.word AS undo_word, t.word AS undo_to
  FROM undoable u JOIN booking b ON b.id = u.id
  JOIN state f ON f.code = b.state JOIN state t ON t.code = u.to_state
 WHERE u.id = CAST(:id AS INTEGER) AND u.who = :me AND u.until_s >= CAST(:now_s AS INTEGER);

-- list: booking.may_move
SELECT s.code AS move_code, s.word AS move_word, s.key AS move_key
  FROM possible p JOIN state s ON s.code = p.to_state
 WHERE p.id = CAST(:id AS INTEGER) AND s.code = 'moved' AND :now >= p.since AND :now < p.until;

-- list: booking.may_cancel
SELECT s.key AS cancel_key
  FROM possible p JOIN state s ON s.code = p.to_state
 WHERE p.id = CAST(:id AS INTEGER) AND s.code = 'cancelled' AND :now >= p.since
   AND :now < p.until;

-- With what was before it was moved here.
-- list: booking.history
WITH RECURSIVE line(id) AS (
  VALUES(CAST(:id AS INTEGER))
  UNION SELECT b.moved_from FROM booking b JOIN line ON b.id = line.id WHERE b.moved_from IS NOT NULL)
SELECT strftime('%m-%d %H:%M', h.at, 'unixepoch', '+8 hours') AS at,
       (SELECT called FROM colleague WHERE account = h.who) AS who,
       CASE WHEN h.from_state IS NULL
            THEN iif(b.moved_from, '改到 ', c.word || '预约 ') ||
                 printf('%d月%d日 ', substr(l.day, 6, 2), substr(l.day, 9)) || l.time
            WHEN h.from_state = h.to_state THEN iif(h.why = '', '改正', '改正：' || h.why)
            WHEN h.to_state = 'cancelled' THEN
              CASE WHEN h.why <> '' THEN '大厅取消：' || h.why
                   WHEN b.erased_at THEN '取消' ELSE '本人取消' END
            ELSE '把“' || f.word || '”改为“' || t.word || '”' || iif(h.why = '', '', '：' || h.why)
       END AS what
  FROM line
  JOIN history h ON h.booking = line.id
  JOIN booking b ON b.id = h.booking
  JOIN booking_line l ON l.id = b.id
  JOIN channel c ON c.code = b.channel
  LEFT JOIN state f ON f.code = h.from_state
  JOIN state t ON t.code = h.to_state
 WHERE h.to_state <> 'moved' OR h.booking = CAST(:id AS INTEGER) OR h.why <> ''
 ORDER BY h.id;

-- Moved by whoever looks, a moment ago: what is to be said on the telephone, and the
-- time before, while it may be had again; with a reason, when it is too late to book it.
-- list: booking.moved_now
SELECT o.start AS before_slot, o.shown AS before_shown, b.window_phone AS ring_phone,
       s.free > 0 AS before_free, s.closes <= :now AS before_late
  FROM booking b JOIN booking_line o ON o.id = b.moved_from
  LEFT JOIN desk_slot s ON s.window = b.window AND s.start = o.start AND s.ends > :now AND s.closed IS NULL
 WHERE b.id = CAST(:id AS INTEGER) AND b.state = 'booked' AND b.changed_by = :me
   AND b.changed_at > CAST(:now_s AS INTEGER) - 600 AND b.erased_at IS NULL;

-- Others of that telephone that are to come, as far as the one who looks may see them.
-- list: booking.others
SELECT id AS other_id,
       printf('%d月%d日 ', substr(day, 6, 2), substr(day, 9)) || time AS other_when, item_name AS other_item
  FROM booking_line
 WHERE phone = :phone AND :phone <> '' AND day >= :today AND state IN ('booked', 'arrived')
   AND id <> CAST(:id AS INTEGER)
   AND (CAST(:all_windows AS INTEGER) OR window = CAST(:my_window AS INTEGER))
 ORDER BY start LIMIT 5;

-- A slip names the time only while it holds.
-- list: booking.holds
SELECT 1 AS valid FROM booking b
 WHERE id = CAST(:id AS INTEGER) AND state NOT IN ('moved', 'cancelled', 'accepted')
   AND NOT EXISTS(SELECT 1 FROM orphaned o WHERE o.id = b.id);

-- list: booking.cancelled
SELECT word AS gone_word FROM booking_line WHERE id = CAST(:id AS INTEGER) AND state = 'cancelled';

-- list: booking.moved
SELECT l.state = 'cancelled' AS then_cancelled, l.day_label AS new_day, l.time AS new_time, l.shown AS new_shown
  FROM moved_to m JOIN booking_line l ON l.id = m.last
 WHERE m.id = CAST(:id AS INTEGER);

-- Not where it is the complaint phone, which is no number for bookings.
-- list: booking.phone_to_ring
SELECT b.window_phone AS ring FROM booking b LEFT JOIN cat.window w ON w.no = b.window
 WHERE b.id = CAST(:id AS INTEGER) AND coalesce(w.paper_phone, '-') <> '';

-- The grid of day × time: nine days from :from_day on, all times that any of them has.
-- list: booking.move_times
SELECT label AS time_label, half <> lag(half) OVER (ORDER BY time) AS apart
  FROM grid_time
 WHERE window = CAST(:window AS INTEGER) AND noon = CAST(:noon AS INTEGER) AND from_day = :from_day
 ORDER BY time;

-- list: booking.move_days
SELECT s.day AS move_day, d.label AS move_label,
       iif(d.offset = 0, '今天', printf('%d月%d日', substr(s.day, 6, 2), substr(s.day, 9))) || ' 周' ||
       substr(d.label, -2, 1) AS move_word
  FROM (SELECT DISTINCT day FROM cat.slot
         WHERE window = CAST(:window AS INTEGER) AND day >= :from_day
         ORDER BY day LIMIT 9) s
  JOIN cat.day d ON d.day = s.day
 ORDER BY s.day;

-- What is free is pressed; of a booking that a closure struck, what is late, too.
-- list: move_days.cells
SELECT s.start AS cell_slot, t.label AS cell_label, s.free AS cell_free,
       t.half <> lag(t.half) OVER (ORDER BY t.time) AS apart,
       s.start = :start AS cell_here,
       s.start <> :start AND s.ends > :now AND s.closed IS NULL AND s.free > 0
         AND (s.closes > :now OR :closed <> '') AS cell_open,
       CASE WHEN s.start IS NULL THEN '' WHEN s.start = :start THEN '现在' WHEN s.ends <= :now THEN '已过'
            WHEN s.closed IS NOT NULL THEN '停办' WHEN s.free = 0 THEN '满' ELSE '截止' END AS cell_word
  FROM grid_time t LEFT JOIN desk_slot s ON s.window = t.window AND s.start = :move_day || 'T' || t.time
 WHERE t.window = CAST(:window AS INTEGER) AND t.noon = CAST(:noon AS INTEGER) AND t.from_day = :from_day
 ORDER BY t.time;

-- list: booking.move_later
SELECT min(day) AS later_from
  FROM (SELECT DISTINCT day FROM cat.slot
         WHERE window = CAST(:window AS INTEGER) AND day >= :from_day
         ORDER BY day LIMIT -1 OFFSET 9)
HAVING min(day) IS NOT NULL;

-- list: ledger.columns
SELECT title FROM ledger_column WHERE rank <= 9 ORDER BY rank;

-- Windows whose ledger may be chosen.
-- list: ledger.windows
SELECT no, short, no = CAST(:for_window AS INTEGER) AS chosen FROM cat.window
 WHERE CAST(:all_windows AS INTEGER) OR no = CAST(:my_window AS INTEGER) ORDER BY no;

-- list: ledger.one_window
SELECT short AS one_name, leader FROM cat.window WHERE no = CAST(:for_window AS INTEGER);

-- list: ledger.results
SELECT column1 AS result_code, column2 AS result_word, column1 = :result AS chosen FROM (
  SELECT * FROM (VALUES ('none', '没有结果'))
  UNION ALL SELECT * FROM (SELECT code, word FROM state WHERE code <> 'booked' ORDER BY NOT result, key)
  UNION ALL VALUES ('override', '例外登记'));

-- list: ledger.channels
SELECT code AS channel_code, word AS channel_word, code = :channel AS chosen FROM channel ORDER BY code;

-- What is often asked for, a click away.
-- list: ledger.quick
SELECT word AS quick_word, first AS quick_from, last AS quick_to, code AS quick_result,
       first = :from AND last = :to AND code = :result AS quick_here, n AS quick_count
  FROM (SELECT 0 AS rank, '本周' AS word, date(:today, 'weekday 0', '-6 days') AS first,
               date(:today, 'weekday 0') AS last, '' AS code, '' AS n
        UNION ALL SELECT 1, '本月', date(:today, 'start of month'),
               date(:today, 'start of month', '+1 month', '-1 day'), '', ''
        UNION ALL SELECT 2, '上月', date(:today, 'start of month', '-1 month'),
               date(:today, 'start of month', '-1 day'), '', ''
        UNION ALL
        SELECT 3 + column1, column3, :from, :to, column2,
               CASE column2 WHEN 'none' THEN none WHEN 'override' THEN beyond ELSE cancelled END
          FROM (SELECT count(*) FILTER (WHERE id IN (SELECT id FROM not_noted WHERE ended <= :now)) AS none,
                       count(*) FILTER (WHERE state = 'cancelled') AS cancelled,
                       count(*) FILTER (WHERE override) AS beyond
                  FROM booking
                 WHERE day BETWEEN :from AND :to
                   AND (:for_window = '0' OR window = CAST(:for_window AS INTEGER)))
          JOIN (VALUES (0, 'none', '没有结果'), (1, 'cancelled', '已取消'), (2, 'override', '例外登记')))
 WHERE :errors = '' ORDER BY rank;

-- list: ledger.total
SELECT n AS rows_total, (n + 59) / 60 AS page_total, page AS page_here,
       iif(page > 1, page - 1, '') AS page_before, iif(page * 60 < n, page + 1, '') AS page_after
  FROM (SELECT (SELECT count(*) FROM picked) AS n, CAST(:page AS INTEGER) AS page)
 WHERE :errors = '';

-- list: ledger.rows
SELECT p.number, l.id, l.name, l.way, l.item, l.phone, l.briefly, l.remark, l.struck,
       substr(l.applied, 6) AS applied, p.window || ' ' || coalesce(w.short, l.window_name) AS of_window,
       printf('%d月%d日 周%s %d:%s', substr(b.day, 6, 2), substr(b.day, 9),
              substr('日一二三四五六', 1 + strftime('%w', b.day), 1), substr(b.start, 12, 2),
              substr(b.start, 15, 2)) AS service,
       b.id IN (SELECT id FROM not_noted WHERE ended <= :now) AS missing
  FROM (SELECT * FROM picked ORDER BY at LIMIT 60 OFFSET 60 * (CAST(:page AS INTEGER) - 1)) p
  JOIN ledger_line l ON l.id = p.id JOIN booking b ON b.id = p.id
  LEFT JOIN cat.window w ON w.no = p.window
 ORDER BY p.at;

-- The lines of a sheet of Attachment 2, ten to a page, unused lines numbered on;
-- one empty page where there is nothing.
-- list: ledger.lines
WITH of_sheet AS (
  SELECT p.at - CAST(:first AS INTEGER) AS at, p.number, l.*
    FROM picked p JOIN ledger_line l ON l.id = p.id
   WHERE p.at BETWEEN CAST(:first AS INTEGER) AND CAST(:last AS INTEGER)),
tail AS (
  SELECT count(*) AS n, coalesce(max(number), 0) AS used FROM of_sheet WHERE :sheet <> ''),
line(at, id, number, name, applied, channel, way, service, item, phone, briefly, remark, struck) AS (
  SELECT at, id, number, name, applied, channel, way, service, item, phone, briefly, remark, struck
    FROM of_sheet
  UNION ALL
  SELECT t.n / 10 * 10 + i.value, '', t.used + i.value - t.n % 10 + 1, '', '', '', '', '', '', '',
         '', '', 0
    FROM tail t, json_each('[0,1,2,3,4,5,6,7,8,9]') i
   WHERE :sheet <> '' AND (t.n % 10 > 0 OR t.n = 0) AND i.value >= t.n % 10)
SELECT l.at % 10 = 0 AS begins, l.at % 10 = 9 AS ends,
       coalesce((SELECT name FROM cat.window WHERE no = CAST(:sheet AS INTEGER)),
                (SELECT max(window_name) FROM of_sheet), '') AS sheet_window,
       coalesce((SELECT leader FROM cat.window WHERE no = CAST(:sheet AS INTEGER)), '') AS sheet_leader,
       l.number, l.name,
       iif(l.channel = 'online', l.way,
           (SELECT group_concat(CASE l.channel WHEN '' THEN '' WHEN code THEN '☑' ELSE '□' END ||
                                word, '/')
              FROM (SELECT code, word FROM channel WHERE code <> 'online' ORDER BY code))) AS way,
       substr(l.service, 1, 10) AS service_day, substr(l.service, 12) AS service_time,
       substr(l.applied, 1, 10) AS applied_day, substr(l.applied, 12) AS applied_time,
       l.item, l.phone, l.briefly, l.remark, l.struck, l.id AS line_id,
       length(l.name) > 12 AS name_long, length(l.item) > 26 AS item_long,
       length(l.remark) > 20 AS remark_long -- two lines of .form2
  FROM line l ORDER BY l.at;

-- Days and times that may be meant.
-- list: closures.days
SELECT printf('%d-%d', substr(day, 6, 2), substr(day, 9)) AS day_value, label AS day_label
  FROM cat.day WHERE day >= :today ORDER BY day LIMIT 31;

-- list: closures.times
SELECT printf('%d:%s', substr(time, 1, 2), substr(time, 4, 2)) AS time_value
  FROM (SELECT time FROM cat.plan_slot UNION SELECT end FROM cat.plan_slot) ORDER BY time;

-- list: closures.of_day
SELECT label AS of_label, iif(name = '', kind_text, name) AS of_kind FROM cat.day WHERE day = :day;

-- list: closures.floors
SELECT floor AS floor_name, min(no) AS floor_window, count(*) AS floor_count
  FROM cat.window GROUP BY floor ORDER BY instr('一二三四五六七八九', substr(floor, 1, 1)), floor_window;

-- list: closures.windows
SELECT no AS window_no, short AS window_name,
       EXISTS(SELECT 1 FROM json_each(:chosen) WHERE value IN (0, no)) AS ticked
  FROM cat.window WHERE :all = '1' OR no = CAST(:my_window AS INTEGER) ORDER BY no;

-- list: closures.ticked_n
SELECT count(*) AS chosen_n FROM cat.window
 WHERE EXISTS(SELECT 1 FROM json_each(:chosen) WHERE value IN (0, no));

-- Whom the closure that is asked about takes the time away.
-- list: closures.affected
SELECT count(*) AS people, nullif(max(0, count(*) - 60), 0) AS people_more FROM booking
 WHERE :asked <> '' AND day = :day AND state = 'booked' AND start > :now
   AND (:chosen = '[0]' OR window IN (SELECT value FROM json_each(:chosen)))
   AND :from_time < substr(end, 12) AND substr(start, 12) < :to_time
HAVING :asked <> '';

-- list: affected.persons
SELECT l.id AS person_id, l.time AS person_time, l.name AS person_name, l.tel AS person_tel,
       l.dashed AS person_phone,
       b.window || ' ' || coalesce(w.short, b.window_name) AS person_window
  FROM booking b JOIN booking_line l ON l.id = b.id LEFT JOIN cat.window w ON w.no = b.window
 WHERE b.day = :day AND b.state = 'booked' AND b.start > :now
   AND (:chosen = '[0]' OR b.window IN (SELECT value FROM json_each(:chosen)))
   AND :from_time < substr(b.end, 12) AND substr(b.start, 12) < :to_time
 ORDER BY b.start, b.window, b.id LIMIT 60;

-- What was closed in one step is one row, the next first. Told of those whom it struck are who
-- was told, and who has moved or cancelled since.
-- list: closures.records
WITH step AS (
  SELECT min(id) AS id, day, from_time, to_time, reason, made_at, made_by, lifted_at,
         min(window) AS low, max(window) AS high, count(*) AS n
    FROM closure
   GROUP BY day, from_time, to_time, reason, made_at, made_by, lifted_at
   ORDER BY lifted_at IS NOT NULL OR day < :today, iif(lifted_at IS NULL AND day >= :today, day, ''),
            day DESC, made_at DESC
   LIMIT 30 OFFSET 30 * (CAST(:page AS INTEGER) - 1)),
named AS (
  SELECT s.*, s.lifted_at IS NOT NULL OR s.day || 'T' || s.to_time <= :now AS over,
         (SELECT group_concat(coalesce(w.no || ' ' || w.short, c.window), '、')
            FROM closure c LEFT JOIN cat.window w ON w.no = c.window
           WHERE (c.day, c.from_time, c.to_time, c.reason, c.made_at, c.made_by) =
                 (s.day, s.from_time, s.to_time, s.reason, s.made_at, s.made_by)
             AND c.lifted_at IS s.lifted_at) AS names,
         (SELECT json_group_array(c.id) FROM closure c
           WHERE (c.day, c.from_time, c.to_time, c.reason, c.made_at, c.made_by) =
                 (s.day, s.from_time, s.to_time, s.reason, s.made_at, s.made_by)
             AND c.lifted_at IS s.lifted_at) AS closures
    FROM step s),
struck_by AS MATERIALIZED (
  SELECT s.id, count(DISTINCT v.id) AS people,
         count(DISTINCT v.id) FILTER (
           WHERE v.state NOT IN ('booked', 'arrived')
              OR EXISTS(SELECT 1 FROM call k
                         WHERE k.booking = v.id AND k.purpose = 'orphaned' AND k.outcome = 'told'
                           AND k.undone_at IS NULL AND k.at >= s.made_at)) AS told
    FROM named s JOIN json_each(s.closures) j JOIN struck v ON v.closure = j.value AND v.had
   GROUP BY s.id)
SELECT s.id AS closure,
       replace(replace(coalesce(d.label, s.day), '（星期', ' 周'), '）', '') AS closed_day,
       (SELECT hours FROM closed_hours h WHERE h.closure = s.id) AS closed_time,
       CASE WHEN s.low = 0 THEN '全大厅' WHEN s.n > 2 THEN s.n || ' 个窗口' ELSE s.names END AS closed_what,
       iif(s.low = 0, '全大厅', s.names) AS closed_names, s.reason AS closed_reason,
       coalesce(p.people, 0) AS people, coalesce(p.told, 0) AS told_n,
       coalesce(p.people, 0) > coalesce(p.told, 0) AS untold,
       (SELECT called FROM colleague WHERE account = s.made_by) || ' ' || strftime('%m-%d %H:%M', s.made_at, 'unixepoch', '+8 hours') AS made,
       coalesce(strftime('%m-%d %H:%M', s.lifted_at, 'unixepoch', '+8 hours'), '') AS lifted, s.over,
       NOT s.over AND (:all = '1' OR s.low = s.high AND s.low = CAST(:my_window AS INTEGER)) AS may_lift
  FROM named s LEFT JOIN struck_by p ON p.id = s.id LEFT JOIN cat.day d ON d.day = s.day
 ORDER BY s.lifted_at IS NOT NULL OR s.day < :today,
          iif(s.lifted_at IS NULL AND s.day >= :today, s.day, ''), s.day DESC, s.made_at DESC;

-- list: closures.pages
SELECT total, page AS at_page, (total + 29) / 30 AS pages, page - 1 AS page_before,
       iif(page * 30 < total, page + 1, '') AS page_after
  FROM (SELECT CAST(:page AS INTEGER) AS page,
               (SELECT count(*) FROM (SELECT 1 FROM closure
                                       GROUP BY day, from_time, to_time, reason, made_at, made_by, lifted_at)) AS total)
 WHERE total > 30;

-- Windows of the filter.
-- list: calls.windows
SELECT no AS filter_no, short AS filter_name, no = CAST(:of_window AS INTEGER) AS filter_on
  FROM cat.window WHERE :all = '1' ORDER BY no;

-- list: calls.purposes
SELECT column1 AS purpose_code, column2 AS purpose_word, column1 = :of_purpose AS purpose_on
  FROM (VALUES('orphaned', '停办'), ('restored', '恢复办理'), ('cancelled', '大厅取消'), ('reminder', '提醒'));

-- Whom to ring, sixty to a page; who was told, moved or cancelled today stays behind them. A
-- group is a closure or another reason at a window; within it in the order in which one rings.
-- Reminders are of tomorrow and the next duty day.
-- list: calls.rows
WITH due(id, purpose, reason, closure, since, gone) AS (
  SELECT t.id, t.purpose, t.reason, t.closure, t.since, 0
    FROM to_call t JOIN booking b ON b.id = t.id
   WHERE t.day >= :today AND b.start > :now AND b.phone <> ''
     AND (:all = '1' OR b.window = CAST(:my_window AS INTEGER))
     AND (t.purpose <> 'reminder'
          OR b.day IN ((SELECT min(day) FROM cat.day WHERE day > :today),
                       (SELECT min(day) FROM cat.day WHERE day > :today AND duty)))
  UNION ALL
  SELECT b.id, 'orphaned', c.reason, c.id, c.made_at, 1
    FROM booking b JOIN closure c
      ON c.id = (SELECT k.closure FROM struck k WHERE k.id = b.id AND k.made_at <= b.changed_at
                  ORDER BY k.made_at DESC, k.closure DESC LIMIT 1)
   WHERE b.day >= :today AND b.start > :now AND b.phone <> ''
     AND (:all = '1' OR b.window = CAST(:my_window AS INTEGER))
     AND (b.state = 'moved' OR b.state = 'cancelled' AND b.change_why = '')
     AND date(b.changed_at, 'unixepoch', '+8 hours') = :today),
tried AS (
  SELECT d.*, b.window, b.day, b.start, b.changed_at,
         CASE WHEN d.purpose IN ('orphaned', 'restored') THEN b.day || coalesce(c.from_time || c.to_time, '') || d.reason
                        WHEN d.purpose = 'cancelled' THEN d.reason ELSE b.day END AS of_group,
         (SELECT max(k.id) FROM call k
           WHERE k.booking = d.id AND k.purpose = d.purpose AND k.undone_at IS NULL
             AND k.at >= d.since AND k.outcome = 'told') AS told,
         (SELECT count(*) FROM call k
           WHERE k.booking = d.id AND k.purpose = d.purpose AND k.undone_at IS NULL
             AND k.at >= d.since AND k.outcome <> 'told') AS tries
    FROM due d JOIN booking b ON b.id = d.id LEFT JOIN closure c ON c.id = d.closure
   WHERE (:of_window = '0' OR b.window = CAST(:of_window AS INTEGER))
     AND (:of_purpose = '' OR d.purpose = :of_purpose)),
counted AS (
  SELECT *, gone OR told IS NOT NULL AS done, count(*) OVER g AS people,
         sum(gone OR told IS NOT NULL) OVER g AS told_n,
         CASE purpose WHEN 'orphaned' THEN 1 WHEN 'restored' THEN 2 WHEN 'cancelled' THEN 3 ELSE 4 END AS rank
    FROM tried WINDOW g AS (PARTITION BY purpose, of_group, window)),
numbered AS (
  SELECT *, count(*) OVER () AS total,
         row_number() OVER (ORDER BY rank, of_group, window, done, tries, start, id) AS n,
         row_number() OVER (PARTITION BY purpose, of_group, window
                            ORDER BY done, tries, start, id) AS in_group
    FROM counted
   WHERE NOT done OR :open = ''
     AND (gone OR (SELECT date(at, 'unixepoch', '+8 hours') FROM call WHERE id = told) = :today)),
paged AS (
  SELECT *, CAST(:page AS INTEGER) AS at_page FROM numbered)
SELECT n.id AS call_booking, n.purpose AS call_purpose, n.window AS call_window, b.start AS call_start,
       n.in_group = 1 OR n.n % 60 = 1 AS head, n.n % 60 = 1 AS first,
       (n.in_group = 1 OR n.n % 60 = 1) AND NOT n.done AS speaks,
       n.purpose = 'orphaned' AS orphaned, n.purpose = 'cancelled' AS cancelled,
       n.purpose = 'restored' AS restored, n.purpose = 'reminder' AS reminder, n.reason AS call_reason,
       coalesce(w.short, b.window_name) AS short,
       iif(b.day = :today, '今天', replace(replace(b.day_label, '（星期', ' 周'), '）', '')) AS group_day,
       coalesce((SELECT hours FROM closed_hours h WHERE h.closure = n.closure), '') AS group_time,
       n.people, n.told_n, n.people - n.told_n AS left_n,
       b.name AS call_name, b.item_name AS call_item, l.tel AS call_tel,
       l.dashed AS call_phone,
       replace(replace(b.day_label, '（星期', ' 周'), '）', '') || ' ' || l.time AS call_when,
       iif(b.day = :today, '今天', b.day_label) || ' ' || l.time AS said_when,
       b.floor AS call_floor, b.window_phone AS call_ring,
       coalesce(i.noon, 0) AS call_noon, n.done,
       CASE WHEN NOT n.gone THEN
              (SELECT '已通知　' || (SELECT called FROM colleague WHERE account = k.who) || ' ' || trim(replace(' ' || strftime('%H:%M', k.at, 'unixepoch', '+8 hours'), ' 0', ''))
                 FROM call k WHERE k.id = n.told)
            WHEN b.state = 'moved' THEN
              coalesce((SELECT '已改到 ' || replace(replace(m.day_label, '（星期', ' 周'), '）', '') || ' ' || m.time
                          FROM moved_to t JOIN booking_line m ON m.id = t.last WHERE t.id = b.id), '已改期') ||
              '　' || (SELECT called FROM colleague WHERE account = b.changed_by) || ' ' ||
              trim(replace(' ' || strftime('%H:%M', b.changed_at, 'unixepoch', '+8 hours'), ' 0', ''))
            ELSE '已取消，不来了　' || (SELECT called FROM colleague WHERE account = b.changed_by) || ' ' ||
              trim(replace(' ' || strftime('%H:%M', b.changed_at, 'unixepoch', '+8 hours'), ' 0', ''))
       END AS done_words,
       coalesce((SELECT iif(k.outcome = 'wrong', '号码不对', '没打通') ||
                        iif(n.tries > 1, ' ' || n.tries || ' 次', '') || ' ' ||
                        iif(date(k.at, 'unixepoch', '+8 hours') = :today, '',
                            strftime('%m-%d ', k.at, 'unixepoch', '+8 hours')) ||
                        trim(replace(' ' || strftime('%H:%M', k.at, 'unixepoch', '+8 hours'), ' 0', '')) || ' ' ||
                        (SELECT called FROM colleague WHERE account = k.who)
                   FROM call k
                  WHERE k.booking = n.id AND k.purpose = n.purpose AND k.undone_at IS NULL
                    AND k.at >= n.since AND k.outcome <> 'told'
                  ORDER BY k.id DESC LIMIT 1), '') AS tried,
       n.id = CAST(:at AS INTEGER) AND NOT n.done AND n.purpose <> 'cancelled' AND :asks = 'move' AS moving,
       n.id = CAST(:at AS INTEGER) AND NOT n.done AND n.purpose <> 'cancelled' AND :asks = 'cancel' AS cancelling,
       n.n = n.total OR n.n % 60 = 0 AS last, n.total, n.total > 60 AS paged, n.at_page,
       (n.total + 59) / 60 AS pages, n.at_page - 1 AS page_before,
       iif(n.n < n.total, n.at_page + 1, '') AS page_after
  FROM paged n JOIN booking b ON b.id = n.id JOIN booking_line l ON l.id = n.id
  LEFT JOIN cat.window w ON w.no = b.window LEFT JOIN cat.item i ON i.no = b.item
 WHERE n.n BETWEEN 60 * (n.at_page - 1) + 1 AND 60 * n.at_page
 ORDER BY n.n;

-- The next time that whoever is rung may be offered.
-- list: rows.soonest
SELECT d.label || printf('%d:%s', substr(s.time, 1, 2), substr(s.time, 4, 2)) AS soonest
  FROM desk_slot s JOIN cat.day d ON d.day = s.day
 WHERE s.window = CAST(:call_window AS INTEGER) AND s.closes > :now AND s.closed IS NULL
   AND s.free > 0 AND NOT s.noon_only
 ORDER BY s.start LIMIT 1;

-- Where a row's booking may go: the next days with free places. Whoever was struck by a closure
-- may have what is late, too.
-- list: rows.free_days
SELECT s.day AS free_day, d.label AS free_label,
       replace(replace(d.label, '（星期', ' 周'), '）', '') AS free_word
  FROM (SELECT DISTINCT day FROM desk_slot
         WHERE window = CAST(:call_window AS INTEGER) AND start > :now AND closed IS NULL AND free > 0
           AND (closes > :now OR :call_purpose = 'orphaned') AND noon_only <= CAST(:call_noon AS INTEGER)
         ORDER BY day LIMIT 6) s
  JOIN cat.day d ON d.day = s.day
 ORDER BY s.day;

-- list: free_days.free_times
SELECT start AS free_slot, printf('%d:%s', substr(time, 1, 2), substr(time, 4, 2)) AS free_time,
       free AS free_places
  FROM desk_slot
 WHERE window = CAST(:call_window AS INTEGER) AND day = :free_day AND start > :now AND closed IS NULL
   AND free > 0 AND (closes > :now OR :call_purpose = 'orphaned')
   AND noon_only <= CAST(:call_noon AS INTEGER) AND start <> :call_start
 ORDER BY start;

-- What the one who looks noted last, and may take back. The last two hundred are looked at.
-- list: calls.undo
SELECT k.booking || '-' || k.purpose AS undo_id, b.name AS undo_name,
       CASE k.outcome WHEN 'told' THEN '已通知' WHEN 'missed' THEN '没打通' ELSE '号码不对' END AS undo_word,
       strftime('%H:%M', k.at + 600, 'unixepoch', '+8 hours') AS undo_until
  FROM call k JOIN booking b ON b.id = k.booking
 WHERE k.id > (SELECT max(id) - 200 FROM call) AND k.who = :me AND k.undone_at IS NULL
   AND k.at >= CAST(:now_s AS INTEGER) - 600 AND :saved = '0'
   AND (:all = '1' OR b.window = CAST(:my_window AS INTEGER))
   AND k.id = (SELECT max(x.id) FROM call x
                WHERE x.booking = k.booking AND x.purpose = k.purpose AND x.undone_at IS NULL)
   AND EXISTS(SELECT 1 FROM to_call t WHERE t.id = k.booking AND t.purpose = k.purpose)
 ORDER BY k.id DESC LIMIT 1;

-- What was moved or cancelled just now, for the one who did it: read out.
-- list: calls.changed
SELECT l.id AS changed_id, l.name AS changed_name, l.day_label AS changed_day, l.time AS changed_time,
       printf('%d:%s', substr(b.end, 12, 2), substr(b.end, 15, 2)) AS changed_ends, b.floor AS changed_floor,
       l.window_name AS changed_window, l.item_name AS changed_item, l.shown AS changed_shown,
       b.window_phone AS changed_ring, b.state = 'booked' AS changed_moved
  FROM booking b JOIN booking_line l ON l.id = b.id
 WHERE b.id = CAST(:saved AS INTEGER) AND b.changed_by = :me AND b.erased_at IS NULL
   AND b.changed_at > CAST(:now_s AS INTEGER) - 600
   AND (b.state = 'booked' AND b.moved_from OR b.state = 'cancelled')
   AND (:all = '1' OR b.window = CAST(:my_window AS INTEGER));

-- list: monthly.title
SELECT substr(:month, 1, 4) || '年' || CAST(substr(:month, 6) AS INTEGER) || '月' AS month_words,
       printf('%d年%d月%d日—%d日', substr(:month, 1, 4), substr(:month, 6), 1, substr(last, 9)) AS span_words,
       before AS month_before, CAST(substr(before, 6) AS INTEGER) || '月' AS before_words,
       iif(after <= substr(:today, 1, 7), after, '') AS month_after,
       CAST(substr(after, 6) AS INTEGER) || '月' || iif(after = substr(:today, 1, 7), '至今', '') AS after_words,
       last < full AS running, :month > substr(:today, 1, 7) AS ahead,
       :month || '-01' < (SELECT min(day) FROM cat.figure_day) AS unknown_kinds
  FROM (SELECT min(full, :today) AS last, *
          FROM (SELECT date(:month || '-01', '+1 month', '-1 day') AS full,
                       strftime('%Y-%m', :month || '-01', '-1 month') AS before,
                       strftime('%Y-%m', :month || '-01', '+1 month') AS after));

-- list: monthly.one_window
SELECT name AS one_name FROM figure WHERE no = CAST(:window AS INTEGER) AND no > 0;

-- A row each; the last one is all of them. A dash is none.
-- list: monthly.lines
SELECT no, no = 0 AS of_all, name, n, iif(workday, workday, '–') AS workday, iif(noon, noon, '–') AS noon,
       iif(weekend, weekend, '–') AS weekend, iif(holiday, holiday, '–') AS holiday,
       60 * n / max(1, max(n) FILTER (WHERE no > 0) OVER ()) AS bar,
       iif(done + accepted + returned + gone, done + accepted + returned + gone, '–') AS came,
       iif(no_show, no_show, '–') AS no_show, iif(cancelled, cancelled, '–') AS cancelled,
       iif(open, open, '–') AS open, iif(before, before, '–') AS before,
       CASE WHEN :today < date(:month || '-01', '+1 month') THEN '' WHEN n = before THEN '0'
            WHEN n > before THEN '+' || (n - before) ELSE '−' || (before - n) END AS more,
       iif(year, year, '–') AS year
  FROM figure ORDER BY no = 0, no;

-- Pictures: the highest column is 80, the longest bar 190. As the days' are filled.
-- list: monthly.days
WITH RECURSIVE d(day) AS (VALUES(:month || '-01')
  UNION ALL SELECT date(day, '+1 day') FROM d WHERE day < date(:month || '-01', '+1 month', '-1 day')),
counted AS MATERIALIZED (SELECT day, count(*) AS n FROM reported GROUP BY day)
SELECT CAST(substr(d.day, 9) AS INTEGER) AS day_no, iif(n, n, '') AS day_n,
       coalesce(80 * n / (SELECT max(n) FROM counted), 0) AS high,
       f.kind = 'weekend' AS hatched, f.kind = 'holiday' AS hollow
  FROM d LEFT JOIN counted c ON c.day = d.day LEFT JOIN cat.figure_day f ON f.day = d.day
 ORDER BY d.day;

-- list: monthly.channels
SELECT word, n, 190 * n / max(1, max(n) OVER ()) AS bar
  FROM (SELECT c.code, c.word,
               sum(CASE c.code WHEN 'counter' THEN counter WHEN 'phone' THEN phoned ELSE online END) AS n
          FROM channel c JOIN figure ON no > 0 GROUP BY c.code)
 ORDER BY code;

-- list: monthly.results
SELECT word, n, 190 * n / max(1, max(n) OVER ()) AS bar
  FROM (SELECT s.key, CASE s.code WHEN 'booked' THEN '没有结果' ELSE s.word END AS word,
               sum(CASE s.code WHEN 'done' THEN done WHEN 'accepted' THEN accepted WHEN 'returned' THEN returned
                               WHEN 'left' THEN gone WHEN 'no_show' THEN no_show WHEN 'cancelled' THEN cancelled
                               ELSE open END) AS n
          FROM state s JOIN figure ON no > 0 WHERE s.code NOT IN ('moved', 'arrived') GROUP BY s.code)
 ORDER BY key = '', key;

-- list: monthly.hours
SELECT hour, count(*) AS n, 54 * count(*) / max(count(*)) OVER () AS high
  FROM reported GROUP BY hour ORDER BY hour;

-- What should have a result by now.
-- list: monthly.missing
SELECT count(*) AS missing_total FROM reported
 WHERE state IN ('booked', 'arrived') AND day < :today HAVING missing_total > 0;

-- list: missing.missing_windows
SELECT f.name AS missing_name, count(*) AS missing_n FROM reported r JOIN figure f ON f.no = r.window
 WHERE r.state IN ('booked', 'arrived') AND r.day < :today GROUP BY f.no ORDER BY missing_n DESC, f.no;

-- Whoever was on duty in those days; a gap is known as far back as the calendar goes.
-- list: monthly.duty
SELECT count(DISTINCT day) FILTER (WHERE window > 0) AS off_days,
       count(DISTINCT day || ' ' || person) FILTER (WHERE window > 0) AS off_people,
       count(DISTINCT day) FILTER (WHERE window = 0) AS noon_days,
       count(DISTINCT day || ' ' || person) FILTER (WHERE window = 0) AS noon_people,
       (SELECT nullif(count(*), 0) FROM duty_gap
         WHERE day BETWEEN :month || '-01' AND min(:month || '-31', :today)
           AND :month || '-01' >= (SELECT min(day) FROM cat.day)) AS gaps
  FROM shift WHERE day BETWEEN :month || '-01' AND min(:month || '-31', :today);

-- list: monthly.shut
SELECT count(DISTINCT day || from_time || to_time || reason || made_at) AS shut_times,
       (SELECT count(DISTINCT id) FROM struck
         WHERE day BETWEEN :month || '-01' AND min(:month || '-31', :today) AND had) AS shut_people
  FROM closure WHERE lifted_at IS NULL AND day BETWEEN :month || '-01' AND min(:month || '-31', :today);

-- list: monthly.items
SELECT item AS item_name, window AS item_window, count(*) AS item_n FROM reported
 GROUP BY window, item ORDER BY item_n DESC, window, item LIMIT 20;

-- Used against free places of the hall or a window: from today on as the calendar offers them, before
-- that as noted. Beyond the places, and where there was a closure, nobody uses one.
-- list: monthly.places
SELECT printf('%d月%d日 周%s', substr(day, 6, 2), substr(day, 9),
              substr('日一二三四五六', 1 + strftime('%w', day), 1)) AS place_day,
       sum(places) AS places, sum(taken) AS used, sum(places) - sum(taken) AS left_over,
       printf('%d%%', 100 * sum(taken) / max(1, sum(places))) AS part
  FROM (SELECT c.day, c.places,
               (SELECT count(*) FROM taken t
                 WHERE t.window = c.window AND t.start = c.start AND t.place <= c.places) AS taken
          FROM cat.slot c
         WHERE c.day BETWEEN max(:month || '-01', :today) AND :month || '-31'
           AND (:window = '0' OR c.window = CAST(:window AS INTEGER))
        UNION ALL
        SELECT o.day, o.places,
               (SELECT count(*) FROM booking b JOIN state s ON s.code = b.state
                 WHERE b.day = o.day AND b.window = o.window AND s.occupies AND b.place <= o.slot_places
                   AND NOT EXISTS(SELECT 1 FROM struck k WHERE k.id = b.id))
          FROM offered o
         WHERE o.day BETWEEN :month || '-01' AND :month || '-31' AND o.day < :today
           AND (:window = '0' OR o.window = CAST(:window AS INTEGER)))
 GROUP BY day ORDER BY day;

-- The first day of which is known what it offered.
-- list: monthly.since
SELECT printf('%d年%d月%d日', substr(day, 1, 4), substr(day, 6, 2), substr(day, 9)) AS since_words
  FROM (SELECT min(day) AS day FROM offered) WHERE day IS NOT NULL;
