-- The lists on hallbook's pages; parameters are fields of the page around them.

-- The band on top, as on the site's own pages: of the hall, or of the window at work.
-- list: site.told
SELECT * FROM cat.told WHERE told_at = 0 AND told_offset <= 7 ORDER BY told_day;

-- list: book.told
SELECT * FROM cat.told
 WHERE told_at = CAST(:window AS INTEGER) AND told_offset <= 7
 ORDER BY told_day;

-- list: site.told_hours
SELECT label AS hours FROM cat.period
 WHERE day = :told_day AND window = CAST(:told_of AS INTEGER) AND kind <> 'closed'
 ORDER BY start;

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

-- The days that can still be booked: those near, first on weekends and holidays,
-- and the others.
-- list: book.day_groups
SELECT off, NOT off AS work
  FROM (SELECT DISTINCT d.kind IN ('weekend', 'holiday') AS off
          FROM cat.day d WHERE instr(:near, d.day))
 ORDER BY off DESC;

-- list: day_groups.days
SELECT b.day AS value, d.label, iif(d.kind = 'workday', '', d.kind_text) AS kind, b.free > 0 AS free,
       b.closed, b.day = :day AS chosen
  FROM board_day b JOIN cat.day d ON d.day = b.day
 WHERE b.window = CAST(:window AS INTEGER) AND b.noon = CAST(:noon AS INTEGER)
   AND b.closes > :now AND instr(:near, b.day)
   AND (d.kind IN ('weekend', 'holiday')) = CAST(:off AS INTEGER)
 ORDER BY b.day;

-- list: book.more_days
SELECT b.day AS value, d.label, iif(d.kind = 'workday', '', d.kind_text) AS kind, b.free > 0 AS free,
       b.closed, b.day = :day AS chosen
  FROM board_day b JOIN cat.day d ON d.day = b.day
 WHERE b.window = CAST(:window AS INTEGER) AND b.noon = CAST(:noon AS INTEGER)
   AND b.closes > :now AND NOT instr(:near, b.day) AND b.day <= :last
 ORDER BY b.day;

-- The next with a free time, below a day that has none: those like it first.
-- list: book.free_days
SELECT b.day AS value, d.label, iif(d.kind = 'workday', '', d.kind_text) AS kind, 1 AS free,
       NULL AS closed, 0 AS chosen
  FROM board_day b JOIN cat.day d ON d.day = b.day
 WHERE :room = '' AND b.window = CAST(:window AS INTEGER) AND b.noon = CAST(:noon AS INTEGER)
   AND b.closes > :now AND b.day <= :last AND b.free > 0
 ORDER BY (d.kind IN ('weekend', 'holiday')) <>
          coalesce((SELECT c.kind IN ('weekend', 'holiday') FROM cat.day c WHERE c.day = :day), 0),
          b.day LIMIT 3;

-- The times of the chosen day by half.
-- list: book.halves
SELECT half, half = 'am' AS is_am, half = 'noon' AS is_noon, half = 'pm' AS is_pm
  FROM board
 WHERE window = CAST(:window AS INTEGER) AND day = :day AND noon_only <= CAST(:noon AS INTEGER)
 GROUP BY half
 ORDER BY min(time);

-- list: halves.slots
SELECT start AS value, printf('%d:%s', substr(time, 1, 2), substr(time, 4, 2)) AS time,
       free > 0 AS free, closed, start = :slot AS chosen
  FROM board
 WHERE window = CAST(:window AS INTEGER) AND day = :day AND half = :half
   AND noon_only <= CAST(:noon AS INTEGER)
 ORDER BY start;

-- ---- one source ----

-- list: result.same_source
SELECT count(*) AS source_count
  FROM source s JOIN booking b ON b.id = s.booking
 WHERE s.source = (SELECT source FROM source WHERE booking = CAST(:id AS INTEGER))
   AND b.state = 'booked'
HAVING sum(b.id <> CAST(:id AS INTEGER)) > 0;

-- The oldest: what comes while the page is looked at stands behind them. As many as
-- source.open counts.
-- list: source.same
SELECT l.id AS booking, l.day_label || ' ' || l.time AS "when", l.window_name AS same_window,
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

-- What was typed when the session ended.
-- list: login.fields
SELECT key AS field, value FROM json_each(:carried) WHERE :carried <> '';

-- The same after the sign-in. Fields with a word are shown, all are sent again.
-- list: carried.fields
SELECT key AS field, value FROM json_each(:carried) WHERE :carried <> '';

-- list: carried.shown
WITH word(rank, field, zh) AS (VALUES
  (1, 'q', '查找'), (2, 'item', '事项'), (3, 'account', '用户名'), (4, 'role', '角色'),
  (5, 'name', '姓名'), (6, 'phone', '联系电话'), (7, 'window', '窗口'), (8, 'post', '岗位'),
  (9, 'names', '姓名'), (10, 'day', '日期'), (11, 'slot', '时间'), (12, 'time', '几点'),
  (13, 'half', '时间'), (14, 'from', '从'), (15, 'to', '到'), (16, 'month', '月份'),
  (17, 'channel', '申请方式'), (18, 'agent', '代理人'), (19, 'note', '说明'),
  (20, 'result', '办理结果'), (21, 'pickup', '取件时间'), (22, 'by', '谁要取消'),
  (23, 'why', '原因'), (24, 'reason', '原因'), (25, 'kind', '结清'), (26, 'front', '前台受理'),
  (27, 'backoffice', '后台审批'), (28, 'remark', '备注'), (29, 'mail', '邮寄'),
  (30, 'address', '邮寄地址'), (31, 'text', '内容'), (32, 'do', '操作')),
