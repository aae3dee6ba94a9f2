-- What staff do with bookings: today, results, closures, the 台帐, figures.

-- A row of the ledger as Attachment 2 has it, but for its number.
-- name: ledger_tables   prepared: no
CREATE TEMP VIEW ledger_line AS
SELECT b.id, b.name,
       strftime('%Y-%m-%d %H:%M', b.created_at, 'unixepoch', '+8 hours') AS applied,
       c.word AS way,
       printf('%s %d:%s—%d:%s', b.day, substr(b.start, 12, 2), substr(b.start, 15, 2),
              substr(b.end, 12, 2), substr(b.end, 15, 2)) AS service,
       b.item_name AS item, l.dashed AS phone,
       CASE b.state WHEN 'booked' THEN ''
                    WHEN 'accepted' THEN s.word || '，取件 ' || b.pickup
                    ELSE s.word END AS result,
       iif(b.state = 'booked', '', s.word) ||
       iif(b.state = 'accepted', printf(' %d月%d日取', substr(b.pickup, 6, 2), substr(b.pickup, 9)), '') AS briefly,
       rtrim(iif(b.agent = '', '', '代理人：' || b.agent || '；') ||
             iif(b.override, '例外登记；', '') ||
             iif(b.remark = '', '', b.remark || '；') ||
             iif(s.occupies OR b.change_why = '', '', '原因：' || b.change_why || '；') ||
             iif(b.note = '', '', b.note || '；') ||
             iif(b.mail, '邮寄；', ''), '；') AS remark,
       b.window_name, b.channel,
       NOT s.occupies AS struck
  FROM main.booking b JOIN main.booking_line l ON l.id = b.id
  JOIN main.channel c ON c.code = b.channel JOIN main.state s ON s.code = b.state;

-- Bookings of which a result is missing from `ended` on: who has come has the day.
CREATE TEMP VIEW not_noted AS
SELECT id, CASE state WHEN 'booked' THEN end ELSE day || 'T24:00' END AS ended
  FROM main.booking WHERE state IN ('booked', 'arrived');

-- The bookings of a month up to today (monthly.c); what was moved counts where it went. kind:
-- workday, noon, weekend, holiday, or empty where the calendar does not reach.
CREATE TEMP TABLE reported(
  window INTEGER NOT NULL, day TEXT NOT NULL, hour INTEGER NOT NULL, kind TEXT NOT NULL,
  channel TEXT NOT NULL, state TEXT NOT NULL, item TEXT NOT NULL);
-- The figures of each window, and (0) of all: of the month, of the month before, and of the
-- year up to then.
CREATE TEMP TABLE figure(
  no INTEGER PRIMARY KEY, name TEXT NOT NULL,
  n, workday, noon, weekend, holiday, counter, phoned, online, done, accepted, returned, gone,
  no_show, cancelled, open, before, year);
-- What of the ledger is shown, printed or exported (ledger.h).
CREATE TEMP TABLE picked(
  at INTEGER PRIMARY KEY, id INTEGER NOT NULL, window INTEGER NOT NULL, month TEXT NOT NULL,
  number INTEGER NOT NULL, meant INTEGER NOT NULL); -- meant: 1, it is asked for
-- The hours of a closure: 全天, 12:00 以后, 9:00—10:30.
CREATE TEMP VIEW closed_hours AS
SELECT id AS closure,
       CASE WHEN from_time || to_time = '00:0024:00' THEN '全天'
            WHEN from_time = '00:00' THEN trim(replace(' ' || to_time, ' 0', '')) || ' 以前'
            WHEN to_time = '24:00' THEN trim(replace(' ' || from_time, ' 0', '')) || ' 以后'
            ELSE trim(replace(' ' || from_time, ' 0', '')) || '—' || trim(replace(' ' || to_time, ' 0', '')) END AS hours
  FROM main.closure;
-- The roles of staff (staff.h).
CREATE TEMP VIEW role_word(code, word) AS
VALUES ('clerk', '窗口工作人员'), ('leader', '值班负责人'), ('admin', '管理员');

