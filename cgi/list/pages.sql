-- Lists on the pages of /staff/list.

-- list: listed.faults
SELECT :err_form AS fault WHERE :err_form <> '';

-- What is published now.
-- list: listed.current
SELECT no AS current_no, strftime('%m月%d日', at, 'unixepoch', '+8 hours') AS current_day,
       (SELECT count(*) FROM cat.item WHERE gone = 0) AS current_items,
       (SELECT count(*) FROM cat.window) AS current_windows
  FROM list_version ORDER BY no DESC LIMIT 1;

-- Proposals that wait for somebody, and the last ones that do not.
-- list: listed.open
WITH word(state, zh, class) AS (VALUES
  ('looking', '正在检查', 'shut'), ('faulty', '有错误', 'error'), ('ready', '可以发布', 'open'),
  ('outdated', '要再检查', 'part'), ('publishing', '正在发布', 'shut'), ('failed', '没有发布成功', 'error'))
SELECT p.id AS open_id, strftime('%m-%d %H:%M', p.at, 'unixepoch', '+8 hours') AS open_at,
       (SELECT called FROM colleague c WHERE c.account = p.account) AS open_by, coalesce(nullif(p.words, ''), nullif(p.names, ''), '没有写说明') AS open_words,
       w.zh AS open_state, w.class AS open_class,
       nullif(p.errors, 0) AS open_errors,
       p.added + p.changed + p.removed AS open_differences
  FROM list_proposal p JOIN word w ON w.state = p.state
 WHERE :all = '1' OR p.window = nullif(CAST(:my_window AS INTEGER), 0) ORDER BY p.id DESC;

-- list: listed.settled
SELECT id AS settled_id, strftime('%m-%d %H:%M', at, 'unixepoch', '+8 hours') AS settled_at,
       coalesce(nullif(words, ''), nullif(names, ''), '没有写说明') AS settled_words,
       iif(state = 'published', '第 ' || published || ' 版', '已放弃') AS settled_state
  FROM list_proposal
 WHERE state IN ('published', 'withdrawn') AND (:all = '1' OR window = nullif(CAST(:my_window AS INTEGER), 0))
 ORDER BY id DESC LIMIT 5;

-- Each file, who changed it last, and what is remarkable about it.
-- list: listed.files
WITH file(rank, file, title) AS (
  SELECT rank, file, title FROM list_content WHERE file IN (SELECT file FROM list_file)
  UNION ALL
  SELECT 9, file, iif(file GLOB 'pages/items/*', '说明 ' || substr(file, 13), '页面 ' || substr(file, 7))
    FROM list_file WHERE file GLOB 'pages/*.md')
SELECT f.title AS file_title, f.file AS file_name, substr(f.file, 1, instr(f.file, '.') - 1) AS file_base,
       f.rank < 9 AS file_table, replace(substr(f.file, iif(f.file GLOB 'pages/items/*', 13, 7)), '.md', '') AS file_page,
       strftime('%m-%d %H:%M', v.at, 'unixepoch', '+8 hours') AS file_at,
       iif(v.no IS NULL, '', coalesce((SELECT called FROM colleague c WHERE c.account = v.account), '在文件夹里')) AS file_by,
       coalesce(v.words, '') AS file_words,
       nullif((SELECT count(*) FROM list_finding n WHERE n.folder = '' AND n.file = f.file AND n.severity = 'error'), 0) AS file_errors,
       nullif((SELECT count(*) FROM list_finding n WHERE n.folder = '' AND n.file = f.file AND n.severity = 'warning'), 0) AS file_warnings,
       :all = '1' OR f.file IN ('items.csv', 'windows.csv', 'hours.csv') AS file_editable
  FROM file f LEFT JOIN list_version v ON v.no = (SELECT max(version) FROM list_changed c WHERE c.file = f.file)
 ORDER BY f.rank, f.file;

