#!/bin/sh
# hallbook with ledgers of ROWS bookings, all up at once and asked in turns; then
# how long people wait while everything is exported, and while each is backed up
# and purged. A row takes about 30 µs of CPU to fill and 550 bytes: 10^6 half a
# minute, 10^7 five and 5.5 GB.
. tests/bench/common.sh
: "${ROWS:=10000 1000000}"

roomy_content
"$BUILD/hallgen" --quiet --content "$work/content" --site site --releases "$disk/releases" \
	--now $now --base-url https://www.example.gov.cn 2>"$work/findings"
largest=$(for n in $ROWS; do echo "$n"; done | sort -n | tail -n 1)

# done_today FOLDER DAY: its backup of that day is not what is measured.
done_today() {
	mkdir -p "$1/backups"
	: >"$1/backups/ledger-$2.db"
}
# A filled ledger on disk and in memory.
fill() { # rows
	dir=$disk/$1
	mkdir -p "$dir"
	"$BUILD/hallbook" init --ledger "$dir/ledger.db" >"$work/init.log" 2>&1
	begun=$(date +%s)
	sqlite3 "$dir/ledger.db" '.parameter init' ".parameter set :rows $1" \
		".parameter set :now \"'$now'\"" \
		".parameter set :catalogue \"'$disk/releases/current/catalogue.db'\"" \
		'.read tests/bench/fill.sql' >"$work/fill.log"
	done_today "$dir" "${now%T*}"
	sync "$dir/ledger.db"
	cat "$dir/ledger.db" >/dev/null
	echo $(($(date +%s) - begun)) >"$dir/seconds"
	stat -c %s "$dir/ledger.db" >"$dir/bytes"
}
for n in $ROWS; do fill "$n"; done

start() { # rows
	"$BUILD/bench/start" "$disk/$1/start.sock" "$BUILD/hallbook" serve \
		--ledger "$disk/$1/ledger.db" --site site --releases "$disk/releases" \
		--socket "$disk/$1/start.sock" --now $now >>"$disk/$1/start.ms"
}
for _ in 0 $(seq "$ROUNDS"); do for n in $ROWS; do start "$n"; done; done

# Forms of the look-up for people of whom the ledger knows.
lookups() { # rows
	sqlite3 "$disk/$1/ledger.db" "
		SELECT 'reference=' || reference || '&tail=' || substr(phone, -4) FROM booking
		 WHERE reference IS NOT NULL
		   AND id % max(1, (SELECT max(id) FROM booking) / 20000) = 0" >"$disk/$1/lookups"
}
for n in $ROWS; do
	stand "$disk/$n"
	lookups "$n"
done
choices "$disk/$largest" >"$work/choices"
for n in $ROWS; do
	book 32 "$disk/$n" >"$work/warm"
	load 32 "$disk/$n" /booking "$disk/$n/lookups" >"$work/warm"
done
ask_all() { # rows
	book 32 "$disk/$1" >>"$disk/$1/post"
	load 32 "$disk/$1" '/book?item=9' >>"$disk/$1/get"
	load 32 "$disk/$1" /booking "$disk/$1/lookups" >>"$disk/$1/lookup"
}
back=
for n in $ROWS; do back="$n $back"; done
for round in $(seq "$ROUNDS"); do
	# there and back, so that none is always the first
	for n in $([ $((round % 2)) = 0 ] && echo "$back" || echo "$ROWS"); do ask_all "$n"; done
done

row() { # rows
	printf '%9s %5s %6s %6s %5s | %7s %5.0f | %7s %5.0f | %7s %5.0f | %6s\n' "$1" "$(cat "$disk/$1/seconds")" \
		"$(awk '{ printf "%.0f", $1 / 1048576 }' "$disk/$1/bytes")" \
		"$(column "$disk/$1/start.ms" 1)" "$(column "$disk/$1/start.ms" 2)" \
		"$(column "$disk/$1/post" 1)" "$(column "$disk/$1/post" 4)" \
		"$(column "$disk/$1/get" 1)" "$(column "$disk/$1/get" 4)" \
		"$(column "$disk/$1/lookup" 1)" "$(column "$disk/$1/lookup" 4)" \
		"$(cat "$disk/$1/post" "$disk/$1/get" "$disk/$1/lookup" | awk '{ n += $3 } END { print n }')"
}
# against FILE COLUMN: what the largest has, as a multiple of what the first has
against() {
	ratio "$(column "$disk/$largest/$1" "$2")" "$(column "$disk/${ROWS%% *}/$1" "$2")"
}
cat <<END_OF_TEXT
hallbook with long ledgers, at 32 connections, in turns: seconds to fill, MiB, ms from the program's start
until it accepts and CPU ms of it, then requests a second and CPU µs of hallbook: bookings, the form,
look-ups by number. Goals: start 10 ms at 1000000; the last line, $largest to ${ROWS%% *}, within 1.2.
END_OF_TEXT
printf '%9s %5s %6s %6s %5s | %7s %5s | %7s %5s | %7s %5s | %6s\n' rows fill MiB start cpu \
	booked cpu forms cpu lookups cpu failed
