-- The ledger as a file: its board, its log, its checks, what forgets.
--
-- Each room's statements lie beside its C; make puts them together as
-- build/store/ledger.sql. They are prepared at start, one each, as LEDGER_NAME: make
-- writes their enum from the lines with names. Those with `needs: catalogue` (which is
-- attached as cat) are left out where there is none; those with `prepared: no` are no
-- part of the enum and asked for by name. The lists on pages are in each room's pages.sql.

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
  PRIMARY KEY(window, day, noon)) WITHOUT ROWID;
-- version: another with each change of what stands on the window's board
CREATE TEMP TABLE board_window(window INTEGER PRIMARY KEY, version INTEGER NOT NULL);

CREATE TEMP VIEW slot_now AS
SELECT *, iif(closed IS NULL, max(0, public_places - taken), 0) AS free
  FROM (SELECT s.window, s.start, s.day, s.time, s.end, s.half, s.noon_only, s.places,
               s.public_places,
               min(d.book_by, s.start) AS closes,
               (SELECT c.reason FROM main.closed c
                 WHERE c.day = s.day AND c.window IN (0, s.window)
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
        OR EXISTS(SELECT 1 FROM main.struck k WHERE k.id = b.id));
-- Whom to ring, why, by which closure (0 = none), and the moment from which a call counts.
-- Always read by id or from a day on: the ledger is long.
CREATE TEMP VIEW to_call AS
SELECT b.id, b.day, 'orphaned' AS purpose, coalesce(c.reason, '办理时间有调整') AS reason,
       coalesce(c.id, 0) AS closure, coalesce(c.made_at, 0) AS since
  FROM main.booking b
  LEFT JOIN main.closure c
    ON c.id = (SELECT k.closure FROM main.struck k WHERE k.id = b.id
                ORDER BY k.made_at DESC, k.closure DESC LIMIT 1)
 WHERE EXISTS(SELECT 1 FROM orphaned o WHERE o.id = b.id)
UNION ALL
SELECT v.id, v.day, 'restored', v.reason, max(v.closure), max(v.lifted_at)
  FROM main.overlap v
 WHERE v.lifted_at IS NOT NULL AND v.state = 'booked'
   AND EXISTS(SELECT 1 FROM main.call k
               WHERE k.booking = v.id AND k.purpose = 'orphaned' AND k.outcome = 'told'
                 AND k.undone_at IS NULL AND k.at BETWEEN v.made_at AND v.lifted_at)
   AND NOT EXISTS(SELECT 1 FROM orphaned o WHERE o.id = v.id)
 GROUP BY v.id, v.day
UNION ALL
SELECT id, day, 'cancelled', change_why, 0, changed_at FROM main.booking
 WHERE state = 'cancelled' AND changed_by <> 'citizen' AND change_why <> ''
UNION ALL
SELECT b.id, b.day, 'reminder', '', 0, 0 FROM main.booking b
 WHERE b.state = 'booked' AND NOT EXISTS(SELECT 1 FROM orphaned o WHERE o.id = b.id);
-- The words by which staff name an item.
CREATE TEMP VIEW item_word AS
SELECT i.no, i.window, w.value AS word
  FROM cat.item i
  JOIN (SELECT no AS item, name AS word, initials, spelling FROM cat.item
        UNION ALL SELECT item, word, initials, spelling FROM cat.alias) a ON a.item = i.no
  JOIN json_each(json_array(lower(a.word), a.initials, a.spelling)) w
 WHERE i.gone = 0 AND i.duplicate_of IS NULL AND w.value <> '';
-- A slot as staff see it: all of its places.
CREATE TEMP VIEW desk_slot AS
SELECT n.window, n.start, n.day, n.time, n.day || 'T' || n."end" AS ends, n.half, n.noon_only, n.places,
       n.closes, n.closed,
       n.places - (SELECT count(*) FROM main.taken t
                    WHERE t.window = n.window AND t.start = n.start
                      AND t.place <= n.places) AS free
  FROM slot_now n;
-- The times that a window has in the three weeks from a day of the calendar on; noon as in board_day.
CREATE TEMP VIEW grid_time AS
SELECT DISTINCT s.window, n.column1 AS noon, d.day AS from_day, s.time, s.half,
       printf('%d:%s', substr(s.time, 1, 2), substr(s.time, 4, 2)) AS label
  FROM cat.day d JOIN cat.slot s ON s.day BETWEEN d.day AND date(d.day, '+20 days')
  JOIN (VALUES(0), (1)) n ON n.column1 >= s.noon_only;
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
   WHERE window = NEW.window AND noon >= NEW.noon_only AND day = NEW.day;
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

-- How much a ledger holds, to compare it with its backup: bookings, whatever was noted
-- (each of its terms only grows), and when that was last; by content, because a log that
-- begins anew says nothing of what was before.
-- name: ledger_extent
SELECT (SELECT count(*) FROM booking),
       (SELECT coalesce(max(id), 0) FROM history) + (SELECT coalesce(max(id), 0) FROM audit) +
       (SELECT coalesce(sum(version), 0) FROM booking),
       max((SELECT coalesce(max(at), 0) FROM history), (SELECT coalesce(max(at), 0) FROM audit));

-- How far the log has come (log.h).
-- name: log_mark   prepared: no
SELECT segment, bytes, mac, seal FROM log_mark;
-- name: log_advance   prepared: no
UPDATE log_mark SET segment = :segment, bytes = :bytes, mac = :mac, seal = :seal;

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

-- How long names are kept, and the last booking there is.
-- name: retention   needs: catalogue
SELECT CAST(value AS INTEGER), (SELECT coalesce(max(id), 0) FROM main.booking)
  FROM cat.setting WHERE key = 'privacy_retention_days';

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

-- name: audit_last
SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1;

-- name: audit_insert
INSERT INTO audit(id, at, who, address, action, object, detail, previous, hash)
VALUES(:id, :at, :who, :address, :action, :object, :detail, :previous, :hash);

-- name: audit_all
SELECT id, at, who, address, action, object, detail, previous, hash FROM audit ORDER BY id;

-- name: source_forget
DELETE FROM source WHERE at < :before_s;

-- What the clock cannot be before; NULL when nothing says so. The + keeps history_at.
-- name: newest_event
SELECT nullif(max(
  coalesce((SELECT at FROM history
             WHERE +id > coalesce((SELECT max(history) FROM clock_confirmed), 0)
             ORDER BY at DESC LIMIT 1), 0),
  coalesce((SELECT max(totp_step) FROM account), 0) * 30), 0);

-- name: purge_count
SELECT count(*) FROM booking WHERE day < :before AND reference IS NOT NULL;

-- name: purge
UPDATE booking SET name = '', phone = '', agent = '', note = '', mail_address = '',
                   remark = '', change_why = iif(change_why = '撤销', change_why, ''),
                   reference = NULL, erased_at = coalesce(erased_at, :now_s),
                   version = version + 1
 WHERE id IN (SELECT id FROM booking
               WHERE id > :after AND id <= :upto AND day < :before AND reference IS NOT NULL
               LIMIT :rows);

-- name: end_old_sessions
DELETE FROM session WHERE id IN (SELECT id FROM session_end WHERE latest < :now_s);

-- Whose key: the hall's number, what the key must make of it, and from which row
-- of the audit on this key counts.
-- name: key_print   prepared: no
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

-- Rules that are not written as in a new ledger, `again`: which, and how in both; NULL = not there.
-- name: schema_differs   prepared: no
SELECT CASE type WHEN 'table' THEN '表' WHEN 'index' THEN '索引' WHEN 'trigger' THEN '触发器'
                 ELSE '视图' END || ' ' || name, i.sql, s.sql
  FROM (SELECT type, name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL) i
  FULL JOIN (SELECT type, name, sql FROM again.sqlite_schema WHERE sql IS NOT NULL) s USING(type, name)
 WHERE i.sql IS NOT s.sql
 ORDER BY type, name;
-- name: tables
SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name;

-- Each row of these is a fault, in words. hallbook check runs all of them, from the first to
-- the last of the file (check.c, check_rows).
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

-- Sessions are in no log: each must have been begun by a sign-in, or by a new password.
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
