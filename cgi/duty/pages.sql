-- Lists on the pages of roster, persons, overtime and duty log (listpage.h).

-- list: listpage.month_title
SELECT substr(:month, 1, 4) || '年' || CAST(substr(:month, 6) AS INTEGER) || '月' AS month_words,
       strftime('%Y-%m', :month || '-01', '-1 month') AS month_before,
       CAST(strftime('%m', :month || '-01', '-1 month') AS INTEGER) || '月' AS month_before_words,
       strftime('%Y-%m', :month || '-01', '+1 month') AS month_after,
       CAST(strftime('%m', :month || '-01', '+1 month') AS INTEGER) || '月' AS month_after_words,
       (SELECT count(*) FROM roster_day WHERE noon AND substr(day, 1, 7) = :month) AS noon_total,
       (SELECT count(*) FROM roster_day WHERE NOT noon AND substr(day, 1, 7) = :month) AS duty_total;

-- What was just saved, of N.N.N.
-- list: listpage.done_counts
SELECT CAST(:done AS INTEGER) AS filled, nullif(CAST(substr(rest, 1, instr(rest, '.') - 1) AS INTEGER), 0) AS replaced,
       nullif(CAST(substr(rest, instr(rest, '.') + 1) AS INTEGER), 0) AS emptied
  FROM (SELECT substr(:done, instr(:done, '.') + 1) AS rest) WHERE :done GLOB '[0-9]*.*.*';

-- list: listpage.categories
SELECT name AS category_name, confirmed FROM cat.noon_category ORDER BY no;

-- list: listpage.noon_days
SELECT day AS noon_day, label AS noon_label, nullif(kind_text, '工作日') AS noon_kind
  FROM roster_day WHERE noon AND substr(day, 1, 7) = :month ORDER BY day;

-- What a cell of the grid holds: a post with who is on it, or as it was typed. Its name says
-- what it held, so that only what was changed is saved.
-- list: noon_days.noon_cells
SELECT 'grid.' || :noon_day || '.' || h.role || '-' || h.name || '.' || coalesce(t.was, h.names) AS cell,
       coalesce(t.names, h.names) AS cell_names, h.name AS cell_what, substr(h.word, 1, 2) AS cell_role,
       h.role || h.no AS cell_list, coalesce(t.ids = '', 0) AS faulty, h.role = 'front' AS leads,
       coalesce(t.names, h.names) = '' AND h.post AND :noon_day >= :today AS gap, h.post OR h.names <> '' AS held
  FROM (SELECT c.no, c.name, r.code AS role, r.word, r.rank,
               coalesce((SELECT names FROM on_duty o
                          WHERE o.day = :noon_day AND o.role = r.code AND o.category = c.name), '') AS names,
               EXISTS(SELECT 1 FROM duty_post p
                       WHERE p.day = :noon_day AND p.role = r.code AND p.category = c.name) AS post
          FROM cat.noon_category c JOIN duty_role r ON r.noon) h
  LEFT JOIN plan t ON t.day = :noon_day AND t.role = h.role AND t.category = h.name AND t.window = 0
 ORDER BY h.no, h.rank;

-- list: listpage.duty_days
SELECT day AS duty_day, label AS duty_label, name AS duty_name
  FROM roster_day WHERE NOT noon AND substr(day, 1, 7) = :month ORDER BY day;

-- list: listpage.duty_windows
SELECT no AS duty_window, short AS duty_window_name FROM cat.window ORDER BY no;

-- list: duty_windows.duty_roles
SELECT code AS duty_role, word AS duty_role_word, code = 'duty' AS leads
  FROM duty_role WHERE NOT noon ORDER BY rank;

