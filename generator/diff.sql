-- The items of the current release, to compare a new list with.

-- name: items
SELECT no, department, name, mode_text, place, phone, remark FROM item WHERE gone = 0 ORDER BY no;