-- list: listed.history
SELECT no AS history_no, strftime('%m-%d %H:%M', at, 'unixepoch', '+8 hours') AS history_at,
       coalesce((SELECT called FROM colleague c WHERE c.account = v.account), '在文件夹里') AS history_by,
       coalesce(nullif(words, ''), iif(account = '', '在文件夹里直接改的', '没有写说明')) AS history_words,
       added AS history_added, changed AS history_changed, removed AS history_removed,
       added + changed + removed > 0 AS history_counted,
       no = CAST(:newest AS INTEGER) AS history_current
  FROM list_version v ORDER BY no DESC LIMIT iif(:path = 'staff/list/versions', 20, 5);
-- list: history.files
SELECT group_concat(coalesce(n.title, c.file), '、') AS history_files
  FROM list_changed c LEFT JOIN list_content n ON n.file = c.file
 WHERE c.version = CAST(:history_no AS INTEGER) HAVING count(*) > 0;

-- The next year, when its days off are not entered.
-- list: listed.year_missing
SELECT DISTINCT substr(day, 1, 4) AS missing_year FROM cat.day WHERE announced = 0 AND day >= substr(:now, 1, 10)
 ORDER BY 1 LIMIT 1;

-- The proposal that is looked at.
-- list: listed.proposal
WITH unmet(n) AS (
  SELECT count(*) FROM booking b JOIN list_difference d ON d.file = 'items.csv' AND d.kind = 'removed' AND b.item = CAST(d."key" AS INTEGER)
   WHERE b.state = 'booked' AND b.day >= substr(:now, 1, 10) AND b.start > :now),
     orphans(n) AS (SELECT count(*) FROM json_each(:orphans) WHERE value NOT IN (SELECT id FROM orphaned))
SELECT p.id AS proposal_id, (SELECT called FROM colleague c WHERE c.account = p.account) AS proposal_by, strftime('%m月%d日 %H:%M', p.at, 'unixepoch', '+8 hours') AS proposal_at,
       p.words AS proposal_words, p.names AS proposal_names, w.name AS proposal_window,
       p.say AS proposal_say, p.looked AS proposal_looked,
       p.state = 'looking' AS is_looking, p.state = 'faulty' AS is_faulty, p.state = 'ready' AS is_ready,
       p.state = 'outdated' AS is_outdated, p.state = 'publishing' AS is_publishing,
       p.state = 'failed' AS is_failed, p.state = 'published' AS is_published, p.state = 'withdrawn' AS is_withdrawn,
       p.state IN ('looking', 'publishing') AS is_waiting,
       p.state IN ('faulty', 'ready', 'outdated', 'publishing', 'failed', 'published') AS is_looked,
       p.published AS proposal_version, (SELECT called FROM colleague c WHERE c.account = p.approved_by) AS proposal_approved_by,
       p.preview <> '' AND p.state IN ('ready', 'faulty', 'outdated', 'publishing', 'failed') AS has_preview,
       p.errors AS proposal_errors,
       (SELECT count(*) FROM list_fresh WHERE severity = 'warning') AS proposal_warnings,
       p.added AS proposal_added,
       p.changed AS proposal_changed, p.removed AS proposal_removed,
       p.added + p.changed + p.removed AS proposal_differences,
       p.state = 'ready' AND :may_publish = '1' AND :eyes = '' AND p.added + p.changed + p.removed > 0 AS may_be_published,
       p.state = 'ready' AND :may_publish = '1' AND :eyes = '1' AS needs_another,
       p.state = 'ready' AND :may_publish <> '1' AS needs_leader,
       p.state NOT IN ('published', 'withdrawn') AND (:own = '1' OR :may_publish = '1') AS may_be_withdrawn,
       p.state IN ('outdated', 'failed') AND (:own = '1' OR :may_publish = '1') AS may_look_again,
       p.warnings - (SELECT count(*) FROM list_fresh WHERE severity = 'warning') AS proposal_old,
       p.warnings > (SELECT count(*) FROM list_fresh WHERE severity = 'warning') AS has_old,
       p.state NOT IN ('published', 'withdrawn') AS may_something,
       CAST(:newest AS INTEGER) + 1 AS next_version,
       orphans.n AS proposal_orphans, nullif(unmet.n, 0) AS proposal_unmet, orphans.n + unmet.n = 0 AS is_met
  FROM unmet, orphans, list_proposal p LEFT JOIN cat.window w ON w.no = p.window WHERE p.id = CAST(:id AS INTEGER);

