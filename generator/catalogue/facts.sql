-- What rows of the catalogue say together, once all are written.

UPDATE window SET
  short = CASE WHEN name GLOB '??[县市]??*' THEN substr(name, 4) ELSE name END,
  phone = coalesce((SELECT phone FROM window_phone WHERE window = no ORDER BY rank LIMIT 1), ''),
  paper_phone = coalesce((SELECT phone FROM window_phone WHERE window = no
                            AND tel NOT IN (SELECT tel FROM complaint_phone)
                          ORDER BY rank LIMIT 1), ''),
  noon = EXISTS (SELECT 1 FROM item WHERE item.window = window.no AND item.noon),
  items = (SELECT count(*) FROM item WHERE item.window = window.no);
UPDATE window SET short = substr(short, 1, instr(short, '（') - 1) WHERE short GLOB '?*（*';

INSERT INTO wanted
WITH RECURSIVE part(rank, word, rest) AS (
  SELECT 0, '', value || '、' FROM setting WHERE key = 'hall_wanted'
  UNION ALL
  SELECT rank + 1, trim(substr(rest, 1, instr(rest, '、') - 1)), substr(rest, instr(rest, '、') + 1)
  FROM part WHERE rest <> '')
SELECT rank, word FROM part WHERE word <> '';

-- Who is served at noon, and on duty without a booking: said beside each period.
INSERT INTO setting
SELECT 'list_some', CASE count(*) WHEN 0 THEN '所有事项'
                    WHEN 1 THEN iif(max(noon), '部分事项', '除' || max(name) || '外')
                    ELSE '部分事项' END
FROM window WHERE EXISTS (SELECT 1 FROM item WHERE item.window = window.no AND NOT item.noon);

-- More than half of the list: 大部分.
INSERT INTO setting SELECT 'list_most', avg(noon) > 0.5 FROM item;