-- name: today   needs: catalogue
SELECT d.label, d.kind_text, d.kind IN ('weekend', 'holiday') AS duty,
       (SELECT group_concat(label, '，')
          FROM (SELECT label FROM cat.served
                 WHERE window = :window AND day = :today AND kind <> 'closed' ORDER BY start)) AS hours,
       (SELECT short FROM cat.window WHERE no = :window) AS window_name,
       n.day AS next, n.label AS next_label,
       coalesce((SELECT max(id) FROM booking), 0) AS newest
  FROM cat.day d
  LEFT JOIN cat.day n ON n.day = (SELECT min(day) FROM cat.day
                                   WHERE day > :today AND duty)
 WHERE d.day = :today;

-- What an item's name, as staff type it, may mean: numbers as a JSON list, the first, and
-- the one that is meant: the only one, or the only one named by the whole word. Of a sentence, as
-- people say it (社保卡丢了), its longest words of an item. :window 0 = all.
-- name: item_matches   needs: catalogue
WITH own AS MATERIALIZED (SELECT no, word FROM item_word WHERE :window = 0 OR window = :window),
named AS MATERIALIZED (
  SELECT no, max(word IN (:word, replace(:word, ' ', ''))) AS whole FROM own
   WHERE instr(word, :word) OR instr(word, replace(:word, ' ', ''))
   GROUP BY no),
within AS (
  SELECT no, length(word) AS chars FROM own
   WHERE NOT EXISTS(SELECT 1 FROM named) AND length(word) > 1 AND unicode(word) > 255
     AND instr(:word, word)),
hit AS (
  SELECT no, whole FROM named
  UNION SELECT no, 0 FROM within WHERE chars = (SELECT max(chars) FROM within))
SELECT (SELECT json_group_array(no) FROM (SELECT no FROM hit ORDER BY whole DESC, no)) AS match_list,
       min(no) AS first_match,
       CASE WHEN count(*) = 1 THEN min(no)
            WHEN sum(whole) = 1 THEN min(iif(whole, no, NULL)) END AS only_match
  FROM hit;

-- A booking as its page shows it; columns have the names of booking.h.
-- name: desk_booking   needs: catalogue
SELECT b.id, b.generation, b.reference, b.version, b.window, b.window_name,
       coalesce(w.short, b.window_name) AS window_short, b.floor, b.item, b.item <> 0 AS listed,
       b.item_name,
       b.start, b.day_label, l.time,
       printf('%d:%s', substr(b.end, 12, 2), substr(b.end, 15, 2)) AS ends, b.place, b.override,
       b.state, b.state = 'accepted' AS accepted, l.word,
       CASE WHEN b.state IN ('arrived', 'done', 'accepted') THEN 'open'
            WHEN s.result THEN 'part' ELSE 'shut' END AS tone,
       iif(b.state = 'booked', '',
           substr(strftime('%m-%d %H:%M', b.changed_at, 'unixepoch', '+8 hours'),
                  iif(date(b.changed_at, 'unixepoch', '+8 hours') = :today, 7, 1))) AS at,
       c.word AS channel_word, b.channel, b.name, b.phone, l.dashed, l.tel, b.agent,
       b.note, b.mail_address, b.erased_at IS NOT NULL AS erased, b.remark, b.pickup,
       printf('%s年%d月%d日（星期%s）', substr(b.pickup, 1, 4), substr(b.pickup, 6, 2), substr(b.pickup, 9),
              substr('日一二三四五六', 1 + strftime('%w', b.pickup), 1)) AS pickup_label,
       b.mail, strftime('%Y-%m-%d %H:%M', b.created_at, 'unixepoch', '+8 hours') AS applied,
       strftime('%Y-%m-%d %H:%M', b.changed_at, 'unixepoch', '+8 hours') AS changed, b.moved_from,
       (SELECT n.id FROM booking n WHERE n.moved_from = b.id) AS moved_to, l.shown,
       coalesce(i.noon, w.noon, 0) AS noon,
       CASE i.kind WHEN 'promise' THEN '承诺件' WHEN 'instant' THEN '即办件' ELSE '' END AS kind_word,
       b.erased_at IS NULL AND s.occupies AS editable,
       (SELECT d.day FROM cat.day d
         WHERE i.promise_days > 0 AND d.day > :today AND d.kind IN ('workday', 'makeup')
           AND (SELECT count(*) FROM cat.day p WHERE p.day > :today AND p.day <= d.day
                   AND p.kind IN ('workday', 'makeup')) = i.promise_days) AS promised_day,
       (SELECT called FROM colleague WHERE account = iif(b.noted_at, b.noted_by, b.changed_by)) || ' ' ||
       substr(strftime('%m-%d %H:%M', max(b.noted_at, b.changed_at), 'unixepoch', '+8 hours'),
              iif(date(max(b.noted_at, b.changed_at), 'unixepoch', '+8 hours') = :today, 7, 1)) ||
       CASE WHEN NOT b.noted_at THEN ' 已登记' WHEN NOT b.noted_state THEN ' 已改备注或其他内容'
            WHEN b.change_why = '撤销' THEN ' 已撤销，现在是' || l.word
            ELSE ' 已记为' || l.word END AS noted,
       coalesce((SELECT t.reason FROM to_call t WHERE t.id = :id AND t.purpose = 'orphaned'), '')
         AS closed
  FROM booking b
  JOIN booking_line l ON l.id = b.id
  JOIN channel c ON c.code = b.channel
  JOIN state s ON s.code = b.state
  LEFT JOIN cat.item i ON i.no = b.item
  LEFT JOIN cat.window w ON w.no = b.window
 WHERE b.id = :id;