-- list: duty_roles.duty_cells
SELECT 'grid.' || h.day || '.' || :duty_role || '-' || :duty_window || '.' || coalesce(t.was, h.names) AS cell,
       coalesce(t.names, h.names) AS cell_names, h.label AS cell_day, 'w' || :duty_window AS cell_list,
       coalesce(t.ids = '', 0) AS faulty,
       coalesce(t.names, h.names) = '' AND h.post AND h.day >= :today AS gap, h.post OR h.names <> '' AS held
  FROM (SELECT d.day, d.label,
               coalesce((SELECT names FROM on_duty o
                          WHERE o.day = d.day AND o.role = :duty_role
                            AND o.window = CAST(:duty_window AS INTEGER)), '') AS names,
               EXISTS(SELECT 1 FROM served_day s
                       WHERE s.day = d.day AND s.window = CAST(:duty_window AS INTEGER)) AS post
          FROM roster_day d WHERE NOT d.noon AND substr(d.day, 1, 7) = :month) h
  LEFT JOIN plan t ON t.day = h.day AND t.role = :duty_role AND t.category = ''
                  AND t.window = CAST(:duty_window AS INTEGER)
 ORDER BY h.day;

-- Who may be typed into a cell.
-- list: listpage.holders
SELECT DISTINCT CASE WHEN f.window THEN 'w' || f.window
                     ELSE f.role || (SELECT no FROM cat.noon_category WHERE name = f.category) END AS holders_id,
       f.window AS holders_window, f.category AS holders_category, f.role AS holders_role
  FROM fit f WHERE f.role <> 'leader';

-- list: holders.names_held
SELECT DISTINCT name AS held_name FROM fit
 WHERE role = :holders_role AND category = :holders_category AND window = CAST(:holders_window AS INTEGER);

-- ---- what is about to change ----

-- list: listpage.plan_sum
SELECT nullif(sum(was = ''), 0) AS plan_new, nullif(sum(was <> '' AND names <> ''), 0) AS plan_replaced,
       nullif(sum(names = ''), 0) AS plan_emptied
  FROM plan HAVING count(*) > 0;

-- list: listpage.plan_rows
SELECT coalesce(d.label, p.day) AS plan_day,
       coalesce(p.window || ' ' || w.short, p.category) AS plan_what, r.word AS plan_role,
       p.was AS plan_was, p.names AS plan_names,
       CASE WHEN p.names = '' THEN '空出' WHEN p.was = '' THEN '新排' ELSE '替换' END AS plan_how
  FROM plan p JOIN duty_role r ON r.code = p.role
  LEFT JOIN roster_day d ON d.day = p.day LEFT JOIN cat.window w ON w.no = p.window
 ORDER BY p.day, p.window, p.category, r.rank;

-- list: listpage.gap_count
SELECT count(*) AS gap_total, count(*) <= 12 AS gap_few FROM duty_gap
 WHERE substr(day, 1, 7) = :month AND day >= :today HAVING count(*) > 0;

-- list: listpage.gap_days
SELECT g.day AS gap_day, r.label AS gap_label FROM duty_gap g JOIN roster_day r ON r.day = g.day
 WHERE substr(g.day, 1, 7) = :month AND g.day >= :today GROUP BY g.day ORDER BY g.day;

-- list: gap_days.gaps
SELECT role_word AS gap_role, group_concat(what, '、') AS gap_what
  FROM duty_gap WHERE day = :gap_day GROUP BY rank ORDER BY rank;

-- Windows all of whose persons have noon duty: nobody is there 11:00—12:00 and
-- after 16:00 (三(一)).
-- list: listpage.uncovered
SELECT w.short AS bare_window, group_concat(d.label, '、') AS bare_days,
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

-- Mondays that can be copied, and those that can be filled.
-- list: listpage.weeks
SELECT day AS monday, '周一 ' || substr(label, 1, instr(label, '（') - 1) AS monday_words,
       day = (SELECT max(x.day) FROM cat.day x WHERE x.weekday = 1 AND x.offset <= 0) AS this_week,
       day = (SELECT min(x.day) FROM cat.day x WHERE x.weekday = 1 AND x.offset > 0) AS next_week
  FROM cat.day WHERE weekday = 1 AND offset BETWEEN -31 AND 70 ORDER BY day;

