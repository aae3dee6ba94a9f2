-- The roster, people and the duty log.

-- What the roster is about: the calendar's days and the posts on them.
-- name: roster_tables   prepared: no
CREATE TEMP VIEW day_class AS
SELECT day, CASE WHEN kind IN ('workday', 'makeup') THEN 'workday' WHEN statutory THEN 'statutory'
                 ELSE kind END AS class
  FROM cat.day;
-- Days of the calendar, and what was before it began.
CREATE TEMP VIEW roster_day AS
SELECT day, substr(label, 1, instr(label, '（') - 1) || ' 周' || substr(weekday_text, -1) AS label,
       kind_text, name, kind IN ('workday', 'makeup') AS noon
  FROM cat.day
UNION ALL
SELECT DISTINCT day, day, '', '', window = 0
  FROM main.shift WHERE day < (SELECT min(day) FROM cat.day);
-- Windows and days off on which they serve: unless hours.csv closes them, or a closure
-- takes all of it. A row for each period; not DISTINCT, which would ask for all days.
CREATE TEMP VIEW served_day AS
SELECT s.day, s.window FROM cat.served s
 WHERE s.kind <> 'closed'
   AND NOT EXISTS(SELECT 1 FROM main.closed c
                   WHERE c.day = s.day AND c.window IN (0, s.window)
                     AND c.from_time <= s.start AND s.end <= c.to_time);
-- Whoever must be there: noon duty on working days, make-up days too, for each
-- category (三(一)); a person and a leader at each window on days off (三(二), 四(四)).
CREATE TEMP VIEW duty_post AS
SELECT d.day, d.label, r.code AS role, r.word AS role_word, r.rank, c.name AS category, 0 AS window,
       c.name AS what, c.no AS place
  FROM cat.day d JOIN cat.noon_category c JOIN main.duty_role r ON r.noon
 WHERE d.kind IN ('workday', 'makeup') AND d.open
   AND NOT EXISTS(SELECT 1 FROM cat.period p JOIN main.closed k ON k.day = p.day
                   WHERE p.day = d.day AND p.window = 0 AND p.kind = 'noon'
                     AND k.from_time <= p.start AND p.end <= k.to_time
                     AND (k.window = 0
                          OR NOT EXISTS(SELECT 1 FROM cat.noon_window n
                                         WHERE n.category = c.no AND n.window <> k.window)))
UNION ALL
SELECT d.day, d.label, r.code, r.word, r.rank, '', w.no, w.short, w.no
  FROM cat.day d JOIN cat.window w JOIN main.duty_role r ON NOT r.noon
 WHERE d.kind IN ('weekend', 'holiday')
   AND EXISTS(SELECT 1 FROM served_day s WHERE s.day = d.day AND s.window = w.no);
CREATE TEMP VIEW duty_gap AS
SELECT p.* FROM duty_post p
 WHERE NOT EXISTS(SELECT 1 FROM main.shift s
                   WHERE s.day = p.day AND s.role = p.role AND s.category = p.category
                     AND s.window = p.window);
-- Who may hold which posts.
CREATE TEMP VIEW fit AS
SELECT p.id AS person, p.name, r.code AS role, c.name AS category, 0 AS window
  FROM main.person p JOIN cat.noon_window n ON n.window = p.window
  JOIN cat.noon_category c ON c.no = n.category
  JOIN main.duty_role r ON r.noon AND iif(r.code = 'front', p.front, p.back)
 WHERE p.left_at IS NULL
UNION ALL
SELECT p.id, p.name, r.code, '', p.window
  FROM main.person p JOIN main.duty_role r ON NOT r.noon WHERE p.left_at IS NULL;
-- How to ring somebody, with dashes and for a link.
CREATE TEMP VIEW person_phone AS
SELECT id AS person,
       iif(phone GLOB '1??????????',
           substr(phone, 1, 3) || '-' || substr(phone, 4, 4) || '-' || substr(phone, 8), phone) AS dashed,
       CASE WHEN phone LIKE '0%' THEN '+86' || replace(substr(phone, 2), '-', '')
            WHEN phone LIKE '1__________' THEN '+86' || phone ELSE replace(phone, '-', '') END AS tel
  FROM main.person WHERE phone <> '';