code(field, value, zh) AS (VALUES
  ('by', 'applicant', '申请人'), ('by', 'hall', '大厅'), ('half', 'all', '全天'),
  ('half', 'am', '上午'), ('half', 'pm', '下午'), ('kind', 'pay', '补助'), ('kind', 'leave', '轮休'),
  ('front', '1', '能做'), ('backoffice', '1', '能做'), ('mail', '1', '要邮寄'),
  ('do', 'save', '保存'), ('do', 'remove', '不再排班'), ('do', 'settle', '结清'),
  ('do', 'undo', '撤回'), ('do', 'reached', '已通知'), ('do', 'missed', '没有打通'),
  ('do', 'add', '新增'), ('do', 'reset', '重设口令'), ('do', 'end', '全部退出'),
  ('do', 'disable', '停用'), ('do', 'enable', '恢复')
  UNION ALL SELECT 'result', code, word FROM state
  UNION ALL SELECT 'role', code, word FROM role_word)
SELECT w.zh AS label, coalesce(c.zh, j.value) AS text
  FROM json_each(:carried) j JOIN word w ON w.field = j.key
  LEFT JOIN code c ON c.field = j.key AND c.value = j.value
 WHERE :carried <> '' AND j.value <> '' ORDER BY w.rank;

-- What the address does: the longest pattern that fits.
-- list: carried.task
SELECT column2 AS task_words FROM (VALUES
  ('staff/find', '查找'), ('staff/new', '登记'), ('staff/seen', '标为已看'),
  ('staff/bookings/*', '保存'), ('staff/bookings/*/cancel', '取消预约'),
  ('staff/bookings/*/undo', '撤销'), ('staff/bookings/*/source', '取消同一来源的预约'), ('staff/accounts', '管理账号'),
  ('staff/account/sessions', '退出别处的登录'), ('staff/closures', '临时停办'),
  ('staff/closures/*/lift', '恢复办理'), ('staff/roster/set', '排班'),
  ('staff/roster/rotate', '轮流排班'), ('staff/roster/copy', '照搬一周'),
  ('staff/roster/import', '导入排班'), ('staff/people', '修改人员'),
  ('staff/overtime', '加班和轮休'), ('staff/log', '记日志'), ('staff/calls', '登记通话'),
  ('staff/clock', '确认时间正确'))
 WHERE :next GLOB column1 ORDER BY length(column1) DESC LIMIT 1;

-- Whom it is about, when they may see it.
-- list: carried.about
SELECT l.name || ' ' || l.day_label || ' ' || l.time AS about_words
  FROM booking_line l
 WHERE l.id = CASE WHEN :next GLOB 'staff/bookings/*' THEN CAST(substr(:next, 16) AS INTEGER)
                   WHEN :next = 'staff/calls'
                   THEN CAST((SELECT value FROM json_each(:carried) WHERE key = 'id') AS INTEGER) END
   AND (CAST(:all_windows AS INTEGER) OR l.window = CAST(:my_window AS INTEGER))
UNION ALL
SELECT p.name FROM person p
 WHERE :may_roster = '1' AND :next IN ('staff/people', 'staff/overtime') AND :carried <> ''
   AND p.id = CAST((SELECT value FROM json_each(:carried) WHERE key = 'id') AS INTEGER);

-- The newest rows below :before, as many as a page takes; moments as hall time.
-- list: audit.rows
WITH word(code, zh) AS (VALUES
  ('signin', '登录'), ('signin.refused', '登录被拒'),
  ('signin.throttled', '登录太频繁被拒'), ('signout', '退出'), ('refused', '操作被拒'),
  ('password', '更换口令'), ('totp.on', '开通动态口令'), ('totp.off', '停用动态口令'),
  ('recovery.made', '生成备用码'), ('recovery.used', '使用备用码'), ('sessions.ended', '结束登录'),
  ('account.added', '新增账号'), ('account.reset', '重设口令'), ('account.disabled', '停用账号'),
  ('account.enabled', '恢复账号'), ('exported', '导出'), ('booking.made', '登记预约'),
  ('booking.changed', '办理、修改预约'), ('slip.printed', '打印告知单'), ('ledger.printed', '打印台帐'),
  ('closed', '临时停办'), ('opened', '恢复办理'), ('roster', '排班'), ('person', '人员名单'),
  ('settled', '结清加班'), ('log', '值班日志'), ('call', '通知群众'),
  ('key.made', '换密钥'), ('restored', '恢复备份'), ('source.cancelled', '取消同一来源的预约'),
  ('clock.confirmed', '确认时间'))
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

-- What was chosen stays when something was wrong.
-- list: accounts.windows
SELECT no AS window_no, name AS window_name FROM cat.window ORDER BY no;

-- list: accounts.roles
SELECT code AS role_code, word AS role_label, :error <> '' AND code = :role AS chosen
  FROM role_word;

-- list: accounts.rows
SELECT a.name, (SELECT word FROM role_word WHERE code = a.role) AS role_name,
       coalesce(a.window, '') AS window,
       coalesce(w.name, iif(a.role = 'clerk', '综合窗口', '')) AS its_window, a.one_time, a.totp_on,
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
SELECT rows_limit, rows_total, rows_total > rows_limit AS rows_more,
       rows_total - min(rows_limit, open) AS rows_left,
       next_total, next_total > 3 AS next_more, next_total - 3 AS next_left
  FROM (SELECT iif(:all_windows = '1', 4, 10) AS rows_limit,
               count(*) FILTER (WHERE b.day = :day) AS rows_total,
               count(*) FILTER (WHERE b.day = :day AND b.state IN ('booked', 'arrived')) AS open,
               count(*) FILTER (WHERE b.day = :next) AS next_total
          FROM booking b JOIN state s ON s.code = b.state
         WHERE b.day IN (:day, :next) AND s.occupies
           AND (:for_window = '0' OR b.window = CAST(:for_window AS INTEGER)));

