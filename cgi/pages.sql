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

-- The days that can still be booked, with what is free on them: those near,
-- and the others.
-- list: book.days
SELECT b.day AS value, d.label, iif(d.kind = 'workday', '', d.kind_text) AS kind, b.free,
       b.closed, b.day = :day AS chosen
  FROM board_day b JOIN cat.day d ON d.day = b.day
 WHERE b.window = CAST(:window AS INTEGER) AND b.noon = CAST(:noon AS INTEGER)
   AND b.closes > :now AND instr(:near, b.day)
 ORDER BY b.day;

-- list: book.more_days
SELECT b.day AS value, d.label, iif(d.kind = 'workday', '', d.kind_text) AS kind, b.free,
       b.closed, b.day = :day AS chosen
  FROM board_day b JOIN cat.day d ON d.day = b.day
 WHERE b.window = CAST(:window AS INTEGER) AND b.noon = CAST(:noon AS INTEGER)
   AND b.closes > :now AND NOT instr(:near, b.day) AND b.day <= :last
 ORDER BY b.day;

-- The times of the chosen day by half.
-- list: book.halves
SELECT half, half = 'am' AS is_am, half = 'noon' AS is_noon, half = 'pm' AS is_pm
  FROM board
 WHERE window = CAST(:window AS INTEGER) AND day = :day AND noon_only <= CAST(:noon AS INTEGER)
 GROUP BY half
 ORDER BY min(time);

-- list: halves.slots
SELECT start AS value, printf('%d:%s', substr(time, 1, 2), substr(time, 4, 2)) AS time, free,
       closed, start = :slot AS chosen
  FROM board
 WHERE window = CAST(:window AS INTEGER) AND day = :day AND half = :half
   AND noon_only <= CAST(:noon AS INTEGER)
 ORDER BY start;

-- What was typed when the session ended.
-- list: login.fields
SELECT key AS field, value FROM json_each(:carried) WHERE :carried <> '';

-- The newest rows below :before, as many as a page takes; moments as hall time.
-- list: audit.rows
WITH word(code, zh) AS (VALUES
  ('signin', '登录'), ('signin.refused', '登录被拒'), ('signout', '退出'), ('refused', '操作被拒'),
  ('password', '更换口令'), ('totp.on', '开通动态口令'), ('totp.off', '停用动态口令'),
  ('recovery.made', '生成备用码'), ('recovery.used', '使用备用码'), ('sessions.ended', '结束登录'),
  ('account.added', '新增账号'), ('account.reset', '重设口令'), ('account.disabled', '停用账号'),
  ('account.enabled', '恢复账号'), ('exported', '导出'), ('booking.made', '登记预约'),
  ('booking.changed', '办理、修改预约'), ('slip.printed', '打印告知单'), ('ledger.printed', '打印台帐'))
SELECT a.id AS no, datetime(a.at, 'unixepoch', '+8 hours') AS moment, a.who AS account, a.address,
       coalesce(w.zh, a.action) AS what, a.object, a.detail, lower(hex(a.hash)) AS hash
  FROM audit a LEFT JOIN word w ON w.code = a.action
 WHERE CAST(:before AS INTEGER) = 0 OR a.id < CAST(:before AS INTEGER)
 ORDER BY a.id DESC LIMIT CAST(:limit AS INTEGER);

-- One's own sessions, the newest first.
-- list: profile.sessions
SELECT s.id AS session, datetime(s.made_at, 'unixepoch', '+8 hours') AS made,
       datetime(s.seen_at, 'unixepoch', '+8 hours') AS seen, s.agent,
       s.id = CAST(:this AS INTEGER) AS own
  FROM session s
 WHERE s.account = :me AND s.made_at > CAST(:alive_made AS INTEGER)
   AND s.seen_at > CAST(:alive_seen AS INTEGER)
 ORDER BY s.made_at DESC, s.id DESC;

-- Recovery codes, which are shown once: a JSON array.
-- list: profile.codes
SELECT value AS recovery_code FROM json_each(:new_codes) WHERE :new_codes <> '';

-- list: accounts.windows
SELECT no AS window_no, name AS window_name FROM cat.window ORDER BY no;

