# What the scripts of this folder share; sourced by each in the top folder.
#   BUILD         folder of the programs; ledgers lie in it, since there fsync decides
#   ROUNDS        everything is measured in turns and so often; tables show medians
#   SECONDS_EACH  of one measurement
#   BENCH_PORT    the first of the ten ports that are used
# The ratios count; the figures beside them are this machine's, now.
# shellcheck shell=sh disable=SC2034 # used by those who source it
set -eu
PATH=$PATH:/usr/sbin:/sbin
: "${BUILD:=build}" "${ROUNDS:=5}" "${SECONDS_EACH:=3}" "${BENCH_PORT:=18480}"
shm=/dev/shm
[ -w "$shm" ] || shm=${TMPDIR:-/tmp}
work=$(mktemp -d "$shm/hall-bench.XXXXXX")
disk=$(mktemp -d "$(cd "$BUILD" && pwd -P)/bench/disk.XXXXXX")
pids=
cleanup() {
	trap '' INT TERM
	for pid in $pids; do kill "$pid" 2>/dev/null || :; done
	wait
	rm -rf "$work" "$disk"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

now=2026-11-23T09:00
now_s=$(TZ=UTC-8 date -d "$now" +%s)

median() {
	sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}
# column FILE N: the median of its Nth column
column() {
	awk -v n="$2" '{ print $n }' "$1" | median
}
ratio() {
	awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", b ? a / b : 0 }'
}

# content N: the hall's content with N items, the given ones again and again,
# each time at other windows: up to 96, copies of the hall's own.
content() {
	rm -rf "$work/content"
	cp -R tests/data/hall "$work/content"
	copies=$(awk -v n="$1" -v own="$(($(wc -l <tests/data/hall/items.csv) - 1))" \
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
		}' tests/data/hall/windows.csv >"$work/content/windows.csv"
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
		}' tests/data/hall/items.csv >"$work/content/items.csv"
}
# hallgen SITE RELEASES: CPU ms and largest resident set in KiB
hallgen() {
	"$BUILD/bench/cpu" "$BUILD/hallgen" --quiet --content "$work/content" --site "$1" \
		--releases "$2" --now $now --base-url https://www.example.gov.cn 2>"$work/findings" ||
		{ tail -n 3 "$work/findings" >&2; return 1; }
}
# Into $work/site: the site without .gz and large-type twin, which other generators
# do not make either; the goals are for that.
plain_site() {
	cp -R site "$work/site"
	sed -i 's/^-- page: .*/& large: no gz: no/' "$work/site/pages.sql"
}
# setting KEY VALUE: in the content's hall.conf
setting() {
	sed -i "s/^$1 *=.*/$1 = $2/" "$work/content/hall.conf"
}
places() { # at each time
	setting booking.places "$1"
	setting booking.public_places "$1"
}
# A hall with places for everybody: what is measured is booking, not refusing.
roomy_content() {
	content 492
	places 12
	setting booking.horizon_days 90
}

# ---- programs behind nginx ----
# Each has a folder with hallbook.pid (whichever program it is), nginx.pid and
# port, the number.

