#!/bin/sh
# PEOPLE at once through nginx: all want one of 30 places, and all fit.
. tests/bench/common.sh
: "${PEOPLE:=1000}"

content 82
places 30
stand "$disk/hall"
empty_before "$work/loop" "$disk/hall" 0 ''
# One time for each round, which those who fit do not want.
choices "$disk/hall" >"$work/times"
head -n "$ROUNDS" "$work/times" >"$work/wanted"
tail -n +$((ROUNDS + 1)) "$work/times" >"$work/others"

# rush FOLDER CHOICES FILE: a line of figures more in FILE, with CPU ms of hallbook.
rush() {
	mint "$disk/hall" "$PEOPLE" "$2" "$work/bodies"
	before=$(ticks "$(cat "$1/hallbook.pid")")
	"$BUILD/bench/people" "$(cat "$1/port")" rush /book <"$work/bodies" >"$work/answers"
	after=$(ticks "$(cat "$1/hallbook.pid")")
	echo "$(cat "$work/answers") $(((after - before) * 10))" >>"$3"
}
for round in $(seq "$ROUNDS"); do
	sed -n "${round}p" "$work/wanted" >"$work/one"
	rush "$disk/hall" "$work/one" "$work/few"
	rush "$disk/hall" "$work/others" "$work/all"
	rush "$work/loop" "$work/one" "$work/none"
done

# row TITLE FILE
row() {
	printf '%-22s %6s %6s %6s %6s %6s %6s\n' "$1" "$(column "$2" 1)" \
		"$(sort -n "$2" | tail -n 1 | cut -d ' ' -f 1)" "$(column "$2" 5)" "$(column "$2" 2)" \
		"$(column "$2" 3)" "$(column "$2" 4)"
}
cat <<END_OF_TEXT
$PEOPLE people at once, each on a kept connection: seconds until the last has an answer (median and
longest of $ROUNDS), CPU ms of hallbook, and how many were booked, refused with a reason, or neither.
empty: the loop of hallbook with a constant answer. Goals: 0.15 s for 30 places, 0.3 s when all fit.
END_OF_TEXT
printf '%-22s %6s %6s %6s %6s %6s %6s\n' '' last worst cpu booked full other
row "$PEOPLE for 30 places" "$work/few"
row "$PEOPLE, all fit" "$work/all"
row "$PEOPLE, empty" "$work/none"
# All of its rows are of these rounds.
said=$(cat "$work/few" "$work/all" | awk '{ n += $2 } END { print n }')
sqlite3 -separator ' ' "$disk/hall/ledger.db" "
	SELECT 'In the ledger: ' || count(*) || ' bookings ($said were told so); at most ' ||
	       (SELECT max(n) FROM (SELECT count(*) AS n FROM taken GROUP BY window, start)) ||
	       ' at one time; places given twice: ' ||
	       (SELECT count(*) FROM (SELECT 1 FROM taken GROUP BY window, start, place HAVING count(*) > 1)) ||
	       '; persons booked twice: ' || (count(*) - count(DISTINCT phone)) || '.'
	  FROM booking;"
