-- What pages need and the catalogue does not keep: temporary tables that
-- pages.sql may query beside it.

-- name: create_page_path
CREATE TEMP TABLE page_path(  -- every HTML page of the normal variant
  address TEXT PRIMARY KEY,   -- "items/9/", "" for the home page
  url     TEXT NOT NULL,      -- absolute
  indexed INTEGER NOT NULL    -- 1: belongs into sitemap.xml
);

-- name: create_code
CREATE TEMP TABLE code(       -- QR codes; window 0 is the hall's own
  window  INTEGER PRIMARY KEY,
  url     TEXT NOT NULL,      -- what the code holds
  version INTEGER NOT NULL,   -- 1..40, ISO/IEC 18004
  side    INTEGER NOT NULL,   -- modules with the quiet zone, the SVG's viewBox
  path    TEXT NOT NULL       -- d of one SVG path
);

-- name: create_clock
CREATE TEMP TABLE clock(      -- all that a page's script must know to say what is open now
  clock_window   INTEGER PRIMARY KEY, -- 0: the hall; windows only when they have hours of their own
  clock_first    TEXT NOT NULL, -- the day of the build; the next lists count from it
  clock_kinds    TEXT NOT NULL, -- a letter a day: w workday, m make-up day, d weekend,
                                -- h holiday; a capital: its year is not announced
  clock_hours    TEXT NOT NULL, -- a letter a day: which of clock_patterns, a is the first
  clock_patterns TEXT NOT NULL, -- "510-720n 720-870m|510-720d": minutes, and n normal, m noon,
                                -- d duty, c closed
  clock_names    TEXT NOT NULL  -- "39-39-元旦|74-77-春节": holidays, first and last day
);

-- name: fill_clock
INSERT INTO clock
WITH plan(window) AS (SELECT 0 UNION SELECT window FROM period),
pattern AS (
  SELECT plan.window, d.offset,
         (SELECT group_concat(piece, ' ') FROM (
            SELECT (substr(p.start, 1, 2) * 60 + substr(p.start, 4)) || '-' ||
                   (substr(p.end, 1, 2) * 60 + substr(p.end, 4)) ||
                   CASE p.kind WHEN 'normal' THEN 'n' WHEN 'noon' THEN 'm'
                               WHEN 'duty' THEN 'd' ELSE 'c' END AS piece
            FROM period p WHERE p.day = d.day AND p.window =
              CASE WHEN EXISTS (SELECT 1 FROM period q WHERE q.day = d.day AND q.window = plan.window)
                   THEN plan.window ELSE 0 END
            ORDER BY p.start)) AS text
  FROM plan, day d WHERE d.offset >= 0),
known AS (
  SELECT window, text, row_number() OVER (PARTITION BY window ORDER BY min(offset)) AS no
  FROM pattern GROUP BY window, text),
holiday AS (
  SELECT name, min(offset) AS a, max(offset) AS b FROM (
    SELECT name, offset, offset - row_number() OVER (PARTITION BY name ORDER BY offset) AS run
    FROM day WHERE kind = 'holiday' AND name <> '' AND offset >= 0)
  GROUP BY name, run ORDER BY a)
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

-- name: insert_page_path
INSERT INTO page_path(address, url, indexed) VALUES(:address, :url, :indexed);

-- name: insert_code
INSERT INTO code(window, url, version, side, path) VALUES(:window, :url, :version, :side, :path);

-- name: windows
SELECT no, code FROM window ORDER BY no;
