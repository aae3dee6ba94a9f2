-- The catalogue: everything that a release knows, read-only once it is
-- written. hallgen's pages and hallbook's forms are both made from it.
-- Times are hall time (Asia/Shanghai): days YYYY-MM-DD, moments YYYY-MM-DDTHH:MM.
-- CHECKs say OR, since for IN of three values SQLite makes a table at each row.

-- The file is published by rename after a sync of its own; a failed one is thrown away.
PRAGMA journal_mode = MEMORY;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -8192; -- KiB: pages of items ask for it window by window, so all over the file
BEGIN;

PRAGMA application_id = 0x484C4354; -- 'HLCT'
PRAGMA user_version = 1;

CREATE TABLE setting(            -- hall.conf with defaults, and what hallgen derives (prefix "site.")
  key   TEXT PRIMARY KEY,        -- with '_' for '.', by facts.sql: booking_cutoff
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE window(             -- what has a default but english: facts.sql
  no        INTEGER PRIMARY KEY, -- 1..99, as on the door
  code      TEXT NOT NULL DEFAULT '', -- two digits, as in /W/NN
  name      TEXT NOT NULL,
  short     TEXT NOT NULL DEFAULT '', -- without place and brackets, for the desk: 社会保险服务中心
  english   TEXT NOT NULL DEFAULT '', -- its name on /en/, or empty
  floor     TEXT NOT NULL,       -- 一楼
  phone     TEXT NOT NULL DEFAULT '', -- the first of its phones
  paper_phone TEXT NOT NULL DEFAULT '', -- the first that is not the complaint phone, or empty: what
                                 -- paper and machines are told to ring for a booking
  general   INTEGER NOT NULL,    -- 1: the 综合窗口, which may enter for all
  leader    TEXT NOT NULL,       -- 窗口负责人 of Attachment 2, or empty
  noon      INTEGER NOT NULL DEFAULT 0, -- 1: has items with 错时
  items     INTEGER NOT NULL DEFAULT 0 -- how many rows of the list, duplicates too
) STRICT;

CREATE TABLE office(             -- whatever has hours: 0 is the hall, then each window; facts.sql
  window INTEGER PRIMARY KEY,
  noon   INTEGER NOT NULL        -- as the window's; 1 for the hall
) STRICT;

CREATE TABLE window_phone(       -- 9 and 10 have several
  window INTEGER NOT NULL REFERENCES window(no),
  rank   INTEGER NOT NULL,
  phone  TEXT NOT NULL,
  tel    TEXT NOT NULL,          -- for tel: links: +867976826736
  PRIMARY KEY(window, rank)
) STRICT, WITHOUT ROWID;

CREATE TABLE item(
  no           INTEGER PRIMARY KEY, -- 序号
  window       INTEGER NOT NULL REFERENCES window(no),
  department   TEXT NOT NULL,
  name         TEXT NOT NULL,    -- text of the list, unchanged
  mode         TEXT NOT NULL CHECK(mode IN ('noon_weekend','appointment')),
  mode_text    TEXT NOT NULL,    -- 错时、延时服务 / 预约服务
  noon         INTEGER NOT NULL, -- 1: may be booked at noon on working days
  place        TEXT NOT NULL,    -- 服务大厅一楼
  phone        TEXT NOT NULL,    -- as the list has it, one number or several
  tel          TEXT NOT NULL,    -- of the first, for tel: links
  kind         TEXT NOT NULL CHECK(kind = '' OR kind = 'instant' OR kind = 'promise'), -- '' = 待窗口确认
  promise_days INTEGER,          -- working days
  mailable     INTEGER NOT NULL,
  remark       TEXT NOT NULL,
  bring        TEXT NOT NULL DEFAULT '', -- what to bring; this and the next two are empty where not given
  fee          TEXT NOT NULL DEFAULT '', -- what it costs
  counter      TEXT NOT NULL DEFAULT '', -- 3号窗口
  english      TEXT NOT NULL DEFAULT '', -- its name on /en/; empty: not there
  duplicate_of INTEGER,          -- the finder shows only rows without it
  initials     TEXT NOT NULL,    -- pinyin initials of the name, lower case: jmsfz
  spelling     TEXT NOT NULL DEFAULT '', -- pinyin of the name: juminshenfenzheng
  gone         INTEGER NOT NULL DEFAULT 0 -- 1: no longer in the list, the page stays
) STRICT;
CREATE INDEX item_shown ON item(window, gone, duplicate_of, no, name); -- all that lists of a window show
CREATE INDEX item_twice ON item(duplicate_of) WHERE duplicate_of IS NOT NULL;

CREATE TABLE item_phone(         -- of the items whose cell holds several
  item  INTEGER NOT NULL REFERENCES item(no),
  rank  INTEGER NOT NULL,
  phone TEXT NOT NULL,
  tel   TEXT NOT NULL,
  PRIMARY KEY(item, rank)
) STRICT, WITHOUT ROWID;

CREATE TABLE alias(
  item INTEGER NOT NULL REFERENCES item(no),
  rank INTEGER NOT NULL,
  word TEXT NOT NULL,
  listed INTEGER NOT NULL,       -- 1: of the item's row in items.csv, 0: of aliases.csv
  initials TEXT NOT NULL,        -- of the word, as those of an item's name: gh
  spelling TEXT NOT NULL,        -- guohu
  PRIMARY KEY(item, rank)
) STRICT, WITHOUT ROWID;

CREATE TABLE wanted(             -- what most people come for: hall.wanted, each a word to search for
  rank INTEGER PRIMARY KEY,
  word TEXT NOT NULL
) STRICT;

CREATE TABLE complaint_phone(    -- of the hall: hall.complaint may hold several
  rank  INTEGER PRIMARY KEY,
  phone TEXT NOT NULL,           -- as written
  tel   TEXT NOT NULL
) STRICT;

CREATE TABLE pinyin(             -- of all characters in names, windows and synonyms
  rank       INTEGER PRIMARY KEY, -- a syllable has a second row for second readings
  syllable   TEXT NOT NULL,      -- without tone: shen
  characters TEXT NOT NULL       -- 身申设
) STRICT;

CREATE TABLE day(                -- 31 days back to 13 months ahead; what has a default: facts.sql
  day           TEXT PRIMARY KEY,
  weekday       INTEGER NOT NULL, -- 1 = Monday ... 7
  weekday_text  TEXT NOT NULL,   -- 星期六
  label         TEXT NOT NULL,   -- 11月28日（星期六）
  kind          TEXT NOT NULL CHECK(kind = 'workday' OR kind = 'makeup' OR
                                    kind = 'weekend' OR kind = 'holiday'),
  kind_text     TEXT NOT NULL DEFAULT '', -- 工作日 补班 双休日 节假日
  name          TEXT NOT NULL,   -- 国庆节, or empty
  announced     INTEGER NOT NULL,
  statutory     INTEGER NOT NULL, -- 1: off by law itself, not by the year's arrangement
  offset        INTEGER NOT NULL, -- days from the day of the build, negative = past
  book_by       TEXT NOT NULL,   -- bookable while now < book_by
  book_by_label TEXT NOT NULL,   -- 11月27日（星期五）17:00
  open          INTEGER NOT NULL, -- 1: the hall has hours on it
  duty          INTEGER NOT NULL, -- 1: open and no working day: 值班
  special       INTEGER NOT NULL, -- 1: hours of this day alone, or shut for a season; 2: a closure
                                  -- took something of them
  run_first     TEXT NOT NULL,   -- first and last of the neighbours of which the same is to be
  run_last      TEXT NOT NULL,   -- said: a weekend, a holiday, days that are shut
  hours         TEXT NOT NULL DEFAULT '' -- 8:30—12:00，14:30—17:30; empty when shut
) STRICT, WITHOUT ROWID;

CREATE TABLE figure_day(         -- for the figures of months gone by: from 1 January of the year
  day       TEXT PRIMARY KEY,    -- before to the last of `day`
  kind      TEXT NOT NULL CHECK(kind = 'workday' OR kind = 'weekend' OR
                                kind = 'holiday'), -- a make-up day is a workday
  noon_from TEXT NOT NULL,       -- 12:00, the hall's 错时 on it; empty: none
  noon_to   TEXT NOT NULL        -- 14:30
) STRICT, WITHOUT ROWID;

CREATE TABLE period(
  day       TEXT NOT NULL,
  window    INTEGER NOT NULL,    -- 0: all windows without rows of their own on that day
  start     TEXT NOT NULL,       -- 08:30
  end       TEXT NOT NULL,       -- 12:00
  label     TEXT NOT NULL,       -- 8:30—12:00
  kind      TEXT NOT NULL CHECK(kind = 'normal' OR kind = 'noon' OR kind = 'duty' OR
                                  kind = 'closed'),
  confirmed INTEGER NOT NULL,    -- 0: 待确认
  special   INTEGER NOT NULL,    -- 1: of a row for that day alone, or of one that shuts a season;
                                 -- 2: a closure took something of the window's day
  PRIMARY KEY(day, window, start)
) STRICT, WITHOUT ROWID;

CREATE TABLE closure(            -- from today on: what hallbook's desk has closed
  day    TEXT NOT NULL,
  window INTEGER NOT NULL,       -- 0: the whole hall
  start  TEXT NOT NULL,          -- 00:00
  end    TEXT NOT NULL,          -- 24:00
  label  TEXT NOT NULL,          -- 8:30—12:00, of the hours that there would be; empty: of none
  whole  INTEGER NOT NULL,       -- 1: of all of the day's
  reason TEXT NOT NULL           -- 台风
) STRICT;

CREATE VIEW served AS            -- what each window has on each day: its own rows, else the hall's (0)
SELECT w.window, p.day, p.start, p.end, p.label, p.kind, p.confirmed, p.special, w.noon
FROM office w CROSS JOIN period p ON p.window = coalesce((SELECT q.window FROM period q
                                      WHERE q.day = p.day AND q.window = w.window LIMIT 1), 0)
WHERE p.kind <> 'noon' OR w.noon; -- the noon is of windows with 错时 alone

CREATE TABLE usual(              -- the next day of each kind that shows a window's usual hours; facts.sql
  window INTEGER NOT NULL,       -- 0: the hall
  kind   TEXT NOT NULL,          -- as the day's
  day    TEXT,                   -- NULL: none
  alike  INTEGER NOT NULL DEFAULT 1, -- 1: the window has the same hours on weekends and on holidays
  PRIMARY KEY(window, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE stretch(            -- of the two days from that of the build on, and of the usual ones: what is
  window  INTEGER NOT NULL,      -- open, 0 being the hall. Periods without a break between them are one
  day     TEXT NOT NULL,
  noon    INTEGER NOT NULL,      -- to an item with 错时 (1) or without
  rank    INTEGER NOT NULL,
  last    INTEGER NOT NULL,      -- 1: none has a higher rank
  label   TEXT NOT NULL,         -- 8:30—17:30
  through INTEGER NOT NULL,      -- 1: several periods
  at_noon INTEGER NOT NULL,      -- 1: one of them is the noon
  walk_in INTEGER NOT NULL,      -- 1: one of them is served without a booking
  PRIMARY KEY(window, day, noon, rank)
) STRICT, WITHOUT ROWID;

CREATE VIEW usual_hours AS       -- of a window (0: the hall) on a kind of day: kind, hours, at_noon
SELECT u.window, u.kind, max(s.at_noon) AS at_noon, group_concat(s.label, '，') AS hours
FROM usual u JOIN stretch s ON s.window = u.window AND s.day = u.day AND s.noon = 1
WHERE u.kind <> 'makeup' GROUP BY u.window, u.kind;

CREATE VIEW opening AS           -- what is said on one of the two days of a window, each time in a row of its own:
SELECT s.window, s.day, s.noon, s.rank, -- 今天 8:30—12:00，14:30—17:30
       iif(s.rank = 1, '今天 ', '') || s.label || iif(s.last, '', '，') AS said
FROM stretch s WHERE EXISTS (
  SELECT 1 FROM stretch x WHERE x.window = s.window AND x.day = s.day AND x.noon = s.noon AND x.walk_in)
UNION ALL
SELECT w.no, d.day, n.column1, 1, iif(EXISTS (
         SELECT 1 FROM stretch x WHERE x.window = w.no AND x.day = d.day AND x.noon = n.column1), '今天只办约好的', '今天停办')
FROM day d, window w, (VALUES (0), (1)) n WHERE d.offset IN (0, 1) AND NOT EXISTS (
  SELECT 1 FROM stretch x WHERE x.window = w.no AND x.day = d.day AND x.noon = n.column1 AND x.walk_in);

CREATE INDEX period_special ON period(day) WHERE special;

CREATE VIEW shut AS              -- closures, neighbouring days with the same in one row
SELECT window AS shut_of, min(day) AS first, max(day) AS last, part, reason AS why FROM (
  SELECT c.window, c.day, iif(c.whole, '', c.label) AS part, rtrim(c.reason, '。') AS reason,
         d.offset - row_number() OVER (
           PARTITION BY c.window, c.whole, iif(c.whole, '', c.label), c.reason ORDER BY c.day) AS run
  FROM closure c JOIN day d ON d.day = c.day WHERE c.label <> '')
GROUP BY window, part, reason, run;

CREATE VIEW told AS              -- from today on, what is told ahead: told_at (0: the hall) is shut or
WITH here AS (                   -- has hours of that day alone, by its own rows or those of told_of = 0
  SELECT w.window AS told_at, p.window AS told_of, d.day, d.offset,
         coalesce(group_concat(p.label) FILTER (WHERE p.kind <> 'closed'), '') AS hours
  FROM day d JOIN office w
  JOIN period p ON p.day = d.day AND p.window = coalesce((SELECT q.window FROM period q
                   WHERE q.day = d.day AND q.window = w.window LIMIT 1), 0)
  WHERE d.offset >= 0 AND d.day IN (SELECT day FROM period WHERE special)
    AND (p.special = 1 OR d.special = 1) AND p.special <> 2
  GROUP BY w.window, p.window, d.day),
run AS (                         -- neighbours with the same hours in one row
  SELECT *, offset - row_number() OVER (PARTITION BY told_at, told_of, hours ORDER BY day) AS run
  FROM here),
both AS (
  SELECT told_at, told_of, min(day) AS first, max(day) AS last, hours = '' AS shut, '' AS part,
         '' AS why, 7 AS ahead
  FROM run GROUP BY told_at, told_of, hours, run
  UNION ALL                      -- whoever may have booked is to hear of a closure
  SELECT w.window, s.shut_of, s.first, s.last, 1, s.part, s.why,
         (SELECT CAST(value AS INTEGER) FROM setting WHERE key = 'booking_horizon_days')
  FROM office w JOIN shut s ON s.shut_of IN (0, w.window))
SELECT r.told_at, r.told_of, w.name AS told_window, f.day AS told_day,
       f.offset <= r.ahead AS told_soon, -- on top of pages
       f.label AS told_label, CASE WHEN l.day > f.day THEN l.day END AS told_end,
       CASE WHEN l.day > f.day THEN l.label END AS told_last, r.shut AS told_shut,
       r.why AS told_why,        -- by a closure, else empty; with the next three
       substr(f.label, 1, instr(f.label, '（') - 1) AS told_from,
       CASE WHEN l.day > f.day THEN substr(l.label, 1, instr(l.label, '（') - 1) END AS told_to,
       r.part AS told_part       -- 8:30—12:00; empty: all day
FROM both r JOIN day f ON f.day = r.first JOIN day l ON l.day = r.last
LEFT JOIN window w ON w.no = r.told_of;

CREATE VIEW told_all AS          -- the same of the hall and all windows; closures of several windows in one
SELECT told_of, told_day, told_end, told_soon, told_label, told_last, told_shut, told_why, told_from, told_to,
       told_part,
       CASE WHEN told_of = 0 OR told_why = '' THEN told_window ELSE (
         SELECT group_concat(names, '、') FROM (
           SELECT CASE WHEN count(*) > 1 AND
                    count(*) = (SELECT count(*) FROM window f WHERE f.floor = w.floor)
                  THEN w.floor || '各窗口' ELSE group_concat(w.name, '、') END AS names
           FROM shut s JOIN window w ON w.no = s.shut_of
           WHERE s.first = told_day AND s.part = told_part AND s.why = told_why
             AND s.last = (SELECT x.last FROM shut x WHERE x.shut_of = told_of AND x.first = told_day
                             AND x.part = told_part AND x.why = told_why)
           GROUP BY w.floor ORDER BY min(w.no))) END AS told_window
FROM told WHERE told_at = told_of
GROUP BY told_day, told_last, told_part, told_why, iif(told_why = '' OR told_of = 0, told_of, -1);

CREATE TABLE news(               -- what the feed tells of them within the horizon
  day    TEXT NOT NULL,
  window INTEGER NOT NULL,       -- 0: the hall
  shut   INTEGER NOT NULL,       -- 1: all of the day
  text   TEXT NOT NULL,
  since  TEXT NOT NULL,          -- the day of the first build that told so
  PRIMARY KEY(day, window)
) STRICT, WITHOUT ROWID;

CREATE VIEW uneven AS            -- periods of the hall through which a window does not serve
SELECT h.day, h.start FROM period h
WHERE h.window = 0 AND h.kind <> 'closed' AND EXISTS (
  SELECT 1 FROM period o JOIN window w ON w.no = o.window
  WHERE o.day = h.day AND o.window > 0 AND (h.kind <> 'noon' OR w.noon) AND NOT EXISTS (
    SELECT 1 FROM period c WHERE c.day = o.day AND c.window = o.window AND c.kind <> 'closed'
                             AND c.start <= h.start AND c.end >= h.end));

CREATE TABLE plan_slot(          -- today to horizon + 7 days
  plan          INTEGER NOT NULL, -- windows with the same slots share a plan: most do
  start         TEXT NOT NULL,   -- 2026-11-28T09:30, the value of the form's field `slot`
  day           TEXT NOT NULL,
  time          TEXT NOT NULL,   -- 09:30
  end           TEXT NOT NULL,   -- 10:00
  half          TEXT NOT NULL CHECK(half = 'am' OR half = 'noon' OR half = 'pm'),
  places        INTEGER NOT NULL, -- numbers 1..places
  public_places INTEGER NOT NULL, -- the public takes numbers 1..public_places
  noon_only     INTEGER NOT NULL, -- 1: only items with noon = 1
  PRIMARY KEY(plan, start)
) STRICT, WITHOUT ROWID;

CREATE TABLE window_plan(        -- a window without slots has no row
  window INTEGER PRIMARY KEY,
  plan   INTEGER NOT NULL
) STRICT;

CREATE VIEW slot AS              -- what everybody reads
SELECT w.window, p.start, p.day, p.time, p.end, p.half, p.places, p.public_places, p.noon_only
FROM window_plan w JOIN plan_slot p ON p.plan = w.plan;

CREATE TABLE noon_category(      -- who must be there on every working day's noon (notice 三(一))
  no        INTEGER PRIMARY KEY, -- in the order of noon.csv
  name      TEXT NOT NULL,       -- 企业开办
  confirmed INTEGER NOT NULL     -- 0: 拟
) STRICT;

CREATE TABLE noon_window(        -- whose persons take turns
  category INTEGER NOT NULL REFERENCES noon_category(no),
  window   INTEGER NOT NULL REFERENCES window(no),
  PRIMARY KEY(category, window)
) STRICT, WITHOUT ROWID;

CREATE TABLE page(               -- content/pages/*.md
  name        TEXT PRIMARY KEY,  -- notice
  title       TEXT NOT NULL,
  description TEXT NOT NULL,
  date        TEXT NOT NULL,
  html        TEXT NOT NULL      -- by cmark in safe mode
) STRICT, WITHOUT ROWID;

CREATE TABLE item_text(          -- content/pages/items/*.md
  item INTEGER PRIMARY KEY REFERENCES item(no),
  html TEXT NOT NULL             -- by cmark in safe mode
) STRICT;

CREATE TABLE page_heading(       -- of content/pages/*.md, for lists of contents
  page  TEXT NOT NULL REFERENCES page(name),
  no    INTEGER NOT NULL,        -- in the order of the page
  id    TEXT NOT NULL,           -- of its element: 二服务时间
  level INTEGER NOT NULL,        -- 1..6
  text  TEXT NOT NULL,
  PRIMARY KEY(page, no)
) STRICT, WITHOUT ROWID;
