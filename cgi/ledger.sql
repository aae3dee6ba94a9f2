-- Every statement with which hallbook reads and changes the ledger, but for
-- the lists on pages (pages.sql). The release's catalogue is attached as cat.
-- Prepared at start, one each, as LEDGER_NAME: make writes their enum from the
-- lines with names. Those with `needs: catalogue` are left out where there is
-- none; those with `prepared: no` are no part of the enum and asked for by name.

-- The board: what the public may book, slot by slot and summed by day, kept in
-- memory for the windows that somebody asked for. The list of times and the
-- booking itself both read it, so that they always agree. A slot is offered
-- while now < closes and free > 0; slots that a closure takes away have none
-- free. Triggers keep it true inside the transaction that changes the ledger.
-- name: board_tables   prepared: no
CREATE TEMP TABLE board(
  window INTEGER NOT NULL, start TEXT NOT NULL, day TEXT NOT NULL, time TEXT NOT NULL,
  "end" TEXT NOT NULL, half TEXT NOT NULL, noon_only INTEGER NOT NULL,
  public_places INTEGER NOT NULL, closes TEXT NOT NULL, closed TEXT, free INTEGER NOT NULL,
  PRIMARY KEY(window, day, start)) WITHOUT ROWID;
-- noon = 1: as items with 错时 see it; 0: without the noon slots
CREATE TEMP TABLE board_day(
  window INTEGER NOT NULL, noon INTEGER NOT NULL, day TEXT NOT NULL, closes TEXT NOT NULL,
  free INTEGER NOT NULL, closed TEXT,
  PRIMARY KEY(window, noon, day)) WITHOUT ROWID;
-- version: another with each change of what stands on the window's board
CREATE TEMP TABLE board_window(window INTEGER PRIMARY KEY, version INTEGER NOT NULL);

CREATE TEMP VIEW slot_now AS
SELECT *, iif(closed IS NULL, max(0, public_places - taken), 0) AS free
  FROM (SELECT s.window, s.start, s.day, s.time, s.end, s.half, s.noon_only, s.places,
               s.public_places,
               min(d.book_by, s.start) AS closes,
               (SELECT c.reason FROM main.closure c
                 WHERE c.day = s.day AND c.lifted_at IS NULL AND c.window IN (0, s.window)
                   AND c.from_time < s.end AND s.time < c.to_time) AS closed,
               (SELECT count(*) FROM main.taken t
                 WHERE t.window = s.window AND t.start = s.start
                   AND t.place <= s.public_places) AS taken
          FROM cat.slot s JOIN cat.day d ON d.day = s.day);
CREATE TEMP VIEW board_now AS
SELECT window, start, day, time, "end", half, noon_only, public_places, closes, closed, free
  FROM slot_now;
-- Booked on a slot that is no longer offered: whose they are must be called.
-- Days beyond the horizon, which may have become shorter, have no slots yet.
CREATE TEMP VIEW orphaned AS
SELECT b.id, b.day, b.start
  FROM main.booking b
 WHERE b.state = 'booked'
   AND (b.day <= (SELECT max(d.day) FROM cat.day d JOIN cat.setting h
                   WHERE h.key = 'booking_horizon_days' AND d.offset <= CAST(h.value AS INTEGER))
        AND NOT EXISTS(SELECT 1 FROM cat.slot s WHERE s.window = b.window AND s.start = b.start)
        OR EXISTS(SELECT 1 FROM main.closure c
                   WHERE c.day = b.day AND c.lifted_at IS NULL AND c.window IN (0, b.window)
                     AND c.from_time < substr(b.end, 12) AND substr(b.start, 12) < c.to_time));
-- The words by which staff name an item.
CREATE TEMP VIEW item_word AS
SELECT no, window, lower(name) AS word FROM cat.item WHERE gone = 0 AND duplicate_of IS NULL
UNION ALL
SELECT no, window, initials FROM cat.item
 WHERE gone = 0 AND duplicate_of IS NULL AND initials <> ''
UNION ALL
SELECT i.no, i.window, lower(a.word) FROM cat.alias a JOIN cat.item i ON i.no = a.item
 WHERE i.gone = 0 AND i.duplicate_of IS NULL;
-- A slot as staff see it: all of its places.
CREATE TEMP VIEW desk_slot AS
SELECT n.window, n.start, n.day, n.time, n.day || 'T' || n."end" AS ends, n.noon_only, n.places,
       n.closes, n.closed,
       n.places - (SELECT count(*) FROM main.taken t
                    WHERE t.window = n.window AND t.start = n.start
                      AND t.place <= n.places) AS free
  FROM slot_now n;
CREATE TEMP VIEW board_day_now AS
SELECT b.window, n.column1 AS noon, b.day, max(b.closes) AS closes, sum(b.free) AS free,
       iif(count(b.closed) = count(*), max(b.closed), NULL) AS closed
  FROM board b JOIN (VALUES(0), (1)) n ON n.column1 >= b.noon_only
 GROUP BY b.window, n.column1, b.day;

-- A booking takes a place that nobody has (place_once), so nothing is counted.
CREATE TEMP TRIGGER board_booked AFTER INSERT ON main.booking
BEGIN
  UPDATE board SET free = free - 1
   WHERE window = NEW.window AND day = NEW.day AND start = NEW.start
     AND NEW.place <= public_places AND closed IS NULL;
