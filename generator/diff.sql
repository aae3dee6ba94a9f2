-- The items of the current release, to compare a new list with.

-- name: items
SELECT no, department, name, mode_text, place, phone, remark, kind,
       coalesce(promise_days, '') AS promise, iif(mailable, '是', '否') AS mailable
FROM item WHERE gone = 0 ORDER BY no;
