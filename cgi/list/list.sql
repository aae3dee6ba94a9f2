-- The list, changed from the browser: what desk/ says, while a page of it is made.

-- name: list_tables   prepared: no
-- The hall's files, with the place of their title on pages. One with a key has rows of its own number.
CREATE TEMP VIEW list_content(rank, file, title, what, key) AS
VALUES(1, 'items.csv', '清单', '事项', '序号'), (2, 'windows.csv', '窗口', '窗口', '窗口序号'),
      (3, 'hours.csv', '时间', '作息时间', ''), (4, 'holidays.csv', '放假', '放假安排', 'date'),
      (5, 'noon.csv', '中午错时', '中午错时', ''), (6, 'aliases.csv', '别名', '别名', ''),
      (7, 'acknowledged.csv', '已核对', '已核对的提醒', '');
-- What is read of a folder of desk/: of proposals/N, versions/N or, as '', of desk/ itself, where
-- hallgen says what it remarks of the published files. With the folder all of it is forgotten.
CREATE TEMP TABLE list_folder(folder TEXT PRIMARY KEY, newest INTEGER); -- newest: version, 0 without one
-- Its lines `key: value`.
CREATE TEMP TABLE list_said(
  folder TEXT REFERENCES list_folder ON DELETE CASCADE, file TEXT, "key" TEXT, value TEXT,
  PRIMARY KEY(folder, file, "key")) WITHOUT ROWID;
-- Its report.db, the columns in their order there. state: damaged when it cannot be read.
CREATE TEMP TABLE list_report(
  state TEXT, base INTEGER, errors INTEGER, warnings INTEGER, added INTEGER, changed INTEGER,
  removed INTEGER, looked INTEGER, preview TEXT, published INTEGER, say TEXT,
  folder TEXT PRIMARY KEY REFERENCES list_folder ON DELETE CASCADE);
CREATE TEMP TABLE list_finding(
  severity TEXT, code TEXT, file TEXT, sheet TEXT, row INTEGER, col INTEGER, heading TEXT, text TEXT,
  folder TEXT REFERENCES list_folder ON DELETE CASCADE);
CREATE TEMP TABLE list_difference(
  kind TEXT, file TEXT, "key" TEXT, label TEXT, heading TEXT, old TEXT, new TEXT,
  folder TEXT REFERENCES list_folder ON DELETE CASCADE);
-- The files that a version has changed.
CREATE TEMP TABLE list_changed(
  version INTEGER, file TEXT, folder TEXT REFERENCES list_folder ON DELETE CASCADE);
-- Who has made a proposal or version, when and why; window 0: for the whole hall.
CREATE TEMP VIEW list_by AS
SELECT folder, coalesce(max(value) FILTER (WHERE "key" = 'account'), '') AS account,
       CAST(coalesce(max(value) FILTER (WHERE "key" = 'window'), 0) AS INTEGER) AS window,
       CAST(coalesce(max(value) FILTER (WHERE "key" = 'at'), 0) AS INTEGER) AS made_at,
       CAST(max(value) FILTER (WHERE "key" = 'published-at') AS INTEGER) AS published_at,
       coalesce(max(value) FILTER (WHERE "key" = 'kind'), '') AS kind,
       coalesce(max(value) FILTER (WHERE "key" = 'words'), '') AS words,
       coalesce(group_concat(value, '、') FILTER (WHERE "key" GLOB 'name-*'), '') AS names
  FROM list_said WHERE file = 'by.txt' GROUP BY folder;
