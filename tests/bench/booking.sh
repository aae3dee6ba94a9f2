#!/bin/sh
# POST of a booking against an empty libfcgi responder and SQLite's one-row
# commits, GET of the form against an empty loop, and what memory that takes.
. tests/bench/common.sh

# ---- POST ----

roomy_content
stand "$disk/roomy"
empty_before "$work/threads" "$disk/roomy" 8 ''
choices "$disk/roomy" >"$work/choices"
book 32 "$disk/roomy" >"$work/warm"

post_row() {
	for _ in $(seq "$ROUNDS"); do
		book "$1" "$disk/roomy" >>"$work/hall"
		book "$1" "$work/threads" "$disk/roomy" >>"$work/none"
		rm -f "$disk"/commit.db*
		"$BUILD/bench/sqlite_commit" "$disk/commit.db" "$SECONDS_EACH" >>"$work/commit"
	done
	hall=$(column "$work/hall" 1)
	none=$(column "$work/none" 1)
	commit=$(column "$work/commit" 1)
	printf '%11s %8s %6s %5.0f %5.0f | %7s %5.0f %5.0f %5s | %7s %5s | %6s\n' "$1" "$hall" \
		"$(column "$work/hall" 2)" "$(column "$work/hall" 4)" "$(column "$work/hall" 5)" \
		"$none" "$(column "$work/none" 4)" "$(column "$work/none" 5)" "$(ratio "$hall" "$none")" \
		"$commit" "$(ratio "$hall" "$commit")" "$(awk '{ n += $3 } END { print n }' "$work/hall")"
	rm -f "$work/hall" "$work/none" "$work/commit"
}
cat <<'END_OF_TEXT'
POST /book through nginx: durable bookings a second, p99 in ms, CPU µs a booking of hallbook and of
nginx; empty: an empty libfcgi responder with 8 threads behind the same nginx; commits: SQLite, one
row each; failed: answers that were no booking. Goals: ratio 0.40 to empty; 3 to commits, 3.5 at 256;
p99 8 and 20 ms.
END_OF_TEXT
printf '%11s %8s %6s %5s %5s | %7s %5s %5s %5s | %7s %5s | %6s\n' connections bookings p99 cpu nginx \
	empty cpu nginx ratio commits ratio failed
for c in 32 256; do post_row "$c"; done
echo

# ---- GET ----

# The hall as it is.
content 82
stand "$disk/hall"
empty_before "$work/loop" "$disk/hall" 0 ''
idle=$(rss "$disk/hall")

get_row() {
	for _ in $(seq "$ROUNDS"); do
		load "$1" "$disk/hall" '/book?item=9' >>"$work/hall"
		load "$1" "$work/loop" '/book?item=9' >>"$work/none"
	done
	hall=$(column "$work/hall" 1)
	none=$(column "$work/none" 1)
	printf '%11s %8s %6s %5.0f %5.0f | %7s %5.0f %5.0f %5s | %6s %6s\n' "$1" "$hall" \
		"$(column "$work/hall" 2)" "$(column "$work/hall" 4)" "$(column "$work/hall" 5)" \
		"$none" "$(column "$work/none" 4)" "$(column "$work/none" 5)" "$(ratio "$hall" "$none")" \
		"$(awk '{ n += $3 } END { print n }' "$work/hall")" "$(rss "$disk/hall")"
	rm -f "$work/hall" "$work/none"
}
cat <<END_OF_TEXT
GET /book?item=9 the same way; empty: the loop of hallbook with a constant answer;
RSS: of hallbook in MiB behind it, $idle when it has just started. Goals: ratio 0.60, RSS 8 and 16.
END_OF_TEXT
printf '%11s %8s %6s %5s %5s | %7s %5s %5s %5s | %6s %6s\n' connections pages p99 cpu nginx \
	empty cpu nginx ratio failed RSS
for c in 32 256; do get_row "$c"; done
