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

-- name: insert_page_path
INSERT INTO page_path(address, url, indexed) VALUES(:address, :url, :indexed);

-- name: insert_code
INSERT INTO code(window, url, version, side, path) VALUES(:window, :url, :version, :side, :path);

-- name: windows
SELECT no, code FROM window ORDER BY no;