for n in $ROWS; do row "$n"; done
printf '%9s %5s %6s %6s %5s | %7s %5s | %7s %5s | %7s %5s |\n' ratio '' '' "$(against start.ms 1)" \
	"$(against start.ms 2)" "$(against post 1)" "$(against post 4)" "$(against get 1)" \
	"$(against get 4)" "$(against lookup 1)" "$(against lookup 4)"
echo

# ---- exports ----

ask() { # path [curl's options]
	path=$1
	shift
	curl -s -b "$disk/jar" -c "$disk/jar" -H 'Sec-Fetch-Site: same-origin' "$@" "$site$path"
}
# From then on ask() asks as an administrator.
sign_in() { # rows
	site=http://127.0.0.1:$(cat "$disk/$1/port")/staff
	new='correct horse battery staple'
	password=$("$BUILD/hallbook" user add bench --role admin --ledger "$disk/$1/ledger.db" | sed 's/.*：//')
	rm -f "$disk/jar"
	ask /login -d user=bench --data-urlencode "password=$password" >"$work/page"
	csrf=$(ask /account | sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' | head -n 1)
	ask /account/password -d "csrf=$csrf" --data-urlencode "password=$password" \
		--data-urlencode "new=$new" --data-urlencode "again=$new" >"$work/page"
}
# Bookings by four people, alone, then for as long as a workbook of everything is made.
export_row() { # rows
	sign_in "$1"
	book 4 "$disk/$1" >"$work/alone"
	: >"$work/meanwhile"
	ask '/ledger.xlsx?window=0&from=2026-01-01&to=2026-12-31' -o "$work/l.xlsx" \
		-w '%{http_code} %{time_total} %{size_download}\n' >"$work/export" &
	export=$!
	while kill -0 $export 2>/dev/null; do book 4 "$disk/$1" >>"$work/meanwhile"; done
	wait $export
	read -r status seconds bytes <"$work/export"
	printf '%9s %6s %6.1f %6.1f | %8s %6s | %8s %6s %6s %6s | %6s\n' "$1" "$status" "$seconds" \
		"$(ratio "$bytes" 1048576)" "$(column "$work/alone" 1)" "$(column "$work/alone" 2)" \
		"$(column "$work/meanwhile" 1)" "$(column "$work/meanwhile" 2)" \
		"$(sort -n -k 2 "$work/meanwhile" | tail -n 1 | cut -d ' ' -f 2)" \
		"$(awk '{ n += $3 } END { print n }' "$work/meanwhile")" "$(rss "$disk/$1")"
}
cat <<END_OF_TEXT
Bookings at 4 connections, a second, with p99 in ms, while nothing else is done, and while the workbook of all
windows and all rows is made: its status, seconds and MiB; p99 of every $SECONDS_EACH s, median and worst; how
many failed, and MiB resident behind it. A hall of 18 windows has 316224 a year. Goal: p99 20 ms.
END_OF_TEXT
printf '%9s %6s %6s %6s | %8s %6s | %8s %6s %6s %6s | %6s\n' rows xlsx s MiB alone p99 booked p99 worst \
	failed rss
for n in $ROWS; do export_row "$n"; done
echo

# ---- waits ----

# wait_row ROWS TITLE SECONDS WORK: somebody asks meanwhile; WORK is a command that
# prints how far that came.
wait_row() {
	"$BUILD/bench/people" "$(cat "$disk/$1/port")" stall /healthz "$3" >"$work/waits"
	awk -v rows="$1" -v title="$2" -v far="$($4 "$1")" '{
		printf "%9s %-9s %9s %7s %9s %9s %9s  %s\n", rows, title, $1, $2, $3, $4, $5, far
	}' "$work/waits"
}
again() { # rows time
	stop "$disk/$1"
	stand "$disk/$1" "$2"
}
copied() { # rows
	[ ! -s "$disk/$1/backups/ledger-${now%T*}.db" ] || echo whole
}
blanked() { # rows
	sqlite3 "$disk/$1/ledger.db" 'SELECT count(*) FROM booking WHERE erased_at > 1814000000' |
		sed 's/$/ bookings blanked/'
}
# Long after: all that is past has to be blanked.
later=2027-07-01T09:00
wait_rows() { # rows
	wait_row "$1" nothing "$SECONDS_EACH" :
	book 1 "$disk/$1" >"$work/warm" &
	wait_row "$1" bookings "$SECONDS_EACH" :
	wait $!
	rm "$disk/$1/backups/"*
	again "$1" "$now"
	wait_row "$1" backup $((7 * SECONDS_EACH)) copied
	done_today "$disk/$1" "${later%T*}"
	again "$1" "$later"
	wait_row "$1" purge $((7 * SECONDS_EACH)) blanked
}
cat <<END_OF_TEXT
How long one person waits who asks for /healthz again and again, in ms, while nothing is done, while
another books, and while serve makes its nightly backup and blanks what is old, a step a second when
it is busy; the longest of each second, as a median, and the longest of all. Goal: 10 ms.
END_OF_TEXT
printf '%9s %-9s %9s %7s %9s %9s %9s\n' rows while answers failed mean second longest
for n in $ROWS; do wait_rows "$n"; done