-- As many as a page of 15 K holds; of a full day those without a result.
-- list: totals.rows
SELECT * FROM booking_line
 WHERE day = :day AND (:for_window = '0' OR window = CAST(:for_window AS INTEGER)) AND occupies
   AND (:rows_more = '0' OR state IN ('booked', 'arrived'))
 ORDER BY start, id LIMIT CAST(:rows_limit AS INTEGER);

-- list: today.next_rows
SELECT * FROM booking_line
 WHERE day = :next AND (:for_window = '0' OR window = CAST(:for_window AS INTEGER)) AND occupies
 ORDER BY start, id LIMIT 3;

-- New from online, on days that are not shown anyway: the first, and how many.
-- list: today.any_later
SELECT count(*) AS later_total, count(*) > 2 AS later_more
  FROM booking
 WHERE channel = 'online' AND state = 'booked' AND seen_at IS NULL
   AND (:for_window = '0' OR window = CAST(:for_window AS INTEGER))
   AND day NOT IN (:day, :next)
HAVING count(*) > 0;

-- list: today.fresh_rows
SELECT * FROM booking_line
 WHERE fresh AND (:for_window = '0' OR window = CAST(:for_window AS INTEGER))
   AND day NOT IN (:day, :next)
 ORDER BY start, id LIMIT 2;

-- list: today.any_fresh
SELECT count(*) AS fresh_total, :for_window = :my_window AND :my_window <> '0' AS own_window
  FROM booking
 WHERE channel = 'online' AND state = 'booked' AND seen_at IS NULL
   AND (:for_window = '0' OR window = CAST(:for_window AS INTEGER))
HAVING count(*) > 0;

-- end and state are those of the index booking_open, the ledger being long.
-- list: today.any_missing
SELECT count(*) AS missing_total
  FROM booking b JOIN result_missing m ON m.id = b.id
 WHERE m.over <= :now AND b.end <= :now AND b.state IN ('booked', 'arrived')
   AND (:for_window = '0' OR b.window = CAST(:for_window AS INTEGER))
HAVING count(*) > 0;

-- list: today.missing
SELECT l.* FROM booking b JOIN result_missing m ON m.id = b.id JOIN booking_line l ON l.id = b.id
 WHERE m.over <= :now AND b.end <= :now AND b.state IN ('booked', 'arrived')
   AND (:for_window = '0' OR l.window = CAST(:for_window AS INTEGER))
 ORDER BY l.start, l.id LIMIT 2;

-- By the day, as they are indexed; start alone would ask every booking there is.
-- list: today.any_orphans
SELECT count(*) AS orphans_total
  FROM orphaned o JOIN booking b ON b.id = o.id
 WHERE o.start > :now AND o.day >= substr(:now, 1, 10)
   AND (:for_window = '0' OR b.window = CAST(:for_window AS INTEGER))
HAVING count(*) > 0;

-- list: today.orphans
SELECT l.* FROM orphaned o JOIN booking_line l ON l.id = o.id
 WHERE o.start > :now AND o.day >= substr(:now, 1, 10)
   AND (:for_window = '0' OR l.window = CAST(:for_window AS INTEGER))
 ORDER BY l.start, l.id LIMIT 2;

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
-- What one noted last, and may take back.
-- list: today.undo
SELECT u.id AS undo_id, l.name AS undo_name, l.word AS undo_word, l.version AS undo_version
  FROM history h JOIN undoable u ON u.id = h.booking JOIN booking_line l ON l.id = u.id
 WHERE h.at >= CAST(:now_s AS INTEGER) - 600 AND h.who = :me AND u.who = :me
   AND u.until_s >= CAST(:now_s AS INTEGER)
 ORDER BY h.id DESC LIMIT 1;

-- list: today.keys
SELECT code, word, key, NOT occupies OR code = 'accepted' AS asks
  FROM state WHERE key <> '' ORDER BY key;

-- list: find.rows
SELECT l.* FROM json_each(:ids) j JOIN booking_line l ON l.id = j.value
 ORDER BY l.day DESC, l.id DESC;

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

-- The next slot that can be booked at the window that is shown.
-- list: entry.soonest
SELECT d.day AS soonest_day, d.label AS soonest_label,
       printf('%d:%s', substr(s.time, 1, 2), substr(s.time, 4, 2)) AS soonest_time
  FROM desk_slot s JOIN cat.day d ON d.day = s.day
 WHERE s.window = CAST(:for_window AS INTEGER) AND s.closes > :now AND s.closed IS NULL
   AND s.free > 0 AND s.noon_only <= CAST(:noon AS INTEGER)
 ORDER BY s.start LIMIT 1;

-- list: entry.days
SELECT d.day AS value, d.label, iif(d.kind = 'workday', '', d.kind_text) AS kind,
       d.book_by <= :now AS late,
       (SELECT sum(s.free) FROM desk_slot s
         WHERE s.window = CAST(:for_window AS INTEGER) AND s.day = d.day AND s.ends > :now
           AND s.closed IS NULL AND s.noon_only <= CAST(:noon AS INTEGER)) AS free
  FROM cat.day d
 WHERE d.day >= substr(:now, 1, 10) AND d.day <= (SELECT max(day) FROM cat.plan_slot)
   AND :for_window <> ''
 ORDER BY d.day;

-- The day that was typed, or the next that can be booked, with its times.
-- list: entry.shown
SELECT d.day AS shown_day, d.label AS shown_label, d.book_by <= :now AS late
  FROM cat.day d
 WHERE d.day = iif(:for_day <> '', :for_day,
                   (SELECT min(s.day) FROM desk_slot s
                     WHERE s.window = CAST(:for_window AS INTEGER) AND s.closes > :now
                       AND s.closed IS NULL AND s.free > 0
                       AND s.noon_only <= CAST(:noon AS INTEGER)))
   AND :for_window <> '';

