-- What a call asks of the ledger, whoever it is.

-- name: booking_of_form
SELECT id, generation, reference FROM booking WHERE form_nonce = :nonce;