END;
CREATE TEMP TRIGGER board_changed AFTER UPDATE OF state, window, start, place ON main.booking
BEGIN
  UPDATE board SET free = (SELECT v.free FROM slot_now v
                            WHERE v.window = NEW.window AND v.start = NEW.start)
   WHERE window = NEW.window AND day = NEW.day AND start = NEW.start;
END;
CREATE TEMP TRIGGER board_summed AFTER UPDATE OF free ON board WHEN OLD.free <> NEW.free
BEGIN
  UPDATE board_day SET free = free + NEW.free - OLD.free
   WHERE window = NEW.window AND noon IN (NEW.noon_only, 1) AND day = NEW.day;
  UPDATE board_window SET version = version + 1 WHERE window = NEW.window;
END;
CREATE TEMP TRIGGER board_closed AFTER INSERT ON main.closure
BEGIN
  DELETE FROM board_window;
END;
CREATE TEMP TRIGGER board_opened AFTER UPDATE ON main.closure
BEGIN
  DELETE FROM board_window;
END;

-- Rows that the transaction at hand changed, for the journal (journal.h).
-- name: journal_tables   prepared: no
CREATE TEMP TABLE journal_row(
  n INTEGER PRIMARY KEY, tab TEXT NOT NULL, op TEXT NOT NULL, "values" TEXT NOT NULL,
  booking INTEGER, sealed TEXT);
-- What is kept: all but sessions, sources and what stands in every backup. Personal
-- columns are sealed.
CREATE TEMP VIEW kept AS
SELECT t.name AS tab, c.name AS col, c.cid,
       t.name = 'booking' AND c.name IN ('name', 'phone', 'agent', 'note', 'mail_address')
         AS personal
  FROM main.sqlite_schema t JOIN pragma_table_info(t.name, 'main') c
 WHERE t.type = 'table' AND t.name NOT IN ('session', 'source', 'journal_mark', 'hall')
   AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\'
 ORDER BY t.name, c.cid;

