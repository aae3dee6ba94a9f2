-- What a call asks of the ledger, whoever it is.

-- name: window   needs: catalogue
SELECT w.name,
       (SELECT CASE WHEN count(*) = 1 THEN min(i.no) END FROM cat.item i
         WHERE i.window = w.no AND i.gone = 0 AND i.duplicate_of IS NULL) AS only_item
  FROM cat.window w
 WHERE w.no = :window;
