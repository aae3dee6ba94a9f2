-- What staff do with bookings: today, results, closures, the 台帐, figures.

-- A row of the ledger as Attachment 2 has it, but for its number.
-- name: ledger_tables   prepared: no
CREATE TEMP VIEW ledger_line AS
SELECT b.id, b.name,
       strftime('%Y-%m-%d %H:%M', b.created_at, 'unixepoch', '+8 hours') AS applied,
       c.word AS way,
       printf('%s %d:%s—%d:%s', b.day, substr(b.start, 12, 2), substr(b.start, 15, 2),
              substr(b.end, 12, 2), substr(b.end, 15, 2)) AS service,
       b.item_name AS item,
       iif(b.phone GLOB '1??????????',
           substr(b.phone, 1, 3) || '-' || substr(b.phone, 4, 4) || '-' || substr(b.phone, 8),
           b.phone) AS phone,
       CASE b.state WHEN 'booked' THEN ''
                    WHEN 'accepted' THEN s.word || '，取件 ' || b.pickup
                    ELSE s.word END AS result,
       rtrim(iif(b.agent = '', '', '代理人：' || b.agent || '；') ||
             iif(b.override, '例外登记；', '') ||
             iif(b.remark = '', '', b.remark || '；') ||
             iif(s.occupies OR b.change_why = '', '', '原因：' || b.change_why || '；') ||
             iif(b.note = '', '', b.note || '；') ||
             iif(b.mail, '邮寄；', ''), '；') AS remark,
       b.window_name, b.channel,
       NOT s.occupies AS struck
  FROM main.booking b JOIN main.channel c ON c.code = b.channel JOIN main.state s ON s.code = b.state;

-- Figures, counted in parts (stats.h); kind says of what.
CREATE TEMP TABLE stat(
  kind TEXT NOT NULL, window INTEGER, channel TEXT, state TEXT, day TEXT, hour INTEGER, name TEXT,
  n INTEGER NOT NULL, places INTEGER);
-- The roles of staff (staff.h).
CREATE TEMP VIEW role_word(code, word) AS
VALUES ('clerk', '窗口工作人员'), ('leader', '值班负责人'), ('admin', '管理员');

-- name: today   needs: catalogue
SELECT d.label, n.day, n.label, coalesce((SELECT max(id) FROM booking), 0)
  FROM cat.day d
  LEFT JOIN cat.day n ON n.day = (SELECT min(day) FROM cat.day
                                   WHERE day > :today AND duty)
 WHERE d.day = :today;

-- What an item's name, as staff type it, may mean: numbers as a JSON list, the first, and
-- the one that is meant: the only one, or the only one named by the whole word. :window 0 = all.
-- name: item_matches   needs: catalogue
WITH hit AS (
  SELECT no, max(word = :word) AS whole FROM item_word
   WHERE (:window = 0 OR window = :window) AND instr(word, :word)
   GROUP BY no)
SELECT (SELECT json_group_array(no) FROM (SELECT no FROM hit ORDER BY whole DESC, no)) AS match_list,
       min(no) AS first_match,
       CASE WHEN count(*) = 1 THEN min(no)
            WHEN sum(whole) = 1 THEN min(iif(whole, no, NULL)) END AS only_match
  FROM hit;