-- list: shown.times
SELECT printf('%d:%s', substr(time, 1, 2), substr(time, 4, 2)) AS label, free,
       coalesce(closed, '') AS closed
  FROM desk_slot
 WHERE window = CAST(:for_window AS INTEGER) AND day = :shown_day AND ends > :now
   AND noon_only <= CAST(:noon AS INTEGER)
 ORDER BY start;

-- Where 其他事项 may be entered, for those who enter for several windows.
-- list: entry.windows
SELECT no, name FROM cat.window WHERE CAST(:all_windows AS INTEGER) ORDER BY no;

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

-- list: result.later
SELECT day_label AS later_label FROM booking
 WHERE id = CAST(:id AS INTEGER) AND state = 'booked' AND day > :today;

-- What the one who looks noted last, and may take back.
-- list: result.undo
SELECT f.word AS undo_word, t.word AS undo_to
  FROM undoable u JOIN booking b ON b.id = u.id
  JOIN state f ON f.code = b.state JOIN state t ON t.code = u.to_state
 WHERE u.id = CAST(:id AS INTEGER) AND u.who = :me AND u.until_s >= CAST(:now_s AS INTEGER);

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
       iif(h.who = 'citizen', '申请人', h.who) AS who, f.word AS from_word, t.word AS to_word,
       iif(h.to_state = 'cancelled' AND h.why = '', '申请人要求', h.why) AS why
  FROM history h
  LEFT JOIN state f ON f.code = h.from_state
  JOIN state t ON t.code = h.to_state
 WHERE h.booking = CAST(:id AS INTEGER) ORDER BY h.id;

-- A slip names the time only while it holds.
-- list: result.holds
SELECT 1 AS valid FROM booking b
 WHERE id = CAST(:id AS INTEGER) AND state NOT IN ('moved', 'cancelled', 'accepted')
   AND NOT EXISTS(SELECT 1 FROM orphaned o WHERE o.id = b.id);

-- list: result.cancelled
SELECT word AS gone_word FROM booking_line WHERE id = CAST(:id AS INTEGER) AND state = 'cancelled';

-- Where a booking that was moved has gone, over all moves.
-- list: result.moved
WITH RECURSIVE line(id) AS (
  SELECT id FROM booking WHERE id = CAST(:id AS INTEGER) AND state = 'moved'
  UNION SELECT n.id FROM booking n JOIN line ON n.moved_from = line.id)
SELECT b.state = 'cancelled' AS then_cancelled, b.day_label AS new_day, l.time AS new_time, l.shown AS new_shown
  FROM line JOIN booking b ON b.id = line.id JOIN booking_line l ON l.id = b.id
 WHERE b.state <> 'moved';

-- Not where it is the complaint phone, which is no number for bookings.
-- list: result.phone_to_ring
SELECT b.window_phone AS ring FROM booking b LEFT JOIN cat.window w ON w.no = b.window
 WHERE b.id = CAST(:id AS INTEGER) AND coalesce(w.paper_phone, '-') <> '';

-- list: result.move_days
SELECT d.day AS move_day, d.label AS move_label, d.book_by <= :now AS late
  FROM cat.day d
 WHERE d.day >= :from_day
   AND EXISTS(SELECT 1 FROM desk_slot s
               WHERE s.window = CAST(:window AS INTEGER) AND s.day = d.day AND s.ends > :now)
 ORDER BY d.day LIMIT 10;

-- list: move_days.slots
SELECT printf('%d:%s', substr(time, 1, 2), substr(time, 4, 2)) AS slot_time, free
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
SELECT l.*, p.value ->> 1 AS number
  FROM json_each(:picked) p JOIN ledger_line l ON l.id = p.value ->> 0
 WHERE :picked <> '' ORDER BY p.key LIMIT 300;

-- The lines of a sheet of Attachment 2, ten to a page, unused lines numbered on;
-- one empty page where there is nothing.
-- list: ledger.lines
WITH picked AS (
  SELECT p.key AS at, p.value ->> 1 AS number, l.*
    FROM json_each(:picked) p JOIN ledger_line l ON l.id = p.value ->> 0 WHERE :picked <> ''),
tail AS (
  SELECT count(*) AS n,
         (SELECT count(*) FROM booking b
           WHERE b.window = CAST(:sheet AS INTEGER)
             AND b.day BETWEEN :month || '-01' AND :month || '-31') AS used
    FROM picked WHERE :picked <> ''),
line(at, number, name, applied, channel, way, service, item, phone, result, remark, struck) AS (
  SELECT at, number, name, applied, channel, way, service, item, phone, result, remark, struck
    FROM picked
  UNION ALL
  SELECT t.n / 10 * 10 + i.value, t.used + i.value - t.n % 10 + 1, '', '', '', '', '', '', '', '',
         '', 0
    FROM tail t, json_each('[0,1,2,3,4,5,6,7,8,9]') i
   WHERE :picked <> '' AND (t.n % 10 > 0 OR t.n = 0) AND i.value >= t.n % 10)
SELECT l.at % 10 = 0 AS begins, l.at % 10 = 9 AS ends,
       coalesce((SELECT name FROM cat.window WHERE no = CAST(:sheet AS INTEGER)),
                (SELECT max(window_name) FROM picked), '') AS sheet_window,
       l.number, l.name, l.applied,
       iif(l.channel = 'online', l.way,
           (SELECT group_concat(CASE l.channel WHEN '' THEN '' WHEN code THEN '☑' ELSE '□' END ||
                                word, '/')
              FROM (SELECT code, word FROM channel WHERE code <> 'online' ORDER BY code))) AS way,
       l.service, l.item, l.phone, l.result, l.remark, l.struck
  FROM line l ORDER BY l.at;

-- ---- closures, roster, overtime, log, calls, figures: the pages of sheet.h ----