-- list: listpage.post_choices
SELECT value AS post_value, label AS post_label, value = :post AS chosen
  FROM (SELECT r.code || '-' || c.name AS value, c.name || ' ' || r.word AS label
          FROM cat.noon_category c JOIN duty_role r ON r.noon
        UNION ALL
        SELECT r.code || '-' || w.no, w.name || ' ' || r.word
          FROM cat.window w JOIN duty_role r ON NOT r.noon);

-- list: listpage.day_title
SELECT r.label AS day_label, d.kind_text AS day_kind, d.name AS day_name, d.kind = 'workday' AS plain,
       (SELECT max(p.day) FROM cat.day p WHERE p.day < d.day) AS day_before,
       (SELECT min(p.day) FROM cat.day p WHERE p.day > d.day) AS day_after
  FROM cat.day d JOIN roster_day r ON r.day = d.day WHERE d.day = :day;

-- Who is there on one day; closed windows and days have no posts.
-- list: listpage.posts
SELECT iif(p.window, p.window || ' ', '') || p.what AS post_what, substr(p.role_word, CASE WHEN p.role = 'leader' THEN 3 ELSE 1 END, 2) AS post_role,
       p.day >= :today AND NOT EXISTS(SELECT 1 FROM shift s WHERE s.day = p.day AND s.role = p.role
                                         AND s.category = p.category AND s.window = p.window) AS gap,
       p.role AS of_role, p.category AS of_category, p.window AS of_window, p.rank IN (1, 3) AS leads
  FROM duty_post p WHERE p.day = :day ORDER BY p.place, p.rank;

-- Their numbers are for those who make the roster.
-- list: posts.post_people
SELECT p.name AS post_name, iif(:may_roster = '1', coalesce(n.dashed, ''), '') AS post_phone, n.tel AS post_tel
  FROM shift s JOIN person p ON p.id = s.person LEFT JOIN person_phone n ON n.person = p.id
 WHERE s.day = :day AND s.role = :of_role AND s.category = :of_category
   AND s.window = CAST(:of_window AS INTEGER) ORDER BY s.id;

-- ---- a week on the wall ----

-- list: listpage.wall_title
SELECT f.day AS wall_day, r.label AS wall_first, l.label AS wall_last,
       (SELECT day FROM cat.day WHERE offset = f.offset - 7) AS wall_before,
       (SELECT day FROM cat.day WHERE offset = f.offset + 7) AS wall_after
  FROM cat.day d JOIN cat.day f ON f.offset = d.offset - d.weekday + 1
  JOIN roster_day r ON r.day = f.day
  JOIN roster_day l ON l.day = (SELECT day FROM cat.day WHERE offset = f.offset + 6)
 WHERE d.day = :day;

-- list: wall_title.wall_noons
SELECT r.day AS noon_day, r.label AS noon_label FROM roster_day r
 WHERE r.noon AND r.day BETWEEN :wall_day AND date(:wall_day, '+6 days') ORDER BY r.day;

-- list: wall_title.wall_categories
SELECT name AS wall_category FROM cat.noon_category ORDER BY no;

-- list: wall_categories.wall_noon_cells
SELECT coalesce((SELECT names FROM on_duty o
                  WHERE o.day = r.day AND o.role = 'front' AND o.category = :wall_category), '') AS front_names,
       coalesce((SELECT names FROM on_duty o
                  WHERE o.day = r.day AND o.role = 'back' AND o.category = :wall_category), '') AS back_names
  FROM roster_day r
 WHERE r.noon AND r.day BETWEEN :wall_day AND date(:wall_day, '+6 days') ORDER BY r.day;

-- list: wall_title.wall_offs
SELECT r.label AS off_label, r.name AS off_name FROM roster_day r
 WHERE NOT r.noon AND r.day BETWEEN :wall_day AND date(:wall_day, '+6 days') ORDER BY r.day;

-- list: wall_title.wall_windows
SELECT no AS wall_window, short AS wall_window_name, phone AS wall_phone FROM cat.window ORDER BY no;