-- name: month_end
SELECT date(:day, 'start of month', '+1 month', '-1 day');
-- name: month_before
SELECT strftime('%Y-%m', :day, 'start of month', '-1 day');

-- name: known_day   needs: catalogue
SELECT 1 FROM cat.day WHERE day = :day;

-- name: to_call   needs: catalogue
SELECT b.window, b.version FROM to_call t JOIN booking b ON b.id = t.id
 WHERE t.id = :booking AND t.purpose = :purpose;

-- ---- figures of a month (monthly.c) ----

-- name: monthly_clear
DELETE FROM reported;

-- What 其他事项 are is for the window alone. :window 0 = all.
-- name: monthly_fill   needs: catalogue
INSERT INTO reported(window, day, hour, kind, channel, state, item)
SELECT b.window, b.day, CAST(substr(b.start, 12, 2) AS INTEGER),
       iif(f.kind = 'workday' AND substr(b.start, 12) >= f.noon_from AND substr(b.start, 12) < f.noon_to,
           'noon', coalesce(f.kind, '')), b.channel, b.state, iif(b.item = 0, '其他事项', b.item_name)
  FROM booking b LEFT JOIN cat.figure_day f ON f.day = b.day
 WHERE b.day BETWEEN :month || '-01' AND min(:month || '-31', :today) AND b.state <> 'moved'
   AND (:window = 0 OR b.window = :window);

-- name: figure_clear
DELETE FROM figure;

-- name: figure_fill   needs: catalogue
WITH compared AS MATERIALIZED (
  SELECT window, sum(day < :month) AS before, sum(day >= substr(:month, 1, 4)) AS year
    FROM booking
   WHERE state <> 'moved' AND (:window = 0 OR window = :window)
     AND day BETWEEN min(substr(:month, 1, 4), strftime('%Y-%m', :month || '-01', '-1 month'))
                 AND min(:month || '-31', :today)
   GROUP BY window),
w AS MATERIALIZED (
  SELECT no, short AS name FROM cat.window WHERE :window = 0 OR no = :window
  UNION ALL
  SELECT window, (SELECT max(window_name) FROM booking b WHERE b.window = compared.window)
    FROM compared WHERE window NOT IN (SELECT no FROM cat.window)),
line AS MATERIALIZED (
  SELECT r.window AS no, r.window || ' ' || (SELECT name FROM w WHERE no = r.window) AS name,
         count(r.channel) AS n, count(*) FILTER (WHERE kind = 'workday') AS workday,
         count(*) FILTER (WHERE kind = 'noon') AS noon,
         count(*) FILTER (WHERE kind = 'weekend') AS weekend,
         count(*) FILTER (WHERE kind = 'holiday') AS holiday,
         count(*) FILTER (WHERE channel = 'counter') AS counter,
         count(*) FILTER (WHERE channel = 'phone') AS phoned,
         count(*) FILTER (WHERE channel = 'online') AS online,
         count(*) FILTER (WHERE state = 'done') AS done,
         count(*) FILTER (WHERE state = 'accepted') AS accepted,
         count(*) FILTER (WHERE state = 'returned') AS returned,
         count(*) FILTER (WHERE state = 'left') AS gone,
         count(*) FILTER (WHERE state = 'no_show') AS no_show,
         count(*) FILTER (WHERE state = 'cancelled') AS cancelled,
         count(*) FILTER (WHERE state IN ('booked', 'arrived')) AS open,
         coalesce((SELECT before FROM compared c WHERE c.window = r.window), 0) AS before,
         coalesce((SELECT year FROM compared c WHERE c.window = r.window), 0) AS year
    FROM (SELECT window, kind, channel, state FROM reported UNION ALL SELECT no, '', NULL, '' FROM w) r
   GROUP BY r.window)