-- What every staff page warns of: leaders missing within seven days (四(四)).
-- list: staff.leader_alerts
SELECT day AS alert_day, label AS alert_label,
       iif(count(*) > 4, count(*) || ' 个窗口', group_concat(what, '、')) AS alert_windows
  FROM duty_gap
 WHERE role = 'leader' AND day >= :today_day
   AND day <= (SELECT a.day FROM cat.day t JOIN cat.day a ON a.offset = t.offset + 7
                WHERE t.day = :today_day)
   AND (:may_roster = '1' OR window = CAST(:my_window AS INTEGER))
 GROUP BY day ORDER BY day;

-- Years of the calendar whose arrangement is not announced: from 1 November on,
-- loudly from 20 December.
-- list: staff.calendar_alerts
SELECT DISTINCT substr(day, 1, 4) AS alert_year,
       substr(:today_day, 6) >= '12-20' OR substr(day, 1, 4) = substr(:today_day, 1, 4) AS loud
  FROM cat.day
 WHERE announced = 0 AND day >= :today_day
   AND (substr(:today_day, 6) >= '11-01' OR substr(day, 1, 4) = substr(:today_day, 1, 4))
   AND substr(day, 1, 4) <= CAST(substr(:today_day, 1, 4) + 1 AS TEXT);

-- list: sheet.faults
SELECT value AS fault FROM json_each(:errors) WHERE :errors <> '';

-- The windows that the page's action is for.
-- list: sheet.windows
SELECT no AS window_no, name AS window_name
  FROM cat.window WHERE :all = '1' OR no = CAST(:my_window AS INTEGER) ORDER BY no;

-- The pages of a list that is longer than one. Counted once: without MATERIALIZED,
-- once for every column that reads the total.
-- list: sheet.pager
WITH list(path, size) AS (VALUES('staff/overtime', 100), ('staff/closures', 60), ('staff/log', 31),
                                ('staff/calls', 120)),
found(size, page, total) AS MATERIALIZED (
  SELECT size, max(1, CAST(:page AS INTEGER)),
         CASE path
         WHEN 'staff/overtime'
         THEN (SELECT count(*) FROM credit c
                 LEFT JOIN settlement s ON s.person = c.person AND s.day = c.day
                WHERE c.day <= :today AND (s.kind IS NULL OR substr(c.day, 1, 7) = :month))
         WHEN 'staff/closures' THEN (SELECT count(*) FROM closure)
         WHEN 'staff/log' THEN (SELECT count(DISTINCT day) FROM duty_log)
         ELSE (SELECT count(*) FROM to_call t JOIN booking b ON b.id = t.id
                WHERE t.day >= :today AND b.start > :now AND b.phone <> ''
                  AND (:all = '1' OR b.window = CAST(:my_window AS INTEGER))
                  AND (t.purpose <> 'reminder'
                       OR b.day IN ((SELECT min(day) FROM cat.day WHERE day > :today),
                                    (SELECT min(day) FROM cat.day
                                      WHERE day > :today AND duty))))
         END
    FROM list WHERE path = :path)
SELECT total AS pager_total, page AS pager_page, (total + size - 1) / size AS pager_pages,
       min(page - 1, (total + size - 1) / size) AS pager_before,
       iif(page * size < total, page + 1, '') AS pager_after
  FROM found WHERE total > size;

-- list: sheet.halves
SELECT column1 AS half_value, column2 AS half_label, column1 = :half AS chosen
  FROM (VALUES ('all', '全天'), ('am', '上午（12:00 以前）'), ('pm', '下午（12:00 以后）'));

-- list: sheet.closures
SELECT c.id AS closure, coalesce(d.label, c.day) AS closed_label,
       iif(c.window = 0, '全大厅', coalesce(w.name, '')) AS closed_what,
       CASE c.from_time || c.to_time WHEN '00:0024:00' THEN '全天' WHEN '00:0012:00' THEN '上午'
            WHEN '12:0024:00' THEN '下午' ELSE c.from_time || '—' || c.to_time END AS closed_time,
       c.reason AS closed_reason, c.made_by,
       strftime('%m-%d %H:%M', c.made_at, 'unixepoch', '+8 hours') AS made_moment,
       coalesce(strftime('%m-%d %H:%M', c.lifted_at, 'unixepoch', '+8 hours'), '') AS lifted_moment,
       c.lifted_at IS NULL AND c.day >= :today
         AND (:all = '1' OR c.window = CAST(:my_window AS INTEGER)) AS may_lift,
       (SELECT count(*) FROM booking b
         WHERE c.lifted_at IS NULL AND b.state = 'booked' AND b.day = c.day
           AND c.window IN (0, b.window) AND b.start > :now
           AND c.from_time < substr(b.end, 12) AND substr(b.start, 12) < c.to_time) AS struck
  FROM closure c LEFT JOIN cat.day d ON d.day = c.day LEFT JOIN cat.window w ON w.no = c.window
 ORDER BY c.lifted_at IS NOT NULL, c.day DESC, c.id DESC
 LIMIT 60 OFFSET 60 * (max(1, CAST(:page AS INTEGER)) - 1);

-- ---- the roster ----

-- list: sheet.month_title
SELECT substr(:month, 1, 4) || '年' || CAST(substr(:month, 6) AS INTEGER) || '月' AS month_words;

-- list: sheet.categories
SELECT name AS category_name, confirmed FROM cat.noon_category ORDER BY no;

-- list: sheet.noon_days
SELECT day AS noon_day, label AS noon_label, iif(kind_text = '工作日', '', kind_text) AS noon_kind,
       day >= :today AS ahead
  FROM roster_day WHERE noon AND substr(day, 1, 7) = :month ORDER BY day;

-- list: noon_days.noon_cells
SELECT (SELECT names FROM on_duty o WHERE o.day = :noon_day AND o.role = 'front'
           AND o.category = c.name) AS front_names,
       (SELECT names FROM on_duty o WHERE o.day = :noon_day AND o.role = 'back'
           AND o.category = c.name) AS back_names
  FROM cat.noon_category c ORDER BY c.no;

