-- What pages need and the catalogue does not keep: temporary tables that
-- pages.sql may query beside it. page_path and code are filled by C.

CREATE TEMP TABLE page_path(  -- every HTML page of the normal variant
  address TEXT PRIMARY KEY,   -- "items/9/", "" for the home page
  url     TEXT NOT NULL,      -- absolute
  indexed INTEGER NOT NULL    -- 1: belongs into sitemap.xml
) WITHOUT ROWID;

CREATE TEMP TABLE code(       -- QR codes; window 0 is the hall's own
  window  INTEGER PRIMARY KEY,
  url     TEXT NOT NULL,      -- what the code holds
  version INTEGER NOT NULL,   -- 1..40, ISO/IEC 18004
  side    INTEGER NOT NULL,   -- modules with the quiet zone, the SVG's viewBox
  path    TEXT NOT NULL       -- d of one SVG path
);

CREATE TEMP TABLE clock(      -- all that a page's script must know to say what is open now
  clock_window   INTEGER PRIMARY KEY, -- 0: the hall; windows only when they have hours of their own
  clock_first    TEXT NOT NULL, -- the day of the build; the next lists count from it
  clock_kinds    TEXT NOT NULL, -- a letter a day: w workday, m make-up day, d weekend,
                                -- h holiday; a capital: its year is not announced
  clock_hours    TEXT NOT NULL, -- a letter a day: which of clock_patterns, a is the first
  clock_patterns TEXT NOT NULL, -- "510-720n 720-870m|510-720d|": minutes, and n normal, m noon,
                                -- d duty; !: not every window; nothing: closed
  clock_names    TEXT NOT NULL  -- "39-39-元旦|74-77-春节": holidays, first and last day
);

INSERT INTO clock
WITH plan(window) AS (SELECT 0 UNION SELECT window FROM period),
pattern AS (
  SELECT plan.window, d.offset,
         coalesce((SELECT group_concat(piece, ' ') FROM (
            SELECT (substr(s.start, 1, 2) * 60 + substr(s.start, 4)) || '-' ||
                   (substr(s.end, 1, 2) * 60 + substr(s.end, 4)) ||
                   CASE s.kind WHEN 'normal' THEN 'n' WHEN 'noon' THEN 'm' ELSE 'd' END ||
                   CASE WHEN plan.window = 0 AND EXISTS (SELECT 1 FROM uneven u
                     WHERE u.day = s.day AND u.start = s.start) THEN '!' ELSE '' END AS piece
            FROM served s WHERE s.window = plan.window AND s.day = d.day AND s.kind <> 'closed'
            ORDER BY s.start)), '') AS text
  FROM plan, day d WHERE d.offset >= 0),
known AS (
  SELECT window, text, row_number() OVER (PARTITION BY window ORDER BY min(offset)) AS no
  FROM pattern GROUP BY window, text),
holiday AS (
  SELECT name, min(offset) AS a, max(offset) AS b
  FROM day WHERE kind = 'holiday' AND name <> '' AND offset >= 0
  GROUP BY name, CASE WHEN open THEN run_first ELSE day END ORDER BY a)
SELECT plan.window,
       (SELECT day FROM day WHERE offset = 0),
       (SELECT group_concat(letter, '') FROM (
          SELECT CASE WHEN announced THEN k ELSE upper(k) END AS letter FROM (
            SELECT offset, announced, CASE kind WHEN 'workday' THEN 'w' WHEN 'makeup' THEN 'm'
                                                WHEN 'weekend' THEN 'd' ELSE 'h' END AS k
            FROM day WHERE offset >= 0) ORDER BY offset)),
       (SELECT group_concat(letter, '') FROM (
          SELECT char(96 + known.no) AS letter FROM pattern JOIN known USING (window, text)
          WHERE window = plan.window ORDER BY pattern.offset)),
       (SELECT group_concat(text, '|') FROM (
          SELECT text FROM known WHERE window = plan.window ORDER BY no)),
       coalesce((SELECT group_concat(a || '-' || b || '-' || name, '|') FROM holiday), '')