-- list: wall_windows.wall_off_cells
SELECT EXISTS(SELECT 1 FROM served_day s
               WHERE s.day = r.day AND s.window = CAST(:wall_window AS INTEGER)) AS serves,
       coalesce((SELECT names FROM on_duty o WHERE o.day = r.day AND o.role = 'duty'
                    AND o.window = CAST(:wall_window AS INTEGER)), '') AS duty_names,
       coalesce((SELECT names FROM on_duty o WHERE o.day = r.day AND o.role = 'leader'
                    AND o.window = CAST(:wall_window AS INTEGER)), '') AS leader_names
  FROM roster_day r
 WHERE NOT r.noon AND r.day BETWEEN :wall_day AND date(:wall_day, '+6 days') ORDER BY r.day;

-- list: listpage.shift_rows
SELECT o.day AS csv_day, o.category AS csv_category, iif(o.window, o.window, '') AS csv_window,
       r.word AS csv_role, o.names AS csv_names, coalesce(w.name, '') AS csv_window_name
  FROM on_duty o JOIN duty_role r ON r.code = o.role LEFT JOIN cat.window w ON w.no = o.window
 WHERE substr(o.day, 1, 7) = :month ORDER BY o.day, o.window, o.category, r.rank;

-- list: listpage.saved
SELECT CAST(:done AS INTEGER) AS saved WHERE CAST(:done AS INTEGER) > 0;

-- list: listpage.people_total
SELECT count(*) AS people_total FROM person WHERE left_at IS NULL;

-- list: listpage.staffed
SELECT w.no AS staffed_window, w.short AS staffed_name, w.floor AS staffed_floor,
       (SELECT count(*) FROM person p WHERE p.window = w.no AND p.left_at IS NULL) AS staffed_count
  FROM cat.window w ORDER BY w.no;

-- list: staffed.persons
SELECT id AS person_id, name AS person_name, front AS person_front, back AS person_back, phone AS person_phone,
       (SELECT count(*) FROM shift s WHERE s.person = person.id AND s.window = 0
           AND substr(s.day, 1, 7) = :month) AS noon_shifts,
       (SELECT count(DISTINCT s.day) FROM shift s WHERE s.person = person.id AND s.window > 0
           AND substr(s.day, 1, 7) = :month) AS duty_shifts
  FROM person WHERE window = CAST(:staffed_window AS INTEGER) AND left_at IS NULL ORDER BY id;

-- list: listpage.one
SELECT id AS person_id, name AS one_name, (SELECT no || ' ' || short FROM cat.window WHERE no = person.window) AS one_window,
       (SELECT count(*) FROM shift s WHERE s.person = person.id AND s.day > :today) AS person_shifts
  FROM person WHERE id = CAST(:id AS INTEGER) AND left_at IS NULL;

-- list: one.one_absences
SELECT id AS absence_id, substr(first_day, 6) || iif(last_day > first_day, ' 到 ' || substr(last_day, 6), '') AS absence_words
  FROM absence WHERE person = CAST(:person_id AS INTEGER) AND last_day >= :today ORDER BY first_day;

-- list: persons.absences
SELECT substr(first_day, 6) || iif(last_day > first_day, ' 到 ' || substr(last_day, 6), '') AS absence_words
  FROM absence WHERE person = CAST(:person_id AS INTEGER) AND last_day >= :today ORDER BY first_day LIMIT 2;

-- The credits of the month that are asked for: of a window or a person, or all.
-- list: listpage.credit_people
SELECT person AS person_id, name AS person_name, person_at,
       count(*) AS credit_total, sum(class = 'weekend') AS credit_weekend,
       sum(class = 'statutory') AS credit_statutory, sum(class = 'holiday') AS credit_holiday,
       sum(kind IS 'pay') AS credit_paid, sum(kind IS 'leave') AS credit_leave, sum(kind IS NULL) AS credit_open
  FROM credit_line
 WHERE day <= :today AND substr(day, 1, 7) = :month AND CAST(:window AS INTEGER) IN (0, window) AND CAST(:id AS INTEGER) IN (0, person)
 GROUP BY person ORDER BY window, person;

