-- Lists on the pages of sign-in, accounts and audit, and those that many staff pages have.

-- What was typed when the session ended, on the page of the sign-in and behind it. All is sent
-- again, what has a word is shown.
-- list: site.carried_fields
SELECT key AS field, value FROM json_each(:carried) WHERE :carried <> '';

-- list: carried.shown
WITH word(rank, field, zh) AS (VALUES
  (1, 'q', '查找'), (2, 'item', '事项'), (3, 'account', '用户名'), (4, 'role', '角色'),
  (5, 'name', '姓名'), (6, 'phone', '联系电话'), (7, 'window', '窗口'), (8, 'post', '岗位'),
  (9, 'names', '姓名'), (10, 'day', '日期'), (11, 'slot', '时间'), (12, 'time', '几点'),
  (13, 'windows', '窗口'), (14, 'from', '从'), (15, 'to', '到'), (16, 'month', '月份'),
  (17, 'channel', '申请方式'), (18, 'agent', '代理人'), (19, 'note', '说明'),
  (20, 'result', '办理结果'), (21, 'pickup', '取件时间'), (22, 'by', '谁要取消'),
  (23, 'why', '原因'), (24, 'reason', '原因'), (25, 'kind', '结清'), (26, 'front', '前台受理'),
  (27, 'backoffice', '后台审批'), (28, 'remark', '备注'), (29, 'mail', '邮寄'),
  (30, 'address', '邮寄地址'), (31, 'text', '内容'), (32, 'do', '操作')),
code(field, value, zh) AS (VALUES
  ('by', 'applicant', '申请人'), ('by', 'hall', '大厅'), ('kind', 'pay', '补助'), ('kind', 'leave', '轮休'),
  ('front', '1', '能做'), ('backoffice', '1', '能做'), ('mail', '1', '要邮寄'),
  ('do', 'save', '保存'), ('do', 'remove', '不再排班'), ('do', 'settle', '结清'),
  ('do', 'undo', '撤回'), ('do', 'told', '已通知'), ('do', 'missed', '没打通'),
  ('do', 'wrong', '号码不对'), ('do', 'move', '改期'), ('do', 'cancel', '取消'), ('do', 'cancelled', '取消'),
  ('do', 'look', '看谁受影响'), ('do', 'close', '停办'),
  ('do', 'add', '加上'), ('do', 'paste', '一次加多个'), ('do', 'reset', '重设口令'), ('do', 'end', '全部退出'),
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
  ('staff/', '记结果'), ('staff/backlog', '补记'), ('staff/find', '查找'), ('staff/new', '登记'), ('staff/seen', '标为已看'),
  ('staff/bookings/*', '保存'), ('staff/bookings/*/cancel', '取消预约'),
  ('staff/bookings/*/undo', '撤销'), ('staff/bookings/*/source', '取消同一来源的预约'), ('staff/accounts', '管理账号'),
  ('staff/account/sessions', '退出别处的登录'), ('staff/closures', '临时停办'),
  ('staff/closures/*/lift', '恢复办理'), ('staff/roster/rotate', '轮流排班'),
  ('staff/roster/copy', '照搬一周'),
  ('staff/roster/import', '导入排班'), ('staff/roster/save', '保存整月排班'),
  ('staff/roster/swap', '换班'), ('staff/roster/leave', '请假'), ('staff/people', '修改人员'),
  ('staff/overtime', '加班和轮休'), ('staff/log', '记日志'), ('staff/calls', '登记通话'),
  ('staff/clock', '确认时间正确'), ('staff/list', '上传并检查'), ('staff/list/edit', '提交改动'),
  ('staff/list/versions', '退回'), ('staff/list/*', '处理清单改动'))
 WHERE :next GLOB column1 ORDER BY length(column1) DESC LIMIT 1;

-- Whom it is about, when they may see it.
-- list: carried.about
SELECT l.name || ' ' || l.day_label || ' ' || l.time AS about_words
  FROM booking_line l
 WHERE l.id = CASE WHEN :next GLOB 'staff/bookings/*' THEN CAST(substr(:next, 16) AS INTEGER)
                   WHEN :next IN ('staff/', 'staff/calls')
                   THEN CAST((SELECT value FROM json_each(:carried) WHERE key = 'id') AS INTEGER) END
   AND (CAST(:all_windows AS INTEGER) OR l.window = CAST(:my_window AS INTEGER))
