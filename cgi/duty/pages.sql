-- Lists on the pages of roster, persons, overtime and duty log (listpage.h).

-- list: listpage.month_title
SELECT substr(:month, 1, 4) || '年' || CAST(substr(:month, 6) AS INTEGER) || '月' AS month_words;

-- list: listpage.categories
SELECT name AS category_name, confirmed FROM cat.noon_category ORDER BY no;

-- list: listpage.noon_days
SELECT day AS noon_day, label AS noon_label, iif(kind_text = '工作日', '', kind_text) AS noon_kind,
       day >= :today AS ahead
  FROM roster_day WHERE noon AND substr(day, 1, 7) = :month ORDER BY day;

-- list: noon_days.noon_cells
SELECT (SELECT names FROM on_duty o WHERE o.day = :noon_day AND o.role = 'front'
           AND o.category = c.name) AS front_names,
       (SELECT names FROM on_duty o WHERE o.day = :noon_day AND o.role = 'back'
           AND o.category = c.name) AS back_names
  FROM cat.noon_category c ORDER BY c.no;

-- list: listpage.duty_days
SELECT day AS duty_day, CAST(substr(day, 9) AS INTEGER) AS duty_number,
       substr(weekday_text, -1) AS duty_weekday, name AS duty_name, day >= :today AS ahead
  FROM roster_day WHERE NOT noon AND substr(day, 1, 7) = :month ORDER BY day;

-- list: listpage.duty_windows
SELECT no AS duty_window, name AS duty_window_name FROM cat.window ORDER BY no;

-- list: duty_windows.duty_cells
SELECT d.day AS cell_day, d.day >= :today AS ahead,
       (SELECT names FROM on_duty o WHERE o.day = d.day AND o.role = 'duty'
           AND o.window = CAST(:duty_window AS INTEGER)) AS duty_names,
       (SELECT names FROM on_duty o WHERE o.day = d.day AND o.role = 'leader'
           AND o.window = CAST(:duty_window AS INTEGER)) AS leader_names
  FROM roster_day d WHERE NOT d.noon AND substr(d.day, 1, 7) = :month ORDER BY d.day;

-- list: listpage.gap_count
SELECT count(*) AS gap_total FROM duty_gap
 WHERE substr(day, 1, 7) = :month AND day >= :today HAVING count(*) > 0;

-- list: listpage.gap_days
SELECT day AS gap_day, label AS gap_label FROM duty_gap
 WHERE substr(day, 1, 7) = :month AND day >= :today GROUP BY day ORDER BY day;

-- list: gap_days.gaps
SELECT role_word AS gap_role, group_concat(what, '、') AS gap_what
  FROM duty_gap WHERE day = :gap_day GROUP BY rank ORDER BY rank;

-- Windows all of whose persons have noon duty: nobody is there 11:00—12:00 and
-- after 16:00 (三(一)).
-- list: listpage.uncovered
SELECT w.name AS bare_window, group_concat(d.label, '、') AS bare_days,
       (SELECT group_concat(name, '、')
          FROM (SELECT p.name FROM person p
                 WHERE p.window = w.no AND p.left_at IS NULL ORDER BY p.id)) AS bare_names
  FROM cat.window w JOIN cat.day d
 WHERE substr(d.day, 1, 7) = :month AND d.day >= :today AND d.kind IN ('workday', 'makeup')
   AND EXISTS(SELECT 1 FROM person p WHERE p.window = w.no AND p.left_at IS NULL)
   AND NOT EXISTS(SELECT 1 FROM person p
                   WHERE p.window = w.no AND p.left_at IS NULL
                     AND NOT EXISTS(SELECT 1 FROM shift s
                                     WHERE s.person = p.id AND s.day = d.day AND s.window = 0))
 GROUP BY w.no ORDER BY w.no;

-- Mondays: the first of the calendar, that of this week, the next.
-- list: listpage.weeks
SELECT min(day) AS first_monday, max(day) FILTER (WHERE offset BETWEEN -6 AND 0) AS this_monday,
       max(day) FILTER (WHERE offset BETWEEN 1 AND 7) AS next_monday
  FROM cat.day WHERE weekday = 1;

-- list: listpage.post_choices
SELECT value AS post_value, label AS post_label, value = :post AS chosen
  FROM (SELECT r.code || '-' || c.name AS value, c.name || ' ' || r.word AS label
          FROM cat.noon_category c JOIN duty_role r ON r.noon
        UNION ALL
        SELECT r.code || '-' || w.no, w.name || ' ' || r.word
          FROM cat.window w JOIN duty_role r ON NOT r.noon);

-- list: listpage.day_title
SELECT d.label AS day_label, d.kind_text AS day_kind, d.name AS day_name,
       (SELECT max(p.day) FROM cat.day p WHERE p.day < d.day) AS day_before,
       (SELECT min(p.day) FROM cat.day p WHERE p.day > d.day) AS day_after
  FROM cat.day d WHERE d.day = :day;

