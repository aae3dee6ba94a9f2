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
