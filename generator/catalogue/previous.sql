-- What a new release reads of the one before it.

-- name: items
SELECT no, department, name, mode_text, place, phone, remark, kind,
       coalesce(promise_days, '') AS promise, iif(mailable, '是', '否') AS mailable
FROM item WHERE gone = 0 ORDER BY no;

-- name: carried
-- The other columns that gone.sql reads.
SELECT window, mode, noon, tel, promise_days FROM item;

-- name: gone
SELECT no, name FROM item WHERE gone = 1 ORDER BY no;