UNION ALL
SELECT p.name FROM person p
 WHERE :may_roster = '1' AND :next IN ('staff/people', 'staff/overtime') AND :carried <> ''
   AND p.id = CAST((SELECT value FROM json_each(:carried) WHERE key = 'id') AS INTEGER);

-- The newest rows below :before, as many as a page takes; moments as hall time.
-- list: trail.rows
WITH word(code, zh) AS (VALUES
  ('signin', '登录'), ('signin.refused', '登录被拒'),
  ('signin.throttled', '登录太频繁被拒'), ('signout', '退出'), ('refused', '操作被拒'),
  ('password', '更换口令'), ('totp.on', '开通动态口令'), ('totp.off', '停用动态口令'),
  ('recovery.made', '生成备用码'), ('recovery.used', '使用备用码'), ('sessions.ended', '结束登录'),
  ('account.added', '新增账号'), ('account.reset', '重设口令'), ('account.disabled', '停用账号'),
  ('account.enabled', '恢复账号'), ('account.changed', '修改账号'), ('exported', '导出'), ('booking.made', '登记预约'),
  ('booking.changed', '办理、修改预约'), ('slip.printed', '打印告知单'), ('ledger.printed', '打印台帐'),
  ('closed', '临时停办'), ('opened', '恢复办理'), ('roster', '排班'), ('person', '人员名单'),
  ('settled', '结清加班'), ('log', '值班日志'), ('call', '通知群众'),
  ('key.made', '换密钥'), ('restored', '恢复备份'), ('source.cancelled', '取消同一来源的预约'),
  ('list.proposed', '提交清单改动'), ('list.approved', '发布清单'), ('list.withdrawn', '放弃清单改动'),
  ('list.again', '清单重新检查'), ('list.published', '清单已发布'), ('list.failed', '清单没有发布成功'),
  ('clock.confirmed', '确认时间'))
SELECT a.id AS no, datetime(a.at, 'unixepoch', '+8 hours') AS moment, a.who AS account, a.address,
       coalesce(w.zh, a.action) AS what, a.object, a.detail, lower(hex(a.hash)) AS hash
  FROM audit a LEFT JOIN word w ON w.code = a.action
 WHERE CAST(:before AS INTEGER) = 0 OR a.id < CAST(:before AS INTEGER)
 ORDER BY a.id DESC LIMIT CAST(:limit AS INTEGER);

-- Where the rows behind those begin: ids have no gaps. None when there are none.
-- list: trail.older
SELECT next FROM (SELECT iif(CAST(:before AS INTEGER) BETWEEN 1 AND max(id), CAST(:before AS INTEGER),
                             max(id) + 1) - CAST(:limit AS INTEGER) AS next FROM audit)
 WHERE next > 1;

-- One's own sessions, the newest first.
-- list: profile.sessions
SELECT s.id AS session, datetime(s.made_at, 'unixepoch', '+8 hours') AS made,
       datetime(s.seen_at, 'unixepoch', '+8 hours') AS seen, s.agent,
       s.id = CAST(:this AS INTEGER) AS own
  FROM session s JOIN session_end e ON e.id = s.id
 WHERE s.account = :me AND e.ends_at > CAST(:now_s AS INTEGER)
 ORDER BY s.made_at DESC, s.id DESC;

-- Recovery codes, which are shown once: a JSON array.
-- list: profile.codes
SELECT value AS recovery_code FROM json_each(:new_codes) WHERE :new_codes <> '';

-- What was chosen stays when something was wrong.
-- list: accounts.windows
SELECT no AS window_no, short AS window_short FROM cat.window ORDER BY no;

-- list: accounts.roles
SELECT code AS role_code, word AS role_label, :err_form <> '' AND code = :in_role AS chosen
  FROM role_word;

-- list: accounts.counts
SELECT count(*) AS total, nullif(count(disabled_at), 0) AS total_disabled FROM account;

