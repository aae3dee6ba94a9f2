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
  ('account.enabled', '恢复账号'), ('exported', '导出'))
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
