-- Every statement with which hallbook reads and changes the ledger, but for
-- the lists on pages (pages.sql). The release's catalogue is attached as cat.
-- Prepared at start, one each; store.h lists them.

-- What the public may book, for the list of times and for the booking itself,
-- so that both always agree: a slot of the item's window is offered while
-- now < closes, closed is NULL and free > 0.
-- name: offer_view
CREATE TEMP VIEW offer AS
SELECT i.no AS item, s.window, s.start, s.day, s.time, s.end, s.half, s.public_places,
       d.label, d.kind, d.kind_text,
       min(d.book_by, s.start) AS closes,
       (SELECT c.reason FROM main.closure c
         WHERE c.day = s.day AND c.lifted_at IS NULL AND c.window IN (0, s.window)
           AND c.from_time < s.end AND s.time < c.to_time) AS closed,
       s.public_places - (SELECT count(*) FROM main.taken t
                           WHERE t.window = s.window AND t.start = s.start
                             AND t.place <= s.public_places) AS free
  FROM cat.item i
  JOIN cat.slot s ON s.window = i.window AND (s.noon_only = 0 OR i.noon = 1)
  JOIN cat.day d ON d.day = s.day
 WHERE i.gone = 0;

-- name: item
SELECT i.no, i.name, i.phone, i.tel, i.kind = 'promise', i.mailable, w.no, w.name, w.floor
  FROM cat.item i JOIN cat.window w ON w.no = i.window
 WHERE i.no = :item AND i.gone = 0;

-- name: window
SELECT w.name,
       (SELECT CASE WHEN count(*) = 1 THEN min(i.no) END FROM cat.item i
         WHERE i.window = w.no AND i.gone = 0 AND i.duplicate_of IS NULL) AS only_item
  FROM cat.window w
 WHERE w.no = :window;

-- The day that the form opens with, when none is asked for.
-- name: first_free_day
SELECT min(day) FROM offer
 WHERE item = :item AND closes > :now AND day <= :last AND closed IS NULL AND free > 0;

-- name: day_offered
SELECT 1 FROM offer WHERE item = :item AND closes > :now AND day = :day AND day <= :last LIMIT 1;

-- name: day_has_room
SELECT 1 FROM offer
 WHERE item = :item AND closes > :now AND day = :day AND closed IS NULL AND free > 0 LIMIT 1;

-- name: day
SELECT label, book_by_label, announced FROM cat.day WHERE day = :day;

-- name: offer
SELECT window, start, day, label, printf('%d:%s', substr(time, 1, 2), substr(time, 4, 2)) AS time,
       day || 'T' || end AS ends, public_places, closes, closed, free
  FROM offer
 WHERE item = :item AND start = :slot AND day <= :last;

-- name: taken
SELECT place FROM taken WHERE window = :window AND start = :start ORDER BY place;

-- name: newest_event
SELECT max(at) FROM history;

-- name: booking_of_form
SELECT id, generation, reference FROM booking WHERE form_nonce = :nonce;

-- name: same_booking
SELECT 1 FROM booking
 WHERE phone = :phone AND day = :day AND item = :item AND state = 'booked' LIMIT 1;

-- name: open_bookings
SELECT count(*) FROM booking
 WHERE phone = :phone AND day >= :today AND state = 'booked' AND end > :now;

-- name: reference_exists
SELECT 1 FROM booking WHERE reference = :reference;

-- name: insert_booking
INSERT INTO booking(reference, window, window_name, floor, window_phone, item, item_name,
                    day, start, end, day_label, place, channel, name, phone, agent, note,
                    form_nonce, created_at, changed_at, changed_by)
VALUES(:reference, :window, :window_name, :floor, :window_phone, :item, :item_name,
       :day, :start, :end, :day_label, :place, :channel, :name, :phone, :agent, :note,
       :form_nonce, :now_s, :now_s, :by);

-- name: booking_of_reference
SELECT id, generation, reference, phone FROM booking WHERE reference = :reference;

-- The first nine columns stand in the order of enum receipt_field.
-- name: receipt
SELECT b.reference, b.item_name, b.window, b.window_name, b.floor, b.window_phone, b.day_label,
       printf('%d:%s', substr(b.start, 12, 2), substr(b.start, 15, 2)) AS begins,
       printf('%d:%s', substr(b.end, 12, 2), substr(b.end, 15, 2)) AS ends,
       b.name, b.phone, b.agent, b.state, s.word, b.start, b.end, b.changed_at,
       n.id, n.generation, n.reference,
       printf('%s %d:%s', n.day_label, substr(n.start, 12, 2), substr(n.start, 15, 2)) AS next_when
  FROM booking b
  JOIN state s ON s.code = b.state
  LEFT JOIN booking n ON n.moved_from = b.id
 WHERE b.id = :id;

-- Whether state_transition lets a citizen do it now.
-- name: citizen_may
SELECT 1 FROM booking b JOIN state_transition t ON t.from_state = b.state
 WHERE b.id = :id AND t.to_state = :state AND t.citizen
   AND (t.rule = 'any' OR t.rule = 'before' AND :now < b.start);

-- name: change_state
UPDATE booking SET state = :state, changed_at = :now_s, changed_by = :by, change_why = :why
 WHERE id = :id;

-- name: insert_account
INSERT INTO account(name, role, window, password, one_time, made_at)
VALUES(:name, :role, :window, :password, 1, :now_s);

-- name: account_exists
SELECT 1 FROM account WHERE name = :name;

-- Rows are faults, in words; none = in order.
-- name: check_history
SELECT 'booking ' || b.id || ': history ends with ' ||
       coalesce((SELECT h.to_state FROM history h WHERE h.booking = b.id ORDER BY h.id DESC LIMIT 1),
                'nothing') || ', the booking is ' || b.state
  FROM booking b
 WHERE b.state IS NOT (SELECT h.to_state FROM history h WHERE h.booking = b.id
                        ORDER BY h.id DESC LIMIT 1)
UNION ALL
SELECT 'history ' || id || ': begins with ' || coalesce(from_state, 'nothing') || ', before it was ' ||
       coalesce(before, 'nothing')
  FROM (SELECT id, from_state, lag(to_state) OVER (PARTITION BY booking ORDER BY id) AS before
          FROM history)
 WHERE from_state IS NOT before;

-- name: check_states
SELECT 'state ' || code || ': occupies ' || occupies || ' is not what the index place_once says'
  FROM state
 WHERE occupies = (code IN ('cancelled', 'moved'));

-- name: check_integrity
SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok';

-- name: check_references
SELECT "table" || ' ' || coalesce(rowid, '') || ': names no row of ' || parent
  FROM pragma_foreign_key_check;