-- Proposals, and where each stands by what lies in its folder: hallgen has not answered yet
-- (looking), with errors (faulty), may be published (ready), made from what is no longer
-- published (outdated, said by hallgen or seen here first), approved and not answered
-- (publishing), and so on.
CREATE TEMP VIEW list_proposal AS
SELECT CAST(substr(f.folder, length('proposals/') + 1) AS INTEGER) AS id,
       b.account, b.window, b.made_at AS at, b.kind, b.words, b.names,
       coalesce(o.value, '') AS approved_by,
       coalesce((SELECT CAST(value AS INTEGER) FROM list_said
                  WHERE folder = f.folder AND file = 'approved' AND "key" = 'at'), 0) AS approved_at,
       CASE WHEN r.state = 'published' THEN 'published'
            WHEN f.folder IN (SELECT folder FROM list_said WHERE file = 'withdrawn') THEN 'withdrawn'
            WHEN r.state IS NULL
                 OR f.folder IN (SELECT folder FROM list_said WHERE file = 'again') THEN 'looking'
            WHEN r.state NOT IN ('looked', 'outdated') THEN 'failed'
            WHEN r.state = 'looked' AND o.value IS NOT NULL THEN 'publishing'
            WHEN r.state = 'outdated' OR r.base <> f.newest THEN 'outdated'
            WHEN r.errors THEN 'faulty' ELSE 'ready' END AS state,
       coalesce(r.errors, 0) AS errors, coalesce(r.warnings, 0) AS warnings,
       coalesce(r.added, 0) AS added, coalesce(r.changed, 0) AS changed, coalesce(r.removed, 0) AS removed,
       coalesce(r.looked, 0) AS looked, coalesce(r.preview, '') AS preview, r.published,
       coalesce(r.say, '') AS say
  FROM list_folder f JOIN list_by b ON b.folder = f.folder
  LEFT JOIN list_said o ON o.folder = f.folder AND o.file = 'approved' AND o."key" = 'account'
  LEFT JOIN list_report r ON r.folder = f.folder
 WHERE f.folder GLOB 'proposals/*';
-- Published states of the hall's content.
CREATE TEMP VIEW list_version AS
SELECT CAST(substr(f.folder, length('versions/') + 1) AS INTEGER) AS no, coalesce(b.account, '') AS account,
       coalesce(b.words, '') AS words, coalesce(b.published_at, b.made_at, 0) AS at,
       coalesce(r.added, 0) AS added, coalesce(r.changed, 0) AS changed, coalesce(r.removed, 0) AS removed
  FROM list_folder f LEFT JOIN list_by b ON b.folder = f.folder
  LEFT JOIN list_report r ON r.folder = f.folder
 WHERE f.folder GLOB 'versions/*';
-- What is remarked because of the proposal: it cannot have changed hall.conf.
CREATE TEMP VIEW list_fresh AS
SELECT n.rowid AS id, n.* FROM list_finding n
 WHERE n.folder <> ''
   AND (n.severity = 'error'
        OR n.severity = 'warning' AND n.file <> 'hall.conf'
           AND NOT EXISTS(SELECT 1 FROM list_finding k
                           WHERE k.folder = '' AND k.file = n.file AND k.text = n.text));
-- The files of the newest version: items.csv, pages/privacy.md.
CREATE TEMP TABLE list_file(file TEXT PRIMARY KEY) WITHOUT ROWID;
-- A table of it, cell by cell; line 0 is its head.
CREATE TEMP TABLE list_cell(line INTEGER, col INTEGER, text TEXT, PRIMARY KEY(line, col)) WITHOUT ROWID;
-- Its columns, with the most characters of a cell and how many texts stand in it (0 as 99).
CREATE TEMP VIEW list_column(col, text, chars, distinct_texts, empty) AS
SELECT h.col, h.text, max(coalesce(max(length(v.text)), 0), min(length(h.text), 5)),
       coalesce(nullif(count(DISTINCT nullif(v.text, '')), 0), 99), count(nullif(v.text, '')) = 0
  FROM list_cell h LEFT JOIN list_cell v ON v.col = h.col AND v.line > 0
 WHERE h.line = 0 GROUP BY h.col;
-- Those that a list of its rows has room for.
CREATE TEMP VIEW list_shown(col) AS
SELECT col FROM list_column WHERE NOT empty ORDER BY col LIMIT 6;
-- Columns that a hall may give and has not yet, with the words that choose in them.
CREATE TEMP VIEW list_offer(file, rank, word, also, choices) AS
VALUES('items.csv', 1, '办件类型', '', '即办件|承诺件|待窗口确认'), ('items.csv', 2, '承诺时限', '', ''),
      ('items.csv', 3, '可邮寄', '', '是|否'), ('items.csv', 4, '要带什么', '所需材料|材料', ''),
      ('items.csv', 5, '收费', '', ''), ('items.csv', 6, '窗口号', '', ''), ('items.csv', 7, '备注', '', ''),
      ('items.csv', 8, '英文名称', '', ''), ('windows.csv', 1, '总名额', '', ''),
      ('windows.csv', 2, '公开名额', '', ''), ('windows.csv', 3, '窗口负责人', '负责人', ''),
      ('windows.csv', 4, '英文名称', '', '');
