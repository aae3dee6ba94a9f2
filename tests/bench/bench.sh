#!/bin/sh
# Prints two tables: hallgen against the bare writing of the same files, and
# POST of a booking against an empty libfcgi responder and SQLite's one-row
# commits. The ratios count; the figures beside them are this machine's, now.
# Everything is measured in turns, medians of ROUNDS; the generator on tmpfs, the
# ledger on the disk that BUILD is on, since there fsync decides.
set -eu
PATH=$PATH:/usr/sbin:/sbin
: "${BUILD:=build}" "${ROUNDS:=5}" "${SECONDS_EACH:=5}" "${SIZES:=82 1000 10000}"
shm=/dev/shm
[ -w "$shm" ] || shm=${TMPDIR:-/tmp}
work=$(mktemp -d "$shm/hall-bench.XXXXXX")
disk=$(mktemp -d "$(cd "$BUILD" && pwd -P)/bench/disk.XXXXXX")
pids=
cleanup() {
	for pid in $pids; do kill "$pid" 2>/dev/null || :; done
	wait
	rm -rf "$work" "$disk"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

now=2026-11-23T09:00
median() {
	sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}
ratio() {
	awk "BEGIN { printf \"%.2f\", $1 / $2 }"
}

# content N: the hall's content with N items, the given ones again and again.
content() {
	rm -rf "$work/content"
	cp -R content "$work/content"
	awk -F, -v OFS=, -v n="$1" '
		NR == 1 { print; next }
		{ row[++rows] = $0 }
		END {
			for (i = 1; i <= n; i++) {
				$0 = row[(i - 1) % rows + 1]
				if (i > rows) $3 = $3 i
				$1 = i
				print
			}
		}' content/items.csv >"$work/content/items.csv"
}
hallgen() {
	"$BUILD/bench/cpu" "$BUILD/hallgen" --quiet --content "$work/content" --site site \
		--releases "$1" --now $now --base-url https://www.example.gov.cn 2>"$work/findings" ||
		{ tail -n 3 "$work/findings" >&2; return 1; }
}
generator_row() {
	content "$1"
	for _ in $(seq "$ROUNDS"); do
		rm -rf "$work/releases" "$work/bare"
		hallgen "$work/releases" >>"$work/full"
		"$BUILD/bench/bare_write" "$work/releases/current/public" "$work/bare" >>"$work/all"
		rm -rf "$work/bare"
		"$BUILD/bench/bare_write" "$work/releases/current/public" "$work/bare" plain >>"$work/plain"
		hallgen "$work/releases" >>"$work/same"
	done
	full=$(median <"$work/full")
	all=$(median <"$work/all")
	plain=$(median <"$work/plain")
	same=$(median <"$work/same")
	rss=$(awk '{ print $2 }' "$work/full" | median)
	files=$(awk 'NR == 1 { print $2 }' "$work/all")
	printf '%7s %7s %10s %10s %7s %10s %7s %10s %7s %8s\n' "$1" "$files" "$full" "$all" \
		"$(ratio "$full" "$all")" "$plain" "$(ratio "$full" "$plain")" "$same" \
		"$(ratio "$same" "$full")" "$(awk "BEGIN { printf \"%.1f\", $rss / 1024 }")"
	rm -f "$work/full" "$work/all" "$work/plain" "$work/same"
}

echo 'hallgen: CPU ms (user+sys). all: the same files written bare; plain: without .gz and large twin;'
echo 'same: run again with nothing changed; RSS in MiB'
printf '%7s %7s %10s %10s %7s %10s %7s %10s %7s %8s\n' items files full all ratio plain ratio same ratio RSS
for n in $SIZES; do generator_row "$n"; done
echo

# ---- POST ----

content 82
# Places for everybody: what is measured is booking, not refusing.
awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; print; next }
	{ $(column["总名额"]) = 999; $(column["公开名额"]) = 999; print }' \
	content/windows.csv >"$work/content/windows.csv"
port=${BENCH_PORT:-18480}
PORT=$port STATE=$disk/state CONTENT=$work/content NOW=$now BUILD=$BUILD \
	sh cgi/stand.sh >"$work/stand.log" 2>&1 &
pids="$pids $!"
wait_for() {
	tries=200
	until curl -sf -o /dev/null "$1"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || { cat "$work/stand.log" >&2; exit 1; }
		sleep 0.05
	done
}
wait_for "http://127.0.0.1:$port/healthz"
# The program is measured, not the limits of the web server.
sed -i '/limit_req zone/d' "$disk/state/nginx.conf"
kill -HUP "$(cat "$disk/state/nginx.pid")"

# The same nginx before a program that answers at once: libfcgi with 8 threads
# that block, which is why its connections are not kept.
mkdir -p "$work/empty/nginx-temp" "$work/empty/releases"
sed -e "s/127\.0\.0\.1:$port/127.0.0.1:$((port + 1))/" -e "s|$disk/state|$work/empty|" \
	-e '/keepalive 256/d' -e 's/fastcgi_keep_conn on/fastcgi_keep_conn off/' \
	"$disk/state/nginx.conf" >"$work/empty/nginx.conf"
"$BUILD/bench/empty_fcgi" "$work/empty/hallbook.sock" 8 &
pids="$pids $!"
nginx -p "$work/empty/" -e nginx-error.log -c nginx.conf &
pids="$pids $!"
wait_for "http://127.0.0.1:$((port + 1))/book"

sqlite3 -separator ' ' "$disk/state/releases/current/catalogue.db" "
	SELECT i.no, s.start FROM item i JOIN slot s ON s.window = i.window JOIN day d ON d.day = s.day
	WHERE s.noon_only <= i.noon AND d.book_by > '$now' AND d.offset <= 28
	ORDER BY s.start, i.no" >"$work/choices"
first=0

post() { # connections
	"$BUILD/bench/mint" "$disk/state/ledger.db.key" "$(TZ=UTC-8 date -d "$now" +%s)" \
		$((40000 * SECONDS_EACH)) "$first" <"$work/choices" >"$work/bodies"
	wrk -t 2 -c "$1" -d "${SECONDS_EACH}s" -s tests/bench/post.lua "http://127.0.0.1:$2/book" -- \
		"$work/bodies" 2 | sed -n 's/^RESULT //p'
}
post_row() {
	for _ in $(seq "$ROUNDS"); do
		post "$1" "$port" >>"$work/hall"
		first=$((first + 40000 * SECONDS_EACH))
		post "$1" $((port + 1)) >>"$work/none"
		rm -f "$disk"/commit.db*
		"$BUILD/bench/sqlite_commit" "$disk/commit.db" "$SECONDS_EACH" >>"$work/commit"
	done
	hall=$(median <"$work/hall")
	none=$(median <"$work/none")
	commit=$(median <"$work/commit")
	p99=$(awk '{ print $2 }' "$work/hall" | median)
	refused=$(awk '{ n += $3 } END { print n }' "$work/hall")
	printf '%11s %10s %8s %10s %10s %10s %10s %8s\n' "$1" "$hall" "$p99" "$none" \
		"$(ratio "$hall" "$none")" "$commit" "$(ratio "$hall" "$commit")" "$refused"
	rm -f "$work/hall" "$work/none" "$work/commit"
}
echo 'POST /book: durable bookings a second through nginx, p99 in ms; empty: nginx and an empty libfcgi'
echo 'responder with 8 threads; commits: SQLite, one row each; refused: answers that were no booking'
printf '%11s %10s %8s %10s %10s %10s %10s %8s\n' connections bookings p99 empty ratio commits ratio refused
for c in 32 256; do post_row "$c"; done