-- A booking as its page shows it; columns have the names of result.h.
-- name: desk_booking   needs: catalogue
SELECT b.id, b.generation, b.reference, b.version, b.window, b.window_name, b.floor, b.item_name,
       b.start, b.day_label, l.time,
       printf('%d:%s', substr(b.end, 12, 2), substr(b.end, 15, 2)) AS ends, b.place, b.override,
       b.state, b.state = 'accepted' AS accepted, l.word, c.word AS channel_word,
       iif(b.channel = 'online', 'phone', b.channel) AS channel, b.name, b.phone, l.tel, b.agent,
       b.note, b.mail_address, b.erased_at IS NOT NULL AS erased, b.remark, b.pickup,
       printf('%s年%d月%d日', substr(b.pickup, 1, 4), substr(b.pickup, 6, 2), substr(b.pickup, 9))
         AS pickup_label,
       b.mail, strftime('%Y-%m-%d %H:%M', b.created_at, 'unixepoch', '+8 hours') AS applied,
       strftime('%Y-%m-%d %H:%M', b.changed_at, 'unixepoch', '+8 hours') AS changed, b.moved_from,
       (SELECT n.id FROM booking n WHERE n.moved_from = b.id) AS moved_to, l.shown,
       coalesce(i.noon, w.noon, 0) AS noon, coalesce(i.kind = 'promise', 0) AS promise,
       (SELECT d.day FROM cat.day d
         WHERE i.promise_days > 0 AND d.day > :today AND d.kind IN ('workday', 'makeup')
           AND (SELECT count(*) FROM cat.day p WHERE p.day > :today AND p.day <= d.day
                   AND p.kind IN ('workday', 'makeup')) = i.promise_days) AS promised_day,
       CASE iif(b.noted_at, b.noted_by, b.changed_by) WHEN 'citizen' THEN '申请人'
            ELSE iif(b.noted_at, b.noted_by, b.changed_by) END || ' ' ||
       substr(strftime('%m-%d %H:%M', max(b.noted_at, b.changed_at), 'unixepoch', '+8 hours'),
              iif(date(max(b.noted_at, b.changed_at), 'unixepoch', '+8 hours') = :today, 7, 1)) ||
       CASE WHEN NOT b.noted_at THEN ' 已登记' WHEN NOT b.noted_state THEN ' 已改备注或其他内容'
            WHEN b.change_why = '撤销' THEN ' 已撤销，现在是' || l.word
            ELSE ' 已记为' || l.word END AS noted,
       coalesce((SELECT t.reason FROM to_call t WHERE t.id = b.id AND t.purpose = 'orphaned'), '')
         AS closed
  FROM booking b
  JOIN booking_line l ON l.id = b.id
  JOIN channel c ON c.code = b.channel
  LEFT JOIN cat.item i ON i.no = b.item
  LEFT JOIN cat.window w ON w.no = b.window
 WHERE b.id = :id;

-- name: known_day   needs: catalogue
SELECT 1 FROM cat.day WHERE day = :day;

-- name: to_call   needs: catalogue
SELECT b.window FROM to_call t JOIN booking b ON b.id = t.id
 WHERE t.id = :booking AND t.purpose = :purpose;

-- ---- figures: bookings by day of service; 已改期 counts where it went ----

-- The first and the last day of a span on which there are bookings or slots.
-- name: stat_span   needs: catalogue
SELECT min(day), max(day)
  FROM (SELECT (SELECT min(day) FROM booking WHERE day BETWEEN :from AND :to) AS day
        UNION ALL SELECT (SELECT max(day) FROM booking WHERE day BETWEEN :from AND :to)
        UNION ALL SELECT (SELECT min(day) FROM offered WHERE day BETWEEN :from AND :to)
        UNION ALL SELECT (SELECT max(day) FROM offered WHERE day BETWEEN :from AND :to)
        UNION ALL SELECT (SELECT min(day) FROM cat.plan_slot WHERE day BETWEEN :from AND :to)
        UNION ALL SELECT (SELECT max(day) FROM cat.plan_slot WHERE day BETWEEN :from AND :to));

-- name: stat_clear   needs: catalogue
DELETE FROM stat;

-- name: stat_cases   needs: catalogue
INSERT INTO stat(kind, window, channel, state, name, n)
SELECT 'case', window, channel, state, max(window_name), count(*) FROM booking
 WHERE day BETWEEN :from AND :to AND state <> 'moved' GROUP BY window, channel, state;

-- name: stat_days   needs: catalogue
INSERT INTO stat(kind, day, state, n)
SELECT 'day', day, state, count(*) FROM booking
 WHERE day BETWEEN :from AND :to AND state <> 'moved' GROUP BY day, state;

-- name: stat_hours   needs: catalogue
INSERT INTO stat(kind, hour, n)
SELECT 'hour', CAST(substr(start, 12, 2) AS INTEGER), count(*) FROM booking
 WHERE day BETWEEN :from AND :to AND state <> 'moved' GROUP BY 2;

-- What 其他事项 are is for the window alone.
-- name: stat_items   needs: catalogue
INSERT INTO stat(kind, window, name, n)
SELECT 'item', window, iif(item = 0, '其他事项', item_name), count(*) FROM booking
 WHERE day BETWEEN :from AND :to AND state <> 'moved' GROUP BY 2, 3;

-- Free against used places: from today on as the calendar offers them, before
-- that as noted. Beyond the places, and where there was a closure, nobody uses one.
-- name: stat_places   needs: catalogue
INSERT INTO stat(kind, day, n, places)
SELECT 'places', s.day, sum(s.taken), sum(s.places)
  FROM (SELECT c.day, c.places,
               (SELECT count(*) FROM taken t
                 WHERE t.window = c.window AND t.start = c.start AND t.place <= c.places) AS taken
          FROM cat.slot c WHERE c.day BETWEEN max(:from, :today) AND :to) s
 GROUP BY s.day
