-- Items of the previous release ("published") that the new list has no longer.

-- name: gone
-- Only columns of the first catalogue are read, so that an older one serves
-- too; nothing is found by initials or shown as a duplicate any more.
INSERT INTO item(no, window, department, name, mode, mode_text, noon, place, phone, tel, kind,
                 promise_days, mailable, remark, duplicate_of, initials, gone)
SELECT old.no,
       coalesce((SELECT no FROM main.window WHERE no = old.window),
                (SELECT no FROM main.window ORDER BY general DESC, no LIMIT 1)),
       old.department, old.name, old.mode, old.mode_text, old.noon, old.place, old.phone, old.tel,
       old.kind, old.promise_days, old.mailable, old.remark, NULL, '', 1
FROM published.item AS old
WHERE old.no NOT IN (SELECT no FROM main.item) ORDER BY old.no;