-- list: accounts.rows
SELECT a.name, CASE a.role WHEN 'clerk' THEN '窗口工作人员' WHEN 'leader' THEN '值班负责人'
                           ELSE '管理员' END AS role_name,
       coalesce(a.window, '') AS window, coalesce(w.name, '') AS its_window, a.one_time, a.totp_on,
       a.disabled_at IS NOT NULL AS disabled, a.name = :me AS own,
       (SELECT count(*) FROM session s WHERE s.account = a.name
           AND s.made_at > CAST(:alive_made AS INTEGER)
           AND s.seen_at > CAST(:alive_seen AS INTEGER)) AS sessions
  FROM account a LEFT JOIN cat.window w ON w.no = a.window
 ORDER BY a.disabled_at IS NOT NULL, a.name;
-- ---- the desk ----

-- What each window has today, on the next duty day, and new from online.
-- list: today.windows
SELECT w.no, w.name,
       (SELECT count(*) FROM booking b JOIN state s ON s.code = b.state
         WHERE b.day = :day AND b.window = w.no AND s.occupies) AS now_count,
       (SELECT count(*) FROM booking b JOIN state s ON s.code = b.state
         WHERE b.day = :next AND b.window = w.no AND s.occupies) AS next_count,
       (SELECT count(*) FROM booking b
         WHERE b.window = w.no AND b.channel = 'online' AND b.state = 'booked'
           AND b.seen_at IS NULL) AS fresh_count,
       w.no = CAST(:for_window AS INTEGER) AS chosen
  FROM cat.window w
 WHERE CAST(:all_windows AS INTEGER)
 ORDER BY w.no;

-- list: today.totals
SELECT count(*) FILTER (WHERE b.day = :day) AS rows_total,
       count(*) FILTER (WHERE b.day = :day) > 34 AS rows_more,
       count(*) FILTER (WHERE b.day = :next) AS next_total,
       count(*) FILTER (WHERE b.day = :next) > 12 AS next_more
  FROM booking b JOIN state s ON s.code = b.state
 WHERE b.day IN (:day, :next) AND s.occupies
   AND (:for_window = '0' OR b.window = CAST(:for_window AS INTEGER));

-- As many as a page of 15 K holds.
-- list: today.rows
SELECT * FROM booking_line
 WHERE day = :day AND (:for_window = '0' OR window = CAST(:for_window AS INTEGER)) AND occupies
 ORDER BY start, id LIMIT 34;

-- list: today.next_rows
SELECT * FROM booking_line
 WHERE day = :next AND (:for_window = '0' OR window = CAST(:for_window AS INTEGER)) AND occupies
 ORDER BY start, id LIMIT 12;

-- New from online, on days that are not shown anyway.
-- list: today.fresh_rows
SELECT * FROM booking_line
 WHERE fresh AND (:for_window = '0' OR window = CAST(:for_window AS INTEGER))
   AND day NOT IN (:day, :next)
 ORDER BY start, id LIMIT 12;

-- list: today.any_fresh
SELECT count(*) AS fresh_total FROM booking
 WHERE channel = 'online' AND state = 'booked' AND seen_at IS NULL
   AND (:for_window = '0' OR window = CAST(:for_window AS INTEGER))
HAVING count(*) > 0;

-- list: today.any_missing
SELECT count(*) AS missing_total
  FROM result_missing m JOIN booking b ON b.id = m.id
 WHERE m.over <= :now AND (:for_window = '0' OR b.window = CAST(:for_window AS INTEGER))
HAVING count(*) > 0;

-- list: today.missing
SELECT l.* FROM result_missing m JOIN booking_line l ON l.id = m.id
 WHERE m.over <= :now AND (:for_window = '0' OR l.window = CAST(:for_window AS INTEGER))
 ORDER BY l.start, l.id LIMIT 12;

-- list: today.any_orphans
SELECT count(*) AS orphans_total
  FROM orphaned o JOIN booking b ON b.id = o.id
 WHERE o.start > :now AND (:for_window = '0' OR b.window = CAST(:for_window AS INTEGER))
HAVING count(*) > 0;

-- list: today.orphans
SELECT l.* FROM orphaned o JOIN booking_line l ON l.id = o.id
 WHERE o.start > :now AND (:for_window = '0' OR l.window = CAST(:for_window AS INTEGER))
 ORDER BY l.start, l.id LIMIT 12;

-- Free places, for one window.
-- list: today.times
SELECT printf('%d:%s', substr(time, 1, 2), substr(time, 4, 2)) AS slot_time, free AS slot_free
  FROM desk_slot
 WHERE window = CAST(:for_window AS INTEGER) AND day = :day AND ends > :now AND closed IS NULL
 ORDER BY start;

-- list: today.next_times
SELECT printf('%d:%s', substr(time, 1, 2), substr(time, 4, 2)) AS slot_time, free AS slot_free
  FROM desk_slot
 WHERE window = CAST(:for_window AS INTEGER) AND day = :next AND closed IS NULL
 ORDER BY start;

