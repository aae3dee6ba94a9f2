-- What is asked of a report.db, and changed in a copy of it.

-- name: state
SELECT state, base, errors, coalesce(version, 0) FROM report;

-- name: change
UPDATE report SET state = :state, version = nullif(CAST(:version AS INTEGER), 0), preview = NULL, say = :say;