-- list: sheet.duty_days
SELECT day AS duty_day, CAST(substr(day, 9) AS INTEGER) AS duty_number,
       substr(weekday_text, -1) AS duty_weekday, name AS duty_name, day >= :today AS ahead
  FROM roster_day WHERE NOT noon AND substr(day, 1, 7) = :month ORDER BY day;

-- list: sheet.duty_windows
SELECT no AS duty_window, name AS duty_window_name FROM cat.window ORDER BY no;

-- list: duty_windows.duty_cells
SELECT d.day AS cell_day, d.day >= :today AS ahead,
       (SELECT names FROM on_duty o WHERE o.day = d.day AND o.role = 'duty'
           AND o.window = CAST(:duty_window AS INTEGER)) AS duty_names,
       (SELECT names FROM on_duty o WHERE o.day = d.day AND o.role = 'leader'
           AND o.window = CAST(:duty_window AS INTEGER)) AS leader_names
  FROM roster_day d WHERE NOT d.noon AND substr(d.day, 1, 7) = :month ORDER BY d.day;

-- list: sheet.gap_count
SELECT count(*) AS gap_total FROM duty_gap
 WHERE substr(day, 1, 7) = :month AND day >= :today HAVING count(*) > 0;

-- list: sheet.gap_days
SELECT day AS gap_day, label AS gap_label FROM duty_gap
 WHERE substr(day, 1, 7) = :month AND day >= :today GROUP BY day ORDER BY day;

-- list: gap_days.gaps
SELECT role_word AS gap_role, group_concat(what, '、') AS gap_what
  FROM duty_gap WHERE day = :gap_day GROUP BY rank ORDER BY rank;

-- Windows all of whose persons have noon duty: nobody is there 11:00—12:00 and
-- after 16:00 (三(一)).
-- list: sheet.uncovered
SELECT w.name AS bare_window, group_concat(d.label, '、') AS bare_days,
       (SELECT group_concat(name, '、')
          FROM (SELECT p.name FROM person p
                 WHERE p.window = w.no AND p.left_at IS NULL ORDER BY p.id)) AS bare_names
  FROM cat.window w JOIN cat.day d
 WHERE substr(d.day, 1, 7) = :month AND d.day >= :today AND d.kind IN ('workday', 'makeup')
   AND EXISTS(SELECT 1 FROM person p WHERE p.window = w.no AND p.left_at IS NULL)
   AND NOT EXISTS(SELECT 1 FROM person p
                   WHERE p.window = w.no AND p.left_at IS NULL
                     AND NOT EXISTS(SELECT 1 FROM shift s
                                     WHERE s.person = p.id AND s.day = d.day AND s.window = 0))
 GROUP BY w.no ORDER BY w.no;

-- Mondays: the first of the calendar, that of this week, the next.
-- list: sheet.weeks
SELECT min(day) AS first_monday, max(day) FILTER (WHERE offset BETWEEN -6 AND 0) AS this_monday,
       max(day) FILTER (WHERE offset BETWEEN 1 AND 7) AS next_monday
  FROM cat.day WHERE weekday = 1;

-- list: sheet.post_choices
SELECT value AS post_value, label AS post_label, value = :post AS chosen
  FROM (SELECT r.code || '-' || c.name AS value, c.name || ' ' || r.word AS label
          FROM cat.noon_category c JOIN duty_role r ON r.noon
        UNION ALL
        SELECT r.code || '-' || w.no, w.name || ' ' || r.word
          FROM cat.window w JOIN duty_role r ON NOT r.noon);

-- list: sheet.day_title
SELECT d.label AS day_label, d.kind_text AS day_kind, d.name AS day_name,
       (SELECT max(p.day) FROM cat.day p WHERE p.day < d.day) AS day_before,
       (SELECT min(p.day) FROM cat.day p WHERE p.day > d.day) AS day_after
  FROM cat.day d WHERE d.day = :day;

-- list: sheet.posts
SELECT p.role || '-' || iif(p.window, p.window, p.category) AS post_value, p.what AS post_what,
       p.role_word AS post_role, coalesce(o.names, '') AS post_names, p.day >= :today AS ahead,
       coalesce((SELECT group_concat(name, '、')
                   FROM (SELECT q.name FROM person q
                          WHERE q.left_at IS NULL
                            AND CASE WHEN p.window THEN q.window = p.window
                                     ELSE iif(p.role = 'front', q.front, q.back)
                                          AND q.window IN (SELECT n.window FROM cat.noon_window n
                                                            WHERE n.category = p.place) END
                          ORDER BY q.window, q.id)), '') AS post_candidates
  FROM duty_post p
  LEFT JOIN on_duty o ON o.day = p.day AND o.role = p.role AND o.category = p.category
                     AND o.window = p.window
 WHERE p.day = :day ORDER BY p.place, p.rank;

-- list: sheet.shift_rows
SELECT o.day AS csv_day, o.category AS csv_category, iif(o.window, o.window, '') AS csv_window,
       r.word AS csv_role, o.names AS csv_names, coalesce(w.name, '') AS csv_window_name
  FROM on_duty o JOIN duty_role r ON r.code = o.role LEFT JOIN cat.window w ON w.no = o.window
 WHERE substr(o.day, 1, 7) = :month ORDER BY o.day, o.window, o.category, r.rank;

-- list: sheet.staffed
SELECT w.no AS staffed_window, w.name AS staffed_name,
       (SELECT count(*) FROM person p WHERE p.window = w.no AND p.left_at IS NULL) AS staffed_count
  FROM cat.window w ORDER BY w.no;

-- list: staffed.persons
SELECT id AS person_id, name AS person_name, front AS person_front, back AS person_back,
       (SELECT count(*) FROM shift s WHERE s.person = person.id AND s.day > :today) AS person_shifts
  FROM person WHERE window = CAST(:staffed_window AS INTEGER) AND left_at IS NULL ORDER BY id;

