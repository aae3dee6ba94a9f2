-- The list, changed from the browser: what desk/ says, while a page of it is made.

-- name: list_tables   prepared: no
-- The hall's files, with the place of their title on pages. One with a key has rows of its own number.
CREATE TEMP VIEW list_content(rank, file, title, what, key) AS
VALUES(1, 'items.csv', '清单', '事项', '序号'), (2, 'windows.csv', '窗口', '窗口', '窗口序号'),
      (3, 'hours.csv', '时间', '作息时间', ''), (4, 'holidays.csv', '放假', '放假安排', 'date'),
      (5, 'noon.csv', '中午错时', '中午错时', ''), (6, 'aliases.csv', '别名', '别名', ''),
      (7, 'acknowledged.csv', '已核对', '已核对的提醒', '');
-- What a proposal (or, as 0, the hall's content) is like.
CREATE TEMP TABLE list_proposal(
  id INTEGER PRIMARY KEY, account TEXT, kind TEXT, words TEXT, back INTEGER, at INTEGER,
  window INTEGER, names TEXT, state TEXT, approved_by TEXT, errors INTEGER,
  warnings INTEGER, added INTEGER, changed INTEGER, removed INTEGER, looked INTEGER,
  preview TEXT, published INTEGER, say TEXT);
CREATE TEMP TABLE list_finding(
  severity TEXT, code TEXT, file TEXT, sheet TEXT, row INTEGER, col INTEGER, heading TEXT, text TEXT);
-- What is remarked of the published files.
CREATE TEMP TABLE list_known(file TEXT, text TEXT);
-- What is remarked because of the proposal: it cannot have changed hall.conf.
CREATE TEMP VIEW list_fresh AS
SELECT n.rowid AS id, n.* FROM list_finding n
 WHERE n.severity = 'error'
    OR n.severity = 'warning' AND n.file <> 'hall.conf'
       AND NOT EXISTS(SELECT 1 FROM list_known k WHERE k.file = n.file AND k.text = n.text);
CREATE TEMP TABLE list_difference(
  kind TEXT, file TEXT, "key" TEXT, label TEXT, heading TEXT, old TEXT, new TEXT);
-- Published states of the hall's content, and the files that each has changed.
CREATE TEMP TABLE list_version(
  no INTEGER PRIMARY KEY, account TEXT, kind TEXT, words TEXT, at INTEGER, added INTEGER,
  changed INTEGER, removed INTEGER);
CREATE TEMP TABLE list_changed(version INTEGER, file TEXT);
-- Files of the newest one.
CREATE TEMP TABLE list_present(file TEXT PRIMARY KEY);
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
-- Of aliases.csv, when that is the table: one row is one word.
CREATE TEMP VIEW list_alias(line, no, word) AS
SELECT n.line, n.text, w.text FROM list_cell hn JOIN list_cell n ON n.col = hn.col AND n.line > 0
  JOIN list_cell hw ON hw.line = 0 AND hw.text = '别名' JOIN list_cell w ON w.col = hw.col AND w.line = n.line
 WHERE hn.line = 0 AND hn.text = '序号';
-- Bookings whose time a proposal takes away.
CREATE TEMP TABLE list_orphan(id INTEGER PRIMARY KEY);

-- name: list_clear_proposals
DELETE FROM list_proposal;
-- name: list_clear_versions
DELETE FROM list_version;
-- name: list_clear_changed
DELETE FROM list_changed;
-- name: list_clear_findings
DELETE FROM list_finding;
-- name: list_clear_known
DELETE FROM list_known;
-- name: list_know
INSERT INTO list_known SELECT file, text FROM list_finding;
-- name: list_clear_differences
DELETE FROM list_difference;
-- name: list_clear_present
DELETE FROM list_present;
-- name: list_clear_cells
DELETE FROM list_cell;
-- name: list_clear_orphans
DELETE FROM list_orphan;

-- name: list_add_proposal
INSERT INTO list_proposal VALUES(
  :id, :account, :kind, :words, :back, :at, :window, :names, :state, :approved_by, :errors,
  :warnings, :added, :changed, :removed, :looked, :preview, :published, :say);
-- name: list_add_version
INSERT INTO list_version VALUES(
  :no, :account, :kind, :words, :at, :added, :changed, :removed);
-- name: list_add_changed
INSERT INTO list_changed VALUES(:version, :file);
-- name: list_add_finding
INSERT INTO list_finding VALUES(:severity, :code, :file, :sheet, :row, :col, :heading, :text);
-- name: list_add_difference
INSERT INTO list_difference VALUES(:kind, :file, :key, :label, :heading, :old, :new);
-- name: list_add_present
INSERT OR IGNORE INTO list_present
SELECT :file WHERE :file GLOB 'pages/*.md' OR :file IN (SELECT file FROM list_content);
-- name: list_add_cell
INSERT OR IGNORE INTO list_cell VALUES(:line, :col, :text);
-- name: list_add_orphan
INSERT INTO list_orphan VALUES(:id);

-- Those that would be without their time, and are not yet.
-- name: list_orphaned   needs: catalogue
SELECT id FROM orphaned WHERE start > :now AND day >= substr(:now, 1, 10);

-- The table that is loaded, as a workbook (spreadsheet.h).
-- name: list_title
SELECT title, '第 ' || :version || ' 版', title FROM list_content WHERE file = :file;
-- name: list_head
SELECT text, iif(col <= 3, 28, 12), NULL, NULL FROM list_cell WHERE line = 0 ORDER BY col;
-- name: list_cells
SELECT line, col, text FROM list_cell WHERE line > 0 ORDER BY line, col;
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
  (SELECT group_concat(text, '|') FROM (SELECT coalesce(v.text, '') AS text
     FROM list_cell h LEFT JOIN list_cell v ON v.col = h.col AND v.line = :line
    WHERE h.line = 0 ORDER BY h.col)));
-- name: list_cell_text
SELECT text FROM list_cell WHERE line = :line AND col = :col;
-- name: list_columns
SELECT max(col) FROM list_cell WHERE line = 0;
-- name: list_offer_columns
INSERT OR IGNORE INTO list_cell
SELECT 0, (SELECT max(col) FROM list_cell WHERE line = 0) + row_number() OVER (ORDER BY rank), word
  FROM list_offer o
 WHERE file = :file AND NOT EXISTS(SELECT 1 FROM list_cell h
        WHERE h.line = 0 AND instr('|' || o.word || '|' || o.also || '|', '|' || h.text || '|'));
-- What people call an item.
-- name: list_aliases
SELECT coalesce(group_concat(word, '、'), '') FROM list_alias WHERE no = :no;
-- Words that were typed and are not there, as line 0, and the lines of those that are no longer.
-- name: list_alias_edits
WITH typed(word) AS (
  SELECT DISTINCT trim(value) FROM json_each('[' || replace(json_quote(
    replace(replace(replace(replace(replace(:typed, char(13), ''), char(10), '、'), '，', '、'), ',', '、'), '；', '、')),
    '、', '","') || ']')
   WHERE trim(value) <> '')
SELECT line, word FROM list_alias WHERE no = :no AND word NOT IN typed
UNION ALL
SELECT 0, word FROM typed WHERE word NOT IN (SELECT word FROM list_alias WHERE no = :no);
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