-- The keys; those that ask for more lead to the booking's own page.
-- list: today.keys
SELECT code, word, key, NOT occupies OR code = 'accepted' AS asks
  FROM state WHERE key <> '' ORDER BY key;

-- list: find.rows
SELECT l.* FROM json_each(:ids) j JOIN booking_line l ON l.id = j.value ORDER BY j.key;

-- What was just saved, for the one who saved it.
-- list: entry.done
SELECT l.id AS done_id, l.name AS done_name, l.day_label, l.time,
       printf('%d:%s', substr(b.end, 12, 2), substr(b.end, 15, 2)) AS ends, l.shown,
       l.item_name AS done_item, b.window AS done_window, b.window_name, b.floor, b.window_phone,
       b.override
  FROM booking_line l JOIN booking b ON b.id = l.id
 WHERE l.id = CAST(:saved AS INTEGER)
   AND (CAST(:all_windows AS INTEGER) OR b.window = CAST(:my_window AS INTEGER));

-- list: entry.matches
SELECT i.no, i.name AS match, w.name AS of_window, j.key = 0 AS leads
  FROM json_each(:match_list) j JOIN cat.item i ON i.no = j.value
  JOIN cat.window w ON w.no = i.window
 WHERE :match_list <> '' ORDER BY j.key;

-- The next slot that can be booked at one's own window.
-- list: entry.soonest
SELECT d.label AS soonest_label,
       printf('%d:%s', substr(s.time, 1, 2), substr(s.time, 4, 2)) AS soonest_time
  FROM desk_slot s JOIN cat.day d ON d.day = s.day
 WHERE s.window = CAST(:my_window AS INTEGER) AND s.closes > :now AND s.closed IS NULL
   AND s.free > 0 AND s.noon_only = 0
 ORDER BY s.start LIMIT 1;

-- list: entry.days
SELECT d.day AS value, d.label, iif(d.kind = 'workday', '', d.kind_text) AS kind,
       d.book_by <= :now AS late, d.day = :day AS chosen,
       (SELECT sum(s.free) FROM desk_slot s
         WHERE s.window = CAST(:my_window AS INTEGER) AND s.day = d.day AND s.ends > :now
           AND s.closed IS NULL) AS free
  FROM cat.day d
 WHERE d.day >= substr(:now, 1, 10) AND d.day <= (SELECT max(day) FROM cat.plan_slot)
 ORDER BY d.day;

-- list: entry.times
SELECT DISTINCT time AS value, printf('%d:%s', substr(time, 1, 2), substr(time, 4, 2)) AS label,
       time = :time AS chosen
  FROM cat.plan_slot ORDER BY time;

-- Where 其他事项 may be entered, for those who enter for several windows.
-- list: entry.windows
SELECT no, name, no = CAST(iif(:window = '', :my_window, :window) AS INTEGER) AS chosen
  FROM cat.window WHERE CAST(:all_windows AS INTEGER) ORDER BY no;

-- list: entry.known
SELECT i.no, i.name AS known, i.initials, w.name AS of_window
  FROM cat.item i JOIN cat.window w ON w.no = i.window
 WHERE i.gone = 0 AND i.duplicate_of IS NULL
   AND (CAST(:all_windows AS INTEGER) OR i.window = CAST(:my_window AS INTEGER))
 ORDER BY i.no;

-- What may become of it now, but for moving and cancelling.
-- list: result.actions
SELECT s.code, s.word, s.key, p.reason AS needs_why
  FROM possible p JOIN state s ON s.code = p.to_state
 WHERE p.id = CAST(:id AS INTEGER) AND s.occupies AND :now >= p.since AND :now < p.until
 ORDER BY s.key;

-- list: result.may_move
SELECT s.code AS move_code, s.word AS move_word, s.key AS move_key
  FROM possible p JOIN state s ON s.code = p.to_state
 WHERE p.id = CAST(:id AS INTEGER) AND s.code = 'moved' AND :now >= p.since AND :now < p.until;

-- list: result.may_cancel
SELECT s.code AS cancel_code, s.word AS cancel_word, s.key AS cancel_key
  FROM possible p JOIN state s ON s.code = p.to_state
 WHERE p.id = CAST(:id AS INTEGER) AND s.code = 'cancelled' AND :now >= p.since
   AND :now < p.until;