-- ---- overtime ----

-- list: sheet.credit_people
SELECT p.name AS person_name, p.window AS person_window,
       count(*) AS credit_total, sum(c.class = 'weekend') AS credit_weekend,
       sum(c.class = 'statutory') AS credit_statutory, sum(c.class = 'holiday') AS credit_holiday,
       sum(s.kind IS 'pay') AS credit_paid, sum(s.kind IS 'leave') AS credit_leave,
       sum(s.kind IS NULL) AS credit_open
  FROM credit c JOIN person p ON p.id = c.person
  LEFT JOIN settlement s ON s.person = c.person AND s.day = c.day
 WHERE c.day <= :today GROUP BY p.id ORDER BY p.window, p.id;

-- list: sheet.credits
SELECT c.person AS credit_person, c.day AS credit_day, p.name AS person_name,
       p.window AS person_window, coalesce(d.label, c.day) AS credit_label,
       CASE c.class WHEN 'weekend' THEN '双休日' WHEN 'statutory' THEN '法定节假日'
                    ELSE '其他节假日' END AS credit_class,
       CASE s.kind WHEN 'pay' THEN '补助' WHEN 'leave' THEN '轮休' ELSE '' END AS settled_as,
       coalesce(s.on_day, '') AS settled_day, coalesce(s.made_by, '') AS settled_by
  FROM credit c JOIN person p ON p.id = c.person LEFT JOIN cat.day d ON d.day = c.day
  LEFT JOIN settlement s ON s.person = c.person AND s.day = c.day
 WHERE c.day <= :today AND (s.kind IS NULL OR substr(c.day, 1, 7) = :month)
 ORDER BY s.kind IS NOT NULL, c.day DESC, p.window, p.id
 LIMIT 100 OFFSET 100 * (max(1, CAST(:page AS INTEGER)) - 1);

-- list: sheet.credit_rows
SELECT p.window AS csv_window, p.name AS csv_name, c.day AS csv_day,
       CASE c.class WHEN 'weekend' THEN '双休日' WHEN 'statutory' THEN '法定节假日'
                    ELSE '其他节假日' END AS csv_class,
       CASE s.kind WHEN 'pay' THEN '补助' WHEN 'leave' THEN '轮休' ELSE '' END AS csv_kind,
       coalesce(s.on_day, '') AS csv_on, coalesce(s.made_by, '') AS csv_by
  FROM credit c JOIN person p ON p.id = c.person
  LEFT JOIN settlement s ON s.person = c.person AND s.day = c.day
 WHERE c.day <= :today ORDER BY c.day, p.window, p.id;

-- ---- the duty log ----

-- list: sheet.log_rows
SELECT l.id AS log_no, strftime('%m-%d %H:%M', l.at, 'unixepoch', '+8 hours') AS log_moment,
       iif(l.window = 0, '大厅', coalesce(w.name, '')) AS log_window,
       l.text AS log_text, l.who AS log_who
  FROM duty_log l LEFT JOIN cat.window w ON w.no = l.window
 WHERE l.day = :day ORDER BY l.id;

-- list: sheet.log_days
SELECT l.day AS log_day, coalesce(d.label, l.day) AS log_label, count(*) AS log_count
  FROM duty_log l LEFT JOIN cat.day d ON d.day = l.day
 GROUP BY l.day ORDER BY l.day DESC
 LIMIT 31 OFFSET 31 * (max(1, CAST(:page AS INTEGER)) - 1);

-- ---- calls ----

-- Reminders are of tomorrow and the next duty day.
-- list: sheet.calls
SELECT b.id AS call_booking, t.purpose AS call_purpose, t.reason AS call_reason,
       t.purpose = 'cancelled' AS call_cancelled, t.purpose = 'orphaned' AS call_orphaned,
       t.purpose = 'reminder' AS call_reminder,
       b.name AS call_name, b.phone AS call_phone,
       '+86' || iif(b.phone LIKE '0%', replace(substr(b.phone, 2), '-', ''), b.phone) AS call_tel,
       b.window AS call_window, b.window_name AS call_window_name, b.window_phone,
       b.floor AS call_floor, b.item_name AS call_item,
       b.day_label || printf('%d:%s', substr(b.start, 12, 2), substr(b.start, 15, 2)) AS call_when,
       coalesce((SELECT strftime('%m-%d %H:%M', max(k.at), 'unixepoch', '+8 hours') || ' ' || k.who
                   FROM call k WHERE k.booking = b.id AND k.purpose = t.purpose AND k.reached
                    AND k.at >= t.since), '') AS call_told,
       coalesce((SELECT count(*) || ' 次没有打通，最近 ' ||
                        strftime('%m-%d %H:%M', max(k.at), 'unixepoch', '+8 hours') || ' ' || k.who
                   FROM call k WHERE k.booking = b.id AND k.purpose = t.purpose AND NOT k.reached
                    AND k.at >= t.since HAVING count(*) > 0), '') AS call_missed
  FROM to_call t JOIN booking b ON b.id = t.id
 WHERE t.day >= :today AND b.start > :now AND b.phone <> ''
   AND (:all = '1' OR b.window = CAST(:my_window AS INTEGER))
   AND (t.purpose <> 'reminder'
        OR b.day IN ((SELECT min(day) FROM cat.day WHERE day > :today),
                     (SELECT min(day) FROM cat.day
                       WHERE day > :today AND duty)))
 ORDER BY call_told <> '', t.purpose = 'reminder', b.start, b.id
 LIMIT 120 OFFSET 120 * (max(1, CAST(:page AS INTEGER)) - 1);

-- ---- figures: of the table stat (desk.sql) ----

-- list: sheet.stat_span
SELECT CASE WHEN substr(:from, 9) = '01' AND substr(:to, 9) = '31' AND substr(:from, 1, 7) = substr(:to, 1, 7)
            THEN substr(:from, 1, 4) || '年' || CAST(substr(:from, 6, 2) AS INTEGER) || '月'
            ELSE :from || ' 至 ' || :to END AS span_words;