wait_for() { # address log
	tries=200
	until curl -sf -o /dev/null "$1"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || { echo "$1 does not answer" >&2; tail -n 20 "$2" >&2; exit 1; }
		sleep 0.05
	done
}
ports=0
next_port() { # folder
	mkdir -p "$1"
	[ -e "$1/port" ] || { echo $((BENCH_PORT + ports)) >"$1/port"; ports=$((ports + 1)); }
	port=$(cat "$1/port")
}
# stand FOLDER [TIME]: a stand of $work/content without the web server's limits,
# since the program is measured. stop FOLDER ends it.
stand() {
	next_port "$1"
	PORT=$port STATE=$1 CONTENT=$work/content NOW=${2:-$now} BUILD=$BUILD \
		sh cgi/stand/stand.sh >"$1/stand.log" 2>&1 &
	echo $! >"$1/stand.pid"
	pids="$pids $!"
	wait_for "http://127.0.0.1:$port/healthz" "$1/stand.log"
	sed -i '/limit_req zone/d' "$1/hall-server.conf"
	kill -HUP "$(cat "$1/nginx.pid")"
	sleep 0.5 # the old workers are gone then
}
stop() {
	kill "$(cat "$1/stand.pid")"
	wait "$(cat "$1/stand.pid")" || :
}
# nginx_before FOLDER STAND SED: the nginx of a stand, as SED changes it, before
# a program that listens at FOLDER/hallbook.sock.
nginx_before() {
	next_port "$1"
	mkdir -p "$1/nginx-temp" "$1/releases"
	for conf in nginx hall-http hall-server hall-csp; do
		sed -e "s/127\.0\.0\.1:$(cat "$2/port")/127.0.0.1:$port/" -e "s|$2|$1|" -e "$3" \
			"$2/$conf.conf" >"$1/$conf.conf"
	done
	nginx -p "$1/" -e nginx-error.log -c nginx.conf &
	pids="$pids $!"
}
# empty_before FOLDER STAND THREADS SED: a program that answers at once.
empty_before() {
	nginx_before "$1" "$2" "$4"
	"$BUILD/bench/empty_fcgi" "$1/hallbook.sock" "$3" &
	pids="$pids $!"
	echo $! >"$1/hallbook.pid"
	wait_for "http://127.0.0.1:$port/book" "$1/nginx-error.log"
}

# CPU time of a process and its children, in clock ticks (10 ms).
ticks() {
	cat /proc/[0-9]*/stat 2>/dev/null |
		awk -v pid="$1" '$1 == pid || $4 == pid { n += $14 + $15 } END { print n + 0 }'
}
# load CONNECTIONS FOLDER PATH [BODIES]: GET, or POST of the lines of BODIES, for
# SECONDS_EACH; prints requests a second, p99 in ms, how many failed, and CPU
# time in µs a request of the program and of nginx.
load() {
	program=$(cat "$2/hallbook.pid")
	nginx=$(cat "$2/nginx.pid")
	program_before=$(ticks "$program")
	nginx_before=$(ticks "$nginx")
	threads=$(($1 < 2 ? 1 : 2))
	wrk -t $threads -c "$1" -d "${SECONDS_EACH}s" -s tests/bench/load.lua \
		"http://127.0.0.1:$(cat "$2/port")$3" -- $threads "${4-}" >"$work/wrk"
	sed -n 's/^RESULT //p' "$work/wrk" |
		awk -v program=$(($(ticks "$program") - program_before)) \
			-v nginx=$(($(ticks "$nginx") - nginx_before)) \
			'{ n = $4 ? $4 : 1; print $1, $2, $3, program * 1e4 / n, nginx * 1e4 / n }'
}

# choices STAND: every time that may be booked there, as mint reads it.
choices() {
	sqlite3 -separator ' ' "$1/releases/current/catalogue.db" "
		SELECT min(i.no), s.start
		  FROM item i JOIN slot s ON s.window = i.window JOIN day d ON d.day = s.day
		 WHERE s.noon_only <= i.noon AND d.book_by > '$now'
		   AND d.offset < (SELECT value FROM setting WHERE key = 'booking_horizon_days')
		 GROUP BY s.window, s.start ORDER BY s.start, s.window"
}
# mint STAND N CHOICES FILE: bodies of POST /book of N people who were not there before.
people=0
mint() {
	"$BUILD/bench/mint" "$1/ledger.db.key" "$now_s" "$2" "$people" <"$3" >"$4"
	people=$((people + $2))
}
# book CONNECTIONS FOLDER [STAND]: load with bookings; the key is that of STAND.
book() {
	mint "${3:-$2}" $((30000 * SECONDS_EACH)) "$work/choices" "$work/bodies"
	load "$1" "$2" /book "$work/bodies"
}
rss() { # of the program of a folder, in MiB
	awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$(cat "$1/hallbook.pid")/status"
}