-- All that stands in a row.
CREATE TEMP VIEW list_row(line, text) AS
SELECT line, group_concat(text, '|')
  FROM (SELECT l.line, coalesce(v.text, '') AS text
          FROM (SELECT DISTINCT line FROM list_cell WHERE line > 0) l JOIN list_cell h ON h.line = 0
          LEFT JOIN list_cell v ON v.line = l.line AND v.col = h.col ORDER BY l.line, h.col)
 GROUP BY line;
-- Of aliases.csv, when that is the table: one row is one word.
CREATE TEMP VIEW list_alias(line, no, word) AS
SELECT n.line, n.text, w.text FROM list_cell hn JOIN list_cell n ON n.col = hn.col AND n.line > 0
  JOIN list_cell hw ON hw.line = 0 AND hw.text = '别名' JOIN list_cell w ON w.col = hw.col AND w.line = n.line
 WHERE hn.line = 0 AND hn.text = '序号';
-- A quick edit, as hallgen reads it (edits.csv): cells of a row that its number or day names, else
-- all that stands in it.
CREATE TEMP TABLE list_edit(file TEXT, "key" TEXT, "column" TEXT, value TEXT);

-- name: list_forget
DELETE FROM list_folder;
-- name: list_add_folder
INSERT OR REPLACE INTO list_folder VALUES(:folder, :newest);
-- name: list_add_said
INSERT OR IGNORE INTO list_said VALUES(:folder, :file, :key, :value);
-- name: list_add_report
INSERT OR REPLACE INTO list_report VALUES(
  :state, :base, :errors, :warnings, :added, :changed, :removed, :at, :preview, :version, :say, :folder);
-- name: list_add_damaged
INSERT OR REPLACE INTO list_report(state, folder) VALUES('damaged', :folder);
-- name: list_add_finding
INSERT INTO list_finding VALUES(:severity, :code, :file, :sheet, :row, :col, :heading, :text, :folder);
-- name: list_add_difference
INSERT INTO list_difference VALUES(:kind, :file, :key, :label, :heading, :old, :new, :folder);
-- name: list_add_changed
INSERT INTO list_changed VALUES(:version, :file, :folder);

-- name: list_proposal
SELECT * FROM list_proposal WHERE id = :id;

-- name: list_clear_files
DELETE FROM list_file;
-- name: list_add_file
INSERT OR IGNORE INTO list_file VALUES(:file);
-- name: list_clear_cells
DELETE FROM list_cell;
-- name: list_add_cell
INSERT OR IGNORE INTO list_cell VALUES(:line, :col, :text);

-- Those that would be without their time, asked of the catalogue of a preview.
-- name: list_orphaned   needs: catalogue
SELECT json_group_array(id) FROM orphaned WHERE start > :now AND day >= substr(:now, 1, 10);