-- A credit for duty on a day off, with how it was made good, if it was.
CREATE TEMP VIEW credit_line AS
SELECT c.person, c.day, c.class, p.name, p.window, p.window || ' ' || coalesce(w.short, '') AS person_at,
       CASE c.class WHEN 'weekend' THEN '双休日' WHEN 'statutory' THEN '法定节假日'
                    ELSE '其他节假日' END AS class_word,
       s.kind, CASE s.kind WHEN 'pay' THEN '补助' WHEN 'leave' THEN '轮休' ELSE '' END AS kind_word,
       coalesce(s.on_day, '') AS on_day,
       coalesce((SELECT called FROM main.colleague WHERE account = s.made_by), '') AS settled_by
  FROM main.credit c JOIN main.person p ON p.id = c.person LEFT JOIN cat.window w ON w.no = p.window
  LEFT JOIN main.settlement s ON s.person = c.person AND s.day = c.day;
-- What is about to become of posts (plan.h).
CREATE TEMP TABLE plan(
  day TEXT NOT NULL, role TEXT NOT NULL, category TEXT NOT NULL, window INTEGER NOT NULL,
  names TEXT NOT NULL, -- who is to hold it, as typed or read
  ids   TEXT NOT NULL, -- the same as a JSON list of persons; empty: not known who that is
  was   TEXT NOT NULL, -- who holds it
  PRIMARY KEY(day, role, category, window)) WITHOUT ROWID;

-- ---- the roster (with the catalogue) ----

-- Whether there is such a post on that day.
-- name: post   needs: catalogue
SELECT 1 FROM duty_post
 WHERE day = :day AND role = :role AND category = :category AND window = :window;

-- Somebody who may hold a post.
-- name: post_person   needs: catalogue
SELECT person FROM fit
 WHERE role = :role AND category = :category AND window = :window AND name = :name
 ORDER BY person LIMIT 1;

-- Who of a JSON list of persons is away on that day.
-- name: away
SELECT p.name FROM json_each(:people) j JOIN person p ON p.id = j.value
 WHERE EXISTS(SELECT 1 FROM absence a
               WHERE a.person = p.id AND :day BETWEEN a.first_day AND a.last_day);

-- name: on_post
SELECT coalesce((SELECT names FROM on_duty
                  WHERE day = :day AND role = :role AND category = :category AND window = :window), '');

-- name: plan_clear   needs: catalogue
DELETE FROM plan;

-- Several rows or lines of a table may be of one post: each adds to it.
-- name: plan_put   needs: catalogue
INSERT INTO plan(day, role, category, window, names, ids, was)
VALUES(:day, :role, :category, :window, :names, :ids, :was)
ON CONFLICT DO UPDATE SET
  names = trim(names || '、' || excluded.names, '、'),
  ids = '[' || trim(trim(ids, '[]') || ',' || trim(excluded.ids, '[]'), ',') || ']';

-- A JSON list of persons in turn, a day each; nobody on days on which they are away.
-- name: plan_rotate   needs: catalogue
WITH people(key, id, n) AS (SELECT key, value, count(*) OVER () FROM json_each(:people)),
days(day, turn) AS (
  SELECT day, row_number() OVER (ORDER BY day) - 1 FROM duty_post
   WHERE role = :role AND category = :category AND window = :window
     AND day BETWEEN :from AND :to)
INSERT INTO plan(day, role, category, window, names, ids, was)
SELECT d.day, :role, :category, :window, coalesce(q.name, ''), iif(q.id, json_array(q.id), '[]'),
       coalesce((SELECT names FROM on_duty o
                  WHERE o.day = d.day AND o.role = :role AND o.category = :category
                    AND o.window = :window), '')
  FROM days d JOIN people p ON p.key = d.turn % p.n
  LEFT JOIN person q ON q.id = p.id
       AND NOT EXISTS(SELECT 1 FROM absence a
                       WHERE a.person = q.id AND d.day BETWEEN a.first_day AND a.last_day);

-- The shifts of the week that begins on Monday :from, on the same weekdays of
-- the week that begins on :to, where the post exists and is not filled.
-- name: plan_copy   needs: catalogue
INSERT INTO plan(day, role, category, window, names, ids, was)
SELECT day, role, category, window, group_concat(name, '、'), json_group_array(person), ''
  FROM (SELECT g.day, s.role, s.category, s.window, s.person, p.name
          FROM cat.day a JOIN cat.day b ON b.day = :to
          JOIN cat.day f ON f.offset BETWEEN a.offset AND a.offset + 6
          JOIN cat.day t ON t.offset = f.offset - a.offset + b.offset
          JOIN shift s ON s.day = f.day
          JOIN person p ON p.id = s.person AND p.left_at IS NULL
          JOIN duty_gap g ON g.day = t.day AND g.role = s.role AND g.category = s.category
                         AND g.window = s.window
         WHERE a.day = :from AND a.weekday = 1 AND b.weekday = 1
           AND NOT EXISTS(SELECT 1 FROM absence x
                           WHERE x.person = p.id AND t.day BETWEEN x.first_day AND x.last_day)
         ORDER BY s.id)
 GROUP BY day, role, category, window;