-- list: sheet.stat_total
SELECT coalesce(sum(n), 0) AS n, coalesce(sum(n) FILTER (WHERE state = 'cancelled'), 0) AS cancelled,
       coalesce(sum(n) FILTER (WHERE state IN ('booked', 'arrived')), 0) AS open,
       coalesce(sum(n) FILTER (WHERE state = 'done'), 0) AS done_n,
       coalesce(sum(n) FILTER (WHERE state = 'accepted'), 0) AS accepted,
       coalesce(sum(n) FILTER (WHERE state = 'returned'), 0) AS returned,
       coalesce(sum(n) FILTER (WHERE state = 'left'), 0) AS gone,
       coalesce(sum(n) FILTER (WHERE state = 'no_show'), 0) AS no_show,
       coalesce(sum(n) FILTER (WHERE channel = 'counter'), 0) AS counter,
       coalesce(sum(n) FILTER (WHERE channel = 'phone'), 0) AS phoned,
       coalesce(sum(n) FILTER (WHERE channel = 'online'), 0) AS online
  FROM stat WHERE kind = 'case';

-- list: sheet.stat_windows
WITH b AS (
  SELECT window, max(name) AS name, sum(n) AS n,
         sum(n) FILTER (WHERE channel = 'counter') AS counter,
         sum(n) FILTER (WHERE channel = 'phone') AS phoned,
         sum(n) FILTER (WHERE channel = 'online') AS online,
         sum(n) FILTER (WHERE state = 'done') AS done_n,
         sum(n) FILTER (WHERE state = 'accepted') AS accepted,
         sum(n) FILTER (WHERE state = 'returned') AS returned,
         sum(n) FILTER (WHERE state = 'left') AS gone,
         sum(n) FILTER (WHERE state = 'no_show') AS no_show,
         sum(n) FILTER (WHERE state = 'cancelled') AS cancelled,
         sum(n) FILTER (WHERE state IN ('booked', 'arrived')) AS open
    FROM stat WHERE kind = 'case' GROUP BY window)
SELECT w.no, w.name AS stat_name, coalesce(b.n, 0) AS n, coalesce(b.counter, 0) AS counter,
       coalesce(b.phoned, 0) AS phoned, coalesce(b.online, 0) AS online,
       coalesce(b.done_n, 0) AS done_n, coalesce(b.accepted, 0) AS accepted,
       coalesce(b.returned, 0) AS returned, coalesce(b.gone, 0) AS gone,
       coalesce(b.no_show, 0) AS no_show, coalesce(b.cancelled, 0) AS cancelled,
       coalesce(b.open, 0) AS open, coalesce(200 * b.n / (SELECT max(n) FROM b), 0) AS bar
  FROM (SELECT no, name FROM cat.window
        UNION ALL
        SELECT window, name FROM b WHERE window NOT IN (SELECT no FROM cat.window)) w
  LEFT JOIN b ON b.window = w.no
 ORDER BY w.no;

-- list: sheet.stat_days
SELECT coalesce(d.label, b.day) AS stat_name, iif(d.kind = 'workday', '', d.kind_text) AS stat_kind,
       sum(b.n) AS n, coalesce(sum(b.n) FILTER (WHERE b.state = 'no_show'), 0) AS no_show,
       coalesce(sum(b.n) FILTER (WHERE b.state = 'cancelled'), 0) AS cancelled,
       200 * sum(b.n) / max(sum(b.n)) OVER () AS bar
  FROM stat b LEFT JOIN cat.day d ON d.day = b.day
 WHERE b.kind = 'day' GROUP BY b.day ORDER BY b.day;

-- list: sheet.stat_hours
SELECT hour, sum(n) AS n, 200 * sum(n) / max(sum(n)) OVER () AS bar
  FROM stat WHERE kind = 'hour' GROUP BY hour ORDER BY hour;

-- list: sheet.stat_channels
WITH b AS (SELECT channel, sum(n) AS n FROM stat WHERE kind = 'case' GROUP BY channel)
SELECT c.word AS stat_name, coalesce(b.n, 0) AS n,
       coalesce(200 * b.n / (SELECT max(n) FROM b), 0) AS bar
  FROM channel c LEFT JOIN b ON b.channel = c.code ORDER BY c.code;

-- list: sheet.stat_results
WITH b AS (SELECT state, sum(n) AS n FROM stat WHERE kind = 'case' GROUP BY state)
SELECT s.word AS stat_name, coalesce(b.n, 0) AS n,
       coalesce(200 * b.n / (SELECT max(n) FROM b), 0) AS bar
  FROM state s LEFT JOIN b ON b.state = s.code
 WHERE s.code <> 'moved' ORDER BY s.key = '', s.key;

-- list: sheet.stat_items
SELECT name AS stat_name, window AS stat_window, sum(n) AS n,
       200 * sum(n) / max(sum(n)) OVER () AS bar
  FROM stat WHERE kind = 'item' GROUP BY window, name ORDER BY n DESC, window, name LIMIT 20;

-- list: sheet.stat_places
SELECT coalesce(d.label, p.day) AS stat_name, iif(d.kind = 'workday', '', d.kind_text) AS stat_kind,
       p.places, p.n AS used, p.places - p.n AS left_over, 200 * p.n / max(1, p.places) AS bar
  FROM stat p LEFT JOIN cat.day d ON d.day = p.day WHERE p.kind = 'places' ORDER BY p.day;

-- The first day of which is known what it offered.
-- list: sheet.stat_since
SELECT day AS since_day,
       printf('%d年%d月%d日', substr(day, 1, 4), substr(day, 6, 2), substr(day, 9)) AS since_words
  FROM (SELECT min(day) AS day FROM offered) WHERE day IS NOT NULL;