-- The table that is loaded, as a workbook (spreadsheet.h); a row has at most 64 cells (csv.h).
-- name: list_title
SELECT title, '第 ' || :version || ' 版', title FROM list_content WHERE file = :file;
-- name: list_head
SELECT text, iif(col <= 3, 28, 12), NULL, NULL FROM list_cell WHERE line = 0 ORDER BY col;
-- name: list_rows
SELECT max(text) FILTER (WHERE col = 1), max(text) FILTER (WHERE col = 2), max(text) FILTER (WHERE col = 3), max(text) FILTER (WHERE col = 4),
       max(text) FILTER (WHERE col = 5), max(text) FILTER (WHERE col = 6), max(text) FILTER (WHERE col = 7), max(text) FILTER (WHERE col = 8),
       max(text) FILTER (WHERE col = 9), max(text) FILTER (WHERE col = 10), max(text) FILTER (WHERE col = 11), max(text) FILTER (WHERE col = 12),
       max(text) FILTER (WHERE col = 13), max(text) FILTER (WHERE col = 14), max(text) FILTER (WHERE col = 15), max(text) FILTER (WHERE col = 16),
       max(text) FILTER (WHERE col = 17), max(text) FILTER (WHERE col = 18), max(text) FILTER (WHERE col = 19), max(text) FILTER (WHERE col = 20),
       max(text) FILTER (WHERE col = 21), max(text) FILTER (WHERE col = 22), max(text) FILTER (WHERE col = 23), max(text) FILTER (WHERE col = 24),
       max(text) FILTER (WHERE col = 25), max(text) FILTER (WHERE col = 26), max(text) FILTER (WHERE col = 27), max(text) FILTER (WHERE col = 28),
       max(text) FILTER (WHERE col = 29), max(text) FILTER (WHERE col = 30), max(text) FILTER (WHERE col = 31), max(text) FILTER (WHERE col = 32),
       max(text) FILTER (WHERE col = 33), max(text) FILTER (WHERE col = 34), max(text) FILTER (WHERE col = 35), max(text) FILTER (WHERE col = 36),
       max(text) FILTER (WHERE col = 37), max(text) FILTER (WHERE col = 38), max(text) FILTER (WHERE col = 39), max(text) FILTER (WHERE col = 40),
       max(text) FILTER (WHERE col = 41), max(text) FILTER (WHERE col = 42), max(text) FILTER (WHERE col = 43), max(text) FILTER (WHERE col = 44),
       max(text) FILTER (WHERE col = 45), max(text) FILTER (WHERE col = 46), max(text) FILTER (WHERE col = 47), max(text) FILTER (WHERE col = 48),
       max(text) FILTER (WHERE col = 49), max(text) FILTER (WHERE col = 50), max(text) FILTER (WHERE col = 51), max(text) FILTER (WHERE col = 52),
       max(text) FILTER (WHERE col = 53), max(text) FILTER (WHERE col = 54), max(text) FILTER (WHERE col = 55), max(text) FILTER (WHERE col = 56),
       max(text) FILTER (WHERE col = 57), max(text) FILTER (WHERE col = 58), max(text) FILTER (WHERE col = 59), max(text) FILTER (WHERE col = 60),
       max(text) FILTER (WHERE col = 61), max(text) FILTER (WHERE col = 62), max(text) FILTER (WHERE col = 63), max(text) FILTER (WHERE col = 64)
  FROM list_cell WHERE line > 0 GROUP BY line ORDER BY line;
-- name: list_content_known
SELECT 1 FROM list_content WHERE file = :file;
-- The line of the row that a key names: its number or day; #N is a line of the file itself.
-- name: list_line_of
SELECT coalesce(
  (SELECT v.line FROM list_cell h JOIN list_cell v ON v.col = h.col AND v.line > 0
    WHERE h.line = 0 AND h.text IN ('序号', '窗口序号', 'date', '日期')
      AND :file IN ('items.csv', 'windows.csv', 'holidays.csv') AND v.text = :key
    ORDER BY v.line LIMIT 1),
  (SELECT line FROM list_cell
    WHERE line > 0 AND line = CAST(substr(:key, 2) AS INTEGER) AND :key GLOB '#*' LIMIT 1), 0);
-- How edits.csv names that row: by its number or day, else by all that stands in it.
-- name: list_key_of
SELECT coalesce(
  (SELECT v.text FROM list_cell h JOIN list_cell v ON v.col = h.col
    WHERE h.line = 0 AND h.text IN ('序号', '窗口序号', 'date', '日期')
      AND :file IN ('items.csv', 'windows.csv', 'holidays.csv') AND v.line = :line LIMIT 1),
  (SELECT text FROM list_row WHERE line = :line));
-- name: list_offer_columns
INSERT OR IGNORE INTO list_cell
SELECT 0, (SELECT max(col) FROM list_cell WHERE line = 0) + row_number() OVER (ORDER BY rank), word
  FROM list_offer o
 WHERE file = :file AND NOT EXISTS(SELECT 1 FROM list_cell h
        WHERE h.line = 0 AND instr('|' || o.word || '|' || o.also || '|', '|' || h.text || '|'));
-- What people call an item.
-- name: list_aliases
SELECT coalesce(group_concat(word, '、'), '') FROM list_alias WHERE no = :no;

-- name: list_clear_edits
DELETE FROM list_edit;
-- name: list_edit
INSERT INTO list_edit VALUES(:file, :key, :column, :value);
-- A remark about a file and a row of it that is not to be made again.
-- name: list_acknowledge
INSERT INTO list_edit
SELECT 'acknowledged.csv', '+1', column1, column2
  FROM (VALUES('file', :file), ('code', :code), ('key', :key), ('reason', :reason));
