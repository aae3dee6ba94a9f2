-- :rows bookings on past days, through the real schema with its triggers: 40 a
-- slot, 480 slots a day over windows 1 to 60, done; the last day is :last.
.timeout 5000
PRAGMA synchronous = OFF;
BEGIN;
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :rows),
b AS (SELECT i, 1 + i % 60 AS window, 1 + i / 480 % 40 AS place,
             date(:last, printf('-%d days', i / 19200)) AS day, 8 + i / 60 % 8 AS hour FROM n)
INSERT INTO booking(reference, window, window_name, floor, window_phone, item, item_name, day, start,
                    "end", day_label, place, channel, name, phone, form_nonce, created_at,
                    changed_at, changed_by)
SELECT printf('%08d', 7919 * i % 99999989), window, '市场监督管理局', '一楼', '0797-6832213', 9,
       '企业设立登记', day, printf('%sT%02d:00', day, hour), printf('%sT%02d:50', day, hour),
       '11月28日（星期六）', place, 'online', '张三', printf('138%08d', i), randomblob(16),
       unixepoch(day) - 86400, unixepoch(day) - 86400, 'citizen'
  FROM b;
UPDATE booking SET state = 'arrived', changed_by = 'bench', changed_at = unixepoch(day) + 36000;
UPDATE booking SET state = 'done', changed_by = 'bench', changed_at = unixepoch(day) + 36000;
-- These rows are not in the journal.
UPDATE journal_mark SET whole = 0;
COMMIT;