-- The posts of a person on the days :from to :to, with :by instead, or nobody (0); :apart, not
-- those that both hold.
-- name: plan_instead   needs: catalogue
INSERT OR REPLACE INTO plan(day, role, category, window, names, ids, was)
SELECT o.day, o.role, o.category, o.window, coalesce(n.names, ''), coalesce(n.ids, '[]'), o.names
  FROM on_duty o
  LEFT JOIN (SELECT day, role, category, window, group_concat(name, '、') AS names,
                    json_group_array(id) AS ids
               FROM (SELECT DISTINCT s.day, s.role, s.category, s.window, q.id, q.name
                       FROM shift s JOIN person q ON q.id = iif(s.person = :person, :by, s.person)
                      WHERE s.day BETWEEN :from AND :to ORDER BY s.id)
              GROUP BY day, role, category, window) n
    ON n.day = o.day AND n.role = o.role AND n.category = o.category AND n.window = o.window
 WHERE o.day BETWEEN :from AND :to
   AND EXISTS(SELECT 1 FROM shift s
               WHERE s.day = o.day AND s.role = o.role AND s.category = o.category
                 AND s.window = o.window AND s.person = :person)
   AND NOT (:apart AND EXISTS(SELECT 1 FROM shift s
                               WHERE s.day = o.day AND s.role = o.role AND s.category = o.category
                                 AND s.window = o.window AND s.person = :by));

-- Somebody who is on duty on that day, or may be: their number, and how many have that name.
-- name: person_named
SELECT max(id), count(*) FROM person
 WHERE name = :name AND left_at IS NULL
   AND (:day = '' OR EXISTS(SELECT 1 FROM shift s WHERE s.person = person.id AND s.day = :day));

-- Whoever of the plan may not hold the post, is away then, or must stay since it is settled.
-- name: plan_faults   needs: catalogue
SELECT 'unfit', q.name, d.label, coalesce(w.short, p.category) || ' ' || r.word
  FROM plan p JOIN json_each(p.ids) j JOIN person q ON q.id = j.value
  JOIN roster_day d ON d.day = p.day JOIN duty_role r ON r.code = p.role
  LEFT JOIN cat.window w ON w.no = p.window
 WHERE NOT EXISTS(SELECT 1 FROM fit f
                   WHERE f.person = q.id AND f.role = p.role AND f.category = p.category
                     AND f.window = p.window)
UNION ALL
SELECT 'away', q.name, d.label, ''
  FROM plan p JOIN json_each(p.ids) j JOIN person q ON q.id = j.value
  JOIN roster_day d ON d.day = p.day
 WHERE EXISTS(SELECT 1 FROM absence a
               WHERE a.person = q.id AND p.day BETWEEN a.first_day AND a.last_day)
UNION ALL
SELECT 'settled', q.name, d.label, ''
  FROM plan p JOIN shift s ON s.day = p.day AND s.role = p.role AND s.category = p.category
                          AND s.window = p.window
  JOIN settlement t ON t.person = s.person AND t.day = s.day AND s.window > 0
  JOIN person q ON q.id = s.person JOIN roster_day d ON d.day = p.day
 WHERE NOT EXISTS(SELECT 1 FROM json_each(p.ids) j WHERE j.value = s.person)
 LIMIT 20;

-- Posts that stay as they are; :gaps, those that somebody holds too.
-- name: plan_thin   needs: catalogue
DELETE FROM plan WHERE names = was OR (:gaps AND was <> '');

-- name: plan_any   needs: catalogue
SELECT 1 FROM plan LIMIT 1;

-- name: plan_counts   needs: catalogue
SELECT sum(was = ''), sum(was <> '' AND names <> ''), sum(names = ''), min(day), max(day)
  FROM plan;