-- list: listpage.credit_sum
SELECT count(*) AS sum_total, sum(class = 'weekend') AS sum_weekend,
       sum(class = 'statutory') AS sum_statutory, sum(class = 'holiday') AS sum_holiday,
       sum(kind IS 'pay') AS sum_paid, sum(kind IS 'leave') AS sum_leave, sum(kind IS NULL) AS sum_open,
       nullif(iif(:window <> '0' OR :id <> '0', sum(kind IS NULL), 0), 0) AS sum_at_once,
       (count(*) + 99) / 100 AS credit_pages, CAST(:page AS INTEGER) AS credit_page,
       iif(CAST(:page AS INTEGER) > 1, CAST(:page AS INTEGER) - 1, '') AS credit_before,
       iif(CAST(:page AS INTEGER) * 100 < count(*), CAST(:page AS INTEGER) + 1, '') AS credit_after,
       coalesce((SELECT name FROM person WHERE id = CAST(:id AS INTEGER)),
                (SELECT short FROM cat.window WHERE no = CAST(:window AS INTEGER)), '全部窗口') AS sum_of
  FROM credit_line
 WHERE day <= :today AND substr(day, 1, 7) = :month AND CAST(:window AS INTEGER) IN (0, window) AND CAST(:id AS INTEGER) IN (0, person)
HAVING count(*) > 0;

-- Months with something open, and the one looked at.
-- list: listpage.credit_months
SELECT substr(day, 1, 7) AS open_month, printf('%d年%d月', substr(day, 1, 4), substr(day, 6, 2)) AS open_words,
       sum(kind IS NULL) AS open_count, substr(day, 1, 7) = :month AS open_here
  FROM credit_line WHERE day <= :today AND CAST(:window AS INTEGER) IN (0, window)
 GROUP BY 1 HAVING open_count > 0 OR open_here ORDER BY 1 DESC;

-- list: listpage.credit_windows
SELECT no AS at_no, short AS at_name, CAST(no AS TEXT) = :window AS at_here FROM cat.window ORDER BY no;

-- list: listpage.credits
SELECT person AS credit_person, day AS credit_day, name AS person_name, person_at,
       printf('%d月%d日 周%s', substr(day, 6, 2), substr(day, 9),
              substr('日一二三四五六', 1 + strftime('%w', day), 1)) AS credit_label,
       class_word AS credit_class, kind_word AS settled_as, substr(on_day, 6) AS settled_day, settled_by
  FROM credit_line
 WHERE day <= :today AND substr(day, 1, 7) = :month AND CAST(:window AS INTEGER) IN (0, window) AND CAST(:id AS INTEGER) IN (0, person)
 ORDER BY kind IS NOT NULL, credit_day DESC, window, person
 LIMIT 100 OFFSET 100 * (CAST(:page AS INTEGER) - 1);

-- list: listpage.credit_rows
SELECT window AS csv_window, name AS csv_name, day AS csv_day, class_word AS csv_class,
       kind_word AS csv_kind, on_day AS csv_on, settled_by AS csv_by
  FROM credit_line WHERE day <= :today ORDER BY csv_day, csv_window, person;

-- list: listpage.log_rows
SELECT l.id AS log_no, strftime('%m-%d %H:%M', l.at, 'unixepoch', '+8 hours') AS log_moment,
       iif(l.window = 0, '大厅', coalesce(w.name, '')) AS log_window,
       l.text AS log_text, (SELECT called FROM colleague WHERE account = l.who) AS log_who
  FROM duty_log l LEFT JOIN cat.window w ON w.no = l.window
 WHERE l.day = :day ORDER BY l.id;

-- list: listpage.log_days
SELECT l.day AS log_day, coalesce(d.label, l.day) AS log_label, count(*) AS log_count
  FROM duty_log l LEFT JOIN cat.day d ON d.day = l.day
 GROUP BY l.day ORDER BY l.day DESC
 LIMIT 31 OFFSET 31 * (CAST(:page AS INTEGER) - 1);
