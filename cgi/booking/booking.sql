-- The rules of a booking, and what a citizen may do with one.

-- name: general_phone   needs: catalogue
SELECT phone FROM cat.window WHERE general AND phone <> '' ORDER BY no LIMIT 1;

-- The day that the form opens with: :day when it can be booked, else the first
-- that has a place free.
-- name: day_to_show   needs: catalogue
SELECT b.day, d.label AS day_label,
       substr(d.book_by_label, 1, instr(d.book_by_label, '）')) AS book_by_day,
       substr(d.book_by_label, instr(d.book_by_label, '）') + 1) AS book_by_time,
       NOT d.announced AS unannounced, b.free > 0 AS room, b.closed AS day_closed
  FROM board_day b JOIN cat.day d ON d.day = b.day
 WHERE b.window = :window AND b.noon = :noon AND b.closes > :now AND b.day <= :last
   AND (b.day = :day OR b.free > 0)
 ORDER BY b.day <> :day, b.day
 LIMIT 1;

-- A day that was asked for and cannot be booked: whether its deadline is over,
-- and else whether one may come without a booking.
-- name: day_asked   needs: catalogue
SELECT d.label, b.day IS NOT NULL,
       EXISTS(SELECT 1 FROM cat.served s
               WHERE s.day = d.day AND s.window = CAST(:window AS INTEGER)
                 AND (s.kind = 'normal' OR s.kind <> 'closed' AND CAST(:noon AS INTEGER)))
  FROM cat.day d
  LEFT JOIN board_day b ON b.day = d.day AND b.window = :window AND b.noon = :noon
 WHERE d.day = :day;