UNION ALL
SELECT 'places', o.day,
       sum((SELECT count(*) FROM booking b JOIN state s ON s.code = b.state
             WHERE b.day = o.day AND b.window = o.window AND s.occupies AND b.place <= o.slot_places
               AND NOT EXISTS(SELECT 1 FROM struck k WHERE k.id = b.id))), sum(o.places)
  FROM offered o WHERE o.day BETWEEN :from AND :to AND o.day < :today
 GROUP BY o.day;

-- Whether staff must say why, whether it is too early, and from when on it is not.
-- name: desk_may
SELECT p.reason, :now < p.since, s.word,
       printf('%d月%d日', substr(p.since, 6, 2), substr(p.since, 9, 2)) ||
       iif(length(p.since) > 10, printf(' %d:%s', substr(p.since, 12, 2), substr(p.since, 15)), '')
  FROM possible p JOIN state s ON s.code = p.to_state
 WHERE p.id = :id AND p.to_state = :state AND :now < p.until;

-- Back to the state before, when :by may; the day of pick-up came with 已收件 and goes with it.
-- name: undo
UPDATE booking SET state = u.to_state, pickup = iif(state = 'accepted', NULL, pickup), changed_at = :now_s, change_why = '撤销',
                   version = version + 1, noted_at = :now_s, noted_by = :by, noted_state = 1
  FROM undoable u
 WHERE booking.id = :id AND u.id = :id AND u.who = :by AND :now_s <= u.until_s;

-- name: desk_details
UPDATE booking SET remark = :remark, pickup = nullif(:pickup, ''), mail = :mail,
                   mail_address = :mail_address,
                   version = version + 1, noted_at = :now_s, noted_by = :by, noted_state = 0
 WHERE id = :id AND (remark, coalesce(pickup, ''), mail, mail_address) IS NOT
                    (:remark, :pickup, CAST(:mail AS INTEGER), :mail_address);

-- By the window itself; who looks for all of them sees none for it.
-- name: see
UPDATE booking SET seen_at = :now_s
 WHERE channel = 'online' AND state = 'booked' AND seen_at IS NULL AND window = :window
   AND id BETWEEN :from AND :upto;

-- name: last_booking
SELECT coalesce(max(id), 0) FROM booking;

-- :window 0 = all.
-- name: find_reference
SELECT id FROM booking WHERE reference = :reference AND (:window = 0 OR window = :window);

-- Numbers above one and up to another, with commas between, and how many.
-- name: find
SELECT group_concat(id), count(*)
  FROM (SELECT id FROM booking
         WHERE id > :above AND id <= :upto AND (:window = 0 OR window = :window)
           AND (:tail <> '' AND phone <> '' AND replace(phone, '-', '') LIKE '%' || :tail
                OR :name <> '' AND instr(name, :name))
         ORDER BY id DESC LIMIT :most);

-- name: insert_closure
INSERT INTO closure(window, day, from_time, to_time, reason, made_at, made_by)
VALUES(:window, :day, :from_time, :to_time, :reason, :now_s, :by);

-- name: closure
SELECT window, day FROM closure WHERE id = :id AND lifted_at IS NULL;

-- name: lift_closure
UPDATE closure SET lifted_at = :now_s WHERE id = :id AND lifted_at IS NULL;

-- name: insert_call
INSERT INTO call(booking, purpose, reached, at, who)
VALUES(:booking, :purpose, :reached, :now_s, :by);

-- name: ledger_columns
SELECT title, width_chars FROM ledger_column ORDER BY rank;

-- A sheet of the ledger: its bookings whose day is in the period, each with its
-- number, as a JSON list of pairs; and how many. A window's bookings of a month
-- are numbered in the order of registration, so that numbers never change.
-- name: ledger_sheet
WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 31),
numbered AS (
  SELECT id, day, row_number() OVER (ORDER BY id) AS number FROM booking
   WHERE day IN (SELECT :month || printf('-%02d', i) FROM n) AND window = :window)
SELECT json_group_array(json_array(id, number)), count(*)
  FROM (SELECT id, number FROM numbered WHERE day BETWEEN :from AND :to ORDER BY number);

-- Its rows, in the order of the columns.
-- name: ledger_rows
SELECT p.value ->> 1, l.name, l.applied, l.way, l.service, l.item, l.phone, l.result, l.remark,
       l.window_name
  FROM json_each(:picked) p JOIN ledger_line l ON l.id = p.value ->> 0
 ORDER BY p.key;

-- All that came from where the booking :id came from, and may still be cancelled.
-- name: source_cancel
UPDATE booking SET state = 'cancelled', changed_at = :now_s, changed_by = :by, change_why = :why,
                   version = version + 1, noted_at = :now_s, noted_by = :by, noted_state = 1
 WHERE id IN (SELECT booking FROM same_source
               WHERE asked = :id AND booking <= :upto AND :now >= since AND :now < until);