-- What this change brings, errors first.
-- list: proposal.findings
WITH severity(code, rank, zh, class) AS (VALUES ('error', 1, '错误', 'error'), ('warning', 2, '提醒', 'part'))
SELECT s.zh AS finding_severity, s.class AS finding_class, coalesce(c.title, n.file) AS finding_file, n.sheet AS finding_sheet,
       nullif(n.row, 0) AS finding_row,
       iif(n.col > 0 AND n.col <= 26, char(64 + n.col) || '列 ', '') || n.heading AS finding_column,
       n.text AS finding_text
  FROM list_fresh n JOIN severity s ON s.code = n.severity LEFT JOIN list_content c ON c.file = n.file
 ORDER BY s.rank, n.file, n.row, n.col LIMIT 60;
-- list: proposal.more_findings
SELECT count(*) - 60 AS findings_left FROM list_fresh HAVING count(*) > 60;
-- What is remarked of the published files too.
-- list: proposal.old_findings
SELECT coalesce(c.title, n.file) AS old_file, nullif(n.row, 0) AS old_row, n.text AS old_text
  FROM list_finding n LEFT JOIN list_content c ON c.file = n.file
 WHERE n.folder <> '' AND n.severity = 'warning' AND NOT EXISTS(SELECT 1 FROM list_fresh f WHERE f.id = n.rowid)
 ORDER BY n.file, n.row LIMIT 200;

-- Cell by cell, and what comes of it.
-- list: proposal.differences
WITH effect(rank, file, kind, heading, words, booked) AS (VALUES
  (1, 'items.csv', 'removed', '*', '网页写“已停止办理”', '个已约的请打电话说明'), (2, 'items.csv', 'added', '*', '网页多一项，可以约', ''),
  (3, 'items.csv', '*', '事项名称', '网页', '个已约的仍印原名'), (4, 'items.csv', '*', '*电话*', '事项网页', '个已约的单子不变'),
  (5, 'items.csv', '*', '服务方式', '能约的时段', ''), (6, 'items.csv', '*', '责任部门*', '到这个窗口办', '个已约的仍在原窗口'),
  (7, 'items.csv', '*', '别名', '查找时用', ''), (8, 'items.csv', '*', '英文名称', '英文页', ''), (9, 'items.csv', '*', '*', '事项网页', ''),
  (10, 'windows.csv', '*', '*名额', '每个时段能约几人', ''), (11, 'windows.csv', '*', '*负责人', '打印的台帐', ''),
  (12, 'windows.csv', '*', '*', '网页、海报、卡片；贴出去的要换', ''), (13, 'hours.csv', '*', '*', '网页的时间，能约的时段', ''),
  (14, 'holidays.csv', '*', '*', '日历，能约的日子', ''), (15, 'noon.csv', '*', '*', '中午错时的窗口', ''), (16, 'aliases.csv', '*', '*', '查找时用', ''),
  (17, 'acknowledged.csv', '*', '*', '不再提醒', ''), (18, 'pages/*', '*', '*', '这一页', ''), (19, '*', '*', '*', '', '')),
coming(item, n) AS MATERIALIZED (
  SELECT item, count(*) FROM booking WHERE state = 'booked' AND day >= substr(:now, 1, 10) AND start > :now GROUP BY item),