INSERT INTO figure
SELECT * FROM line
UNION ALL
SELECT 0, '合计',
       sum(n), sum(workday), sum(noon), sum(weekend), sum(holiday), sum(counter), sum(phoned),
       sum(online), sum(done), sum(accepted), sum(returned), sum(gone), sum(no_show),
       sum(cancelled), sum(open), sum(before), sum(year) FROM line HAVING :window = 0;

-- name: monthly_head   needs: catalogue
SELECT (SELECT value FROM cat.setting WHERE key = 'hall_name') || '错时延时预约服务月报',
       printf('%d年%d月%d日—%d日', substr(first, 1, 4), substr(first, 6, 2), substr(first, 9), substr(last, 9)) ||
       '　依据 ' || (SELECT value FROM cat.setting WHERE key = 'hall_document') || '　单位：件', '月报'
  FROM (SELECT :month || '-01' AS first, min(date(:month || '-01', '+1 month', '-1 day'), :today) AS last);

-- The columns of monthly_rows (spreadsheet.h): a name, then figures.
-- name: monthly_columns
SELECT column1, column2, nullif(row_number() OVER () - 1, 0), NULL
  FROM (VALUES('窗口', 26), ('合计', 7), ('工作日', 7), ('中午', 7), ('双休日', 7), ('节假日', 7),
              ('窗口约', 7), ('电话约', 7), ('网上约', 7), ('已办结', 7), ('已收件', 7),
              ('退回补正', 9), ('离开', 7), ('未到', 7), ('已取消', 7), ('没有结果', 9),
              ('上月', 7), ('本年累计', 9));

-- name: monthly_rows
SELECT name, n, workday, noon, weekend, holiday, counter, phoned, online, done, accepted, returned, gone,
       no_show, cancelled, open, before, year
  FROM figure ORDER BY no = 0, no;

-- Whether staff must say why, whether it is too early, and from when on it is not.
-- name: desk_may
SELECT p.reason, :now < p.since, s.word,
       printf('%d月%d日', substr(p.since, 6, 2), substr(p.since, 9, 2)) ||
       iif(length(p.since) > 10, printf(' %d:%s', substr(p.since, 12, 2), substr(p.since, 15)), ''),
       :now >= p.until, printf('%d月%d日', substr(p.until, 6, 2), substr(p.until, 9, 2))
  FROM possible p JOIN state s ON s.code = p.to_state
 WHERE p.id = :id AND p.to_state = :state
 ORDER BY :now >= p.until LIMIT 1;

-- name: last_event
SELECT coalesce(max(id), 0) FROM history;

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

-- name: desk_correct
UPDATE booking SET name = :name, phone = :phone, agent = :agent, item = :item, item_name = :item_name,
                   window_phone = :window_phone, version = version + 1, noted_at = :now_s,
                   noted_by = :by, noted_state = 0
 WHERE id = :id AND (name, phone, agent, item, item_name) IS NOT
                    (:name, :phone, :agent, CAST(:item AS INTEGER), :item_name);

-- A slot at which only items with 错时 are done, which this is not.
-- name: noon_only   needs: catalogue
SELECT 1 FROM cat.slot
 WHERE window = :window AND start = :start AND noon_only > CAST(:noon AS INTEGER);

-- The next booking of that day behind this one that has no result yet; else this one. :window 0 = all.
-- name: next_open
SELECT coalesce((SELECT n.id FROM booking b JOIN booking n ON n.day = b.day
                  WHERE b.id = :id AND (:window = 0 OR n.window = :window)
                    AND n.state IN ('booked', 'arrived')
                    AND (n.start, n.window, n.id) > (b.start, b.window, b.id)
                  ORDER BY n.start, n.window, n.id LIMIT 1), :id);

-- By the window itself; who looks for all of them sees none for it.
-- name: see
UPDATE booking SET seen_at = :now_s
 WHERE channel = 'online' AND state = 'booked' AND seen_at IS NULL AND window = :window
   AND id BETWEEN :from AND :upto;