-- What stands in the form, a JSON list, and not in the row that it was made from; a new one is line 0.
-- name: list_edit_row
INSERT INTO list_edit
SELECT :file, :key, h.text, t.value
  FROM json_each(:typed) t JOIN list_cell h ON h.line = 0 AND h.col = t."key" + 1
  LEFT JOIN list_cell v ON v.line = :line AND v.line > 0 AND v.col = h.col
 WHERE t.value <> coalesce(v.text, '') ORDER BY h.col;
-- Of aliases.csv, one word a row: without those that are no longer typed, and with those that are new.
-- name: list_edit_aliases
WITH typed(word) AS (
  SELECT DISTINCT trim(value) FROM json_each('[' || replace(json_quote(
    replace(replace(replace(replace(replace(:typed, char(13), ''), char(10), '、'), '，', '、'), ',', '、'), '；', '、')),
    '、', '","') || ']')
   WHERE trim(value) <> ''),
added(word, nth) AS (
  SELECT word, row_number() OVER () FROM typed WHERE word NOT IN (SELECT word FROM list_alias WHERE no = :no))
INSERT INTO list_edit
SELECT 'aliases.csv', (SELECT text FROM list_row r WHERE r.line = a.line), '*gone', '1'
  FROM list_alias a WHERE no = :no AND word NOT IN typed
UNION ALL
SELECT 'aliases.csv', '+' || nth, h.column1, iif(h.column1 = '序号', :no, word)
  FROM added CROSS JOIN (VALUES('序号'), ('别名')) h;
-- One or two stretches of one day or of a season, or all of it closed.
-- name: list_edit_hours
WITH stretch(nth, "from", "to") AS (
  SELECT row_number() OVER (), column1, column2
    FROM (VALUES(:from, :to), (:from_2, :to_2)) WHERE NOT :closed AND column1 || column2 <> ''
   UNION ALL SELECT 1, '', '' WHERE :closed)
INSERT INTO list_edit
SELECT 'hours.csv', '+' || nth, h.column1, CASE h.column1 WHEN '开始' THEN "from" WHEN '结束' THEN "to" ELSE h.column2 END
  FROM stretch CROSS JOIN (
       VALUES('窗口', :window), ('日期', iif(:last IN ('', :first), :first, NULL)),
             ('适用', iif(:last IN ('', :first), NULL, :kind)),
             ('开始日期', iif(:last IN ('', :first), NULL, :first)),
             ('结束日期', iif(:last IN ('', :first), NULL, :last)),
             ('开始', ''), ('结束', ''), ('类别', iif(:closed, '休息', :class)),
             ('可预约', iif(:closed, '否', '是')), ('状态', '已确认'), ('备注', :note)) h
 WHERE h.column2 IS NOT NULL;
-- All of them as that file; without any no row.
-- name: list_edits
SELECT 'file,key,column,value' || char(10) ||
       group_concat('"' || replace(file, '"', '""') || '","' || replace("key", '"', '""') || '","' ||
                    replace("column", '"', '""') || '","' || replace(replace(value, '"', '""'), char(13), '') ||
                    '"' || char(10), '')
  FROM list_edit HAVING count(*) > 0;

-- The window that a row of the table is of: by its number, or its name; 0: of the whole hall.
-- name: list_window_of   needs: catalogue
SELECT w.no FROM list_cell h JOIN list_cell v ON v.col = h.col AND v.line = :line
  JOIN cat.window w ON v.text IN (CAST(w.no AS TEXT), w.name)
 WHERE h.line = 0
   AND (:file = 'items.csv' AND h.text LIKE '责任部门%'
        OR :file = 'windows.csv' AND h.text IN ('序号', '窗口序号')
        OR :file = 'hours.csv' AND h.text = '窗口')
 LIMIT 1;
-- name: list_published_noted
SELECT 1 FROM audit WHERE action IN ('list.published', 'list.failed') AND object = :object AND at >= :since;

-- What hallgen says in report.db, which is a file of its own.
-- name: report_state   prepared: no
SELECT state, base, errors, warnings, added, changed, removed, at, preview, version, say FROM report LIMIT 1;
-- name: report_findings   prepared: no
SELECT severity, code, file, sheet, row, col, heading, text FROM finding ORDER BY n LIMIT 1000;
-- name: report_differences   prepared: no
SELECT kind, file, "key", label, heading, old, new FROM difference ORDER BY n LIMIT 2000;
-- name: report_files   prepared: no
SELECT DISTINCT version, file FROM report JOIN difference ORDER BY file;