-- A clerk of no window works at the 综合窗口.
-- list: accounts.rows
SELECT a.name, a.person AS whose, a.role AS at_role, w.no AS at_window, w.short AS at_short,
       coalesce(nullif(a.person, ''), a.name) AS called, a.one_time, a.totp_on,
       strftime('%m-%d', a.disabled_at, 'unixepoch', '+8 hours') AS disabled,
       (SELECT strftime('%m-%d %H:%M', max(u.at), 'unixepoch', '+8 hours') FROM audit u
         WHERE u.action = 'signin' AND u.object = a.name) AS last_in,
       a.name = :me AS own, (SELECT word FROM role_word WHERE code = a.role) AS own_role,
       (SELECT count(*) FROM session s JOIN session_end e ON e.id = s.id
         WHERE s.account = a.name AND e.ends_at > CAST(:now_s AS INTEGER)) AS sessions
  FROM account a LEFT JOIN cat.window w
    ON w.no = coalesce(a.window, CASE a.role WHEN 'clerk' THEN (SELECT min(no) FROM cat.window
                                                                 WHERE general) END)
 ORDER BY a.disabled_at IS NOT NULL, a.role = 'clerk', a.role = 'leader', a.window, a.name;

-- list: accounts.its_roles
SELECT code AS role_code, word AS role_label, code = :at_role AS chosen FROM role_word;

-- One-time passwords, which are shown once: a JSON object.
-- list: accounts.slip
SELECT j.key AS slip_account, j.value AS slip_password, a.person AS slip_person,
       a.window AS slip_window, w.short AS slip_short,
       (SELECT word FROM role_word WHERE code = a.role) AS slip_role
  FROM json_each(:slips) j JOIN account a ON a.name = j.key
  LEFT JOIN cat.window w ON w.no = a.window
 ORDER BY a.window, a.name;

-- list: accounts.slip_sum
SELECT nullif(count(*), 1) AS slip_many,
       max(coalesce(nullif(a.person, ''), a.name)) AS slip_whose
  FROM json_each(:slips) j JOIN account a ON a.name = j.key;

-- The bar: where one may go, where one is, new online bookings and calls to be made,
-- of one's own window or of all.
-- list: staff.nav
WITH tab(rank, nav_to, nav_word, may, below) AS (VALUES
  (1, 'staff/', '今天', :may_read,
   '["staff/","staff/seen","staff/find","staff/backlog","staff/bookings/*"]'),
  (2, 'staff/new', '登记', :may_enter, '["staff/new"]'),
  (3, 'staff/ledger', '台帐', :may_read, '["staff/ledger*"]'),
  (4, 'staff/calls', '通话', :may_phonelist, '["staff/calls*"]'),
  (5, 'staff/closures', '停办', :may_close, '["staff/closures*"]'),
  (6, 'staff/roster', '值班', :may_rota, '["staff/roster*","staff/people*","staff/overtime*"]'),
  (7, 'staff/report', '月报', :may_stats, '["staff/report"]'),
  (8, 'staff/log', '日志', :may_log, '["staff/log"]'),
  (9, 'staff/list', '清单', :may_list, '["staff/list*"]'),
  (10, 'staff/accounts', '账号', :may_accounts, '["staff/accounts*","staff/audit"]'),
  (11, 'staff/help', '说明', '1', '["staff/help"]'))
SELECT nav_to || iif(rank = 1 AND :my_window <> '0', '#now', '') AS nav_to, nav_word, EXISTS(SELECT 1 FROM json_each(below) WHERE :path GLOB value) AS nav_here,
       nullif(CASE rank
              WHEN 1
              THEN (SELECT count(*) FROM booking
                     WHERE channel = 'online' AND state = 'booked' AND seen_at IS NULL
                       AND (:my_window = '0' OR window = CAST(:my_window AS INTEGER)))
              WHEN 4
              THEN (SELECT count(*) FROM to_call t JOIN booking b ON b.id = t.id
                     WHERE t.day >= :today AND b.start > :now AND b.phone <> ''
                       AND (:my_window = '0' OR b.window = CAST(:my_window AS INTEGER))
                       AND (t.purpose <> 'reminder'
                            OR b.day IN ((SELECT min(day) FROM cat.day WHERE day > :today),
                                         (SELECT min(day) FROM cat.day
                                           WHERE day > :today AND duty)))
                       AND NOT EXISTS(SELECT 1 FROM call k
                                       WHERE k.booking = t.id AND k.purpose = t.purpose
                                         AND k.outcome = 'told' AND k.undone_at IS NULL
                                         AND k.at >= t.since))
              END, 0) AS nav_count
  FROM tab WHERE may = '1' ORDER BY rank;

