-- A ledger in use: 33,000 bookings of 80 working days up to :today and a few ahead, as the
-- desk has them on :today at 10:11. Of window 9: 35 today, 43 of earlier days without a result.
-- sqlite3 ledger.db, with :today set and the release's catalogue attached as cat.
CREATE TEMP TABLE a_day(day TEXT, label TEXT, age INTEGER);
WITH RECURSIVE n(i) AS (VALUES(-14) UNION ALL SELECT i + 1 FROM n WHERE i < 125)
INSERT INTO a_day
SELECT day, CAST(substr(day, 6, 2) AS INTEGER) || '月' || CAST(substr(day, 9) AS INTEGER) || '日（星期' ||
            substr('日一二三四五六', strftime('%w', day) + 1, 1) || '）', i
  FROM (SELECT date(:today, printf('%+d days', -i)) AS day, i FROM n)
 WHERE strftime('%w', day) BETWEEN '1' AND '5' ORDER BY abs(i) LIMIT 90;

CREATE TEMP TABLE a_window(no INTEGER, n INTEGER); -- of a day
INSERT INTO a_window VALUES
  (1, 22), (2, 31), (3, 14), (4, 42), (5, 6), (6, 28), (7, 33), (8, 9), (9, 35), (10, 39), (11, 18), (12, 24),
  (13, 36), (14, 8), (15, 41), (16, 20);

CREATE TEMP TABLE a_item AS
SELECT window, no, name, count(*) OVER (PARTITION BY window) AS many,
       row_number() OVER (PARTITION BY window ORDER BY no) - 1 AS at FROM cat.item WHERE gone = 0;
CREATE TEMP TABLE a_row AS
WITH RECURSIVE k(i) AS (VALUES(0) UNION ALL SELECT i + 1 FROM k WHERE i < 41)
SELECT row_number() OVER (ORDER BY d.day, w.no, k.i) AS id, d.day, d.label, d.age, w.no AS window, k.i,
       510 + 30 * (18 * k.i / w.n) AS minute, 18 * k.i / w.n AS slot, k.i - (18 * k.i / w.n * w.n + 17) / 18 + 1 AS place
  FROM a_day d JOIN a_window w JOIN k ON k.i < w.n * iif(d.age < 0, 0.2, 1);

INSERT INTO booking(id, reference, window, window_name, floor, window_phone, item, item_name, day, start, "end",
                    day_label, place, channel, name, phone, agent, seen_at, created_at, changed_at, changed_by)
SELECT r.id, printf('%08d', r.id), w.no, w.name, w.floor, w.phone, t.no, t.name, r.day,
       r.day || printf('T%02d:%02d', r.minute / 60, r.minute % 60),
       r.day || printf('T%02d:%02d', (r.minute + 30) / 60, (r.minute + 30) % 60), r.label, r.place,
       CASE r.id % 3 WHEN 0 THEN 'online' WHEN 1 THEN 'phone' ELSE 'counter' END,
       iif(r.id % 61 = 0, '赣州翠微农业发展有限公司',
           substr('王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余', r.id * 7 % 41 + 1, 1) ||
           substr('伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲建华福生海波金凤水木火土石', r.id * 11 % 41 + 1, 1) ||
           iif(r.id % 4 = 0, '', substr('英华平兰明红玲芳香梅春秋生根发财福贵荣昌盛茂林森水泉', r.id * 13 % 27 + 1, 1))),
       '13' || printf('%09d', 500000000 + r.id), iif(r.id % 19 = 0, '谢志明', ''),
       iif(r.window = 9 AND r.age = 0 AND r.slot > 2 AND r.id % 9 = 0, NULL, 1),
       strftime('%s', min(r.day, :today)) - 86400 * 3, strftime('%s', min(r.day, :today)) - 86400 * 3, 'admin'
  FROM a_row r JOIN cat.window w ON w.no = r.window
  JOIN a_item t ON t.window = w.no AND t.at = r.i % t.many;

-- what was noted: in the slot's last minutes, today up to 9:30
UPDATE booking SET state = CASE WHEN r.id % 17 = 0 THEN 'cancelled' WHEN r.id % 13 = 0 THEN 'no_show'
                                WHEN r.id % 11 = 0 THEN 'returned' WHEN r.id % 7 = 0 THEN 'accepted' ELSE 'done' END,
       pickup = iif(r.id % 17 AND r.id % 13 AND r.id % 11 AND r.id % 7 = 0, date(r.day, '+7 days'), NULL),
       changed_at = strftime('%s', booking.start) - 8 * 3600 + 1500, changed_by = iif(r.id % 17 = 0, 'citizen', 'admin')
  FROM a_row r
 WHERE r.id = booking.id AND (r.age > 0 OR r.age = 0 AND r.minute < 590)
   AND NOT (r.window = 9 AND r.age > 0
            AND r.id IN (SELECT id FROM a_row WHERE window = 9 AND age > 0 AND i % 5 = 1 ORDER BY age DESC LIMIT 43))
   AND NOT (r.age = 0 AND r.slot = 2 AND r.i % 3 = 1);
UPDATE booking SET state = 'arrived', changed_by = 'admin',
                   changed_at = strftime('%s', booking.start) - 8 * 3600 - 60 * (r.id % 8) + 60
  FROM a_row r WHERE r.id = booking.id AND r.age = 0 AND r.slot = 3 AND r.id % 2 = 0;
