#!/bin/sh
# Prints tables: hallgen against the bare writing of the same files, POST of a
# booking against an empty libfcgi responder and SQLite's one-row commits, GET of
# the form against an empty loop, and hallbook with ledgers of ROWS bookings. The
# ratios count; the figures beside them are this machine's, now.
# Everything is measured in turns, medians of ROUNDS; the generator on tmpfs, the
# ledger on the disk that BUILD is on, since there fsync decides.
set -eu
PATH=$PATH:/usr/sbin:/sbin
: "${BUILD:=build}" "${ROUNDS:=5}" "${SECONDS_EACH:=5}" "${SIZES:=82 1000 10000}" \
	"${ROWS:=10000 1000000}"
shm=/dev/shm
[ -w "$shm" ] || shm=${TMPDIR:-/tmp}
work=$(mktemp -d "$shm/hall-bench.XXXXXX")
disk=$(mktemp -d "$(cd "$BUILD" && pwd -P)/bench/disk.XXXXXX")
pids=
empty=
cleanup() {
	for pid in $pids; do kill "$pid" 2>/dev/null || :; done
	# It takes no other signal.
	[ -z "$empty" ] || kill -KILL "$empty" 2>/dev/null || :
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

# content N: the hall's content with N items, the given ones again and again,
# each time at other windows: up to 96, copies of the hall's own.
content() {
	rm -rf "$work/content"
	cp -R content "$work/content"
	copies=$(awk -v n="$1" -v own="$(($(wc -l <content/items.csv) - 1))" \
		'BEGIN { c = int((n + own - 1) / own); print (c > 6 ? 6 : c) }')
	awk -F, -v OFS=, -v copies="$copies" '
		NR == 1 { print; next }
		{ row[++rows] = $0 }
		END {
			for (i = 0; i < copies * rows; i++) {
				copy = int(i / rows)
				$0 = row[i % rows + 1]
				$1 = i + 1
				if (copy) { $2 = $2 (copy + 1); $5 = "否" }
				print
			}
		}' content/windows.csv >"$work/content/windows.csv"
	awk -F, -v OFS=, -v n="$1" -v copies="$copies" '
		NR == 1 { print; next }
		{ row[++rows] = $0 }
		END {
			for (i = 0; i < n; i++) {
				copy = int(i / rows) % copies
				$0 = row[i % rows + 1]
				if (i >= rows) $3 = $3 (i + 1)
				if (copy) $2 = $2 (copy + 1)
				$1 = i + 1
				print
			}
		}' content/items.csv >"$work/content/items.csv"
}
# hallgen SITE RELEASES: CPU ms and largest resident set in KiB
hallgen() {
	"$BUILD/bench/cpu" "$BUILD/hallgen" --quiet --content "$work/content" --site "$1" \
		--releases "$2" --now $now --base-url https://www.example.gov.cn 2>"$work/findings" ||
		{ tail -n 3 "$work/findings" >&2; return 1; }
}
bare() { # releases
	rm -rf "$work/bare"
	"$BUILD/bench/bare_write" "$1/current/public" "$work/bare"
	rm -rf "$work/bare"
}
one_changed() { # the remark of item 50
	awk -F, -v OFS=, -v remark="$1" '$1 == 50 { $7 = remark } { print }' \
		"$work/content/items.csv" >"$work/items.csv"
	mv "$work/items.csv" "$work/content/items.csv"
}
generator_round() {
	hallgen site "$work/full" >>"$work/full.ms"
	bare "$work/full" >>"$work/full_bare.ms"
	hallgen "$work/plain_site" "$work/plain" >>"$work/plain.ms"
	bare "$work/plain" >>"$work/plain_bare.ms"
	hallgen "$work/plain_site" "$work/plain" >>"$work/same.ms"
	one_changed "$1"
	hallgen "$work/plain_site" "$work/plain" >>"$work/one.ms"
	rm -rf "$work/full" "$work/plain"
}
mib() {
	awk '{ print $2 }' "$1" | median | awk '{ printf "%.1f", $1 / 1024 }'
}
generator_row() {
	content "$1"
	for round in $(seq "$ROUNDS"); do generator_round "$round"; done
	full=$(median <"$work/full.ms")
	full_bare=$(median <"$work/full_bare.ms")
	plain=$(median <"$work/plain.ms")
	plain_bare=$(median <"$work/plain_bare.ms")
	same=$(median <"$work/same.ms")
	one=$(median <"$work/one.ms")
	printf '%7s %7s %9s %9s %5s %9s %9s %5s %7s %5s %7s %5s %6s %6s\n' "$1" \
		"$(awk 'NR == 1 { print $2 }' "$work/full_bare.ms")" \
		"$full" "$full_bare" "$(ratio "$full" "$full_bare")" \
		"$plain" "$plain_bare" "$(ratio "$plain" "$plain_bare")" \
		"$same" "$(ratio "$same" "$plain_bare")" "$one" "$(ratio "$one" "$plain_bare")" \
		"$(mib "$work/full.ms")" "$(mib "$work/plain.ms")"
	rm -f "$work"/*.ms
}

# The goal of 2.5 is for pages without .gz and large-type twin, which other
# generators do not make either: the same map of the site with both switched off.
cp -R site "$work/plain_site"
sed -i 's/^-- page: .*/& large: no gz: no/' "$work/plain_site/pages.sql"

cat <<'END'
hallgen: CPU ms (user+sys). full: the site as it is; plain: without .gz and large-type twin;
bare: its files only written; same: plain again, nothing changed; one: plain again, one item changed.
Ratios are to the bare writing before them, those of same and one to that of plain. RSS in MiB.
END
printf '%7s %7s %9s %9s %5s %9s %9s %5s %7s %5s %7s %5s %6s %6s\n' items files full bare ratio \
	plain bare ratio same ratio one ratio RSS plain
for n in $SIZES; do generator_row "$n"; done
echo

# ---- POST ----

content 82
# Places for everybody: what is measured is booking, not refusing.
awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; print; next }
	{ $(column["总名额"]) = 99; $(column["公开名额"]) = 99; print }' \
	content/windows.csv >"$work/content/windows.csv"
sed -i 's/^booking\.horizon_days *=.*/booking.horizon_days = 90/' "$work/content/hall.conf"
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
nginx_before() { # folder port sed-script
	mkdir -p "$1/nginx-temp" "$1/releases"
	sed -e "s/127\.0\.0\.1:$port/127.0.0.1:$2/" -e "s|$disk/state|$1|" -e "$3" \
		"$disk/state/nginx.conf" >"$1/nginx.conf"
	nginx -p "$1/" -e nginx-error.log -c nginx.conf &
	pids="$pids $!"
}
nginx_before "$work/empty" $((port + 1)) \
	'/keepalive 256/d; s/fastcgi_keep_conn on/fastcgi_keep_conn off/'
"$BUILD/bench/empty_fcgi" "$work/empty/hallbook.sock" 8 &
empty=$!
wait_for "http://127.0.0.1:$((port + 1))/book"

sqlite3 -separator ' ' "$disk/state/releases/current/catalogue.db" "
	SELECT min(i.no), s.start FROM item i JOIN slot s ON s.window = i.window JOIN day d ON d.day = s.day
	WHERE s.noon_only <= i.noon AND d.book_by > '$now' AND d.offset < 90
	GROUP BY s.window, s.start ORDER BY s.start, s.window" >"$work/choices"
first=0

post() { # connections port [key]
	"$BUILD/bench/mint" "${3:-$disk/state/ledger.db.key}" "$(TZ=UTC-8 date -d "$now" +%s)" \
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
echo

# ---- GET ----

rss() {
	awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"
}
get() { # connections port
	wrk -t 2 -c "$1" -d "${SECONDS_EACH}s" "http://127.0.0.1:$2/book?item=9" |
		awk '/Requests\/sec/ { printf "%.0f\n", $2 }'
}
get_row() {
	for _ in $(seq "$ROUNDS"); do
		get "$1" "$port" >>"$work/hall"
		get "$1" $((port + 2)) >>"$work/none"
	done
	hall=$(median <"$work/hall")
	none=$(median <"$work/none")
	printf '%11s %10s %10s %10s %8s\n' "$1" "$hall" "$none" "$(ratio "$hall" "$none")" \
		"$(rss "$(cat "$disk/state/hallbook.pid")")"
	rm -f "$work/hall" "$work/none"
}
nginx_before "$work/loop" $((port + 2)) ''
"$BUILD/bench/empty_fcgi" "$work/loop/hallbook.sock" 0 &
pids="$pids $!"
wait_for "http://127.0.0.1:$((port + 2))/book"
echo 'GET /book?item=9: pages a second; empty: nginx and the empty loop, connections kept; RSS of'
echo 'hallbook behind it in MiB'
printf '%11s %10s %10s %10s %8s\n' connections pages empty ratio RSS
for c in 32 256; do get_row "$c"; done
echo

# ---- long ledgers ----

# Starts hallbook with the ledger of $disk/rows; ms until it says that it is well.
start_ms() {
	begun=$(date +%s%N)
	"$BUILD/hallbook" serve --ledger "$disk/rows/ledger.db" --site site --now $now \
		--releases "$disk/state/releases" --socket "$disk/rows/hallbook.sock" &
	served=$!
	pids="$pids $served"
	until curl -sf -o /dev/null "http://127.0.0.1:$((port + 3))/healthz"; do :; done
	awk "BEGIN { printf \"%.0f\", ($(date +%s%N) - $begun) / 1e6 }"
}
rows_row() {
	rm -f "$disk"/rows/ledger.db* "$disk"/rows/journal/*
	"$BUILD/hallbook" init --ledger "$disk/rows/ledger.db" >"$work/init.log" 2>&1
	sqlite3 "$disk/rows/ledger.db" '.parameter init' ".parameter set :rows $1" \
		".parameter set :last \"'2026-11-20'\"" '.read tests/bench/fill.sql'
	# Today's backup is not what is measured.
	mkdir -p "$disk/rows/backups"
	: >"$disk/rows/backups/ledger-${now%T*}.db"
	start_ms >"$work/start"
	idle=$(rss $served)
	for _ in $(seq "$ROUNDS"); do
		post 32 $((port + 3)) "$disk/rows/ledger.db.key" >>"$work/hall"
		first=$((first + 40000 * SECONDS_EACH))
	done
	printf '%11s %10s %8s %10s %8s\n' "$1" "$(cat "$work/start")" "$idle" \
		"$(median <"$work/hall")" "$(awk '{ print $2 }' "$work/hall" | median)"
	rm -f "$work/hall"
	kill "$served"
	wait "$served" || :
}
nginx_before "$disk/rows" $((port + 3)) ''
echo 'hallbook with a long ledger: ms from its start to the first 200 of /healthz (by a curl after'
echo 'the other), RSS in MiB then, bookings a second at 32 connections and their p99 in ms'
printf '%11s %10s %8s %10s %8s\n' rows start RSS bookings p99
for n in $ROWS; do rows_row "$n"; done
