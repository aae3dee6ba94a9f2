-- The ledger (台帐): every booking, what happened to it, and who may enter it.
-- hallbook alone writes this file. `hallbook init` runs this text once.
--
-- Times of service are hall time (Asia/Shanghai): days YYYY-MM-DD, moments
-- YYYY-MM-DDTHH:MM, times HH:MM. Moments of events are UTC seconds.

PRAGMA application_id = 1212238924; -- 'HALL'
PRAGMA user_version = 1;            -- version of this schema; from older ones: cgi/store/migrate.sql

-- What a booking may be. The one home of codes, words and keys.
CREATE TABLE state(
  code     TEXT PRIMARY KEY,       -- as in booking.state and in forms
  word     TEXT NOT NULL,          -- as people read it, and as the ledger prints it
  key      TEXT NOT NULL,          -- one key on the staff screen, or empty
  result   INTEGER NOT NULL CHECK(result IN (0, 1)),  -- 1: 办理结果
  occupies INTEGER NOT NULL CHECK(occupies IN (0, 1)) -- 1: keeps its place (view taken, index place_once)
) STRICT, WITHOUT ROWID;

INSERT INTO state(code, word, key, result, occupies) VALUES
  ('booked',    '已预约',   '',  0, 1),
  ('arrived',   '已到',     '0', 0, 1),
  ('done',      '已办结',   '1', 1, 1),
  ('accepted',  '已收件',   '2', 1, 1),
  ('returned',  '退回补正', '3', 1, 1),
  ('no_show',   '未到',     '4', 1, 1),
  ('left',      '离开',     '5', 1, 1),
  ('moved',     '已改期',   '8', 0, 0),
  ('cancelled', '已取消',   '9', 0, 0);

-- Which state may follow which, by whom and when. The triggers below refuse
-- every other pair; statements that change a state join this table for the rest.
-- Cancelled with a reason is by the hall, so that the applicant must be called;
-- without one it is by the applicant.
CREATE TABLE state_transition(
  from_state TEXT NOT NULL REFERENCES state(code), -- state before
  to_state   TEXT NOT NULL REFERENCES state(code), -- state after
  citizen    INTEGER NOT NULL CHECK(citizen IN (0, 1)), -- 1: with the private link
  -- when: any; before (citizens: the slot's start, staff: the end of its day); on_day (of
  -- service); from_day (of service on); after (the slot's end); same_day (as the state before
  -- was noted); within_10_min (back to the state before, by whoever noted: view undoable)
  rule       TEXT NOT NULL CHECK(rule IN ('any', 'before', 'on_day', 'from_day', 'after',
                                          'same_day', 'within_10_min')),
  reason     INTEGER NOT NULL CHECK(reason IN (0, 1)), -- 1: staff must give change_why
  PRIMARY KEY(from_state, to_state, rule)
) STRICT, WITHOUT ROWID;

INSERT INTO state_transition(from_state, to_state, citizen, rule, reason) VALUES
  ('booked',   'cancelled', 1, 'before',   0),
  ('booked',   'moved',     1, 'before',   0),
  ('booked',   'arrived',   0, 'on_day',   0),
  ('booked',   'no_show',   0, 'after',    0),
  ('booked',   'done',      0, 'from_day', 0),
  ('booked',   'accepted',  0, 'from_day', 0),
  ('booked',   'returned',  0, 'from_day', 0),
  ('booked',   'left',      0, 'from_day', 0),
  ('arrived',  'done',      0, 'from_day', 0),
  ('arrived',  'accepted',  0, 'from_day', 0),
  ('arrived',  'returned',  0, 'from_day', 0),
  ('arrived',  'left',      0, 'from_day', 0),
  ('arrived',  'no_show',   0, 'after',    1);
-- a result put right on the day it was noted, with the reason; 已收件 is done when picked up
INSERT INTO state_transition(from_state, to_state, citizen, rule, reason)
  SELECT a.code, b.code, 0,
         CASE WHEN a.code = 'accepted' AND b.code = 'done' THEN 'any' ELSE 'same_day' END,
         NOT (a.code = 'accepted' AND b.code = 'done')
    FROM state a, state b
   WHERE a.result AND b.result AND a.code <> b.code;
-- 撤销
INSERT INTO state_transition(from_state, to_state, citizen, rule, reason)
  SELECT a.code, b.code, 0, 'within_10_min', 0
    FROM state a, state b
   WHERE (a.result OR a.code = 'arrived') AND (b.result OR b.code IN ('booked', 'arrived'))
     AND a.code <> b.code AND NOT (a.code = 'arrived' AND b.result);