-- :window 0 = all.
-- name: find_reference
SELECT id FROM booking WHERE reference = :reference AND (:window = 0 OR window = :window);

-- The newest :most, a JSON list; no row when there are none. In a name blanks and dots do not
-- count, nor how wide its brackets are: 王　伟 is 王伟.
-- name: find
WITH wanted(name) AS MATERIALIZED (
  SELECT replace(replace(replace(replace(:name, ' ', ''), '·', ''), '（', '('), '）', ')'))
SELECT json_group_array(id) FROM (
  SELECT id FROM booking
   WHERE (:window = 0 OR window = :window)
     AND (:tail <> '' AND phone <> '' AND replace(phone, '-', '') LIKE '%' || :tail
          OR (SELECT name FROM wanted) <> ''
             AND instr(replace(replace(replace(replace(name, ' ', ''), '·', ''), '（', '('), '）', ')'),
                       (SELECT name FROM wanted)))
   ORDER BY id DESC LIMIT :most)
HAVING count(*) > 0;

-- Whose names are compared with letters.
-- name: find_names
SELECT id, name FROM booking
 WHERE (:window = 0 OR window = :window) AND name <> '' ORDER BY id DESC;

-- Not a second time, when the button was pressed twice.
-- name: insert_closure
INSERT INTO closure(window, day, from_time, to_time, reason, made_at, made_by)
SELECT value, :day, :from_time, :to_time, :reason,
       coalesce((SELECT made_at FROM closure WHERE id = :replaces), :now_s), :by
  FROM json_each(:windows)
 WHERE NOT EXISTS(SELECT 1 FROM closure c
                   WHERE c.lifted_at IS NULL AND (c.window, c.day, c.from_time, c.to_time, c.reason) =
                         (value, :day, :from_time, :to_time, :reason));

-- The windows that are ticked (numbers with commas between) as JSON; all that there are is [0], the
-- hall with the windows to come. The lowest and the highest, of none those of :own; how many, and
-- whether one is none of the hall's.
-- name: closure_windows   needs: catalogue
WITH ticked(no) AS (
  SELECT DISTINCT iif(trim(value) GLOB '*[^0-9]*', NULL, CAST(trim(value) AS INTEGER))
    FROM json_each('[' || replace(json_quote(:windows), ',', '","') || ']') WHERE trim(value) <> '')
SELECT iif(count(w.no) = (SELECT count(*) FROM cat.window), '[0]',
           json_group_array(w.no) FILTER (WHERE w.no IS NOT NULL)),
       coalesce(min(t.no), :own), coalesce(max(t.no), :own), count(*), count(*) > count(w.no)
  FROM ticked t LEFT JOIN cat.window w ON w.no = t.no;

-- The windows on the floor of the one that is named; of all floors; of none.
-- name: closure_pick   needs: catalogue
SELECT json_group_array(no) FROM cat.window
 WHERE :pick = 'all' OR floor = (SELECT floor FROM cat.window WHERE no = CAST(:pick AS INTEGER));

-- What was closed in one step with :id and is not taken back; and how the form begins with it, the
-- columns of the names of closures.html and of form.h.
-- name: closure_step
SELECT group_concat(c.window) AS windows, o.day, min(c.window) AS low, max(c.window) AS high,
       o.id AS replaces, json_group_array(c.window) AS chosen,
       printf('%d-%d', substr(o.day, 6, 2), substr(o.day, 9)) AS in_day,
       iif(o.from_time = '00:00', '', trim(replace(' ' || o.from_time, ' 0', ''))) AS in_from,
       iif(o.to_time = '24:00', '', trim(replace(' ' || o.to_time, ' 0', ''))) AS in_to, o.reason AS in_reason
  FROM closure o JOIN closure c
    ON (c.day, c.from_time, c.to_time, c.reason, c.made_at, c.made_by) =
       (o.day, o.from_time, o.to_time, o.reason, o.made_at, o.made_by)
 WHERE o.id = :id AND o.lifted_at IS NULL AND c.lifted_at IS NULL
 GROUP BY o.id;