-- Settled shifts stay.
-- name: plan_empty   needs: catalogue
DELETE FROM shift
 WHERE EXISTS(SELECT 1 FROM plan p
               WHERE p.day = shift.day AND p.role = shift.role AND p.category = shift.category
                 AND p.window = shift.window)
   AND NOT (window > 0 AND EXISTS(SELECT 1 FROM settlement t
                                   WHERE t.person = shift.person AND t.day = shift.day));

-- name: plan_fill   needs: catalogue
INSERT OR IGNORE INTO shift(day, role, category, window, person, class)
SELECT p.day, p.role, p.category, p.window, j.value, k.class
  FROM plan p JOIN json_each(p.ids) j JOIN day_class k ON k.day = p.day
 ORDER BY p.day, p.role, p.category, p.window, j.key;

-- name: insert_absence
INSERT INTO absence(person, first_day, last_day, made_at, made_by)
SELECT :person, :from, :to, :now_s, :by
 WHERE NOT EXISTS(SELECT 1 FROM absence
                   WHERE (person, first_day, last_day) = (:person, :from, :to));

-- name: end_absence
DELETE FROM absence WHERE id = :id;

-- The calendar may have been announced after the roster was made.
-- name: refresh_classes   needs: catalogue
UPDATE shift SET class = k.class FROM day_class k
 WHERE k.day = shift.day AND k.class <> shift.class;

-- The role that a text names, and the text without it.
-- name: role_in_text
SELECT code, substr(:text, 1, instr(:text, word) - 1) || ' ' || substr(:text, instr(:text, word) + length(word))
  FROM (SELECT code, word FROM duty_role
        UNION ALL VALUES('front', '前台'), ('back', '后台'), ('leader', '负责人'), ('leader', '带班领导'),
                        ('leader', '值班领导'))
 WHERE instr(:text, word) ORDER BY length(word) DESC LIMIT 1;

-- The window that a table's title names: 社会保险服务中心12月值班表.
-- name: window_in_title   needs: catalogue
SELECT no FROM cat.window WHERE instr(:text, short) ORDER BY length(short) DESC LIMIT 1;

-- name: noon_category   needs: catalogue
SELECT 1 FROM cat.noon_category WHERE name = :name;

-- name: save_person
INSERT INTO person(name, window, front, back, phone)
VALUES(:name, :window, :front, :back, :phone)
ON CONFLICT(window, name) DO UPDATE SET front = excluded.front, back = excluded.back,
  phone = iif(excluded.phone = '', phone, excluded.phone), left_at = NULL;

-- A cell of the page: the number, and no tick; the ticks come behind it.
-- name: person_cell
UPDATE person SET phone = iif(:what = 'phone', :value, phone),
       front = CASE :what WHEN 'phone' THEN 0 WHEN 'front' THEN 1 ELSE front END,
       back = CASE :what WHEN 'phone' THEN 0 WHEN 'back' THEN 1 ELSE back END
 WHERE id = :id;

-- Takes them off what is still to come, too.
-- name: end_person
UPDATE person SET left_at = :now_s WHERE id = :id AND left_at IS NULL;

-- name: end_shifts
DELETE FROM shift
 WHERE person = :person AND day > :today
   AND NOT EXISTS(SELECT 1 FROM settlement t WHERE t.person = shift.person AND t.day = shift.day);

-- Those of the lines PERSON.DAY, each with a tab behind it, or all of a month for a window or a
-- person.
-- name: settle
INSERT OR IGNORE INTO settlement(person, day, kind, on_day, made_at, made_by)
SELECT c.person, c.day, :kind, :on_day, :now_s, :by
  FROM credit c JOIN person p ON p.id = c.person
 WHERE c.day <= :today
   AND (instr(char(10) || :ticked, char(10) || c.person || '.' || c.day || char(9))
        OR substr(c.day, 1, 7) = :month AND (:window <> 0 OR :id <> 0)
           AND (:window = 0 OR p.window = :window) AND (:id = 0 OR p.id = :id))
RETURNING person, day;

-- name: unsettle
DELETE FROM settlement WHERE person = :person AND day = :day;

-- Not a second time, when the button was pressed twice: nobody can take it out again.
-- name: insert_duty_log
INSERT INTO duty_log(day, window, text, at, who)
SELECT :day, :window, :text, :now_s, :by
 WHERE NOT EXISTS(SELECT 1 FROM duty_log
                   WHERE (day, window, text, who) = (:day, :window, :text, :by)
                     AND abs(at - :now_s) < 60);
