-- :rows bookings as a hall has them after years, through the real schema with
-- its triggers. 18,432 a day, every place of the bench's content (96 windows, 16
-- times, 12 places), the newest yesterday, and up to 5,000 at the next times of
-- the catalogue at :catalogue, since what is to come does not grow with years.
-- References have their check digit and come in no order, nor do telephones;
-- half came online. One in 16 was cancelled, one not used, the others are done.
-- What is older than 180 days is blanked, as retention leaves it.
PRAGMA journal_mode = DELETE;
PRAGMA journal_mode = OFF; -- one transaction, and nothing to lose
PRAGMA synchronous = OFF;
PRAGMA cache_size = -1000000;
ATTACH :catalogue AS cat;

-- Places, in the order in which they were booked: i counts them.
CREATE TEMP VIEW time_of AS
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n
                         WHERE i + 1 < (SELECT total - coming FROM size))
SELECT i, 1 + i % 96 AS window, 1 + i / 1536 % 12 AS place,
       date(today, printf('-%d days', 1 + (total - coming - 1 - i) / 18432)) AS day,
       printf('%02d:%02d', 8 + i / 96 % 16 / 2, i / 96 % 2 * 30) AS time,
       printf('%02d:%02d', 8 + (i / 96 % 16 + 1) / 2, (i / 96 + 1) % 2 * 30) AS ends
  FROM n, size
UNION ALL
SELECT total - coming + row_number() OVER (ORDER BY s.start, s.window) - 1, s.window, 1, s.day, s.time,
       s."end"
  FROM size, cat.slot s JOIN cat.day d ON d.day = s.day
 WHERE d.book_by > today || 'T24:00';
CREATE TEMP TABLE size AS
SELECT :rows AS total, min(5000, :rows / 2) AS coming, substr(:now, 1, 10) AS today,
       unixepoch(:now) - 8 * 3600 AS now_s;

-- ISO 7064 mod 11,10 over seven digits: s is 1 to 10 after each, p twice that mod 11.
CREATE TEMP VIEW numbered AS
WITH digits AS (
  SELECT *, printf('%07d', (i * 7654321 + 1234567) % 10000000) AS seven FROM time_of, size
   WHERE i < total),
a AS (SELECT *, ((10 + substr(seven, 1, 1) - 1) % 10 + 1) * 2 % 11 AS p FROM digits),
b AS (SELECT *, ((p + substr(seven, 2, 1) - 1) % 10 + 1) * 2 % 11 AS q FROM a),
c AS (SELECT *, ((q + substr(seven, 3, 1) - 1) % 10 + 1) * 2 % 11 AS r FROM b),
d AS (SELECT *, ((r + substr(seven, 4, 1) - 1) % 10 + 1) * 2 % 11 AS s FROM c),
e AS (SELECT *, ((s + substr(seven, 5, 1) - 1) % 10 + 1) * 2 % 11 AS t FROM d),
f AS (SELECT *, ((t + substr(seven, 6, 1) - 1) % 10 + 1) * 2 % 11 AS u FROM e),
g AS (SELECT *, ((u + substr(seven, 7, 1) - 1) % 10 + 1) * 2 % 11 AS v FROM f)
SELECT *, seven || ((11 - v) % 10) AS reference, day >= date(today, '-180 days') AS known,
       min(now_s, unixepoch(day) - 86400 * (1 + i * 7 % 20)) - i * 31 % 28800 AS made_at
  FROM g;

BEGIN;
INSERT INTO booking(reference, window, window_name, floor, window_phone, item, item_name, day, start,
                    "end", day_label, place, channel, name, phone, note, erased_at, form_nonce,
                    seen_at, created_at, changed_at, changed_by)
SELECT iif(known, reference, NULL), window, '宁都县市场监督管理局', '一楼', '0797-6832213', 9,
       '企业设立登记', day, day || 'T' || time, day || 'T' || ends, '11月28日（星期六）', place,
       CASE i % 4 WHEN 0 THEN 'counter' WHEN 1 THEN 'phone' ELSE 'online' END,
       iif(known, '张三', ''),
       iif(known, printf('15%09d', (i * 387420489 + 12345) % 1000000000), ''),
       iif(known AND i % 8 = 0, '想先问清楚要带的材料', ''), iif(known, NULL, now_s),
       iif(i % 4 > 1, randomblob(16), NULL), iif(day < today, made_at + 3600, NULL),
       made_at, made_at, iif(i % 4 > 1, 'citizen', 'clerk')
  FROM numbered;
UPDATE booking SET state = 'cancelled', changed_by = 'citizen', changed_at = created_at + 3600
 WHERE id % 16 = 0 AND day < (SELECT today FROM size);
UPDATE booking SET state = 'no_show', changed_by = 'clerk', changed_at = unixepoch(day) + 36000
 WHERE id % 16 = 1 AND day < (SELECT today FROM size);
UPDATE booking SET state = 'arrived', changed_by = 'clerk', changed_at = unixepoch(start) - 28800
 WHERE id % 16 > 1 AND day < (SELECT today FROM size);
UPDATE booking SET state = 'done', changed_by = 'clerk', changed_at = unixepoch("end") - 28800
 WHERE state = 'arrived';
-- These rows are not in the log: check would say so.
COMMIT;
PRAGMA journal_mode = WAL;