kind(code, zh, class) AS (VALUES ('added', '新增', 'open'), ('changed', '修改', 'part'), ('removed', '删除', 'error'))
SELECT k.zh AS difference_kind, k.class AS difference_class, coalesce(c.title, d.file) AS difference_file,
       iif(instr(d.label, d."key") = 1, d.label, trim(d."key" || ' ' || d.label)) AS difference_label,
       iif(d.file <> 'holidays.csv', d.heading,
           CASE d.heading WHEN 'date' THEN '日期' WHEN 'kind' THEN '类别' WHEN 'name' THEN '名称' WHEN 'status' THEN '状态' ELSE d.heading END) AS difference_heading,
       iif(d.file = 'holidays.csv', replace(replace(replace(replace(d.old, 'off', '放假'), 'work', '上班'), 'announced', '已公布'), 'provisional', '推算'), d.old) AS difference_old,
       iif(d.file = 'holidays.csv', replace(replace(replace(replace(d.new, 'off', '放假'), 'work', '上班'), 'announced', '已公布'), 'provisional', '推算'), d.new) AS difference_new,
       e.words AS difference_effect, iif(e.booked <> '', n.n, NULL) AS difference_booked, e.booked AS difference_said,
       d.kind = 'removed' AS difference_gone
  FROM list_difference d
  JOIN effect e ON e.rank = (SELECT min(rank) FROM effect x WHERE d.file GLOB x.file AND d.kind GLOB x.kind AND d.heading GLOB x.heading)
  LEFT JOIN coming n ON d.file = 'items.csv' AND n.item = CAST(d."key" AS INTEGER)
  JOIN kind k ON k.code = d.kind LEFT JOIN list_content c ON c.file = d.file
 ORDER BY d.rowid LIMIT 60 OFFSET (CAST(:page AS INTEGER) - 1) * 60;
-- list: proposal.pages_of
SELECT :page AS page_no, (count(*) + 59) / 60 AS page_count, nullif(CAST(:page AS INTEGER) - 1, 0) AS page_before,
       iif(CAST(:page AS INTEGER) * 60 < count(*), CAST(:page AS INTEGER) + 1, '') AS page_after
  FROM list_difference HAVING count(*) > 60;

-- Where to look first in the preview.
-- list: proposal.preview_items
SELECT d."key" AS preview_no, iif(instr(d.label, d."key") = 1, d.label, d."key" || ' ' || d.label) AS preview_label FROM list_difference d
 WHERE d.file = 'items.csv' AND d.kind <> 'removed' AND d."key" NOT GLOB '*[^0-9]*'
 GROUP BY d."key" ORDER BY min(d.rowid) LIMIT 6;

-- Bookings whose time would be gone, which are not already on the call list, by the day.
-- list: proposal.orphan_days
SELECT d.label AS orphan_day, count(*) AS orphan_count
  FROM json_each(:orphans) o JOIN booking b ON b.id = o.value JOIN cat.day d ON d.day = b.day
 WHERE o.value NOT IN (SELECT id FROM orphaned)
 GROUP BY b.day ORDER BY b.day;

-- ---- quick edits ----

-- list: listed.tabs
SELECT file AS tab_file, what AS tab_word, file = :on AS tab_here
  FROM list_content WHERE :all = '1' OR file IN ('items.csv', 'windows.csv', 'hours.csv')
 ORDER BY rank;

-- list: listed.edited
SELECT c.what AS edited_what, c.file AS edited_file, :key = '' AS is_list, :key <> '' AS is_row,
       :key GLOB '+*' AS is_new, :key <> '' AND :key NOT GLOB '+*' AND :on = 'items.csv' AS is_item,
       :key GLOB '+*' OR :all = '1' AS may_remove_or_new,
       (SELECT 'pages/items/' || text || '.md' FROM list_cell
         WHERE :on = 'items.csv' AND :all = '1' AND line = CAST(:line AS INTEGER) AND line > 0 AND col = 1) AS edited_text,
       (SELECT group_concat(text, ' ') FROM (SELECT text FROM list_cell
         WHERE line = CAST(:line AS INTEGER) AND line > 0 AND text <> ''
           AND (:on <> 'items.csv' OR col IN (1, 3)) ORDER BY col LIMIT 3)) AS edited_title,
       (SELECT max(line) FROM list_cell
         WHERE line < CAST(:line AS INTEGER) AND line > 0 AND :all = '1') AS edited_before,
       (SELECT min(line) FROM list_cell
         WHERE line > CAST(:line AS INTEGER) AND :line <> '0' AND :all = '1') AS edited_after
  FROM list_content c WHERE c.file = :on;
