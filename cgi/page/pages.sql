-- Lists on every page of hallbook; parameters are fields of the page around them.

-- The band on top, as on the site's own pages: of the hall, or of the window at work.
-- list: site.told
SELECT * FROM cat.told WHERE told_at = 0 AND told_soon ORDER BY told_day, told_part;

-- list: site.complaint_phones
SELECT iif(rank > 1, '、', '') AS complaint_or, phone AS complaint_phone, tel AS complaint_tel
  FROM cat.complaint_phone ORDER BY rank;

-- What most people come for, each a word to search for.
-- list: site.wanted
SELECT word AS wanted, replace(replace(replace(word, '%', '%25'), '&', '%26'), '#', '%23') AS wanted_at
  FROM cat.wanted ORDER BY rank;

-- list: site.told_hours
SELECT label AS hours FROM cat.period
 WHERE day = :told_day AND window = CAST(:told_of AS INTEGER) AND kind <> 'closed'
 ORDER BY start;