FROM plan;

CREATE TEMP TABLE here(         -- what pages of a window say about today; 0 is the hall
  here_of       INTEGER NOT NULL,
  for_noon      INTEGER NOT NULL, -- 1: for an item with 错时
  here_open     INTEGER NOT NULL, -- 1: it has hours today
  here_walk_in  INTEGER NOT NULL, -- 1: hours for which no booking is needed
  here_last     TEXT NOT NULL,    -- when the last of them ends: 17:30
  here_sure     INTEGER NOT NULL, -- 1: its hours today are confirmed
  here_weekends TEXT NOT NULL,    -- 双休日、节假日: on which of them it is usually open; empty: on none
  here_why      TEXT NOT NULL,    -- why it is closed all day, if it is by a closure
  PRIMARY KEY(here_of, for_noon)
);

INSERT INTO here
SELECT w.window, n.column1,
       EXISTS (SELECT 1 FROM served s WHERE s.window = w.window AND s.day = t.day
               AND s.kind <> 'closed' AND (s.kind <> 'noon' OR n.column1)),
       EXISTS (SELECT 1 FROM served s WHERE s.window = w.window AND s.day = t.day
               AND (s.kind = 'normal' OR s.kind <> 'closed' AND n.column1)),
       coalesce((SELECT ltrim(max(s.end), '0') FROM served s WHERE s.window = w.window AND s.day = t.day
                 AND (s.kind = 'normal' OR n.column1)), ''),
       NOT EXISTS (SELECT 1 FROM served s WHERE s.window = w.window AND s.day = t.day AND NOT s.confirmed),
       coalesce((SELECT group_concat(iif(kind = 'weekend', '双休日', '节假日'), '、') FROM (
                   SELECT u.kind FROM usual u WHERE u.window = w.window AND u.kind IN ('weekend', 'holiday')
                     AND EXISTS (SELECT 1 FROM stretch s WHERE s.window = u.window AND s.day = u.day)
                   ORDER BY u.kind DESC)), ''),
       coalesce((SELECT why FROM shut s WHERE s.shut_of IN (0, w.window) AND s.part = '' AND s.first <= t.day
                 AND s.last >= t.day), '')
FROM office w JOIN (VALUES (0), (1)) n
JOIN day t ON t.offset = 0;

CREATE TEMP TABLE ahead(        -- days on duty to come that can be booked, or could; ahead_of 0 is the hall
  ahead_of INTEGER NOT NULL,
  day      TEXT NOT NULL,
  label    TEXT NOT NULL,
  book_by  TEXT NOT NULL,
  book_by_label TEXT NOT NULL,
  late     INTEGER NOT NULL,    -- 1: since the day of the build began, at the latest
  rank     INTEGER NOT NULL,    -- 1.. of those that are not late
  leads    INTEGER NOT NULL,    -- 1: the first of those that have its book_by
  last_day TEXT NOT NULL,       -- the last of them
  PRIMARY KEY(ahead_of, day)
);

INSERT INTO ahead
SELECT w.window, d.day, d.label, d.book_by, d.book_by_label, d.book_by <= t.day || 'T00:00',
       row_number() OVER (PARTITION BY w.window, d.book_by <= t.day || 'T00:00' ORDER BY d.day),
       d.day = min(d.day) OVER (PARTITION BY w.window, d.book_by),
       max(d.day) OVER (PARTITION BY w.window, d.book_by)
FROM day t CROSS JOIN day d CROSS JOIN office w
WHERE t.offset = 0 AND d.kind IN ('weekend','holiday')
  AND d.offset BETWEEN 1 AND (SELECT CAST(value AS INTEGER) FROM setting WHERE key = 'booking_horizon_days')
  AND (w.window = 0 AND d.duty AND d.day IN (SELECT day FROM plan_slot)
       OR EXISTS (SELECT 1 FROM slot s WHERE s.window = w.window
                  AND s.start BETWEEN d.day AND d.day || 'T24:00'));