-- list: listpage.posts
SELECT p.role || '-' || iif(p.window, p.window, p.category) AS post_value, p.what AS post_what,
       p.role_word AS post_role, coalesce(o.names, '') AS post_names, p.day >= :today AS ahead,
       coalesce((SELECT group_concat(name, '、')
                   FROM (SELECT q.name FROM person q
                          WHERE q.left_at IS NULL
                            AND CASE WHEN p.window THEN q.window = p.window
                                     ELSE iif(p.role = 'front', q.front, q.back)
                                          AND q.window IN (SELECT n.window FROM cat.noon_window n
                                                            WHERE n.category = p.place) END
                          ORDER BY q.window, q.id)), '') AS post_candidates
  FROM duty_post p
  LEFT JOIN on_duty o ON o.day = p.day AND o.role = p.role AND o.category = p.category
                     AND o.window = p.window
 WHERE p.day = :day ORDER BY p.place, p.rank;

-- list: listpage.shift_rows
SELECT o.day AS csv_day, o.category AS csv_category, iif(o.window, o.window, '') AS csv_window,
       r.word AS csv_role, o.names AS csv_names, coalesce(w.name, '') AS csv_window_name
  FROM on_duty o JOIN duty_role r ON r.code = o.role LEFT JOIN cat.window w ON w.no = o.window
 WHERE substr(o.day, 1, 7) = :month ORDER BY o.day, o.window, o.category, r.rank;

-- list: listpage.staffed
SELECT w.no AS staffed_window, w.name AS staffed_name,
       (SELECT count(*) FROM person p WHERE p.window = w.no AND p.left_at IS NULL) AS staffed_count
  FROM cat.window w ORDER BY w.no;

-- list: staffed.persons
SELECT id AS person_id, name AS person_name, front AS person_front, back AS person_back,
       (SELECT count(*) FROM shift s WHERE s.person = person.id AND s.day > :today) AS person_shifts
  FROM person WHERE window = CAST(:staffed_window AS INTEGER) AND left_at IS NULL ORDER BY id;

-- list: listpage.credit_people
SELECT p.name AS person_name, p.window AS person_window,
       count(*) AS credit_total, sum(c.class = 'weekend') AS credit_weekend,
       sum(c.class = 'statutory') AS credit_statutory, sum(c.class = 'holiday') AS credit_holiday,
       sum(s.kind IS 'pay') AS credit_paid, sum(s.kind IS 'leave') AS credit_leave,
       sum(s.kind IS NULL) AS credit_open
  FROM credit c JOIN person p ON p.id = c.person
  LEFT JOIN settlement s ON s.person = c.person AND s.day = c.day
 WHERE c.day <= :today GROUP BY p.id ORDER BY p.window, p.id;

-- list: listpage.credits
SELECT c.person AS credit_person, c.day AS credit_day, p.name AS person_name,
       p.window AS person_window, coalesce(d.label, c.day) AS credit_label,
       CASE c.class WHEN 'weekend' THEN '双休日' WHEN 'statutory' THEN '法定节假日'
                    ELSE '其他节假日' END AS credit_class,
       CASE s.kind WHEN 'pay' THEN '补助' WHEN 'leave' THEN '轮休' ELSE '' END AS settled_as,
       coalesce(s.on_day, '') AS settled_day, coalesce(s.made_by, '') AS settled_by
  FROM credit c JOIN person p ON p.id = c.person LEFT JOIN cat.day d ON d.day = c.day
  LEFT JOIN settlement s ON s.person = c.person AND s.day = c.day
 WHERE c.day <= :today AND (s.kind IS NULL OR substr(c.day, 1, 7) = :month)
 ORDER BY s.kind IS NOT NULL, c.day DESC, p.window, p.id
 LIMIT 100 OFFSET 100 * (max(1, CAST(:page AS INTEGER)) - 1);

-- list: listpage.credit_rows
SELECT p.window AS csv_window, p.name AS csv_name, c.day AS csv_day,
       CASE c.class WHEN 'weekend' THEN '双休日' WHEN 'statutory' THEN '法定节假日'
                    ELSE '其他节假日' END AS csv_class,
       CASE s.kind WHEN 'pay' THEN '补助' WHEN 'leave' THEN '轮休' ELSE '' END AS csv_kind,
       coalesce(s.on_day, '') AS csv_on, coalesce(s.made_by, '') AS csv_by
  FROM credit c JOIN person p ON p.id = c.person
  LEFT JOIN settlement s ON s.person = c.person AND s.day = c.day
 WHERE c.day <= :today ORDER BY c.day, p.window, p.id;

-- list: listpage.log_rows
SELECT l.id AS log_no, strftime('%m-%d %H:%M', l.at, 'unixepoch', '+8 hours') AS log_moment,
       iif(l.window = 0, '大厅', coalesce(w.name, '')) AS log_window,
       l.text AS log_text, l.who AS log_who
  FROM duty_log l LEFT JOIN cat.window w ON w.no = l.window
 WHERE l.day = :day ORDER BY l.id;

-- list: listpage.log_days
SELECT l.day AS log_day, coalesce(d.label, l.day) AS log_label, count(*) AS log_count
  FROM duty_log l LEFT JOIN cat.day d ON d.day = l.day
 GROUP BY l.day ORDER BY l.day DESC
 LIMIT 31 OFFSET 31 * (max(1, CAST(:page AS INTEGER)) - 1);