-- How a booking came in (申请方式). The words are those of Attachment 2.
CREATE TABLE channel(
  code TEXT PRIMARY KEY,           -- as in booking.channel and in forms
  word TEXT NOT NULL               -- as the ledger prints it
) STRICT, WITHOUT ROWID;

INSERT INTO channel(code, word) VALUES ('counter', '窗口'), ('phone', '电话'), ('online', '网上');

CREATE TABLE booking(
  id           INTEGER PRIMARY KEY,         -- never reused, never shown to citizens
  reference    TEXT UNIQUE                  -- 预约编号: 8 digits, the last ISO 7064 mod 11,10;
                                            -- NULL once retention has ended, so that
                                            -- numbers come free again
               CHECK(reference GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
  generation   INTEGER NOT NULL DEFAULT 1,  -- of the private link; raised, older links end
  -- where and what, as the texts were when it was booked (the list may be revised)
  window       INTEGER NOT NULL CHECK(window BETWEEN 1 AND 99), -- 窗口序号
  window_name  TEXT NOT NULL,               -- 服务窗口名称
  floor        TEXT NOT NULL,               -- 一楼
  window_phone TEXT NOT NULL,               -- the window's telephone
  item         INTEGER NOT NULL CHECK(item >= 0), -- 序号 in the list; 0 = 其他事项 (staff only)
  item_name    TEXT NOT NULL CHECK(item_name <> ''), -- 办理事项名称
  -- when (预约服务时间)
  day          TEXT NOT NULL                -- day of service
               CHECK(day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  start        TEXT NOT NULL                -- moment of service
               CHECK(start GLOB '????-??-??T[0-9][0-9]:[0-9][0-9]' AND substr(start, 1, 10) = day),
  end          TEXT NOT NULL                -- moment at which the slot ends
               CHECK(end GLOB '????-??-??T[0-9][0-9]:[0-9][0-9]' AND end > start),
  day_label    TEXT NOT NULL,               -- 11月28日（星期六）
  place        INTEGER NOT NULL CHECK(place BETWEEN 1 AND 999), -- number in the slot
  override     INTEGER NOT NULL DEFAULT 0 CHECK(override IN (0, 1)), -- 1: staff, beyond places or lead time
  state        TEXT NOT NULL DEFAULT 'booked' REFERENCES state(code), -- see state
  channel      TEXT NOT NULL REFERENCES channel(code), -- 申请方式
  -- who: personal, blanked by erasing
  name         TEXT NOT NULL,               -- 申请人姓名, normal form
  phone        TEXT NOT NULL,               -- 联系电话, normal form (lib/phone.h)
  agent        TEXT NOT NULL DEFAULT '',    -- 代理人, or empty
  note         TEXT NOT NULL DEFAULT '',    -- what the applicant wants to say, or empty
  mail_address TEXT NOT NULL DEFAULT '',    -- where the result is to be mailed, or empty
  erased_at    INTEGER,                     -- when these five were blanked, or NULL; staff's
                                            -- texts, remark and change_why, go with them
  -- what staff add
  remark       TEXT NOT NULL DEFAULT '',    -- 备注
  pickup       TEXT,                        -- 取件时间: day, given with 已收件
  mail         INTEGER NOT NULL DEFAULT 0 CHECK(mail IN (0, 1)), -- 1: the applicant wants it mailed
  seen_at      INTEGER,                     -- when the window took note of an online booking
  moved_from   INTEGER REFERENCES booking(id), -- the row that this one replaces, or NULL
  form_nonce   BLOB UNIQUE CHECK(length(form_nonce) = 16), -- one form makes one booking; NULL = no form
  created_at   INTEGER NOT NULL,            -- 申请时间, UTC seconds
  -- the last change of state; the triggers copy it into history
  changed_at   INTEGER NOT NULL,            -- UTC seconds
  changed_by   TEXT NOT NULL,               -- 'citizen', or the account's name
  change_why   TEXT NOT NULL DEFAULT '',    -- reason, or empty
  -- the last change of any kind but seen_at; a page that is older than it changes nothing
  version      INTEGER NOT NULL DEFAULT 1,  -- raised by each
  noted_at     INTEGER NOT NULL DEFAULT 0,  -- UTC seconds; 0 = none since it was made
  noted_by     TEXT NOT NULL DEFAULT '',    -- 'citizen', or the account's name
  noted_state  INTEGER NOT NULL DEFAULT 1 CHECK(noted_state IN (0, 1)), -- 1: the state; 0: anything else
  CHECK(erased_at IS NOT NULL OR (name <> '' AND phone <> '')),
  CHECK(erased_at IS NULL OR (name = '' AND phone = '' AND agent = '' AND note = ''
                                AND mail_address = '')),
  CHECK(mail OR mail_address = ''),
  CHECK(override = 0 OR remark <> '' OR erased_at IS NOT NULL),
  CHECK(state <> 'accepted' OR pickup IS NOT NULL)
) STRICT;

-- No two in one place, whatever the code does. The condition is state.occupies = 0.
CREATE UNIQUE INDEX place_once ON booking(window, start, place)
  WHERE state NOT IN ('cancelled', 'moved');
-- Places in use, by the same condition, for whoever looks for a free one.
CREATE VIEW taken AS
  SELECT window, start, place FROM booking WHERE state NOT IN ('cancelled', 'moved');
-- A row is replaced once; few replace one.
CREATE UNIQUE INDEX moved_once ON booking(moved_from) WHERE moved_from IS NOT NULL;
CREATE INDEX booking_of_phone ON booking(phone, day); -- partial, it could not serve :phone
CREATE INDEX booking_of_day ON booking(day, window);

-- What happened to a booking: one row for its making, for each change of state and for each
-- correction (from_state = to_state).
CREATE TABLE history(
  id         INTEGER PRIMARY KEY,           -- in the order of events
  booking    INTEGER NOT NULL REFERENCES booking(id), -- whose
  at         INTEGER NOT NULL,              -- when, UTC seconds
  who        TEXT NOT NULL,                 -- 'citizen', or the account's name
  from_state TEXT REFERENCES state(code),   -- state before; NULL when it was made
  to_state   TEXT NOT NULL REFERENCES state(code), -- state after
  why        TEXT NOT NULL                  -- reason, what was put right, or empty
) STRICT;
CREATE INDEX history_of_booking ON history(booking);
CREATE INDEX history_at ON history(at);

-- An admin has said that the clock is right, though something stands in the ledger that
-- would be later: what happened up to here says nothing about the time.
CREATE TABLE clock_confirmed(
  history INTEGER PRIMARY KEY,              -- the last event then (history.id)
  at      INTEGER NOT NULL,                 -- when it was said, UTC seconds
  who     TEXT NOT NULL                     -- account; empty: hallbook clock
) STRICT;

CREATE TRIGGER booking_begins AFTER INSERT ON booking WHEN NEW.state <> 'booked'
BEGIN SELECT RAISE(ABORT, 'a booking begins as booked'); END;

CREATE TRIGGER booking_made AFTER INSERT ON booking
BEGIN
  INSERT INTO history(booking, at, who, from_state, to_state, why)
  VALUES(NEW.id, NEW.changed_at, NEW.changed_by, NULL, NEW.state, NEW.change_why);
END;

CREATE TRIGGER booking_transition BEFORE UPDATE OF state ON booking
WHEN NOT EXISTS(SELECT 1 FROM state_transition t
                 WHERE t.from_state = OLD.state AND t.to_state = NEW.state
                   AND t.rule <> 'within_10_min'
                   AND (NEW.changed_by = 'citizen' AND t.citizen
                        OR NEW.changed_by <> 'citizen' AND (NOT t.reason OR NEW.change_why <> '')))
 AND NOT EXISTS(SELECT 1 FROM undoable u
                 WHERE u.id = OLD.id AND u.to_state = NEW.state AND u.who = NEW.changed_by
                   AND NEW.changed_at <= u.until_s AND NEW.change_why = '撤销')
BEGIN SELECT RAISE(ABORT, 'no such change of state'); END;

CREATE TRIGGER booking_changed AFTER UPDATE OF state ON booking
BEGIN
  INSERT INTO history(booking, at, who, from_state, to_state, why)
  VALUES(NEW.id, NEW.changed_at, NEW.changed_by, OLD.state, NEW.state, NEW.change_why);
END;

-- Whoever puts it right; what stood there before goes when the booking is erased.
CREATE TRIGGER booking_corrected AFTER UPDATE OF name, phone, agent, item_name ON booking
WHEN NEW.erased_at IS NULL
 AND (NEW.name, NEW.phone, NEW.agent, NEW.item_name) IS NOT
     (OLD.name, OLD.phone, OLD.agent, OLD.item_name)
BEGIN
  INSERT INTO history(booking, at, who, from_state, to_state, why)
  SELECT NEW.id, NEW.noted_at, NEW.noted_by, NEW.state, NEW.state,
         rtrim(iif(OLD.name = NEW.name, '', '姓名“' || OLD.name || '”改为“' || NEW.name || '”；') ||
               iif(OLD.phone = NEW.phone, '', '电话“' || OLD.phone || '”改为“' || NEW.phone || '”；') ||
               iif(OLD.agent = NEW.agent, '',
                   '代理人“' || OLD.agent || '”改为“' || NEW.agent || '”；') ||
               iif(OLD.item_name = NEW.item_name, '',
                   '事项“' || OLD.item_name || '”改为“' || NEW.item_name || '”；'), '；');
END;

CREATE TRIGGER booking_stays BEFORE DELETE ON booking
BEGIN SELECT RAISE(ABORT, 'a booking is never deleted'); END;
-- What staff have written goes with what the applicant has told; 撤销 is no text of theirs.
CREATE TRIGGER booking_erased AFTER UPDATE OF erased_at ON booking WHEN NEW.erased_at IS NOT NULL
BEGIN
  UPDATE history SET why = '' WHERE booking = NEW.id AND why NOT IN ('', '撤销');
END;
CREATE TRIGGER history_stays_unchanged BEFORE UPDATE ON history
WHEN (NEW.id, NEW.booking, NEW.at, NEW.who, NEW.from_state, NEW.to_state) IS NOT
     (OLD.id, OLD.booking, OLD.at, OLD.who, OLD.from_state, OLD.to_state)
  OR NEW.why <> ''
  OR NOT EXISTS(SELECT 1 FROM booking WHERE id = OLD.booking AND erased_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER history_stays BEFORE DELETE ON history
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;

-- Where a booking that was moved is now, over all moves.
CREATE VIEW moved_to AS
SELECT b.id, (WITH RECURSIVE line(id) AS (
                VALUES(b.id)
                UNION ALL SELECT m.id FROM booking m JOIN line ON m.moved_from = line.id)
              SELECT max(id) FROM line) AS last
  FROM booking b WHERE b.state = 'moved';

-- What may become of a booking, and from which moment of hall time until
-- which: staff who change a state ask :now >= since AND :now < until, citizens
-- :now < citizen_until.
CREATE VIEW possible AS
SELECT b.id, t.to_state, t.citizen, t.reason,
       -- 未到 never before the slot's end, a correction to it neither
       max(CASE t.rule WHEN 'on_day' THEN b.day WHEN 'from_day' THEN b.day WHEN 'after' THEN b.end
                       WHEN 'same_day'
                       THEN strftime('%Y-%m-%d', b.changed_at, 'unixepoch', '+8 hours')
                       ELSE '' END, iif(t.to_state = 'no_show', b.end, '')) AS since,
       CASE t.rule WHEN 'before' THEN b.day || 'T24:00' WHEN 'on_day' THEN b.day || 'T24:00'
                   WHEN 'same_day'
                   THEN strftime('%Y-%m-%dT24:00', b.changed_at, 'unixepoch', '+8 hours')
                   ELSE '9999' END AS until,
       b.start AS citizen_until
  FROM booking b JOIN state_transition t ON t.from_state = b.state
 WHERE t.rule <> 'within_10_min';

-- What was noted and may be taken back: to which state, by whom, until when (UTC
-- seconds). What was taken back already is not.
CREATE VIEW undoable AS
SELECT b.id, h.from_state AS to_state, b.changed_by AS who, b.changed_at + 600 AS until_s
  FROM booking b
  JOIN history h ON h.id = (SELECT max(x.id) FROM history x
                             WHERE x.booking = b.id AND x.from_state IS NOT x.to_state)
  JOIN state_transition t ON t.from_state = b.state AND t.to_state = h.from_state
                         AND t.rule = 'within_10_min'
 WHERE b.change_why <> '撤销';

-- Bookings without a 办理结果. Those of days gone by, day < :today, are to be noted yet (补记).
CREATE VIEW result_missing AS
SELECT id, window, day, start, item, item_name, name FROM booking WHERE state IN ('booked', 'arrived');
CREATE INDEX booking_open ON booking(day) WHERE state IN ('booked', 'arrived');

-- A booking as staff see it in lists.
CREATE VIEW booking_line AS
SELECT b.id, b.window, b.window_name, b.day, b.start, b.state, b.day_label,
       printf('%d:%s', substr(b.start, 12, 2), substr(b.start, 15, 2)) AS time,
       b.name, b.phone,
       iif(b.phone GLOB '1??????????',
           substr(b.phone, 1, 3) || '-' || substr(b.phone, 4, 4) || '-' || substr(b.phone, 8),
           b.phone) AS dashed,
       -- with the dashes of what is shown (RFC 3966 allows them): half as many bytes on the wire
       CASE WHEN b.phone LIKE '+%' THEN b.phone
            WHEN b.phone LIKE '0%' THEN '+86-' || substr(b.phone, 2)
            ELSE '+86-' || substr(b.phone, 1, 3) || '-' || substr(b.phone, 4, 4) || '-' ||
                 substr(b.phone, 8) END AS tel,
       b.item_name, b.agent, b.remark, s.word, s.occupies, b.override, b.version,
       b.channel = 'online' AND b.state = 'booked' AND b.seen_at IS NULL AS fresh,
       substr(b.reference, 1, 3) || '-' || substr(b.reference, 4, 3) || '-' ||
       substr(b.reference, 7) AS shown
  FROM booking b JOIN state s ON s.code = b.state;
-- Few at any time, on every refresh of the staff's first page.
CREATE INDEX booking_fresh ON booking(window)
  WHERE channel = 'online' AND state = 'booked' AND seen_at IS NULL;

-- The ledger as Attachment 2 has it: its columns, in order, with their width
-- in a spreadsheet; a tenth says whose the rows are where there is no sheet for
-- each window. Its rows: ledger_line in cgi/desk/desk.sql.
CREATE VIEW ledger_column AS
SELECT column1 AS rank, column2 AS title, column3 AS width_chars
  FROM (VALUES(1, '序号', 6), (2, '申请人姓名', 14), (3, '申请时间', 17), (4, '申请方式', 10),
              (5, '预约服务时间', 24), (6, '办理事项名称', 36), (7, '联系电话', 15),
              (8, '办理结果', 14), (9, '备注', 36), (10, '服务窗口名称', 30));

-- Slots taken away at once: a power cut, a typhoon, a window without staff. What one closes
-- in one step for several windows is a row each, alike in all but the window.
CREATE TABLE closure(
  id        INTEGER PRIMARY KEY,            -- number
  window    INTEGER NOT NULL CHECK(window BETWEEN 0 AND 99), -- 0 = the whole hall
  day       TEXT NOT NULL                   -- day of service
            CHECK(day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  from_time TEXT NOT NULL DEFAULT '00:00' CHECK(from_time GLOB '[0-2][0-9]:[0-5][0-9]'), -- first closed
  to_time   TEXT NOT NULL DEFAULT '24:00' CHECK(to_time GLOB '[0-2][0-9]:[0-5][0-9]'), -- first open again
  reason    TEXT NOT NULL CHECK(reason <> ''), -- shown to citizens
  made_at   INTEGER NOT NULL,               -- UTC seconds
  made_by   TEXT NOT NULL,                  -- account
  lifted_at INTEGER,                        -- UTC seconds when it was taken back, or NULL
  CHECK(from_time < to_time)
) STRICT;
CREATE INDEX closure_of_day ON closure(day) WHERE lifted_at IS NULL;

-- What is closed, the only place where that is asked: a stretch of a window (or, 0, of the
-- hall), and why. Window w is closed somewhere between the times a and b
-- of a day when: day = :day AND window IN (0, :w) AND from_time < :b AND :a < to_time.
CREATE VIEW closed AS
SELECT id AS closure, window, day, from_time, to_time, reason, made_at
  FROM closure WHERE lifted_at IS NULL;
-- Bookings, in whatever state, and the closures of their time, those that were lifted, too.
-- had: the applicant had the time when it was made, so must have been called.
CREATE VIEW overlap AS
SELECT b.id, c.day, b.state, c.id AS closure, c.reason, c.made_at, c.lifted_at,
       b.created_at <= c.made_at AND (b.state = 'booked' OR b.changed_at >= c.made_at) AS had
  FROM closure c JOIN booking b ON b.day = c.day AND c.window IN (0, b.window)
   AND c.from_time < substr(b.end, 12) AND substr(b.start, 12) < c.to_time;
-- Those whose time a closure has taken away.
CREATE VIEW struck AS SELECT * FROM overlap WHERE lifted_at IS NULL;

-- What a day offered, for the figures of days that the calendar no longer has:
-- kept up to date while the day is today.
CREATE TABLE offered(
  day         TEXT NOT NULL                 -- day of service
              CHECK(day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  window      INTEGER NOT NULL CHECK(window BETWEEN 1 AND 99), -- 窗口序号
  places      INTEGER NOT NULL CHECK(places >= 0), -- in all slots that no closure took away
  slot_places INTEGER NOT NULL CHECK(slot_places >= 0), -- in one; booking.place above it is beyond them
  PRIMARY KEY(day, window)
) STRICT, WITHOUT ROWID;

-- Which hall this is: made with the ledger, never changed, in every backup and not
-- in the log.
CREATE TABLE hall(
  id        INTEGER PRIMARY KEY CHECK(id = 1),
  number    BLOB NOT NULL CHECK(length(number) = 16),   -- random; no other hall has it
  key_print BLOB NOT NULL CHECK(length(key_print) = 16) -- of the key beside the ledger (cgi/store/key.h);
                                            -- of a later one: audit, key.made
) STRICT;

-- From where an online booking came, for limits by address and for whoever must
-- cancel what one address has booked: a keyed hash, for 7 days, shown to nobody, in
-- no log and no backup.
CREATE TABLE source(
  booking INTEGER PRIMARY KEY REFERENCES booking(id), -- the newest of a line of moves
  source  BLOB NOT NULL CHECK(length(source) = 16), -- keyed hash of the address, IPv6 by /64
  n       INTEGER NOT NULL CHECK(n > 0),    -- counts those of a source, so that no limit walks them
  at      INTEGER NOT NULL,                 -- when it was booked first, UTC seconds
  UNIQUE(source, n)
) STRICT;
CREATE INDEX source_at ON source(at);

-- What came from where booking `asked` came from, and staff may cancel: from `since` until `until`.
CREATE VIEW same_source AS
SELECT o.booking AS asked, s.booking, p.since, p.until
  FROM source o JOIN source s ON s.source = o.source
  JOIN possible p ON p.id = s.booking AND p.to_state = 'cancelled';

-- How far the log has come in this ledger (cgi/store/log.h): changed in each transaction
-- that it has, and not in it itself; in every backup, which it says where to go on.
CREATE TABLE log_mark(
  id      INTEGER PRIMARY KEY CHECK(id = 1),
  segment INTEGER NOT NULL,                 -- number of the file; 0 before the first
  bytes   INTEGER NOT NULL,                 -- where the last frame in it ends
  mac     BLOB NOT NULL CHECK(length(mac) = 32), -- of that frame; 0 before the first
  seal    BLOB CHECK(length(seal) = 32)     -- key of the segment's frames; NULL = they are not sealed
) STRICT;
INSERT INTO log_mark VALUES(1, 0, 0, zeroblob(32), NULL);

-- Whom to ring, ticked off: one row for each try.
CREATE TABLE call(
  id      INTEGER PRIMARY KEY,              -- in the order of events
  booking INTEGER NOT NULL REFERENCES booking(id), -- whose
  -- why: cancelled (by the hall), orphaned (its slot is gone), restored (told so, and it is there
  -- again), reminder (of the next duty day)
  purpose TEXT NOT NULL CHECK(purpose IN ('cancelled', 'orphaned', 'restored', 'reminder')),
  outcome TEXT NOT NULL                     -- told; missed: nobody answered; wrong: not their number
          CHECK(outcome IN ('told', 'missed', 'wrong')),
  at      INTEGER NOT NULL,                 -- UTC seconds
  who     TEXT NOT NULL,                    -- account
  undone_at INTEGER                         -- UTC seconds when `who` took it back, or NULL
) STRICT;
CREATE INDEX call_of_booking ON call(booking);

-- Who works at the windows, so may be put on duty.
CREATE TABLE person(
  id      INTEGER PRIMARY KEY,              -- number
  name    TEXT NOT NULL CHECK(name <> ''),  -- of the member of staff
  window  INTEGER NOT NULL CHECK(window BETWEEN 1 AND 99), -- where they work
  front   INTEGER NOT NULL CHECK(front IN (0, 1)), -- 1: may do 前台受理 at noon
  back    INTEGER NOT NULL CHECK(back IN (0, 1)),  -- 1: may do 后台审批 at noon
  phone   TEXT NOT NULL DEFAULT '',         -- to ring them on duty, normal form, or empty
  left_at INTEGER,                          -- UTC seconds when taken off the list, or NULL
  UNIQUE(window, name)
) STRICT;

-- Who is away, so not on duty.
CREATE TABLE absence(
  id        INTEGER PRIMARY KEY,            -- in the order of entry
  person    INTEGER NOT NULL REFERENCES person(id), -- who
  first_day TEXT NOT NULL                   -- first day away
            CHECK(first_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  last_day  TEXT NOT NULL CHECK(last_day >= first_day), -- last day away
  made_at   INTEGER NOT NULL,               -- UTC seconds
  made_by   TEXT NOT NULL                   -- account
) STRICT;
CREATE INDEX absence_of_person ON absence(person, first_day);

-- What somebody on duty does. The one home of codes and words.
CREATE TABLE duty_role(
  code TEXT PRIMARY KEY,                    -- as in shift.role and in forms
  word TEXT NOT NULL,                       -- as people read it
  noon INTEGER NOT NULL CHECK(noon IN (0, 1)), -- 1: at noon of a working day, for a category
                                            -- (notice 三(一)); 0: on a day off, at a window
  rank INTEGER NOT NULL                     -- order on pages
) STRICT, WITHOUT ROWID;

INSERT INTO duty_role(code, word, noon, rank) VALUES
  ('front', '前台受理', 1, 1), ('back', '后台审批', 1, 2),
  ('duty', '值班人员', 0, 3), ('leader', '值班负责人', 0, 4);

-- Who is on duty.
CREATE TABLE shift(
  id       INTEGER PRIMARY KEY,             -- in the order of entry
  day      TEXT NOT NULL                    -- day of duty
           CHECK(day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  role     TEXT NOT NULL REFERENCES duty_role(code), -- what they do
  category TEXT NOT NULL,                   -- at noon: 类别 as in noon.csv; else empty
  window   INTEGER NOT NULL CHECK(window BETWEEN 0 AND 99), -- on a day off: the window; 0 at noon
  person   INTEGER NOT NULL REFERENCES person(id), -- who
  -- of the day, for overtime, as the calendar last said: statutory is a day off by law itself
  class    TEXT NOT NULL CHECK(class IN ('workday', 'weekend', 'holiday', 'statutory')),
  UNIQUE(day, role, category, window, person),
  CHECK((window = 0) = (category <> ''))
) STRICT;
CREATE INDEX shift_of_person ON shift(person, day);

-- Names by post, in the order of entry, as pages and the table to take away show them.
CREATE VIEW on_duty AS
SELECT s.day, s.role, s.category, s.window,
       (SELECT group_concat(name, '、')
          FROM (SELECT p.name FROM shift x JOIN person p ON p.id = x.person
                 WHERE x.day = s.day AND x.role = s.role AND x.category = s.category
                   AND x.window = s.window ORDER BY x.id)) AS names
  FROM shift s
 GROUP BY s.day, s.role, s.category, s.window;

-- Overtime (notice 四(三)): one credit for a person and day off, whatever they did.
CREATE VIEW credit AS
SELECT person, day, min(window) AS window, max(class) AS class
  FROM shift WHERE window > 0 GROUP BY person, day;

-- Credits made good.
CREATE TABLE settlement(
  person  INTEGER NOT NULL REFERENCES person(id), -- whose
  day     TEXT NOT NULL,                    -- day of duty
  kind    TEXT NOT NULL CHECK(kind IN ('pay', 'leave')), -- 补助, 轮休
  on_day  TEXT NOT NULL                     -- day of the payment or of the leave
          CHECK(on_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  made_at INTEGER NOT NULL,                 -- UTC seconds
  made_by TEXT NOT NULL,                    -- account
  PRIMARY KEY(person, day)
) STRICT, WITHOUT ROWID;

-- What happened on duty (notice 四(四)): append-only.
CREATE TABLE duty_log(
  id     INTEGER PRIMARY KEY,               -- in the order of events
  day    TEXT NOT NULL                      -- day that it is about
         CHECK(day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  window INTEGER NOT NULL CHECK(window BETWEEN 0 AND 99), -- 0 = the hall
  text   TEXT NOT NULL CHECK(text <> ''),   -- what happened and what was done
  at     INTEGER NOT NULL,                  -- UTC seconds
  who    TEXT NOT NULL                      -- account
) STRICT;
CREATE INDEX duty_log_of_day ON duty_log(day);

CREATE TRIGGER duty_log_stays_unchanged BEFORE UPDATE ON duty_log
BEGIN SELECT RAISE(ABORT, 'the duty log is append-only'); END;
CREATE TRIGGER duty_log_stays BEFORE DELETE ON duty_log
BEGIN SELECT RAISE(ABORT, 'the duty log is append-only'); END;
CREATE TRIGGER call_stays_unchanged BEFORE UPDATE ON call
WHEN OLD.undone_at IS NOT NULL OR NEW.undone_at IS NULL
  OR (NEW.id, NEW.booking, NEW.purpose, NEW.outcome, NEW.at, NEW.who) IS NOT
     (OLD.id, OLD.booking, OLD.purpose, OLD.outcome, OLD.at, OLD.who)
BEGIN SELECT RAISE(ABORT, 'calls are append-only'); END;
CREATE TRIGGER call_stays BEFORE DELETE ON call
BEGIN SELECT RAISE(ABORT, 'calls are append-only'); END;

-- Who may sign in at /staff. Installation makes none: `hallbook user add`.
CREATE TABLE account(
  name        TEXT PRIMARY KEY CHECK(length(name) BETWEEN 1 AND 40), -- name to sign in with
  person      TEXT NOT NULL DEFAULT '',     -- whose: the name people know, or empty
  role        TEXT NOT NULL CHECK(role IN ('clerk', 'leader', 'admin')), -- see cgi/staff/staff.h
  window      INTEGER CHECK(window BETWEEN 1 AND 99), -- own window; NULL = none, for a clerk the 综合窗口
  password    TEXT NOT NULL,                -- Argon2id in PHC string form
  one_time    INTEGER NOT NULL CHECK(one_time IN (0, 1)), -- 1: must be changed at the first sign-in
  made_at     INTEGER NOT NULL,             -- UTC seconds
  disabled_at INTEGER,                      -- UTC seconds, or NULL
  -- second factor (cgi/staff/factor.h); its secret is made of the nonce and the key beside the ledger
  totp_nonce  INTEGER,                      -- NULL = none
  totp_on     INTEGER NOT NULL DEFAULT 0 CHECK(totp_on IN (0, 1)), -- 0: still being set up
  totp_step   INTEGER NOT NULL DEFAULT 0,   -- the last 30 s step whose code was used
  CHECK(totp_on = 0 OR totp_nonce IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- What the desk calls whoever has an account: the name people know, with the account's where
-- two have the same, or none.
CREATE VIEW colleague AS
SELECT name AS account,
       CASE WHEN person = '' THEN name
            WHEN (SELECT count(*) FROM account x WHERE x.person = a.person) > 1 THEN person || '（' || name || '）'
            ELSE person END AS called
  FROM account a
UNION ALL VALUES('citizen', '申请人'); -- no account has that name (account_wrong())

-- Codes that stand in for the second factor, each for one sign-in.
CREATE TABLE recovery(
  account TEXT NOT NULL REFERENCES account(name), -- whose
  code    BLOB NOT NULL CHECK(length(code) = 16), -- keyed MAC of the code
  PRIMARY KEY(account, code)
) STRICT, WITHOUT ROWID;

-- Who is signed in. Ended sessions have no row.
CREATE TABLE session(
  id      INTEGER PRIMARY KEY,              -- number, for the list of one's sessions
  token   BLOB NOT NULL UNIQUE CHECK(length(token) = 32), -- digest of what the cookie holds
  account TEXT NOT NULL REFERENCES account(name), -- whose
  made_at INTEGER NOT NULL,                 -- UTC seconds
  seen_at INTEGER NOT NULL,                 -- UTC seconds, in steps of a minute: a sign of a person
  agent   TEXT NOT NULL                     -- what the browser calls itself
) STRICT;
CREATE INDEX session_of_account ON session(account);
-- When one ends: 30 minutes after the last sign of a person, 8 hours after it was made.
CREATE VIEW session_end AS
SELECT id, min(made_at + 8 * 3600, seen_at + 30 * 60) AS ends_at, made_at + 8 * 3600 AS latest
  FROM session;

-- What staff did, and what was refused: append-only, each row a link of a chain
-- that only the key beside the ledger can go on with. No personal data of citizens stands here.
CREATE TABLE audit(
  id       INTEGER PRIMARY KEY,             -- in the order of events, without gaps
  at       INTEGER NOT NULL,                -- UTC seconds
  who      TEXT NOT NULL,                   -- account, or empty for one that does not exist
  address  TEXT NOT NULL,                   -- of the computer, or 'command'
  action   TEXT NOT NULL CHECK(action <> ''), -- see cgi/store/chain.h
  object   TEXT NOT NULL,                   -- what it was done to: a number or name, or empty
  detail   TEXT NOT NULL,                   -- anything else, or empty
  previous BLOB NOT NULL UNIQUE CHECK(length(previous) = 32), -- hash of the row before; 0 for the first
  hash     BLOB NOT NULL UNIQUE CHECK(length(hash) = 32) -- MAC over all of the above
) STRICT;
-- From which row on a key counts; when an account has signed in last.
CREATE INDEX audit_key ON audit(id) WHERE action = 'key.made';
CREATE INDEX audit_signin ON audit(object, at) WHERE action = 'signin';

CREATE TRIGGER audit_stays_unchanged BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