-- The file closures.csv in the folder desk/, from which hallgen learns what is closed now or later:
-- a row for each window and stretch; no window = the whole hall; `to` is the first moment open again.
-- name: closures_file
SELECT 'window,from,to,reason' || char(10) || coalesce(group_concat(line, ''), '')
  FROM (SELECT iif(window = 0, '', window) || ',' || day || 'T' || from_time || ',' ||
               iif(to_time = '24:00', date(day, '+1 day') || 'T00:00', day || 'T' || to_time) || ',"' ||
               replace(reason, '"', '""') || '"' || char(10) AS line
          FROM closed
         WHERE day >= substr(:now, 1, 10) AND day || 'T' || to_time > :now
         ORDER BY day, from_time, window, reason);

-- name: lift_closure
UPDATE closure SET lifted_at = :now_s
 WHERE lifted_at IS NULL AND (day, from_time, to_time, reason, made_at, made_by) =
       (SELECT day, from_time, to_time, reason, made_at, made_by FROM closure
         WHERE id = :id AND lifted_at IS NULL);

-- name: insert_call
INSERT INTO call(booking, purpose, outcome, at, who)
VALUES(:booking, :purpose, :outcome, :now_s, :by);

-- What :by noted last about the booking, within ten minutes.
-- name: undo_call
UPDATE call SET undone_at = :now_s
 WHERE id = (SELECT max(id) FROM call WHERE booking = :booking AND purpose = :purpose AND undone_at IS NULL)
   AND who = :by AND at >= :now_s - 600;

-- The columns of picked_rows (spreadsheet.h): a number, 申请时间 and 预约服务时间 are none of text.
-- :window 0 = all, and the last says which.
-- name: ledger_columns
SELECT title, width_chars, CASE rank WHEN 1 THEN 0 WHEN 3 THEN 10 WHEN 5 THEN 11 END, iif(rank = 5, 12, NULL)
  FROM ledger_column WHERE rank <= iif(:window, 9, 10) ORDER BY rank;

-- What stands above them; :window 0 = all.
-- name: ledger_head   needs: catalogue
SELECT '宁都县政务服务中心预约服务工作台帐',
       '服务窗口名称：' ||
       iif(:window = 0, '全部窗口',
           coalesce((SELECT name FROM cat.window WHERE no = :window),
                    (SELECT max(b.window_name) FROM picked p JOIN booking b ON b.id = p.id), '')) ||
       '　　窗口负责人：' || coalesce((SELECT leader FROM cat.window WHERE no = :window), ''), '台帐';

-- name: pick_clear
DELETE FROM picked;

-- The bookings of a period in the order of the ledger: a window's bookings of a month in the
-- order of registration, numbered from 1 as Attachment 2 has them. :window 0 = all. What of them
-- is asked for keeps the number that it has in the period; the rest goes again (pick_meant). The
-- order is that of the numbering, so a year is sorted once.
-- name: pick
INSERT INTO picked(id, window, month, number, meant)
SELECT id, window, month, row_number() OVER (PARTITION BY window, month ORDER BY id), meant
  FROM (SELECT id, window, substr(day, 1, 7) AS month,
               (:channel = '' OR channel = :channel)
               AND CASE :result WHEN '' THEN 1 WHEN 'none' THEN id IN (SELECT id FROM not_noted WHERE ended <= :now)
                                WHEN 'override' THEN override ELSE state = :result END AS meant
          FROM booking
         WHERE day BETWEEN :from AND :to AND (:window = 0 OR window = :window))
 ORDER BY window, month, id;

-- name: pick_meant
DELETE FROM picked WHERE NOT meant;

-- In the order of the columns; behind them, in minutes of local time since 1970, when it
-- was applied for, begins and ends.
-- name: picked_rows
SELECT p.number, l.name, l.applied, l.way, l.service, l.item, l.phone, l.result, l.remark, l.window_name,
       b.created_at / 60 + 8 * 60, strftime('%s', b.start) / 60, strftime('%s', b.end) / 60
  FROM picked p JOIN ledger_line l ON l.id = p.id JOIN booking b ON b.id = p.id
 ORDER BY p.at;

-- What a window has in a month.
-- name: picked_sheets
SELECT window, min(at), max(at) FROM picked GROUP BY window, month ORDER BY min(at);

-- All that came from where the booking :id came from, and may still be cancelled.
-- name: source_cancel
UPDATE booking SET state = 'cancelled', changed_at = :now_s, changed_by = :by, change_why = :why,
                   version = version + 1, noted_at = :now_s, noted_by = :by, noted_state = 1
 WHERE id IN (SELECT booking FROM same_source
               WHERE asked = :id AND booking <= :upto AND :now >= since AND :now < until);