-- The days that stand open in the list, in one text: on weekends and holidays up to the
-- sixth with a place free, of the others up to the third, and :day. Whether there are
-- others, and whether a place is free on any.
-- name: near_days   needs: catalogue
SELECT group_concat(day, ' ') FILTER (WHERE near) AS near, sum(NOT near) > 0 AS more,
       sum(free) > 0 AS any_room
  FROM (SELECT day, free, before < iif(off, 6, 3) OR day = :day AS near
          FROM (SELECT b.day, b.free > 0 AS free, d.kind IN ('weekend', 'holiday') AS off,
                       coalesce(sum(b.free > 0) OVER (
                         PARTITION BY d.kind IN ('weekend', 'holiday') ORDER BY b.day
                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
                  FROM board_day b JOIN cat.day d ON d.day = b.day
                 WHERE b.window = :window AND b.noon = :noon AND b.closes > :now
                   AND b.day <= :last));

-- A day that came along before an item was chosen; its name where it can still be booked.
-- name: day_label   needs: catalogue
SELECT iif(book_by > :now AND day <= :last
           AND EXISTS (SELECT 1 FROM cat.plan_slot s WHERE s.day = d.day), label, '') AS day_label
  FROM cat.day d WHERE day = :day;

-- name: day_has_room   needs: catalogue
SELECT 1 FROM board_day
 WHERE window = :window AND noon = :noon AND day = :day AND closes > :now AND free > 0;

-- A slot for citizens, and the same for staff, with what a rule asks of it.
-- name: offer   needs: catalogue
SELECT b.day, d.label AS day_label, printf('%d:%s', substr(b.time, 1, 2), substr(b.time, 4, 2)) AS time,
       b.day || 'T' || b."end" AS ends, b.public_places AS places, b.closes <= :now AS late, b.closed, b.free
  FROM board b JOIN cat.day d ON d.day = b.day
 WHERE b.window = :window AND b.day = :day AND b.start = :slot AND b.noon_only <= :noon
   AND b.day <= :last;

-- name: desk_slot   needs: catalogue
SELECT s.day, d.label AS day_label,
       printf('%d:%s', substr(s.time, 1, 2), substr(s.time, 4, 2)) AS time, s.ends, s.places,
       s.ends <= :now AS past, s.closes <= :now AS late, s.closed, s.free
  FROM desk_slot s JOIN cat.day d ON d.day = s.day
 WHERE s.window = :window AND s.start = :slot AND s.noon_only <= CAST(:noon AS INTEGER);

-- The first by the rules; on a day or time that was named, else the first there is.
-- name: desk_next_slot   needs: catalogue
SELECT start FROM desk_slot
 WHERE window = :window AND noon_only <= CAST(:noon AS INTEGER) AND ends > :now
   AND (:day = '' OR day = :day) AND (:time = '' OR time = :time)
   AND (:day <> '' OR closes > :now AND closed IS NULL AND free > 0)
 ORDER BY (closes > :now AND closed IS NULL AND free > 0) DESC, (closed IS NULL AND free > 0) DESC,
          start
 LIMIT 1;

-- Citizens take the lowest free number, counted in the ledger itself: beyond :places only
-- when another process wrote and the board does not know yet.
-- name: public_place
SELECT min(p)
  FROM (SELECT 1 AS p
        UNION ALL SELECT place + 1 FROM taken WHERE window = :window AND start = :start) n
 WHERE NOT EXISTS(SELECT 1 FROM taken t
                   WHERE t.window = :window AND t.start = :start AND t.place = n.p);

-- Staff take the highest free one, else the next above the last.
-- name: desk_place
WITH used AS (SELECT place FROM taken WHERE window = :window AND start = :start)
SELECT coalesce((SELECT max(p)
                   FROM (SELECT CAST(:places AS INTEGER) AS p UNION ALL SELECT place - 1 FROM used)
                  WHERE p BETWEEN 1 AND CAST(:places AS INTEGER) AND p NOT IN used),
                (SELECT max(place) + 1 FROM used));

-- By number or by name: the list has items twice.
-- name: same_booking
SELECT 1 FROM booking
 WHERE phone = :phone AND day = :day AND state = 'booked'
   AND (item = :item OR window = :window AND item_name = :item_name) LIMIT 1;

-- A booking of that phone on that day, at :window before others.
-- name: same_phone
SELECT id, window, shown FROM booking_line
 WHERE phone = :phone AND day = :day AND state = 'booked'
 ORDER BY window <> CAST(:window AS INTEGER), id LIMIT 1;

-- name: open_bookings
SELECT count(*) FROM booking
 WHERE phone = :phone AND day >= :today AND state = 'booked' AND end > :now;

-- name: reference_exists
SELECT 1 FROM booking WHERE reference = :reference;

-- What staff move keeps when it was applied for, and that the window has seen it. VALUES, since
-- rows of a SELECT would first be put into a table of their own.
-- name: insert_booking
INSERT INTO booking(reference, item, window, window_name, floor, window_phone, item_name,
                    day, start, end, day_label, channel, name, phone, agent, note, remark, mail,
                    mail_address, seen_at, changed_by, created_at, changed_at, place, override,
                    moved_from, form_nonce)
VALUES(:reference, :item, :window, :window_name, :floor, :window_phone, :item_name,
       :day, :start, :end, :day_label, :channel, :name, :phone, :agent, :note, :remark,
       coalesce((SELECT mail FROM booking WHERE id = :moved_from), 0),
       coalesce((SELECT mail_address FROM booking WHERE id = :moved_from), ''),
       iif(:by = 'citizen', NULL, (SELECT seen_at FROM booking WHERE id = :moved_from)), :by,
       iif(:by = 'citizen', :now_s,
           coalesce((SELECT created_at FROM booking WHERE id = :moved_from), :now_s)),
       :now_s, :place, :override, :moved_from, :form_nonce);

-- The :skip newest bookings of a source left out, the next; none when there are so few.
-- name: source_nth
SELECT at
  FROM (SELECT at FROM source
         WHERE source = :source
           AND n <= (SELECT max(n) FROM source WHERE source = :source) - :skip
         ORDER BY n DESC LIMIT 1)
 WHERE at > :after_s;

-- name: source_note
INSERT INTO source(booking, source, n, at)
VALUES(:booking, :source, coalesce((SELECT max(n) FROM source WHERE source = :source), 0) + 1, :now_s);

-- name: source_moved
UPDATE source SET booking = :booking WHERE booking = :old;

-- :tail, the last digits of its phone, or empty.
-- name: booking_of_reference
SELECT id, generation, reference FROM booking
 WHERE reference = :reference AND (:tail = '' OR substr(phone, -4) = :tail);

-- name: booking_moved_to
SELECT n.id, n.generation, n.reference FROM moved_to m JOIN booking n ON n.id = m.last
 WHERE m.id = :id;

-- What the private page shows; columns have the names of receipt.h. n is where it went.
-- Whether a slot is no longer offered needs the catalogue; whether the booking may still be
-- changed by the citizen, state_transition says.
-- name: receipt   needs: catalogue
SELECT b.reference AS digits, l.shown AS reference, b.item, b.item_name, b.window, b.window_name, b.floor,
       b.window_phone, b.day_label, l.time AS "from",
       printf('%d:%s', substr(b.end, 12, 2), substr(b.end, 15, 2)) AS "to",
       b.name, b.phone AS applicant_phone, b.agent, s.word AS state_word, s.result,
       b.upcoming, b.state = 'cancelled' AS cancelled,
       NOT b.upcoming AND b.state NOT IN ('cancelled', 'moved') AS past,
       b.moved_from IS NOT NULL AS moved_here, b.erased_at IS NOT NULL AS erased,
       b.erased_at IS NULL AND b.state <> 'moved' AND
       (b.upcoming OR b.state = 'cancelled' OR b.day < substr(:now, 1, 10)) AS erasable,
       b.upcoming AND b.orphan AS shut,
       b.upcoming AND b.orphan OR b.state IN ('cancelled', 'moved') AS off,
       (SELECT bring FROM cat.item WHERE no = b.item AND gone = 0) AS bring,
       strftime('%Y%m%dT%H%M%SZ', b.start, '-8 hours') AS begins,
       strftime('%Y%m%dT%H%M%SZ', b.end, '-8 hours') AS ends,
       strftime('%Y%m%dT%H%M%SZ', b.changed_at, 'unixepoch') AS stamp,
       (SELECT reason FROM struck WHERE id = b.id LIMIT 1) AS shut_why,
       n.day_label AS moved_day, n.time AS moved_time,
       n.state = 'cancelled' AS moved_away,
       EXISTS(SELECT 1 FROM orphaned o WHERE o.id = n.id AND o.start > :now) AS moved_shut
  FROM (SELECT *,
               EXISTS(SELECT 1 FROM possible p
                       WHERE p.id = booking.id AND p.to_state = 'cancelled' AND p.citizen
                         AND :now >= p.since AND :now < p.citizen_until) AS upcoming,
               EXISTS(SELECT 1 FROM orphaned o WHERE o.id = booking.id) AS orphan
          FROM booking WHERE id = :id) b
  JOIN booking_line l ON l.id = b.id
  JOIN state s ON s.code = b.state
  LEFT JOIN booking_line n ON n.id = (SELECT last FROM moved_to WHERE id = :id);

-- A booking as a wish (reserve.h).
-- name: booking_to_manage   needs: catalogue
SELECT b.item, b.item_name, b.window, b.window_name, b.floor, b.window_phone,
       coalesce(i.noon, w.noon, 0) AS noon, b.name, b.phone, b.agent, b.note, b.start AS was,
       b.day AS was_day
  FROM booking b LEFT JOIN cat.item i ON i.no = b.item LEFT JOIN cat.window w ON w.no = b.window
 WHERE b.id = :id;

-- name: change_person
UPDATE booking SET name = :name, phone = :phone, agent = :agent, note = :note,
                   version = version + 1, noted_at = :now_s, noted_by = 'citizen', noted_state = 0
 WHERE id = :id;

-- The booking and those that it replaced.
-- name: erase_person
WITH RECURSIVE line(id) AS (
  VALUES(:id)
  UNION SELECT b.moved_from FROM booking b JOIN line ON b.id = line.id
         WHERE b.moved_from IS NOT NULL)
UPDATE booking SET name = '', phone = '', agent = '', note = '', mail_address = '',
                   remark = '', change_why = iif(change_why = '撤销', change_why, ''),
                   erased_at = :now_s, version = version + 1
 WHERE id IN (SELECT id FROM line) AND erased_at IS NULL;

-- name: change_state
UPDATE booking SET state = :state, changed_at = :now_s, changed_by = :by, change_why = :why,
                   version = version + 1, noted_at = :now_s, noted_by = :by, noted_state = 1
 WHERE id = :id;

-- name: item   needs: catalogue
SELECT i.no AS item, i.name AS item_name, i.phone AS window_phone, i.noon,
       i.kind = 'promise' AS promise, i.mailable, w.no AS window, w.name AS window_name, w.floor
  FROM cat.item i JOIN cat.window w ON w.no = i.window
 WHERE i.no = :item AND i.gone = 0;

-- Where 其他事项 are done: columns that `item` has of an item, too.
-- name: desk_window   needs: catalogue
SELECT 0 AS item, w.phone AS window_phone, w.noon, w.no AS window, w.name AS window_name, w.floor
  FROM cat.window w
 WHERE w.no = :window;

-- name: booking_of_form
SELECT id, generation, reference FROM booking WHERE form_nonce = :nonce;
