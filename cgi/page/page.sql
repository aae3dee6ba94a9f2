-- What a call asks of the ledger, whoever it is.

-- name: clock_confirm
INSERT OR REPLACE INTO clock_confirmed(history, at, who)
VALUES((SELECT coalesce(max(id), 0) FROM history), :now_s, :who);

-- name: clock_totp
UPDATE account SET totp_step = :now_s / 30 - 2 WHERE totp_step > :now_s / 30 + 1;

-- name: clock_sources
UPDATE source SET at = :now_s WHERE at > :now_s;

-- name: clock_sessions
DELETE FROM session WHERE made_at > :now_s;

-- name: booking_of_form
SELECT id, generation, reference FROM booking WHERE form_nonce = :nonce;
