#!/bin/sh
# The same booking in Node, Flask and PHP behind the same nginx, in turns with
# hallbook. The programs are in peers/; Makefile installs what they run on.
. tests/bench/common.sh

content 492
places 24 # at each time: enough for all that is booked here
stand "$disk/hall"
choices "$disk/hall" >"$work/choices"

ledger() { # folder
	sqlite3 "$1/ledger.db" "ATTACH '$disk/hall/releases/current/catalogue.db' AS cat" \
		'.read tests/bench/peers/schema.sql' >"$work/schema.log"
}
# peer NAME SED COMMAND...: COMMAND, which listens at FOLDER/hallbook.sock, with LEDGER,
# behind nginx.
peers=
peer() {
	dir=$disk/$1
	nginx_before "$dir" "$disk/hall" "$2"
	ledger "$dir"
	shift 2
	LEDGER=$dir/ledger.db "$@" >"$dir/peer.log" 2>&1 &
	pids="$pids $!"
	echo $! >"$dir/hallbook.pid"
	wait_for "http://127.0.0.1:$port/book?item=9" "$dir/peer.log"
	peers="$peers ${dir##*/}"
}

# better-sqlite3 is built here, with the headers in /usr/include/node.
modules=$BUILD/bench/node
if [ ! -d "$modules/node_modules/better-sqlite3/build/Release" ]; then
	mkdir -p "$modules"
	npm_config_build_from_source=true npm_config_nodedir=/usr npm install --prefix "$modules" \
		--no-save --no-audit --no-fund --prefer-offline better-sqlite3@11.10.0 >"$work/npm.log" 2>&1 || :
fi
if NODE_PATH=$modules/node_modules node -e 'require("better-sqlite3")(":memory:")' 2>"$work/node.log"; then
	NODE_PATH=$(cd "$modules" && pwd)/node_modules
	export NODE_PATH
	peer node '
		s|fastcgi_pass hallbook;|proxy_pass http://hallbook; proxy_http_version 1.1; proxy_set_header Connection "";|
		/^\t\t\tfastcgi_/d' \
		node tests/bench/peers/node.cjs "$disk/node/ledger.db" "$disk/node/hallbook.sock"
else
	echo 'Node is left out: better-sqlite3 was not built.'
	tail -n 3 "$work/npm.log"
fi
# shellcheck disable=SC2016 # nginx's variables
peer flask '
	s|fastcgi_pass hallbook;|uwsgi_pass hallbook;|
	s|fastcgi_param DOCUMENT_URI|uwsgi_param PATH_INFO|
	s,fastcgi_param \(REQUEST_METHOD\|QUERY_STRING\|CONTENT_TYPE\|CONTENT_LENGTH\),uwsgi_param \1,
	s|fastcgi_param REMOTE_ADDR .*|uwsgi_param SERVER_NAME hall; uwsgi_param SERVER_PORT 80; uwsgi_param SERVER_PROTOCOL HTTP/1.1;|
	/^\t\t\tfastcgi_/d' \
	uwsgi --plugin python3 --master --processes 4 --lazy-apps --die-on-term --disable-logging \
	--listen 100 --socket "$disk/flask/hallbook.sock" --chdir tests/bench/peers --module flask_app:app
cat >"$disk/php-fpm.conf" <<END_OF_FILE
[global]
error_log = /dev/stderr
[www]
listen = $disk/php/hallbook.sock
listen.backlog = 4096
pm = static
pm.max_children = 4
env[LEDGER] = $disk/php/ledger.db
END_OF_FILE
root=
[ "$(id -u)" != 0 ] || root=-R
# shellcheck disable=SC2086 # an option or none
peer php "s|fastcgi_pass hallbook;|&\n fastcgi_param SCRIPT_FILENAME $PWD/tests/bench/peers/book.php;|" \
	/usr/sbin/php-fpm[0-9]* $root -F -y "$disk/php-fpm.conf"

for dir in hall $peers; do book 32 "$disk/$dir" "$disk/hall" >"$work/warm"; done
for _ in $(seq "$ROUNDS"); do
	for dir in hall $peers; do
		book 32 "$disk/$dir" "$disk/hall" >>"$work/$dir.post"
		load 32 "$disk/$dir" '/book?item=9' >>"$work/$dir.get"
	done
done
row() {
	for verb in post get; do
		f=$work/$1.$verb
		printf ' | %7s %5s %6s %6.0f %5.0f %6s' "$(column "$f" 1)" \
			"$(ratio "$(column "$work/hall.$verb" 1)" "$(column "$f" 1)")" "$(column "$f" 2)" \
			"$(column "$f" 4)" "$(column "$f" 5)" "$(awk '{ n += $3 } END { print n }' "$f")"
	done
}
cat <<'END_OF_TEXT'
The same booking and form in other languages, at 32 connections behind the same nginx: requests a
second, hallbook's as a multiple of them, p99 in ms, CPU µs a request of the program and of nginx, how
many failed. Goals for bookings: 3 times Node, 7 times Flask, 9 times PHP.
END_OF_TEXT
heads=' | %7s %5s %6s %6s %5s %6s'
# shellcheck disable=SC2059 # the same twice
printf "%-6s$heads$heads\n" '' booked times p99 cpu nginx failed forms times p99 cpu nginx failed
for dir in hall $peers; do printf '%-6s%s\n' "$dir" "$(row "$dir")"; done