-- The statements that make its triggers: one for each table and kind of change.
-- How a row of each table is written, @ standing for the row.
CREATE TEMP VIEW said AS
SELECT tab, open, iif(told IS NULL, 'NULL', '@.id') AS booking,
       iif(told IS NULL, 'NULL', printf('iif(%s = '''', NULL, literals(%s))', told, sealed)) AS sealed
  FROM (SELECT tab,
               printf('literals(%s)', group_concat(iif(personal, 'NULL', printf('@."%w"', col)))) AS open,
               group_concat(iif(personal, printf('@."%w"', col), NULL)) AS sealed,
               group_concat(iif(personal, printf('@."%w"', col), NULL), '||') AS told
          FROM kept GROUP BY tab);

-- name: journal_triggers
SELECT printf('CREATE TEMP TRIGGER "journal_%w_%s" AFTER %s ON main."%w" BEGIN INSERT INTO journal_row(tab, op, "values", booking, sealed) VALUES(%Q, %Q, %s); END',
              tab, v.column1, v.column1, tab, tab, v.column2,
              replace(printf('%s, %s, %s', open, booking, sealed), '@', v.column3))
  FROM said, (VALUES('INSERT', '+', 'NEW'), ('UPDATE', '+', 'NEW'), ('DELETE', '-', 'OLD')) v;

-- What writes every row that there is, for a journal that begins anew.
-- name: journal_all
SELECT printf('INSERT INTO journal_row(tab, op, "values", booking, sealed) SELECT %Q, ''+'', %s FROM main."%w" t',
              tab, replace(printf('%s, %s, %s', open, booking, sealed), '@', 't'), tab)
  FROM said;

-- How much a ledger holds, to compare it with its backup: bookings, whatever was noted
-- (each of its terms only grows), and when that was last; by content, because a journal
-- that begins anew counts its lines anew.
-- name: ledger_extent
SELECT (SELECT count(*) FROM booking),
       (SELECT coalesce(max(id), 0) FROM history) + (SELECT coalesce(max(id), 0) FROM audit) +
       (SELECT coalesce(sum(version), 0) FROM booking),
       max((SELECT coalesce(max(at), 0) FROM history), (SELECT coalesce(max(at), 0) FROM audit));

-- How the lines of the journal are put into a table again, and which of its
-- columns, counted from 0, are sealed.
-- name: journal_apply
SELECT tab,
       printf('INSERT OR REPLACE INTO main."%w" VALUES(%s)', tab,
              group_concat('?' || (cid + 1))),
       printf('DELETE FROM main."%w" WHERE %s', tab,
              group_concat(printf('"%w" IS ?%d', col, cid + 1), ' AND ')),
       count(*), group_concat(iif(personal, '1', '0'), '')
  FROM kept GROUP BY tab;

-- The triggers of the ledger itself, which must not act while lines are put back.
-- name: journal_own_triggers
SELECT printf('DROP TRIGGER main."%w"', name), sql
  FROM main.sqlite_schema WHERE type = 'trigger';

-- Statements whose rows are faults: what the journal has and the ledger has
-- not, and the other way. `again` is a ledger made of the journal alone.
-- name: journal_compare
SELECT printf('SELECT ''%w：变更日志里有、台帐里没有的 '' || count(*) || '' 行'' FROM (SELECT * FROM again."%w" EXCEPT SELECT * FROM main."%w") HAVING count(*) > 0', name, name, name),
       printf('SELECT ''%w：台帐里有、变更日志里没有的 '' || count(*) || '' 行'' FROM (SELECT * FROM main."%w" EXCEPT SELECT * FROM again."%w") HAVING count(*) > 0', name, name, name)
  FROM (SELECT DISTINCT tab AS name FROM kept);

-- name: journal_rows
SELECT tab, op, "values", booking, sealed, n = (SELECT max(n) FROM journal_row)
  FROM journal_row ORDER BY n;

-- name: journal_clear
DELETE FROM journal_row;

-- name: journal_mark
SELECT lines, bytes, hex(hash) FROM journal_mark;

-- name: journal_advance
UPDATE journal_mark SET lines = :lines, bytes = :bytes, hash = :hash;

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

-- What the roster is about: the calendar's days and the posts on them.
-- name: roster_tables   prepared: no
CREATE TEMP VIEW day_class AS
SELECT day, CASE WHEN kind IN ('workday', 'makeup') THEN 'workday' WHEN statutory THEN 'statutory'
                 ELSE kind END AS class
  FROM cat.day;
-- Days of the calendar, and what was before it began.
CREATE TEMP VIEW roster_day AS
SELECT day, label, weekday_text, kind_text, name, kind IN ('workday', 'makeup') AS noon
  FROM cat.day
UNION ALL
SELECT DISTINCT day, day, '', '', '', window = 0
  FROM main.shift WHERE day < (SELECT min(day) FROM cat.day);
-- Whoever must be there: noon duty on working days, make-up days too, for each
-- category (三(一)); a person and a leader at each window on days off (三(二),
-- 四(四)), unless hours.csv closes it.
CREATE TEMP VIEW duty_post AS
SELECT d.day, d.label, r.code AS role, r.word AS role_word, r.rank, c.name AS category, 0 AS window,
       c.name AS what, c.no AS place
  FROM cat.day d JOIN cat.noon_category c JOIN main.duty_role r ON r.noon
 WHERE d.kind IN ('workday', 'makeup')
   AND d.open
UNION ALL
SELECT d.day, d.label, r.code, r.word, r.rank, '', w.no, w.name, w.no
  FROM cat.day d JOIN cat.window w JOIN main.duty_role r ON NOT r.noon
 WHERE d.kind IN ('weekend', 'holiday')
   AND NOT EXISTS(SELECT 1 FROM cat.served s
                   WHERE s.day = d.day AND s.window = w.no AND s.kind = 'closed');
CREATE TEMP VIEW duty_gap AS
SELECT p.* FROM duty_post p
 WHERE NOT EXISTS(SELECT 1 FROM main.shift s
                   WHERE s.day = p.day AND s.role = p.role AND s.category = p.category
                     AND s.window = p.window);
-- Whom to ring, with the reason and the moment from which a call counts. Always
-- read by id or from a day on: the ledger is long.
CREATE TEMP VIEW struck AS
SELECT b.id, c.reason, c.made_at
  FROM main.booking b JOIN main.closure c ON c.day = b.day
 WHERE c.lifted_at IS NULL AND c.window IN (0, b.window)
   AND c.from_time < substr(b.end, 12) AND substr(b.start, 12) < c.to_time;
CREATE TEMP VIEW to_call AS
SELECT b.id, b.day, 'orphaned' AS purpose,
       coalesce((SELECT s.reason FROM struck s WHERE s.id = b.id ORDER BY s.made_at DESC LIMIT 1),
                '办理时间有调整') AS reason,
       coalesce((SELECT max(s.made_at) FROM struck s WHERE s.id = b.id), 0) AS since
  FROM main.booking b
 WHERE EXISTS(SELECT 1 FROM orphaned o WHERE o.id = b.id)
UNION ALL
SELECT id, day, 'cancelled', change_why, changed_at FROM main.booking
 WHERE state = 'cancelled' AND changed_by <> 'citizen' AND change_why <> ''
UNION ALL
SELECT b.id, b.day, 'reminder', '', 0 FROM main.booking b
 WHERE b.state = 'booked' AND NOT EXISTS(SELECT 1 FROM orphaned o WHERE o.id = b.id);

-- name: board_version   needs: catalogue
SELECT version FROM board_window WHERE window = :window;

-- name: board_clear   needs: catalogue
DELETE FROM board WHERE window = :window;

-- name: board_fill   needs: catalogue
INSERT INTO board SELECT * FROM board_now WHERE window = :window;

-- name: board_clear_days   needs: catalogue
DELETE FROM board_day WHERE window = :window;

-- name: board_fill_days   needs: catalogue
INSERT INTO board_day SELECT * FROM board_day_now WHERE window = :window;

-- name: board_add   needs: catalogue
INSERT INTO board_window VALUES(:window, :version);

-- name: board_forget   needs: catalogue
DELETE FROM board_window;

-- name: data_version
PRAGMA main.data_version;

-- One job among those of a transaction.
-- name: job_begin
SAVEPOINT job;

-- name: job_undo
ROLLBACK TO job;

-- name: job_end
RELEASE job;

-- name: item   needs: catalogue
SELECT i.no, i.name, i.phone, i.tel, i.noon, i.kind = 'promise', i.mailable, w.no, w.name, w.floor
  FROM cat.item i JOIN cat.window w ON w.no = i.window
 WHERE i.no = :item AND i.gone = 0;

-- name: general_phone   needs: catalogue
SELECT phone FROM cat.window WHERE general AND phone <> '' ORDER BY no LIMIT 1;

-- name: window   needs: catalogue
SELECT w.name,
       (SELECT CASE WHEN count(*) = 1 THEN min(i.no) END FROM cat.item i
         WHERE i.window = w.no AND i.gone = 0 AND i.duplicate_of IS NULL) AS only_item
  FROM cat.window w
 WHERE w.no = :window;

-- The day that the form opens with: :day when it can be booked, else the first
-- that has a place free.
-- name: day_to_show   needs: catalogue
SELECT b.day, d.label, d.book_by_label, d.announced, b.free, b.closed
  FROM board_day b JOIN cat.day d ON d.day = b.day
 WHERE b.window = :window AND b.noon = :noon AND b.closes > :now AND b.day <= :last
   AND (b.day = :day OR b.free > 0)
 ORDER BY b.day <> :day, b.day
 LIMIT 1;

-- A day that was asked for and cannot be booked: whether its deadline is over,
-- and else whether anybody is there.
-- name: day_asked   needs: catalogue
SELECT d.label, b.day IS NOT NULL,
       EXISTS(SELECT 1 FROM cat.served s
               WHERE s.day = d.day AND s.window = CAST(:window AS INTEGER) AND s.kind <> 'closed')
  FROM cat.day d
  LEFT JOIN board_day b ON b.day = d.day AND b.window = :window AND b.noon = :noon
 WHERE d.day = :day;

-- The days that stand open in the list, in one text: the first four that can
-- be booked on weekends and holidays, the first three others, and :day. And
-- whether there are others.
-- name: near_days   needs: catalogue
SELECT group_concat(day, ' ') FILTER (WHERE near), sum(NOT near) > 0
  FROM (SELECT day, alike <= iif(off, 4, 3) OR day = :day AS near
          FROM (SELECT b.day, d.kind IN ('weekend', 'holiday') AS off,
                       row_number() OVER (PARTITION BY d.kind IN ('weekend', 'holiday')
                                              ORDER BY b.day) AS alike
                  FROM board_day b JOIN cat.day d ON d.day = b.day
                 WHERE b.window = :window AND b.noon = :noon AND b.closes > :now
                   AND b.day <= :last));

-- name: day_has_room   needs: catalogue
SELECT 1 FROM board_day
 WHERE window = :window AND noon = :noon AND day = :day AND closes > :now AND free > 0;

-- name: offer   needs: catalogue
SELECT b.day, d.label, printf('%d:%s', substr(b.time, 1, 2), substr(b.time, 4, 2)) AS time,
       b.day || 'T' || b."end" AS ends, b.public_places, b.closes, b.closed, b.free
  FROM board b JOIN cat.day d ON d.day = b.day
 WHERE b.window = :window AND b.day = :day AND b.start = :slot AND b.noon_only <= :noon
   AND b.day <= :last;

-- name: desk_slot   needs: catalogue
SELECT s.day, d.label, printf('%d:%s', substr(s.time, 1, 2), substr(s.time, 4, 2)), s.ends,
       s.places, s.closes, s.closed, s.free
  FROM desk_slot s JOIN cat.day d ON d.day = s.day
 WHERE s.window = :window AND s.start = :slot AND s.noon_only <= CAST(:noon AS INTEGER);

-- The first by the rules; on a day or time that was named, else the first there is.
-- name: desk_next_slot   needs: catalogue
SELECT start FROM desk_slot
 WHERE window = :window AND noon_only <= CAST(:noon AS INTEGER) AND ends > :now
   AND (:day = '' OR day = :day) AND (:time = '' OR time = :time)
   AND (:day <> '' OR closes > :now AND closed IS NULL AND free > 0)
 ORDER BY (closes > :now AND closed IS NULL AND free > 0) DESC, (closed IS NULL AND free > 0) DESC,
          start
 LIMIT 1;

-- name: today   needs: catalogue
SELECT d.label, n.day, n.label, coalesce((SELECT max(id) FROM booking), 0)
  FROM cat.day d
  LEFT JOIN cat.day n ON n.day = (SELECT min(day) FROM cat.day
                                   WHERE day > :today AND duty)
 WHERE d.day = :today;

-- What an item's name, as staff type it, may mean: numbers as a JSON list, how
-- many, the first, and whether one is named by the whole word. :window 0 = all.
-- name: item_matches   needs: catalogue
WITH hit AS (
  SELECT no, max(word = :word) AS whole FROM item_word
   WHERE (:window = 0 OR window = :window) AND instr(word, :word)
   GROUP BY no)
SELECT (SELECT json_group_array(no) FROM (SELECT no FROM hit ORDER BY whole DESC, no)),
       count(*), min(no), sum(whole), min(iif(whole, no, NULL))
  FROM hit;

-- Where 其他事项 are done: the columns are those that `item` has of an item.
-- name: desk_window   needs: catalogue
SELECT 0, '', w.phone, p.tel, w.noon, 0, 0, w.no, w.name, w.floor
  FROM cat.window w JOIN cat.window_phone p ON p.window = w.no AND p.rank = 1
 WHERE w.no = :window;

-- name: desk_booking   needs: catalogue
SELECT b.id, b.window, b.window_name, b.floor, b.window_phone, b.item, b.item_name, b.day, b.start,
       b.day_label, l.time,
       printf('%d:%s', substr(b.end, 12, 2), substr(b.end, 15, 2)), b.place, b.override, b.state,
       l.word, c.word, b.name, b.phone, l.tel, b.agent, b.note, b.mail_address,
       b.erased_at IS NOT NULL, b.remark, b.pickup,
       printf('%s年%d月%d日', substr(b.pickup, 1, 4), substr(b.pickup, 6, 2), substr(b.pickup, 9)),
       b.mail,
       strftime('%Y-%m-%d %H:%M', b.created_at, 'unixepoch', '+8 hours'),
       strftime('%Y-%m-%d %H:%M', b.changed_at, 'unixepoch', '+8 hours'), b.moved_from,
       (SELECT n.id FROM booking n WHERE n.moved_from = b.id), b.reference, l.shown,
       coalesce(i.noon, w.noon, 0), coalesce(i.kind = 'promise', 0),
       (SELECT d.day FROM cat.day d
         WHERE i.promise_days > 0 AND d.day > :today AND d.kind IN ('workday', 'makeup')
           AND (SELECT count(*) FROM cat.day p WHERE p.day > :today AND p.day <= d.day
                   AND p.kind IN ('workday', 'makeup')) = i.promise_days),
       b.version,
       CASE iif(b.noted_at, b.noted_by, b.changed_by) WHEN 'citizen' THEN '申请人'
            ELSE iif(b.noted_at, b.noted_by, b.changed_by) END || ' ' ||
       substr(strftime('%m-%d %H:%M', max(b.noted_at, b.changed_at), 'unixepoch', '+8 hours'),
              iif(date(max(b.noted_at, b.changed_at), 'unixepoch', '+8 hours') = :today, 7, 1)) ||
       CASE WHEN NOT b.noted_at THEN ' 已登记' WHEN NOT b.noted_state THEN ' 已改备注或其他内容'
            WHEN b.change_why = '撤销' THEN ' 已撤销，现在是' || l.word
            ELSE ' 已记为' || l.word END,
       CASE WHEN NOT EXISTS(SELECT 1 FROM orphaned o WHERE o.id = b.id) THEN ''
            ELSE coalesce((SELECT s.reason FROM struck s WHERE s.id = b.id
                            ORDER BY s.made_at DESC LIMIT 1), '办理时间有调整') END,
       b.generation
  FROM booking b
  JOIN booking_line l ON l.id = b.id
  JOIN channel c ON c.code = b.channel
  LEFT JOIN cat.item i ON i.no = b.item
  LEFT JOIN cat.window w ON w.no = b.window
 WHERE b.id = :id;

-- ---- the roster (with the catalogue) ----

-- Whether there is such a post on that day.
-- name: post   needs: catalogue
SELECT 1 FROM duty_post
 WHERE day = :day AND role = :role AND category = :category AND window = :window;

-- Somebody who may hold a post.
-- name: post_person   needs: catalogue
SELECT p.id FROM person p JOIN duty_role r ON r.code = :role
 WHERE p.name = :name AND p.left_at IS NULL
   AND CASE WHEN r.noon
            THEN iif(r.code = 'front', p.front, p.back)
                 AND EXISTS(SELECT 1 FROM cat.noon_window n
                              JOIN cat.noon_category c ON c.no = n.category
                             WHERE c.name = :category AND n.window = p.window)
            ELSE p.window = :window END
 ORDER BY p.id LIMIT 1;

-- Puts the people of a JSON list of ids on a post in turn, a day each; :all,
-- all of them on each day.
-- name: fill_posts   needs: catalogue
WITH people(key, id, n) AS (SELECT key, value, count(*) OVER () FROM json_each(:people)),
days(day, turn) AS (
  SELECT day, row_number() OVER (ORDER BY day) - 1 FROM duty_post
   WHERE role = :role AND category = :category AND window = :window
     AND day BETWEEN :from AND :to)
INSERT OR IGNORE INTO shift(day, role, category, window, person, class)
SELECT d.day, :role, :category, :window, p.id, k.class
  FROM days d JOIN day_class k ON k.day = d.day
  JOIN people p ON :all OR p.key = d.turn % p.n
 ORDER BY d.day, p.key;

-- The shifts of the week that begins on Monday :from, on the same weekdays of
-- the week that begins on :to, where the post exists and is not filled.
-- name: copy_week   needs: catalogue
INSERT OR IGNORE INTO shift(day, role, category, window, person, class)
SELECT g.day, s.role, s.category, s.window, s.person, k.class
  FROM cat.day a JOIN cat.day b ON b.day = :to
  JOIN cat.day f ON f.offset BETWEEN a.offset AND a.offset + 6
  JOIN cat.day t ON t.offset = f.offset - a.offset + b.offset
  JOIN day_class k ON k.day = t.day
  JOIN shift s ON s.day = f.day
  JOIN person p ON p.id = s.person AND p.left_at IS NULL
  JOIN duty_gap g ON g.day = t.day AND g.role = s.role AND g.category = s.category
                 AND g.window = s.window
 WHERE a.day = :from AND a.weekday = 1 AND b.weekday = 1
 ORDER BY s.id;

-- The calendar may have been announced after the roster was made.
-- name: refresh_classes   needs: catalogue
UPDATE shift SET class = k.class FROM day_class k
 WHERE k.day = shift.day AND k.class <> shift.class;

-- name: known_day   needs: catalogue
SELECT 1 FROM cat.day WHERE day = :day;

-- name: to_call   needs: catalogue
SELECT b.window FROM to_call t JOIN booking b ON b.id = t.id
 WHERE t.id = :booking AND t.purpose = :purpose;

-- How long names are kept, and the last booking there is.
-- name: retention   needs: catalogue
SELECT CAST(value AS INTEGER), (SELECT coalesce(max(id), 0) FROM main.booking)
  FROM cat.setting WHERE key = 'privacy_retention_days';

-- Who a session's cookie belongs to. A clerk of no window works at the 综合窗口.
-- name: session   needs: catalogue
SELECT s.id, s.made_at, s.seen_at, a.name, a.role, coalesce(a.window, w.no, 0), coalesce(w.name, ''),
       coalesce(w.general, 0), a.one_time, a.totp_on
  FROM session s
  JOIN account a ON a.name = s.account
  LEFT JOIN cat.window w
    ON w.no = CASE WHEN a.window IS NULL AND a.role = 'clerk'
                   THEN (SELECT min(no) FROM cat.window WHERE general) ELSE a.window END
 WHERE s.token = :token AND a.disabled_at IS NULL;

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

-- What is offered on the day at hand, for when the calendar has it no more. Only
-- rows that differ are written.
-- name: note_offered   needs: catalogue
INSERT INTO offered(day, window, places, slot_places)
SELECT day, window, sum(places), max(slot_places)
  FROM (SELECT day, window, iif(closed IS NULL, places, 0) AS places, places AS slot_places
          FROM slot_now WHERE day = :today
        UNION ALL
        SELECT day, window, 0, slot_places FROM offered WHERE day = :today)
 GROUP BY day, window
    ON CONFLICT(day, window) DO UPDATE SET places = excluded.places, slot_places = excluded.slot_places
 WHERE (places, slot_places) IS NOT (excluded.places, excluded.slot_places);

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

-- The hall's telephones: nobody's password.
-- name: hall_phones   needs: catalogue
SELECT phone FROM cat.window WHERE phone <> ''
UNION SELECT value FROM cat.setting WHERE key = 'hall_complaint';

-- name: taken
SELECT place FROM taken WHERE window = :window AND start = :start ORDER BY place;

-- What the clock cannot be before; NULL when nothing says so. The + keeps history_at.
-- name: newest_event
SELECT nullif(max(
  coalesce((SELECT at FROM history
             WHERE +id > coalesce((SELECT max(history) FROM clock_confirmed), 0)
             ORDER BY at DESC LIMIT 1), 0),
  coalesce((SELECT max(totp_step) FROM account), 0) * 30), 0);
-- name: clock_confirm
INSERT OR REPLACE INTO clock_confirmed(history, at, who)
VALUES((SELECT coalesce(max(id), 0) FROM history), :now_s, :who);
-- name: clock_totp
UPDATE account SET totp_step = :now_s / 30 - 2 WHERE totp_step > :now_s / 30 + 1;
-- name: clock_sources
UPDATE source SET at = :now_s WHERE at > :now_s;
-- name: clock_sessions
DELETE FROM session WHERE made_at > :now_s;

-- name: booking_of_form
SELECT id, generation, reference FROM booking WHERE form_nonce = :nonce;

-- name: same_booking
SELECT 1 FROM booking
 WHERE phone = :phone AND day = :day AND item = :item AND state = 'booked' LIMIT 1;

-- A booking of that phone on that day, at :window before others.
-- name: same_phone
SELECT id, window, reference FROM booking
 WHERE phone = :phone AND day = :day AND state = 'booked'
 ORDER BY window <> CAST(:window AS INTEGER), id LIMIT 1;

-- name: open_bookings
SELECT count(*) FROM booking
 WHERE phone = :phone AND day >= :today AND state = 'booked' AND end > :now;

-- name: reference_exists
SELECT 1 FROM booking WHERE reference = :reference;

-- name: insert_booking
INSERT INTO booking(reference, item, window, window_name, floor, window_phone, item_name,
                    day, start, end, day_label, channel, name, phone, agent, note, remark,
                    changed_by, created_at, changed_at, place, override, moved_from, form_nonce)
VALUES(:reference, :item, :window, :window_name, :floor, :window_phone, :item_name,
       :day, :start, :end, :day_label, :channel, :name, :phone, :agent, :note, :remark,
       :by, :now_s, :now_s, :place, :override, :moved_from, :form_nonce);

-- The :skip newest bookings of a source left out, the next; none when there are so few.
-- name: source_nth
SELECT at FROM source WHERE source = :source AND at > :after_s
 ORDER BY at DESC LIMIT 1 OFFSET :skip;

-- name: source_note
INSERT INTO source(booking, source, at) VALUES(:booking, :source, :now_s);

-- name: source_moved
UPDATE source SET booking = :booking WHERE booking = :old;

-- name: source_forget
DELETE FROM source WHERE at < :before_s;

-- All that came from where the booking :id came from, and may still be cancelled.
-- name: source_cancel
UPDATE booking SET state = 'cancelled', changed_at = :now_s, changed_by = :by, change_why = :why,
                   version = version + 1, noted_at = :now_s, noted_by = :by, noted_state = 1
 WHERE id IN (SELECT booking FROM same_source
               WHERE asked = :id AND booking <= :upto AND :now >= since AND :now < until);

-- name: booking_of_reference
SELECT id, generation, reference, phone FROM booking WHERE reference = :reference;

-- The first nine columns stand in the order of enum receipt_field. n is where it
-- went, over all moves. Whether a slot is no longer offered needs the catalogue.
-- name: receipt   needs: catalogue
SELECT b.reference, b.item_name, b.window, b.window_name, b.floor, b.window_phone, b.day_label,
       printf('%d:%s', substr(b.start, 12, 2), substr(b.start, 15, 2)) AS begins,
       printf('%d:%s', substr(b.end, 12, 2), substr(b.end, 15, 2)) AS ends,
       b.name, b.phone, b.agent, b.state, s.word, b.start, b.end, b.changed_at,
       n.id, n.generation, n.reference,
       printf('%s %d:%s', n.day_label, substr(n.start, 12, 2), substr(n.start, 15, 2)) AS next_when,
       n.state, EXISTS(SELECT 1 FROM orphaned o WHERE o.id = n.id AND o.start > :now),
       s.result, b.moved_from IS NOT NULL, b.erased_at IS NOT NULL, b.day,
       EXISTS(SELECT 1 FROM orphaned o WHERE o.id = b.id)
  FROM booking b
  JOIN state s ON s.code = b.state
  LEFT JOIN booking n ON b.state = 'moved' AND n.id = (
    WITH RECURSIVE line(id) AS (
      VALUES(b.id)
      UNION ALL SELECT m.id FROM booking m JOIN line ON m.moved_from = line.id)
    SELECT max(id) FROM line)
 WHERE b.id = :id;

-- Whether state_transition lets a citizen do it now.
-- name: citizen_may
SELECT 1 FROM possible
 WHERE id = :id AND to_state = :state AND citizen AND :now >= since AND :now < citizen_until;

-- What a citizen may change about a booking.
-- name: booking_to_manage
SELECT b.item, b.name, b.phone, b.agent, b.note, b.item_name, b.window_phone, b.day,
       printf('%s %d:%s', b.day_label, substr(b.start, 12, 2), substr(b.start, 15, 2)), b.start
  FROM booking b WHERE b.id = :id;

-- name: change_person
UPDATE booking SET name = :name, phone = :phone, agent = :agent, note = :note,
                   version = version + 1, noted_at = :now_s, noted_by = 'citizen', noted_state = 0
 WHERE id = :id;

-- The booking and those that it replaced.
-- name: erase_person
WITH RECURSIVE line(id) AS (
  VALUES(:id)
  UNION SELECT b.moved_from FROM booking b JOIN line ON b.id = line.id
         WHERE b.moved_from IS NOT NULL)
UPDATE booking SET name = '', phone = '', agent = '', note = '', mail_address = '',
                   erased_at = :now_s, version = version + 1
 WHERE id IN (SELECT id FROM line) AND erased_at IS NULL;

-- name: purge_count
SELECT count(*) FROM booking WHERE day < :before AND reference IS NOT NULL;

-- name: purge_any
SELECT 1 FROM booking
 WHERE id > :after AND id <= :upto AND day < :before AND reference IS NOT NULL LIMIT 1;

-- name: purge
UPDATE booking SET name = '', phone = '', agent = '', note = '', mail_address = '',
                   reference = NULL, erased_at = coalesce(erased_at, :now_s),
                   version = version + 1
 WHERE id IN (SELECT id FROM booking
               WHERE id > :after AND id <= :upto AND day < :before AND reference IS NOT NULL
               LIMIT :rows);

-- name: change_state
UPDATE booking SET state = :state, changed_at = :now_s, changed_by = :by, change_why = :why,
                   version = version + 1, noted_at = :now_s, noted_by = :by, noted_state = 1
 WHERE id = :id;

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

-- name: role_of_word
SELECT code FROM duty_role WHERE word = :word;

-- Settled shifts stay.
-- name: clear_posts
DELETE FROM shift
 WHERE role = :role AND category = :category AND window = :window AND day BETWEEN :from AND :to
   AND NOT (window > 0 AND EXISTS(SELECT 1 FROM settlement t
                                   WHERE t.person = shift.person AND t.day = shift.day));

-- name: save_person
INSERT INTO person(name, window, front, back) VALUES(:name, :window, :front, :back)
ON CONFLICT(window, name) DO UPDATE SET front = excluded.front, back = excluded.back,
                                        left_at = NULL;

-- Takes them off what is still to come, too.
-- name: end_person
UPDATE person SET left_at = :now_s WHERE id = :id AND left_at IS NULL;

-- name: end_shifts
DELETE FROM shift
 WHERE person = :person AND day > :today
   AND NOT EXISTS(SELECT 1 FROM settlement t WHERE t.person = shift.person AND t.day = shift.day);

-- name: settle
INSERT OR IGNORE INTO settlement(person, day, kind, on_day, made_at, made_by)
SELECT person, day, :kind, :on_day, :now_s, :by FROM credit
 WHERE person = :person AND day = :day AND day <= :today;

-- name: unsettle
DELETE FROM settlement WHERE person = :person AND day = :day;

-- name: insert_duty_log
INSERT INTO duty_log(day, window, text, at, who) VALUES(:day, :window, :text, :now_s, :by);

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

-- name: insert_account
INSERT INTO account(name, role, window, password, one_time, made_at)
VALUES(:name, :role, :window, :password, 1, :now_s);

-- Whether nobody could administer accounts any more without :name.
-- name: last_admin
SELECT count(*) FROM account
 WHERE role = 'admin' AND disabled_at IS NULL
HAVING count(*) = 1 AND max(name) = :name;

-- name: account
SELECT name, password, one_time, totp_nonce, totp_on, totp_step, role, disabled_at IS NOT NULL
  FROM account WHERE name = :name;

-- name: set_password
UPDATE account SET password = :password, one_time = :one_time WHERE name = :name;

-- name: set_totp
UPDATE account SET totp_nonce = :nonce, totp_on = :on, totp_step = :step WHERE name = :name;

-- name: set_disabled
UPDATE account SET disabled_at = :at WHERE name = :name;

-- name: accounts
SELECT name, role, coalesce(window, ''), one_time, totp_on, disabled_at IS NOT NULL
  FROM account ORDER BY name;

-- name: insert_recovery
INSERT INTO recovery(account, code) VALUES(:account, :code);

-- name: use_recovery
DELETE FROM recovery WHERE account = :account AND code = :code;

-- name: clear_recovery
DELETE FROM recovery WHERE account = :account;

-- name: insert_session
INSERT INTO session(token, account, made_at, seen_at, agent)
VALUES(:token, :account, :now_s, :now_s, :agent);

-- name: touch_session
UPDATE session SET seen_at = :now_s WHERE id = :id;

-- name: end_session
DELETE FROM session WHERE id = :id AND account = :account;

-- All of an account but one, which may be 0.
-- name: end_sessions
DELETE FROM session WHERE account = :account AND id <> :but;

-- name: end_old_sessions
DELETE FROM session WHERE made_at < :before_s;

-- name: audit_last
SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1;

-- name: audit_insert
INSERT INTO audit(id, at, who, address, action, object, detail, previous, hash)
VALUES(:id, :at, :who, :address, :action, :object, :detail, :previous, :hash);

-- name: audit_all
SELECT id, at, who, address, action, object, detail, previous, hash FROM audit ORDER BY id;

-- Rows are faults, in words; none = in order.
-- Whose key: the hall's number, what the key must make of it, and from which row
-- of the audit on this key counts.
-- name: key_print
WITH made AS (
  SELECT id, detail FROM audit INDEXED BY audit_key WHERE action = 'key.made' ORDER BY id DESC LIMIT 1)
SELECT hex(number), coalesce((SELECT detail FROM made), hex(key_print)), (SELECT id FROM made)
  FROM hall;
-- name: no_totp
UPDATE account SET totp_nonce = NULL, totp_on = 0, totp_step = 0 WHERE totp_nonce IS NOT NULL;
-- name: no_recovery
DELETE FROM recovery;
-- name: hall_made   prepared: no
INSERT INTO hall(id, number, key_print) VALUES(1, :number, :print);
-- The rules of a ledger as they were written.
-- name: schema   prepared: no
SELECT type, name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name;
-- name: check_history
SELECT '预约 ' || b.id || '：经过记录最后是 ' ||
       coalesce((SELECT h.to_state FROM history h WHERE h.booking = b.id ORDER BY h.id DESC LIMIT 1),
                '空白') || '，台帐里是 ' || b.state
  FROM booking b
 WHERE b.state IS NOT (SELECT h.to_state FROM history h WHERE h.booking = b.id
                        ORDER BY h.id DESC LIMIT 1)
UNION ALL
SELECT '经过记录 ' || id || '：从 ' || coalesce(from_state, '空白') || ' 开始，此前是 ' ||
       coalesce(before, '空白')
  FROM (SELECT id, from_state, lag(to_state) OVER (PARTITION BY booking ORDER BY id) AS before
          FROM history)
 WHERE from_state IS NOT before;
-- name: check_places
SELECT window || ' 号窗口 ' || start || '：第 ' || place || ' 个名额有 ' || count(*) || ' 个预约'
  FROM taken GROUP BY window, start, place HAVING count(*) > 1;
-- name: check_states
SELECT '状态 ' || code || '：是否占名额（' || occupies || '）与索引 place_once 不一致'
  FROM state
 WHERE occupies = (code IN ('cancelled', 'moved'));
-- Sessions are in no journal: each must have been begun by a sign-in, or by a new password.
-- name: check_sessions
SELECT '登录 ' || s.id || '（' || s.account || '）：操作记录里没有这次登录'
  FROM session s
 WHERE NOT EXISTS(SELECT 1 FROM audit a
                   WHERE a.action IN ('signin', 'password') AND a.who = s.account
                     AND a.at = s.made_at);
-- name: check_integrity
SELECT '文件损坏：' || integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok';
-- name: check_references
SELECT "table" || ' ' || coalesce(rowid, '') || '：指向 ' || parent || ' 里没有的行'
  FROM pragma_foreign_key_check;