-- list: listed.edited_page
SELECT iif(:on GLOB 'pages/items/*', '事项 ' || replace(substr(:on, 13), '.md', '') || ' 的说明', '页面：' || replace(substr(:on, 7), '.md', '')) AS page_name,
       :on GLOB 'pages/items/*' AS page_may_go
 WHERE :on GLOB 'pages/*.md';
-- list: listed.edited_holidays
SELECT 1 AS holidays_here WHERE :on = 'holidays';
-- list: listed.edited_day
SELECT 1 AS day_here WHERE :on = 'day';
-- list: listed.windows
SELECT no AS window_no, name AS window_name FROM cat.window
 WHERE :all = '1' OR no = CAST(:my_window AS INTEGER) ORDER BY no;

-- Its first columns that say something, as wide as what they say.
-- list: edited.heads
SELECT text AS head_text, CASE WHEN chars <= 3 THEN 'c-n' WHEN chars <= 5 THEN 'c-person'
       WHEN chars <= 8 THEN 'c-tel' WHEN chars <= 12 THEN 'c-win' ELSE 'c-item' END AS head_class
  FROM list_column WHERE col IN (SELECT col FROM list_shown) ORDER BY col;
-- A clerk sees the rows of the own window.
-- list: edited.rows
WITH own(line) AS (
  SELECT v.line FROM list_cell h JOIN list_cell v ON v.col = h.col AND v.line > 0
    JOIN cat.window w ON v.text IN (CAST(w.no AS TEXT), w.name)
   WHERE h.line = 0 AND (h.text LIKE '责任部门%' OR h.text IN ('窗口序号', '窗口'))
     AND w.no = CAST(:my_window AS INTEGER))
SELECT DISTINCT c.line AS row_line
  FROM list_cell c WHERE c.line > 0 AND (:all = '1' OR c.line IN (SELECT line FROM own))
 ORDER BY c.line LIMIT 100 OFFSET (CAST(:page AS INTEGER) - 1) * 100;
-- list: rows.cells
SELECT coalesce(v.text, '') AS cell_text, h.col = (SELECT min(col) FROM list_shown) AS cell_first
  FROM list_shown h LEFT JOIN list_cell v ON v.line = CAST(:row_line AS INTEGER) AND v.col = h.col
 ORDER BY h.col;
-- list: rows.remarks
SELECT text AS remark_text, severity = 'error' AS remark_bad
  FROM list_finding WHERE file = :on AND row = CAST(:row_line AS INTEGER) AND severity <> 'note'
 ORDER BY severity LIMIT 3;
-- list: edited.pages_of
SELECT nullif(CAST(:page AS INTEGER) - 1, 0) AS page_before,
       iif(CAST(:page AS INTEGER) * 100 < count(DISTINCT line), CAST(:page AS INTEGER) + 1, '') AS page_after
  FROM list_cell WHERE line > 0 HAVING count(DISTINCT line) > 100;

-- A field for each column: what was typed, else what stands there. Few values make a choice.
-- list: edited.cells
WITH typed(col, text) AS (VALUES
  (1, :in_c1), (2, :in_c2), (3, :in_c3), (4, :in_c4), (5, :in_c5), (6, :in_c6), (7, :in_c7), (8, :in_c8),
  (9, :in_c9), (10, :in_c10), (11, :in_c11), (12, :in_c12), (13, :in_c13), (14, :in_c14), (15, :in_c15), (16, :in_c16))