-- list: result.history
SELECT strftime('%Y-%m-%d %H:%M', h.at, 'unixepoch', '+8 hours') AS at,
       iif(h.who = 'citizen', '申请人', h.who) AS who, f.word AS from_word, t.word AS to_word, h.why
  FROM history h
  LEFT JOIN state f ON f.code = h.from_state
  JOIN state t ON t.code = h.to_state
 WHERE h.booking = CAST(:id AS INTEGER) ORDER BY h.id;

-- list: result.move_days
SELECT d.day AS move_day, d.label AS move_label
  FROM cat.day d
 WHERE d.day >= :from_day
   AND EXISTS(SELECT 1 FROM desk_slot s
               WHERE s.window = CAST(:window AS INTEGER) AND s.day = d.day AND s.ends > :now)
 ORDER BY d.day LIMIT 10;

-- list: move_days.slots
SELECT start AS value, printf('%d:%s', substr(time, 1, 2), substr(time, 4, 2)) AS slot_time, free,
       closes <= :now AS late
  FROM desk_slot
 WHERE window = CAST(:window AS INTEGER) AND day = :move_day AND ends > :now AND closed IS NULL
   AND noon_only <= CAST(:noon AS INTEGER) AND start <> :start
 ORDER BY start;

-- ---- the ledger ----

-- list: ledger.columns
SELECT title FROM ledger_column WHERE rank <= 9 ORDER BY rank;

-- Windows whose ledger may be chosen.
-- list: ledger.windows
SELECT no, name, no = CAST(:for_window AS INTEGER) AS chosen FROM cat.window
 WHERE CAST(:all_windows AS INTEGER) OR no = CAST(:my_window AS INTEGER) ORDER BY no;

-- list: ledger.total
SELECT count(*) AS rows_total, count(*) > 300 AS more FROM booking
 WHERE (:for_window = '0' OR window = CAST(:for_window AS INTEGER))
   AND day BETWEEN :from AND :to AND :error = '';

-- list: ledger.rows
SELECT * FROM ledger_row
 WHERE (:for_window = '0' OR window = CAST(:for_window AS INTEGER))
   AND month BETWEEN substr(:from, 1, 7) AND substr(:to, 1, 7) AND day BETWEEN :from AND :to
   AND :error = ''
 ORDER BY window, month, number LIMIT 300;

-- The lines of Attachment 2: ten to a sheet, a sheet for each window and month,
-- unused lines numbered on; one empty sheet where there is nothing.
-- list: ledger.lines
WITH wanted AS (
  SELECT r.*, row_number() OVER (PARTITION BY window, month ORDER BY number) - 1 AS at
    FROM ledger_row r
   WHERE (:for_window = '0' OR window = CAST(:for_window AS INTEGER))
     AND month BETWEEN substr(:from, 1, 7) AND substr(:to, 1, 7)
     AND day BETWEEN :from AND :to),
tail AS (
  SELECT window, month, max(window_name) AS window_name, count(*) AS n,
         (SELECT count(*) FROM booking b
           WHERE b.window = w.window AND b.day BETWEEN w.month || '-01' AND w.month || '-31') AS used
    FROM wanted w GROUP BY window, month
  UNION ALL
  SELECT CAST(:for_window AS INTEGER), '', '', 0, 0 WHERE NOT EXISTS(SELECT 1 FROM wanted)),
line(window, month, window_name, at, number, name, applied, channel, way, service, item, phone,
     result, remark, struck) AS (
  SELECT window, month, window_name, at, number, name, applied, channel, way, service, item, phone,
         result, remark, struck FROM wanted
  UNION ALL
  SELECT t.window, t.month, t.window_name, t.n / 10 * 10 + i.value, t.used + i.value - t.n % 10 + 1,
         '', '', '', '', '', '', '', '', '', 0
    FROM tail t, json_each('[0,1,2,3,4,5,6,7,8,9]') i
   WHERE (t.n % 10 > 0 OR t.n = 0) AND i.value >= t.n % 10)
SELECT l.at % 10 = 0 AS begins, l.at % 10 = 9 AS ends,
       coalesce(w.name, l.window_name) AS sheet_window, l.number, l.name, l.applied,
       iif(l.channel = 'online', l.way,
           (SELECT group_concat(CASE l.channel WHEN '' THEN '' WHEN code THEN '☑' ELSE '□' END ||
                                word, '/')
              FROM (SELECT code, word FROM channel WHERE code <> 'online' ORDER BY code))) AS way,
       l.service, l.item, l.phone, l.result, l.remark, l.struck
  FROM line l LEFT JOIN cat.window w ON w.no = l.window
 ORDER BY l.window, l.month, l.at;