-- What is shut today and not over, by the hours, and who has not been told.
-- list: staff.shut_today
SELECT CASE WHEN min(c.window) = 0 THEN '全大厅'
            WHEN count(DISTINCT c.window) > 2 THEN count(DISTINCT c.window) || ' 个窗口'
            ELSE replace(group_concat(DISTINCT w.short), ',', '、') END AS shut_what,
       CASE WHEN c.from_time || c.to_time = '00:0024:00' THEN '全天'
            WHEN c.from_time = '00:00' THEN ' ' || trim(replace(' ' || c.to_time, ' 0', '')) || ' 以前'
            WHEN c.to_time = '24:00' THEN ' ' || trim(replace(' ' || c.from_time, ' 0', '')) || ' 以后'
            ELSE trim(replace(' ' || c.from_time, ' 0', '')) || '—' || trim(replace(' ' || c.to_time, ' 0', '')) END AS shut_time,
       nullif((SELECT count(*) FROM to_call t JOIN booking b ON b.id = t.id
                WHERE t.day = :today AND t.purpose = 'orphaned' AND b.start > :now
                  AND :may_phonelist = '1'
                  AND (:all_windows = '1' OR b.window = CAST(:my_window AS INTEGER))
                  AND EXISTS(SELECT 1 FROM struck k JOIN closed x USING(closure)
                              WHERE k.id = t.id AND x.from_time = c.from_time AND x.to_time = c.to_time)
                  AND NOT EXISTS(SELECT 1 FROM call k
                                  WHERE k.booking = t.id AND k.purpose = t.purpose
                                    AND k.outcome = 'told' AND k.undone_at IS NULL
                                    AND k.at >= t.since)), 0) AS shut_called
  FROM closed c LEFT JOIN cat.window w ON w.no = c.window
 WHERE c.day = :today AND c.to_time > substr(:now, 12)
   AND (:all_windows = '1' OR c.window IN (0, CAST(:my_window AS INTEGER)))
 GROUP BY c.from_time, c.to_time ORDER BY c.from_time;

-- The first of seven days on which somebody is missing for 值班 (四(四)).
-- list: staff.duty_missing
SELECT g.day AS missing_day, count(*) AS missing_posts,
       iif(g.day = :today, '今天',
           replace(replace(g.label, '（星期', ' 周'), '）', '')) AS missing_when,
       CASE WHEN :may_roster <> '1' THEN replace(group_concat(DISTINCT g.role_word), ',', '、') || '未排'
            WHEN count(DISTINCT g.window) > 3 THEN count(DISTINCT g.window) || ' 个窗口'
            ELSE replace(group_concat(DISTINCT w.short), ',', '、') END AS missing_what
  FROM duty_gap g JOIN cat.window w ON w.no = g.window
 WHERE g.role IN ('leader', 'duty') AND g.day >= :today
   AND g.day <= (SELECT a.day FROM cat.day t JOIN cat.day a ON a.offset = t.offset + 7
                  WHERE t.day = :today)
   AND (:may_roster = '1' OR g.window = CAST(:my_window AS INTEGER))
 GROUP BY g.day ORDER BY g.day LIMIT 1;

-- Years of the calendar whose arrangement is not announced: from 1 November on,
-- loudly from 20 December.
-- list: staff.calendar_alerts
SELECT DISTINCT substr(day, 1, 4) AS alert_year,
       substr(:today, 6) >= '12-20' OR substr(day, 1, 4) = substr(:today, 1, 4) AS loud
  FROM cat.day
 WHERE announced = 0 AND day >= :today
   AND (substr(:today, 6) >= '11-01' OR substr(day, 1, 4) = substr(:today, 1, 4))
   AND substr(day, 1, 4) <= CAST(substr(:today, 1, 4) + 1 AS TEXT);

-- list: listpage.faults
SELECT value AS fault FROM json_each(:errors) WHERE :errors <> '';

-- The windows that the page's action is for.
-- list: listpage.windows
SELECT no AS window_no, name AS window_name
  FROM cat.window WHERE :all = '1' OR no = CAST(:my_window AS INTEGER) ORDER BY no;

-- The pages of the days of the log, where they are more than one.
-- list: listpage.pager
WITH found(size, page, total) AS MATERIALIZED (
  SELECT 31, max(1, CAST(:page AS INTEGER)), count(DISTINCT day) FROM duty_log)
SELECT page AS pager_page, (total + size - 1) / size AS pager_pages,
       min(page - 1, (total + size - 1) / size) AS pager_before,
       iif(page * size < total, page + 1, '') AS pager_after
  FROM found WHERE total > size;
