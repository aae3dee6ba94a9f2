-- The roster, people and the duty log.

-- What the roster is about: the calendar's days and the posts on them.
-- name: roster_tables   prepared: no
CREATE TEMP VIEW day_class AS
SELECT day, CASE WHEN kind IN ('workday', 'makeup') THEN 'workday' WHEN statutory THEN 'statutory'
                 ELSE kind END AS class
  FROM cat.day;
-- Days of the calendar, and what was before it began.
CREATE TEMP VIEW roster_day AS
SELECT day, label, weekday_text, kind_text, name, kind IN ('workday', 'makeup') AS noon
  FROM cat.day
UNION ALL
SELECT DISTINCT day, day, '', '', '', window = 0
  FROM main.shift WHERE day < (SELECT min(day) FROM cat.day);
-- Whoever must be there: noon duty on working days, make-up days too, for each
-- category (三(一)); a person and a leader at each window on days off (三(二),
-- 四(四)), unless hours.csv closes it.
CREATE TEMP VIEW duty_post AS
SELECT d.day, d.label, r.code AS role, r.word AS role_word, r.rank, c.name AS category, 0 AS window,
       c.name AS what, c.no AS place
  FROM cat.day d JOIN cat.noon_category c JOIN main.duty_role r ON r.noon
 WHERE d.kind IN ('workday', 'makeup')
   AND d.open
UNION ALL
SELECT d.day, d.label, r.code, r.word, r.rank, '', w.no, w.name, w.no
  FROM cat.day d JOIN cat.window w JOIN main.duty_role r ON NOT r.noon
 WHERE d.kind IN ('weekend', 'holiday')
   AND NOT EXISTS(SELECT 1 FROM cat.served s
                   WHERE s.day = d.day AND s.window = w.no AND s.kind = 'closed');
CREATE TEMP VIEW duty_gap AS
SELECT p.* FROM duty_post p
 WHERE NOT EXISTS(SELECT 1 FROM main.shift s
                   WHERE s.day = p.day AND s.role = p.role AND s.category = p.category
                     AND s.window = p.window);

-- ---- the roster (with the catalogue) ----

-- Whether there is such a post on that day.
-- name: post   needs: catalogue
SELECT 1 FROM duty_post
 WHERE day = :day AND role = :role AND category = :category AND window = :window;

-- Somebody who may hold a post.
-- name: post_person   needs: catalogue
SELECT p.id FROM person p JOIN duty_role r ON r.code = :role
 WHERE p.name = :name AND p.left_at IS NULL
   AND CASE WHEN r.noon
            THEN iif(r.code = 'front', p.front, p.back)
                 AND EXISTS(SELECT 1 FROM cat.noon_window n
                              JOIN cat.noon_category c ON c.no = n.category
                             WHERE c.name = :category AND n.window = p.window)
            ELSE p.window = :window END
 ORDER BY p.id LIMIT 1;

-- Puts the people of a JSON list of ids on a post in turn, a day each; :all,
-- all of them on each day.
-- name: fill_posts   needs: catalogue
WITH people(key, id, n) AS (SELECT key, value, count(*) OVER () FROM json_each(:people)),
days(day, turn) AS (
  SELECT day, row_number() OVER (ORDER BY day) - 1 FROM duty_post
   WHERE role = :role AND category = :category AND window = :window
     AND day BETWEEN :from AND :to)
INSERT OR IGNORE INTO shift(day, role, category, window, person, class)
SELECT d.day, :role, :category, :window, p.id, k.class
  FROM days d JOIN day_class k ON k.day = d.day
  JOIN people p ON :all OR p.key = d.turn % p.n
 ORDER BY d.day, p.key;

-- The shifts of the week that begins on Monday :from, on the same weekdays of
-- the week that begins on :to, where the post exists and is not filled.
-- name: copy_week   needs: catalogue
INSERT OR IGNORE INTO shift(day, role, category, window, person, class)
SELECT g.day, s.role, s.category, s.window, s.person, k.class
  FROM cat.day a JOIN cat.day b ON b.day = :to
  JOIN cat.day f ON f.offset BETWEEN a.offset AND a.offset + 6
  JOIN cat.day t ON t.offset = f.offset - a.offset + b.offset
  JOIN day_class k ON k.day = t.day
  JOIN shift s ON s.day = f.day
  JOIN person p ON p.id = s.person AND p.left_at IS NULL
  JOIN duty_gap g ON g.day = t.day AND g.role = s.role AND g.category = s.category
                 AND g.window = s.window
 WHERE a.day = :from AND a.weekday = 1 AND b.weekday = 1
 ORDER BY s.id;

-- The calendar may have been announced after the roster was made.
-- name: refresh_classes   needs: catalogue
UPDATE shift SET class = k.class FROM day_class k
 WHERE k.day = shift.day AND k.class <> shift.class;

-- The role that a text names.
-- name: role_in_text
SELECT code, word FROM duty_role WHERE instr(:text, word) ORDER BY length(word) DESC LIMIT 1;

-- The window of that number, name, or part of a name that no other has.
-- name: window_of_text   needs: catalogue
SELECT no FROM cat.window
 WHERE CAST(no AS TEXT) = :text OR name = :text
    OR (length(:text) > 1 AND instr(name, :text)
        AND (SELECT count(*) FROM cat.window w WHERE instr(w.name, :text)) = 1)
 ORDER BY name = :text DESC LIMIT 1;

-- Settled shifts stay.
-- name: clear_posts
DELETE FROM shift
 WHERE role = :role AND category = :category AND window = :window AND day BETWEEN :from AND :to
   AND NOT (window > 0 AND EXISTS(SELECT 1 FROM settlement t
                                   WHERE t.person = shift.person AND t.day = shift.day));

-- name: save_person
INSERT INTO person(name, window, front, back) VALUES(:name, :window, :front, :back)
ON CONFLICT(window, name) DO UPDATE SET front = excluded.front, back = excluded.back,
                                        left_at = NULL;

-- Takes them off what is still to come, too.
-- name: end_person
UPDATE person SET left_at = :now_s WHERE id = :id AND left_at IS NULL;

-- name: end_shifts
DELETE FROM shift
 WHERE person = :person AND day > :today
   AND NOT EXISTS(SELECT 1 FROM settlement t WHERE t.person = shift.person AND t.day = shift.day);

-- name: settle
INSERT OR IGNORE INTO settlement(person, day, kind, on_day, made_at, made_by)
SELECT person, day, :kind, :on_day, :now_s, :by FROM credit
 WHERE person = :person AND day = :day AND day <= :today;

-- name: unsettle
DELETE FROM settlement WHERE person = :person AND day = :day;

-- name: insert_duty_log
INSERT INTO duty_log(day, window, text, at, who) VALUES(:day, :window, :text, :now_s, :by);