SELECT h.col AS field_col, h.text AS field_label,
       iif(:errors <> '', t.text, coalesce(v.text, '')) AS field_value,
       h.chars > 40 OR h.text = '要带什么' AS field_long, (h.distinct_texts <= 16 AND h.chars <= 40
        OR EXISTS(SELECT 1 FROM list_offer o WHERE o.file = :on AND o.word = h.text AND o.choices <> '')) AS field_few,
       CASE WHEN h.empty THEN 'w16' WHEN h.chars <= 3 THEN 'w3' WHEN h.chars <= 6 THEN 'w8' WHEN h.chars <= 14 THEN 'w16' ELSE 'w24' END AS field_class,
       EXISTS(SELECT 1 FROM list_finding n
         WHERE n.file = :on AND n.row = CAST(:line AS INTEGER) AND n.col = h.col AND n.severity <> 'note') AS field_fault,
       CASE h.text WHEN '要带什么' THEN '没填的，网页写先打电话问' WHEN '承诺时限' THEN '工作日' WHEN '英文名称' THEN '英文页上用' ELSE '' END AS field_hint,
       h.col = 1 AND :key NOT GLOB '+*' AND h.text IN ('序号', '窗口序号', 'date', '日期') AS field_fixed
  FROM list_column h JOIN typed t ON t.col = h.col
  LEFT JOIN list_cell v ON v.line = CAST(:line AS INTEGER) AND v.line > 0 AND v.col = h.col
 ORDER BY field_long, h.col;
-- list: cells.choices
SELECT text AS choice FROM list_cell
 WHERE line > 0 AND col = CAST(:field_col AS INTEGER) AND text <> '' AND :field_few = '1'
UNION
SELECT value FROM list_offer o, json_each('["' || replace(o.choices, '|', '","') || '"]')
 WHERE o.file = :on AND o.word = :field_label AND o.choices <> ''
 ORDER BY 1 LIMIT 16;
-- An item's other names, which stand in a table of their own.
-- list: edited.aliases
SELECT iif(:errors <> '', :in_text, :text) AS aliases
 WHERE :on = 'items.csv' AND 'aliases.csv' IN (SELECT file FROM list_file)
   AND NOT EXISTS(SELECT 1 FROM list_cell WHERE line = 0 AND text = '别名');
-- Other items with the same telephone, which may have to be changed, too.
-- list: edited.same_phone
SELECT n.text AS same_no, i.text AS same_item, :all = '1' OR a.text = b.text AS same_editable
  FROM list_cell head JOIN list_cell me ON me.col = head.col AND me.line = CAST(:line AS INTEGER)
  JOIN list_cell p ON p.col = me.col AND p.text = me.text AND p.line NOT IN (0, me.line)
  JOIN list_cell d ON d.line = 0 AND d.text LIKE '责任部门%'
  JOIN list_cell a ON a.line = me.line AND a.col = d.col
  JOIN list_cell b ON b.line = p.line AND b.col = d.col
  JOIN list_cell name ON name.line = 0 AND name.text = '事项名称'
  JOIN list_cell i ON i.line = p.line AND i.col = name.col
  JOIN list_cell n ON n.line = p.line AND n.col = 1
 WHERE :on = 'items.csv' AND head.line = 0 AND head.text LIKE '%电话' AND me.line > 0 AND me.text <> ''
 ORDER BY p.line LIMIT 20;
-- What is remarkable about this row, in words; a warning may be acknowledged.
-- list: edited.findings
SELECT text AS finding_text, heading AS finding_heading, severity = 'error' AS finding_bad, code AS finding_code, rowid AS finding_n,
       severity = 'warning' AND :all = '1' AND 'acknowledged.csv' IN (SELECT file FROM list_file) AS finding_may_stay,
       iif(:on IN ('items.csv', 'windows.csv'), (SELECT text FROM list_cell WHERE line = CAST(:line AS INTEGER) AND col = 1), '') AS finding_key
  FROM list_finding WHERE file = :on AND row = CAST(:line AS INTEGER) AND severity <> 'note' ORDER BY severity, col;
